import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { isLoyaltyError, type Identifier, type Identity, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import { enrolInput } from '../contract/session.ts'
import { UsageError, type ConformanceOptions } from './options.ts'

/** How members are come by. */
export interface Members {
  /** For the report: "signed up through the API". */
  readonly how: string
  /** Gives another member each time; nothing where there is no other one. */
  next(): Promise<Identity | undefined>
  /** Tokens that are used again and again: what a check left is tidied away. */
  readonly lent?: readonly string[]
}

const run = promisify(exec)
const digits = (pattern: string) => pattern.replace(/#/g, () => String(Math.floor(Math.random() * 10)))

/** An address that reaches nobody: example.com takes no mail, and no country has +999. */
export function newIdentifier(program: Program, { identifier }: Pick<ConformanceOptions, 'identifier'>): Identifier {
  if (identifier) return { kind: identifier.kind, value: digits(identifier.pattern) }
  return program.enrolment?.identifiers.includes('email') === false
    ? { kind: 'phone', value: digits('+999##########') }
    : { kind: 'email', value: digits('conformance-############@example.com') }
}

/** The code that test mode says was sent. Asked for again for 5 s where it is on its way. */
export async function codeFrom(codeUrl: string, { kind, value }: Identifier): Promise<string> {
  const url = new URL(codeUrl)
  url.searchParams.set('kind', kind)
  url.searchParams.set('identifier', value)
  let last = ''
  for (let tries = 0; tries < 20; tries += 1) {
    if (tries) await new Promise((resolve) => setTimeout(resolve, 250))
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch((error: unknown) => String(error))
    if (typeof response === 'string') {
      last = response
      continue
    }
    const text = await response.text()
    last = `status ${response.status}: ${text.slice(0, 100)}`
    const code = response.ok ? (safely(text) as { code?: unknown } | undefined)?.code : undefined
    if (typeof code === 'string' || typeof code === 'number') return String(code)
  }
  throw new Error(`--code-url must answer { "code": "123456" } for ${url.href}, and answered ${last}`)
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Makes a member as a page would: code, ticket, form. */
export async function signUp({ backend, program, identifier, codeFor, key }: {
  readonly backend: LoyaltyBackend
  readonly program: Program
  readonly identifier: Identifier
  readonly codeFor: (identifier: Identifier) => Promise<string>
  readonly key: () => string
}): Promise<Identity> {
  const { session, members } = backend
  if (!session || !members?.enrol) throw new Error('The server has no sign-up.')
  const enrol = members.enrol.bind(members)
  const context = () => ({ signal: new AbortController().signal, locale: program.locales[0] ?? 'en', identity: { kind: 'guest' }, idempotencyKey: key() }) as const
  const challenge = await step('session.requestCode', () => session.requestCode({ identifier }, context()))
  const code = await codeFor(identifier)
  const verified = await step('session.verifyCode', () => session.verifyCode({ challengeId: challenge.id, code }, context()))
  if (verified.outcome !== 'not_enrolled') throw new Error('session.verifyCode takes a new person for a member.')
  const enrolled = await step('members.enrol', () => enrol(enrolInput({ program, key }, verified.ticket), context()))
  if (!enrolled.session.token) throw new Error('members.enrol gave no session.token in its answer, and nobody asked for a cookie.')
  return { kind: 'token', token: enrolled.session.token }
}

/** A code that was asked for too quickly is waited for, where the server says how long and it is short. */
async function step<T>(name: string, call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (!isLoyaltyError(error)) throw error
      const pause = Date.parse(error.details?.retryAt ?? '') - Date.now()
      if (error.code !== 'rate_limited' || !(pause < 10_000) || tries === 3) {
        const issues = error.details?.issues?.map(({ path }) => path).join(', ')
        throw new Error(`${name} failed with ${error.code}${issues ? ` (${issues})` : ''}: ${error.message}${error.code === 'rate_limited' ? ' Test mode must let hundreds of people join.' : ''}`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(250, pause)))
    }
  }
}

/** A fresh member's token each time. */
export function fromCommand(command: string, url: string): Members {
  const given = new Set<string>()
  return {
    how: 'from --token-command',
    next: async () => {
      const { stdout } = await run(command, { timeout: 30_000, env: { ...process.env, LOYALTYKIT_URL: url } }).catch((error: unknown) => {
        throw new UsageError(`--token-command failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      })
      const token = stdout.trim()
      if (!/^[!-~]+$/.test(token)) throw new UsageError('--token-command must print one token and nothing else.')
      if (given.has(token)) throw new UsageError('--token-command printed the same token twice. It must make a fresh member each time.')
      given.add(token)
      return { kind: 'token', token }
    },
  }
}
