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
import { describe, test } from 'node:test'
import { routed } from '@loyaltykit/testing/emulators/shared/routes'
import { serveEmulator } from '@loyaltykit/testing/emulators/shared/server'
import { failsWith, oddAnswers, vendor } from '../test/vendor.ts'
import { ${camel} } from './${kebab}.ts'

const key = 'a-secret-key'

/** Its API as its documents say, on a real socket; a whole one stands in packages/testing/src/emulators, as Voucherify's does. */
const emulate = (points: unknown = '1250.50') => {
  const route = routed({
    'GET /programme': () => ({ body: { code: 'club', title: 'The Club', languages: ['en'] } }),
    'GET /members/{id}/account': () => ({ body: { points } }),
  })
  return serveEmulator(async (heard) => (heard.headers['authorization'] === \`Bearer \${key}\` ? (route(heard) ?? { status: 404 }) : { status: 401 }))
}

const { open, disturbed, contract } = vendor({
  // with its documents: \`wire: wireCheck([…])\` of @loyaltykit/testing/emulators/shared/openapi
  name: '${kebab}', emulate,
  adapter: ({ url }) => ${camel}({ url, key }),
  join: async (_, count) => \`ada/\${count}\`,
})

await contract({
  // with a till: \`cart\`, \`purchase\`, \`refund\`; with a clock: \`advance\`; what it has not got is left out for want of that
  subject: () => ({}),
  leftOut: { as: 'of its groups what needs a till, or its members by name, is left out, and nothing else', for: ['purchase', 'members'] },
  moreThan: { checks: 7, exchanges: 20 },
})

describe('${kebab}', () => {
  test('turns its decimals into minor units, from the digits', async () => {
    for (const [points, available] of [['1250.50', 125_050], ['-0.1', -10], [3, 300]] as const) {
      const { backend, as, end } = await open(undefined, points)
      assert.deepEqual(await backend.balances.list({}, as('ada')), [{ currency: 'points', available }])
      await end()
    }
  })

  test('sends its key in a header, never in the address', async () => {
    const { emulator, backend, as, end } = await open()
    await backend.program.get({}, as())
    const [asked] = emulator.exchanges
    assert.equal(asked?.headers['authorization'], \`Bearer \${key}\`)
    assert.ok(asked && !\`\${asked.path}?\${asked.query}\`.includes(key))
    await end()
  })

  const cases: typeof oddAnswers = [
    ...oddAnswers,
    ['nonsense', { body: { points: '1e3' } }, 'bad_response'],
    ['a refused key, which no member can mend', { status: 401 }, 'backend_failed'],
    ['too many calls', { status: 429 }, 'rate_limited'],
  ]
  for (const [what, answer, code] of cases) test(\`\${what}: \${code}\`, () => failsWith(disturbed(/account$/, answer, (backend, context) => backend.balances.list({}, context)), code))

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
