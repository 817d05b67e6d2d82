import type { ApiDocument } from './document.ts'
import { judge, type Wrong } from './judge.ts'
import { secretsIn } from './mask.ts'

type Fetch = typeof globalThis.fetch

/** What is sent. */
export interface Sent {
  /** The call of the API; its answers are judged by `openapi.json`. Absent for what is wrong on purpose. */
  readonly call?: string
  readonly method: string
  /** Below the server's address, with the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly token?: string
  readonly signal?: AbortSignal
  /** Used instead of the platform's `fetch`: with a jar of cookies. */
  readonly via?: Fetch
  /** The answer may be a stream, which is read elsewhere: only its beginning must come in time. */
  readonly live?: true
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly type?: string
  readonly headers: Headers
  readonly text: string
  /** Absent where the text is not JSON. */
  readonly json?: unknown
  /** Of a stream that was asked for. */
  readonly body?: ReadableStream<Uint8Array>
}

/** One request with what became of it. */
export interface Exchange {
  readonly sent: Sent
  /** Absent where none came. */
  readonly answer?: Answer
  /** Why none came. */
  readonly broken?: string
}

/** How the answers of one call were, over the whole run. */
export interface Verdict {
  answers: number
  /** The first answer with each mistake, and how many had it. */
  readonly wrong: Map<string, { readonly wrong: Wrong; readonly exchange: Exchange; count: number }>
}

/** No answer came. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly late: boolean

  constructor(message: string, { late = false, cause }: { late?: boolean; cause?: unknown } = {}) {
    super(message, { cause })
    this.late = late
  }
}

/** Sends requests to the server under test, writes down what came, and judges it. */
export interface Wire {
  readonly url: string
  /** @throws {@link NoAnswer}, or the reason of `sent.signal`. */
  send(sent: Sent): Promise<Answer>
  /** Exchanges since the last call of this. */
  take(): readonly Exchange[]
  readonly verdicts: ReadonlyMap<string, Verdict>
  /** What no report may show. */
  readonly secrets: Set<string>
}

export function openWire({ url, api, timeout, fetch = globalThis.fetch }: {
  readonly url: string
  readonly api: ApiDocument
  /** For one request, in milliseconds. */
  readonly timeout: number
  readonly fetch?: Fetch
}): Wire {
  let seen: Exchange[] = []
  const verdicts = new Map<string, Verdict>()
  const secrets = new Set<string>()

  async function receive(sent: Sent): Promise<Answer> {
    const { method, path, headers = {}, body, token, signal, via = fetch, live } = sent
    if (token !== undefined) secrets.add(token)
    const limit = new AbortController()
    const late = limit.signal
    const timer = setTimeout(() => limit.abort(), timeout)
    try {
      const response = await via(`${url}${path}`, {
        method, redirect: 'manual', ...(via === fetch ? {} : { credentials: 'include' as const }),
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
        signal: signal ? AbortSignal.any([signal, late]) : late,
        ...(body === undefined ? {} : { body }),
      })
      const type = response.headers.get('content-type')
      // a stream has no end to wait for
      const streams = type?.startsWith('text/event-stream') ?? false
      if (streams && !live) await response.body?.cancel()
      const text = streams ? '' : await response.text()
      const json = parsed(text)
      for (const secret of secretsIn(json)) secrets.add(secret)
      return { status: response.status, headers: response.headers, text, ...(type === null ? {} : { type }), ...(json === undefined ? {} : { json }), ...(streams && live && response.body ? { body: response.body } : {}) }
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (late.aborted) throw new NoAnswer(`no answer within ${timeout / 1000} s`, { late: true, cause: error })
      throw new NoAnswer(reasonOf(error), { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }

  function note(exchange: Exchange) {
    seen.push(exchange)
    const { sent: { call }, answer } = exchange
    if (call === undefined || !answer) return
    const verdict = verdicts.get(call) ?? { answers: 0, wrong: new Map() }
    verdicts.set(call, verdict)
    verdict.answers += 1
    for (const wrong of judge(api, call, answer)) {
      const known = verdict.wrong.get(wrong.said)
      if (known) known.count += 1
      else verdict.wrong.set(wrong.said, { wrong, exchange, count: 1 })
    }
  }

  return {
    url, verdicts, secrets,
    send: async (sent) => {
      try {
        const answer = await receive(sent)
        note({ sent, answer })
        return answer
      } catch (error) {
        note({ sent, broken: error instanceof NoAnswer ? error.message : 'given up by the check' })
        throw error
      }
    },
    take: () => {
      const taken = seen
      seen = []
      return taken
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string }
  return cause?.code ?? cause?.message ?? message ?? String(error)
}
