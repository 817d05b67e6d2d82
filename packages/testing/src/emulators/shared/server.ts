import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a loyalty system hears it. */
export interface Heard {
  readonly method: string
  /** Decoded part by part only where a route names it; as it was sent here. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The JSON, or the text where it is none; `undefined` without a body. */
  readonly body: unknown
}

/** What it answers: JSON of `body`, or `text` as it is. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly text?: string
}

/** One request with its answer. */
export interface Exchange extends Heard {
  readonly answer: Answer
}

/** An emulated loyalty system behind a real socket. */
export interface Served {
  readonly url: string
  /** All that was said, the oldest first. */
  readonly exchanges: readonly Exchange[]
  /** Comes between: what it gives is answered instead, `lost` does what was asked and closes without an answer. `undefined` ends it. */
  disturb(by: ((heard: Heard) => Answer | 'lost' | undefined) | undefined): void
  close(): Promise<void>
}

/** Serves an emulation on a port of this machine. */
export async function serveEmulator(act: (heard: Heard) => Promise<Answer>): Promise<Served> {
  const exchanges: Exchange[] = []
  let disturbance: ((heard: Heard) => Answer | 'lost' | undefined) | undefined
  const server = createServer((request, response) => {
    void heardOf(request).then(async (heard) => {
      const instead = disturbance?.(heard)
      const answer = instead === undefined || instead === 'lost' ? await act(heard).catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } })) : instead
      // what was put in its place is no word of the loyalty system
      if (instead === undefined) exchanges.push({ ...heard, answer })
      if (instead === 'lost') {
        response.destroy()
        return
      }
      const { status = 200, headers = {}, body, text = body === undefined ? '' : JSON.stringify(body) } = answer
      response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers })
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    disturb: (by) => { disturbance = by },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

async function heardOf(request: IncomingMessage): Promise<Heard> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://emulator')
  return { method: request.method ?? 'GET', path: pathname, query: searchParams, headers: request.headers as Record<string, string>, body: parsed(Buffer.concat(pieces).toString()) }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
