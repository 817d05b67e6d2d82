import type { Name } from './name.ts'
import type { Plan } from './plan.ts'

/** An adapter in one file, and its contract on recorded answers. It reads a programme and balances: enough to begin from. */
export function adapterPlan({ kebab, pascal, camel, title }: Name): Plan {
  return {
    files: {
      [`packages/adapters/src/${kebab}.ts`]: `/** ${title}: what it is, and where its API is described. */
import { isSafeUrl, LoyaltyError, toLoyaltyError, type Balance, type Context, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import * as z from 'zod/mini'

/** What \`${camel}\` takes. */
export interface ${pascal}Options {
  /** Where its API begins: an https address. */
  readonly url: string
  /** The secret key of its API. It must not reach a page. */
  readonly key: string
  /** Used instead of the platform's \`fetch\`. */
  readonly fetch?: typeof globalThis.fetch
}

// What it answers, in its own words

const WireProgramme = z.object({ code: z.string(), title: z.string(), languages: z.array(z.string()) })
const WireAccount = z.object({ points: z.string() })

/** Its points have two decimals, written as text. */
const scale = 2

// From its words to ours

const toProgram = ({ code, title, languages }: z.infer<typeof WireProgramme>): Program => ({
  id: code,
  name: title,
  locales: languages,
  currencies: [{ id: 'points', unit: 'point', scale }],
  tiers: [],
})

const toBalance = ({ points }: z.infer<typeof WireAccount>): Balance => ({ currency: 'points', available: toMinor(points) })

/** From the digits, never through a binary fraction. */
function toMinor(text: string): number {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\\d+)(?:\\.(\\d+))?$/.exec(text) ?? []
  const amount = Number(\`\${sign}\${whole}\${part.padEnd(scale, '0')}\`)
  if (!whole || part.length > scale || !Number.isSafeInteger(amount)) throw new LoyaltyError('bad_response', 'The loyalty service answered with an amount that is none.')
  return amount
}

/**
 * ${title} as a backend. Runs on a server, behind \`@loyaltykit/gateway\`.
 * @throws \`LoyaltyError\` \`invalid_option\` in a page, and when an option is wrong.
 */
export function ${camel}({ url, key, fetch = globalThis.fetch }: ${pascal}Options): Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'program' | 'balances'>> {
  if ('document' in globalThis) throw new LoyaltyError('invalid_option', '${camel}: its key must not be in a page. Serve it through @loyaltykit/gateway and use http({ url }) here.')
  if (typeof url !== 'string' || !isSafeUrl(url)) throw new LoyaltyError('invalid_option', '${camel}: \`url\` must be an https address.')
  if (typeof key !== 'string' || !/^[!-~]+$/.test(key)) throw new LoyaltyError('invalid_option', '${camel}: \`key\` must be the key of its API.')

  async function read<T>(path: string, schema: z.ZodMiniType<T>, { signal, locale }: Context): Promise<T> {
    let answer: unknown
    try {
      signal.throwIfAborted()
      const response = await fetch(\`\${url.replace(/\\/$/, '')}/\${path}\`, { signal, headers: { authorization: \`Bearer \${key}\`, 'accept-language': locale } })
      if (!response.ok) throw refused(response.status)
      answer = await response.json()
    } catch (error) {
      if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
      throw toLoyaltyError(error, error instanceof SyntaxError ? 'bad_response' : 'network')
    }
    const result = z.safeParse(schema, answer)
    if (!result.success) throw new LoyaltyError('bad_response', 'The loyalty service answered something unexpected. Try again later.', { cause: result.error })
    return result.data
  }

  return {
    name: url,
    credential: 'secret',
    program: {
      get: async (_input, context) => toProgram(await read('programme', WireProgramme, context)),
    },
    balances: {
      list: async (_input, context) => [toBalance(await read(\`members/\${encodeURIComponent(memberOf(context))}/account\`, WireAccount, context))],
    },
  }
}

/** The server in front of us says who it is. */
function memberOf({ identity, signal }: Context): string {
  if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
  if (identity.kind !== 'member') throw new LoyaltyError('unauthenticated', 'Log in again.')
  return identity.memberId
}

/** A refused key is ours to mend, not the member's: it is no \`unauthenticated\`. */
function refused(status: number): LoyaltyError {
  if (status === 404) return new LoyaltyError('not_found', 'The loyalty service does not know this.')
  if (status === 429) return new LoyaltyError('rate_limited', 'Too many calls. Try again in a moment.')
  return new LoyaltyError('backend_failed', 'The loyalty service failed. Try again later.', { cause: new Error(\`Status \${status}.\`) })
}
`,
      [`packages/adapters/src/${kebab}.test.ts`]: `import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, type Context, type ErrorCode } from '@loyaltykit/core'
import { backendContract } from '@loyaltykit/testing'
import { ${camel} } from './${kebab}.ts'

const url = 'https://api.${kebab}.example'

/** Answers as they were recorded. */
const recorded: Readonly<Record<string, unknown>> = {
  '/programme': { code: 'club', title: 'The Club', languages: ['en'] },
  '/members/ada/account': { points: '1250.50' },
}

/** Its API, in the words of its own documents. */
function api(answers = recorded) {
  const asked: Request[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    asked.push(request)
    const { pathname } = new URL(request.url)
    const answer = answers[pathname.replace(/ada-\\d+/, 'ada')]
    if (answer instanceof Response) return answer.clone()
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer)
  }
  return { asked, backend: ${camel}({ url, key: 'key', fetch }) }
}

const context = (memberId?: string): Context => ({
  signal: new AbortController().signal,
  locale: 'en',
  identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})
const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => isLoyaltyError(error) && error.code === code)

let people = 0
const report = await backendContract({
  test,
  name: '${kebab}',
  create: async () => ({ backend: api().backend, signUp: async () => ({ kind: 'member', memberId: \`ada-\${(people += 1)}\` }), dispose: () => {} }),
})
test('${kebab}: the contract is run', () => assert.ok(report.count >= 8, \`only \${report.count} checks\`))

describe('${kebab}', () => {
  test('turns its decimals into minor units, from the digits', async () => {
    assert.deepEqual(await api().backend.balances.list({}, context('ada')), [{ currency: 'points', available: 125_050 }])
    const { backend } = api({ '/members/ada/account': { points: '-0.1' } })
    assert.deepEqual(await backend.balances.list({}, context('ada')), [{ currency: 'points', available: -10 }])
  })

  test('sends its key in a header, never in the address', async () => {
    const { backend, asked } = api()
    await backend.program.get({}, context())
    assert.equal(asked[0]?.headers.get('authorization'), 'Bearer key')
    assert.ok(!asked[0]?.url.includes('key'))
  })

  test('a guest is told to log in, without a request', async () => {
    const { backend, asked } = api()
    await failsWith(backend.balances.list({}, context()), 'unauthenticated')
    assert.equal(asked.length, 0)
  })

  test('nonsense and refusals become errors of ours', async () => {
    for (const [answer, code] of [
      [{ code: 7 }, 'bad_response'],
      [new Response('<html>'), 'bad_response'],
      [new Response('', { status: 401 }), 'backend_failed'],
      [new Response('', { status: 429 }), 'rate_limited'],
      [new Response('', { status: 503 }), 'backend_failed'],
    ] as const) await failsWith(api({ '/programme': answer }).backend.program.get({}, context()), code)
    await failsWith(api({ '/members/ada/account': { points: '1e3' } }).backend.balances.list({}, context('ada')), 'bad_response')
  })

  test('wrong options are told at once', () => {
    assert.throws(() => ${camel}({ url: 'http://api.example', key: 'key' }), /\`url\`/)
    assert.throws(() => ${camel}({ url, key: '' }), /\`key\`/)
  })
})
`,
    },
    insertions: [{ file: 'packages/adapters/src/index.test.ts', lines: `  '${kebab}': ['${camel}'],`, after: /^ {2}'[\w-]+': \[/ }],
  }
}
