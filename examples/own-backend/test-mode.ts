/**
 * The same server with what a test needs beside the API: a log-in and a till, on an address of their own that production never has.
 *
 *   node examples/own-backend/test-mode.ts
 *   npx loyaltykit-conformance http://localhost:3000/loyalty --hooks examples/own-backend/hooks.mjs
 */
import { createServer, type Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import { createOwnBackend } from './server.ts'

/** The server, and the till beside it. Neither listens yet. */
export function createTestMode(): { readonly server: Server; readonly till: Server } {
  const { server, join, buy, takeBack } = createOwnBackend()
  const deeds: Readonly<Record<string, (told: { token: string; orderId: string; cents: number }) => unknown>> = {
    '/join': () => ({ token: join() }),
    '/buy': ({ token, orderId, cents }) => buy(token, orderId, cents),
    '/take-back': ({ orderId }) => takeBack(orderId),
  }
  const till = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const deed = deeds[request.url ?? '']
      const done = deed?.(JSON.parse(Buffer.concat(chunks).toString()) as never)
      response.writeHead(deed ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(done ?? {}))
    })
  })
  return { server, till }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { server, till } = createTestMode()
  server.listen(3000, '127.0.0.1', () => console.log('http://localhost:3000/loyalty'))
  till.listen(3001, '127.0.0.1', () => console.log('http://localhost:3001 (join, buy, take-back)'))
}
