/** A gateway on Node's own HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { LoyaltyError } from '@loyaltykit/core'
import type { Gateway } from './gateway.ts'

/** Where a gateway listens. */
export interface ServeOptions {
  /** A free one where absent or 0. */
  readonly port?: number
  /** `127.0.0.1` where absent: give `0.0.0.0` to be reached from elsewhere. */
  readonly hostname?: string
}

/** A gateway that listens. */
export interface Served {
  /** Such as `http://127.0.0.1:8787`, without a slash at the end. */
  readonly url: string
  readonly server: Server
  /** Takes no more requests; resolves when those under way are answered, after 5 s at the latest. */
  close(): Promise<void>
}

/** A gateway as a listener for `node:http`, to be put beside other things. The request's signal aborts when the caller leaves. */
export const nodeListener = (gateway: Pick<Gateway, 'fetch'>): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) =>
  getRequestListener((request, { incoming }) => {
    const { remoteAddress } = incoming.socket
    if (remoteAddress !== undefined) peers.set(request, remoteAddress)
    return gateway.fetch(request)
  }, { overrideGlobalObjects: false })

/** By request: only this listener knows who is at the other end. */
const peers = new WeakMap<Request, string>()

/**
 * Who is at the other end of the connection that brought this request: the browser, or a proxy where one is in front; then ask the proxy's own header
 * instead, or all people share one address. For `codes.address` of `createLogin`.
 */
export const peerAddress = (request: Request): string | undefined => peers.get(request)

/**
 * Listens until it is closed. Slow senders are cut off: 10 s for the headers, 20 s for the whole request.
 * @throws `LoyaltyError` `invalid_option` when the port is taken or may not be used.
 */
export async function serve(gateway: Pick<Gateway, 'fetch'>, { port = 0, hostname = '127.0.0.1' }: ServeOptions = {}): Promise<Served> {
  const listener = nodeListener(gateway)
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) => void listener(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken: stop what uses it, or choose another' : `can't be used (${cause.code ?? cause.message})`
      reject(new LoyaltyError('invalid_option', `serve: port ${port} of ${hostname} ${why}.`, { cause }))
    })
    server.listen(port, hostname, resolve)
  })
  const address = server.address() as AddressInfo
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${host}:${address.port}`,
    server,
    close: () => new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), 5_000)
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      server.closeIdleConnections()
    }),
  }
}
