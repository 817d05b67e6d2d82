/** A gateway on Node's own HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP, type AddressInfo } from 'node:net'
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
 * instead (`addressBehind`), or all people share one address. For `codes.address` of `createLogin` and `limits.address` of `createGateway`.
 */
export const peerAddress = (request: Request): string | undefined => peers.get(request)

/**
 * Who has sent a request to your own proxy, as `peerAddress` where no proxy is in front: what the proxy says in `header`, such as `x-real-ip` or
 * `x-forwarded-for`. Of a list only the end counts, for anybody may send the beginning: the last where there is one proxy, the one before where there are
 * two (`proxies`). Where the proxy says no address, the other end of the connection counts.
 *
 * Only where nobody but the proxy can reach this server: else a caller names any address.
 */
export function addressBehind({ header, proxies = 1 }: { readonly header: string; readonly proxies?: number }): (request: Request) => string | undefined {
  if (typeof header !== 'string' || !/^[\w-]+$/.test(header)) throw new LoyaltyError('invalid_option', 'addressBehind: `header` must be the name of a header, such as "x-forwarded-for".')
  if (!Number.isInteger(proxies) || proxies < 1) throw new LoyaltyError('invalid_option', 'addressBehind: `proxies` must be how many proxies of yours are in front, 1 or more.')
  return (request) => {
    const said = (request.headers.get(header) ?? '').split(',').at(-proxies)?.trim() ?? ''
    // some proxies say the port too
    const address = /^\[([\da-f:.]+)\](?::\d+)?$/i.exec(said)?.[1] ?? /^([\d.]+):\d+$/.exec(said)?.[1] ?? said
    return isIP(address) ? address : peerAddress(request)
  }
}

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
