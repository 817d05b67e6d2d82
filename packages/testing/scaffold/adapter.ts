import type { Name } from './name.ts'
import type { Plan } from './plan.ts'

/** An adapter in one file, its contract on a small emulation of its API, and its row of the capability table. It reads a programme and balances: enough to begin from. */
export function adapterPlan({ kebab, pascal, camel, title }: Name, groups: readonly string[]): Plan {
  return {
    files: {
      [`packages/adapters/src/${kebab}.ts`]: `/** ${title}: what it is, and where its API is described. A table of what its failures are in our codes. What its documents do not have. */
import { LoyaltyError, type BackendWith, type Balance, type Program } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { guarded, memberOf, refusePage, type Unguarded } from './shared/guarded.ts'
import { checking } from './shared/options.ts'
import { toMinor, wire, WireNumber } from './shared/wire.ts'

/** What \`${camel}\` takes. */
export interface ${pascal}Options {
  /** Where its API begins: an https address. */
  readonly url: string
  /** The secret key of its API. It must not reach a page. */
  readonly key: string
  /** Used instead of the platform's \`fetch\`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What ${title} has. Calls that a group of it lacks stand behind the groups: \`BackendWith<'balances' | 'offers', 'offers.activate'>\`. */
export type ${pascal}Backend = BackendWith<'balances'>

// What it answers, in its own words

const WireProgramme = z.object({ code: z.string(), title: z.string(), languages: z.array(z.string()) })
const WireAccount = z.object({ points: WireNumber })

/** How many decimals its points have. */
const scale = 2

// From its words to ours

const toProgram = ({ code, title, languages }: z.infer<typeof WireProgramme>): Program => ({
  id: code,
  name: title,
  locales: languages,
  currencies: [{ id: 'points', unit: 'point', scale }],
  tiers: [],
})

const toBalance = ({ points }: z.infer<typeof WireAccount>): Balance => ({ currency: 'points', available: toMinor(points, scale) })

/**
 * ${title} as a backend. Runs on a server, behind \`@loyaltykit/gateway\`.
 * @throws \`LoyaltyError\` \`invalid_option\` in a page, and when an option is wrong.
 */
export function ${camel}({ url, key, fetch = globalThis.fetch }: ${pascal}Options): ${pascal}Backend {
  refusePage('${camel}')
  const check = checking('${camel}')
  check.address('url', url)
  check.credential('key', key, 'the key of its API')
  const send = wire({
    url: url.replace(/\\/$/, ''), fetch, headers: { authorization: \`Bearer \${key}\` },
    // its own words for a failure; what is not told here is told by the status
    refusal: (status) => (status === 409 ? new LoyaltyError('conflict', 'This was done before.') : undefined),
  })

  const groups = {
    program: {
      get: async (_input, context) => toProgram(await send(WireProgramme, { path: '/programme' }, context)),
    },
    balances: {
      list: async (_input, context) => [toBalance(await send(WireAccount, { path: \`/members/\${encodeURIComponent(memberOf(context))}/account\` }, context))],
    },
  } satisfies Partial<Unguarded>

  // with the first write: \`keys\`, a KeyStore of ./keys.ts; for points as payment holds of ./shared/holds.ts, where its API can't set points aside
  return { name: url, credential: 'secret', ...guarded(groups, { name: url }) }
}
`,
      [`packages/adapters/src/${kebab}.test.ts`]: `import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { isLoyaltyError, type Context, type ErrorCode } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { routed } from '@loyaltykit/testing/emulators/shared/routes'
import { serveEmulator, type Answer } from '@loyaltykit/testing/emulators/shared/server'
import { ${camel} } from './${kebab}.ts'

const key = 'a-secret-key'

/** Its API as its documents say, on a real socket; a whole one stands in packages/testing/src/emulators, as Voucherify's does. */
async function open(points: unknown = '1250.50') {
  const route = routed({
    'GET /programme': () => ({ body: { code: 'club', title: 'The Club', languages: ['en'] } }),
    'GET /members/{id}/account': () => ({ body: { points } }),
  })
  const emulator = await serveEmulator(async (heard) => (heard.headers['authorization'] === \`Bearer \${key}\` ? (route(heard) ?? { status: 404 }) : { status: 401 }))
  return { emulator, backend: ${camel}({ url: emulator.url, key }) }
}

const context = (memberId?: string): Context => ({
  signal: AbortSignal.timeout(5_000),
  locale: 'en',
  identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})
const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => isLoyaltyError(error) && error.code === code)

let people = 0
const report = await backendContract({
  test,
  name: '${kebab}',
  create: async () => {
    const { emulator, backend } = await open()
    return { backend, signUp: async () => ({ kind: 'member', memberId: \`ada/\${(people += 1)}\` }), dispose: () => emulator.close() }
  },
})
test('${kebab}: the contract is run', () => assert.ok(report.count >= 8, \`only \${report.count} checks\`))
after(async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  // \`npm run capabilities\` writes it
  assert.ok(readme.includes(\`\\n\${report.row()}\\n\`), \`README.md must have this row:\\n\${report.row()}\`)
})

describe('${kebab}', () => {
  test('turns its decimals into minor units, from the digits', async () => {
    for (const [points, available] of [['1250.50', 125_050], ['-0.1', -10], [3, 300]] as const) {
      const { emulator, backend } = await open(points)
      assert.deepEqual(await backend.balances.list({}, context('ada')), [{ currency: 'points', available }])
      await emulator.close()
    }
  })

  test('sends its key in a header, never in the address', async () => {
    const { emulator, backend } = await open()
    await backend.program.get({}, context())
    const [asked] = emulator.exchanges
    assert.equal(asked?.headers['authorization'], \`Bearer \${key}\`)
    assert.ok(asked && !\`\${asked.path}?\${asked.query}\`.includes(key))
    await emulator.close()
  })

  test('nonsense and refusals become errors of ours', async () => {
    const { emulator, backend } = await open()
    for (const [answer, code] of [
      [{ body: { code: 7 } }, 'bad_response'],
      [{ text: '<html>' }, 'bad_response'],
      [{ status: 401 }, 'backend_failed'],
      [{ status: 429 }, 'rate_limited'],
      [{ status: 503 }, 'backend_failed'],
    ] as readonly (readonly [Answer, ErrorCode])[]) {
      emulator.disturb(() => answer)
      await failsWith(backend.program.get({}, context()), code)
    }
    emulator.disturb(() => ({ body: { points: '1e3' } }))
    await failsWith(backend.balances.list({}, context('ada')), 'bad_response')
    await emulator.close()
  })

  test('wrong options are told at once', () => {
    assert.throws(() => ${camel}({ url: 'http://api.example', key }), /\`url\`/)
    assert.throws(() => ${camel}({ url: 'https://api.example', key: '' }), /\`key\`/)
  })
})
`,
    },
    insertions: [{ file: 'README.md', lines: `| ${kebab} | ${groups.map((group) => (group === 'program' || group === 'balances' ? '✓' : '–')).join(' | ')} |`, before: '<!-- /capabilities -->' }],
  }
}
