import type { Identity, Program } from '@loyaltykit/core'
import type { ApiCall, ApiDocument } from '../document.ts'
import { judgeProblem } from '../judge.ts'
import type { Found } from '../probe.ts'
import type { Answer, Sent, Wire } from '../wire.ts'

/** What a check of HTTP itself has at hand. */
export interface HttpScene {
  readonly api: ApiDocument
  readonly found: Found
  readonly program: Program
  /** A page's origin that the server allows. */
  readonly origin: string | undefined
  readonly url: string
  /** Calls that the server has, in the order of the document; streams are not among them. */
  readonly calls: readonly ApiCall[]
  send(sent: Sent): Promise<Answer>
  /** A fresh member's token; the check is left out where there is none. */
  token(): Promise<string>
  /** Another member, by sign-up through the API in a way of its own; left out where that can't be. */
  enrolTicket(): Promise<{ readonly ticket: string; readonly body: object }>
  /** An input that the schema of a call takes. */
  sample(call: ApiCall): Record<string, unknown>
  key(): string
  /** Leaves the check out. */
  lack(what: string): never
}

/** One promise of the HTTP API that the port knows nothing of. */
export interface HttpCheck {
  readonly says: string
  readonly todo: string
  run(scene: HttpScene): Promise<void>
}

export type { Answer, ApiCall, Sent, Wire, Identity }

/** What was promised does not hold. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
}

export function must(condition: unknown, message: string): asserts condition {
  if (!condition) throw new HttpFailure(message)
}

/** How an answer is told in a sentence. */
export const inWords = ({ status, type, json }: Answer): string => {
  const { code } = Object(json) as { code?: unknown }
  return `${status} ${typeof code === 'string' ? code : type ?? 'without a type'}`
}

/** The answer must be a problem with one of these codes, and never a failure of the server. */
export function mustRefuse(scene: HttpScene, answer: Answer, codes: readonly string[], what: string): void {
  const said = `${what} must be refused with ${codes.join(' or ')}`
  must(answer.status < 500 || codes.includes('unsupported'), `${said}, and the server failed: ${inWords(answer)}`)
  must(answer.status >= 400, `${said}, and was answered: ${inWords(answer)}`)
  const [wrong] = judgeProblem(scene.api, answer)
  must(!wrong, `${said}, and came as ${wrong?.said ?? ''}`)
  must(codes.includes((answer.json as { code: string }).code), `${said}, and was refused with ${inWords(answer)}`)
}

/** A request for a call as a client makes it. */
export function requestOf(scene: HttpScene, call: ApiCall, { input = scene.sample(call), token, query = {}, headers = {}, key = scene.key() }: {
  readonly input?: Readonly<Record<string, unknown>>
  readonly token?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** `null` sends none. */
  readonly key?: string | null
} = {}): Sent {
  const get = call.verbs.includes('GET')
  const asked = new URLSearchParams({ ...(get ? Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)])) : {}), locale: 'en', ...query })
  return {
    method: get ? 'GET' : 'POST', path: `${call.path}?${asked}`,
    headers: { ...(get ? {} : { 'content-type': 'application/json' }), ...(call.writes && key !== null ? { 'idempotency-key': key } : {}), ...headers },
    ...(get ? {} : { body: JSON.stringify(input) }),
    ...(token === undefined ? {} : { token }),
  }
}

/** Calls for members that only read. */
export const memberReads = ({ calls }: HttpScene) => calls.filter((call) => !call.public && call.verbs.includes('GET'))
