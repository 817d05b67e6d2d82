import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createExamples } from './examples.ts'
import { StartError, type StartOptions } from './options.ts'
import { listen } from './port.ts'

export interface ServedExamples {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Serves all examples, to this machine only. @throws `StartError` when the port is taken. */
export async function serveExamples({ port, fresh, data }: StartOptions): Promise<ServedExamples> {
  const url = `http://localhost:${port}`
  let examples: ReturnType<typeof createExamples> | undefined
  const listener = getRequestListener((request) => examples?.fetch(request) ?? new Response('The examples are starting.', { status: 503 }), { overrideGlobalObjects: false })
  const make = () => createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (request, response) => void listener(request, response))
  // `localhost` may be either; the port comes first, so that a second start does not touch the state of the first
  const servers = [await listen(make(), port, '127.0.0.1')]
  try {
    const second = await listen(make(), port, '::1').catch((error: unknown) => {
      if (error instanceof StartError) throw error
      return undefined
    })
    if (second) servers.push(second)
    examples = createExamples({ url, data, fresh })
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  const { close } = examples
  return {
    url,
    async close() {
      const cut = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), 3_000)
      await Promise.all(servers.map((server) => new Promise((done) => {
        server.close(done)
        server.closeIdleConnections()
      })))
      clearTimeout(cut)
      close()
    },
  }
}
