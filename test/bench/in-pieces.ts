/** A page that comes piece by piece, as over a slow line or to a busy browser, which shows what has come so far. */
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface Slow {
  /** Without a slash at the end. */
  readonly url: string
  close(): void
}

/** The body's HTML after each tag: what is between, a script, a style, a picture and an element's shadow root come whole. */
export function piecesOf(page: string): readonly string[] {
  const pieces: string[] = []
  let [from, depth] = [0, 0]
  const cuts = /<(script|style|svg)\b[^]*?<\/\1>|<(\/?)template\b[^>]*>|>(?=\s*<)/g
  cuts.lastIndex = Math.max(0, page.indexOf('<body'))
  for (let found = cuts.exec(page); found; found = cuts.exec(page)) {
    const [text, , slash] = found
    if (slash !== undefined) depth += slash ? -1 : 1
    if (depth > 0 || text !== '>' && slash !== '/') continue
    pieces.push(page.slice(from, (from = found.index + text.length)))
  }
  return [...pieces, page.slice(from)]
}

/** Stands before a site: its pages come in pieces, one a frame, and all else as it is. */
export async function inPieces(site: string): Promise<Slow> {
  const { hostname, port, host, origin } = new URL(site)
  const server = createServer((request, response) => {
    const headers = { ...request.headers, host, 'accept-encoding': 'identity', ...(request.headers.origin ? { origin } : {}) }
    const asked = ask({ hostname, port, path: request.url, method: request.method, headers }, (answer) => void pass(answer, response))
    asked.on('error', () => response.destroy())
    response.on('close', () => asked.destroy())
    request.pipe(asked)
  })
  // a test that fails before it closes this still ends
  server.unref()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function pass(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const { 'content-length': length, 'transfer-encoding': _, ...headers } = answer.headers
  const isPage = String(headers['content-type']).startsWith('text/html')
  response.writeHead(answer.statusCode ?? 502, { ...headers, ...(length && !isPage ? { 'content-length': length } : {}) })
  if (!isPage) return void answer.pipe(response)
  for (const piece of piecesOf((await buffer(answer)).toString())) {
    if (response.destroyed) return
    response.write(piece)
    await pause(16)
  }
  response.end()
}
