import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createExamples } from './examples.ts'
import { createHotelExample } from './hotel.ts'
import { StartError, type StartOptions } from './options.ts'
import { createPartnerExample } from './partner.ts'
import { listen } from './port.ts'

export interface ServedExamples {
  /** Without a slash at the end. */
  readonly url: string
  readonly hotelUrl: string
  readonly engineUrl: string
  readonly partnerUrl: string
  close(): Promise<void>
}

interface Site {
  fetch(request: Request): Response | Promise<Response>
}

/** Serves all examples, to this machine only, each site on a port of its own. @throws `StartError` when a port is taken. */
export async function serveExamples({ port, hotelPort, enginePort, partnerPort, fresh, data }: StartOptions): Promise<ServedExamples> {
  const [url, hotelUrl, engineUrl, partnerUrl] = [port, hotelPort, enginePort, partnerPort].map((each) => `http://localhost:${each}`) as [string, string, string, string]
  const partner = createPartnerExample({ url: partnerUrl, shopUrl: url })
  const sites: { shop?: Site & { close(): void }; hotel?: Site & { readonly engine: Site; close(): void } } = {}
  const servers: Server[] = []
  try {
    // the ports come first, so that a second start does not touch the state of the first
    for (const [at, site] of [[port, () => sites.shop], [hotelPort, () => sites.hotel], [enginePort, () => sites.hotel?.engine], [partnerPort, () => partner]] as const) servers.push(...(await listenAt(at, site)))
    sites.shop = createExamples({ url, hotelUrl, partnerUrl, data, fresh })
    sites.hotel = createHotelExample({ url: hotelUrl, engineUrl, data, fresh })
  } catch (error) {
    for (const server of servers) server.close()
    sites.shop?.close()
    throw error
  }
  return {
    url, hotelUrl, engineUrl, partnerUrl,
    async close() {
      const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), 3_000)
      await Promise.all(servers.map((server) => new Promise((done) => {
        server.close(done)
        server.closeIdleConnections()
      })))
      clearTimeout(cut)
      sites.shop?.close()
      sites.hotel?.close()
    },
  }
}

/** `localhost` may be either of two addresses. */
async function listenAt(port: number, site: () => Site | undefined): Promise<Server[]> {
  const listener = getRequestListener((request) => site()?.fetch(request) ?? new Response('The examples are starting.', { status: 503 }), { overrideGlobalObjects: false })
  const make = () => createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (request, response) => void listener(request, response))
  const first = await listen(make(), port, '127.0.0.1')
  try {
    return [first, await listen(make(), port, '::1')]
  } catch (error) {
    // there is only one where IPv6 is off
    if (!(error instanceof StartError)) return [first]
    first.close()
    throw error
  }
}
