import { parseArgs } from 'node:util'
import { groups } from '../contract/contract.ts'

/** What the check was asked to do. */
export interface ConformanceOptions {
  /** Where the API begins, without `/v1` and without a slash at the end. */
  readonly url: string
  readonly name?: string
  readonly groups: readonly string[]
  readonly codeUrl?: string
  readonly code?: string
  readonly identifier?: { readonly kind: 'email' | 'phone'; readonly pattern: string }
  readonly tokens: readonly string[]
  readonly tokenCommand?: string
  readonly hooks?: string
  /** Of another programme on an instance of its own. */
  readonly another?: string
  readonly origin?: string
  readonly carrier: 'bearer' | 'cookie'
  /** For one request, in milliseconds. */
  readonly timeout: number
  readonly json: boolean
}

/** The command was given wrongly, or can't be carried out: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `loyaltykit-conformance URL [options]

Runs the contract of LoyaltyKit over HTTP against a running server that implements openapi.json. URL is where the API
begins, without /v1: http://localhost:3000/loyalty. It makes members and holds points: run it against a test server.

Members, one of these ways:
  --code-url URL           sign-up through the API; GET URL?kind=email&identifier=... answers { "code": "123456" },
                           the code that was sent last to it
  --code CODE              sign-up through the API, with a code that test mode always takes
  --identifier KIND:TEXT   who signs up, each # a random digit (email:test-########@example.com)
  --token TOKEN            the token of a member; give it for 2 members or more, better 3, all of them fresh
  --token-command COMMAND  prints the token of a fresh member each time it is run
  --hooks FILE             a module that exports parts of ContractSubject: signUp, codeFor, cart, purchase, refund, advance, ...

More:
  --origin ORIGIN          a page's origin that the server allows: checks CORS and cookies
  --carrier cookie         runs the contract with the log-in in cookies (needs --origin)
  --another URL            a second instance with a programme of its own: checks that the two share nothing
  --group NAME,NAME        only these groups of the port, or http
  --name NAME              in the row of the capability table; the address where absent
  --timeout SECONDS        for one request, 10 where absent
  --json                   one JSON object instead of the report
  --yes-this-is-a-test-server   needed for an address that is not on this machine
  --help

Exit code: 0 all passed, 1 something failed, 2 wrong usage, or no server there.`

/** @throws {@link UsageError} with what is wrong. */
export function readOptions(args: readonly string[]): ConformanceOptions | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const [url, ...more] = positionals
  if (url === undefined) throw new UsageError('Give the address of the server: loyaltykit-conformance http://localhost:3000/loyalty')
  if (more.length) throw new UsageError(`One address is checked at a time, and these came too: ${more.join(' ')}`)
  const address = addressOf(url, 'URL')
  for (const one of [url, values.another]) if (one !== undefined && !values['yes-this-is-a-test-server']) refuseElsewhere(one)
  const known = [...groups, 'http'] as readonly string[]
  const chosen = (values.group ?? []).flatMap((list) => list.split(',')).map((name) => name.trim()).filter(Boolean)
  for (const group of chosen) if (!known.includes(group)) throw new UsageError(`--group: there is no group ${group}. There are ${known.join(', ')}.`)
  const seconds = Number(values.timeout ?? 10)
  if (!(seconds > 0 && seconds <= 600)) throw new UsageError('--timeout must be seconds, up to 600.')
  if (values.code !== undefined && values['code-url'] !== undefined) throw new UsageError('Give --code or --code-url, not both.')
  if (values.code !== undefined && !/^\d{4,10}$/.test(values.code)) throw new UsageError('--code must be 4 to 10 digits.')
  const tokens = values.token ?? []
  if (tokens.length === 1) throw new UsageError('--token: one member can\'t be told from another. Give it for 2 different members or more.')
  if (new Set(tokens).size !== tokens.length) throw new UsageError('--token: the same token was given twice. Give it for different members.')
  for (const token of tokens) if (!/^[!-~]+$/.test(token)) throw new UsageError('--token: a token is visible ASCII characters.')
  const { carrier = 'bearer' } = values
  if (carrier !== 'bearer' && carrier !== 'cookie') throw new UsageError('--carrier must be bearer or cookie.')
  if (carrier === 'cookie' && values.origin === undefined) throw new UsageError('--carrier cookie needs --origin: a page on that origin holds the cookies.')
  if (values.origin !== undefined && originOf(values.origin) !== values.origin) throw new UsageError('--origin must be an origin, such as https://shop.example')
  return {
    url: address, groups: chosen, tokens, carrier, timeout: seconds * 1000, json: values.json ?? false,
    ...(values.another === undefined ? {} : { another: addressOf(values.another, '--another') }),
    ...(values['code-url'] === undefined ? {} : { codeUrl: addressOf(values['code-url'], '--code-url') }),
    ...(values.identifier === undefined ? {} : { identifier: identifierOf(values.identifier) }),
    ...(values['token-command'] === undefined ? {} : { tokenCommand: values['token-command'] }),
    ...given(values, 'name'), ...given(values, 'code'), ...given(values, 'hooks'), ...given(values, 'origin'),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args], allowPositionals: true,
      options: {
        'help': { type: 'boolean', short: 'h' }, 'json': { type: 'boolean' }, 'yes-this-is-a-test-server': { type: 'boolean' },
        'token': { type: 'string', multiple: true }, 'group': { type: 'string', multiple: true },
        'code-url': { type: 'string' }, 'code': { type: 'string' }, 'identifier': { type: 'string' }, 'token-command': { type: 'string' }, 'hooks': { type: 'string' },
        'another': { type: 'string' }, 'origin': { type: 'string' }, 'carrier': { type: 'string' }, 'name': { type: 'string' }, 'timeout': { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee loyaltykit-conformance --help`, { cause: error })
  }
}

const given = <K extends string>(values: Partial<Record<K, string>>, name: K) => (values[name] === undefined ? {} : { [name]: values[name] }) as Partial<Record<K, string>>

function addressOf(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new UsageError(`${what} must be an http or https address, and is ${text}`)
  if (what !== '--code-url' && (url.search || url.hash)) throw new UsageError(`${what} has neither a query nor a fragment: give only where the API begins.`)
  if (what === 'URL' && /\/v1\/?$/.test(url.pathname)) throw new UsageError('Give the address without /v1: it is put there.')
  return url.href.replace(/\/$/, '')
}

const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

function refuseElsewhere(text: string) {
  const { hostname } = new URL(text)
  if (loopback.test(hostname)) return
  throw new UsageError(`${hostname} is not this machine. The check makes hundreds of members, asks for one-time codes, books purchases and holds points: never run it against a server that real members use.
If this is a test server, say so: --yes-this-is-a-test-server`)
}

const originOf = (text: string) => (URL.canParse(text) ? new URL(text).origin : undefined)

function identifierOf(text: string) {
  const [, kind, pattern = ''] = /^(email|phone):(.+)$/.exec(text) ?? []
  if ((kind !== 'email' && kind !== 'phone') || (pattern.match(/#/g)?.length ?? 0) < 4) throw new UsageError('--identifier must be email: or phone: and a text with at least four #, such as phone:+4479########')
  return { kind, pattern } as const
}
