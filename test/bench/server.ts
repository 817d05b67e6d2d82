/** A small page server for measuring: the CDN build, the gateway on a sandbox, and pages made on the spot. */
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.map': 'application/json' }

export interface BenchServer {
  readonly url: string
  /** Makes `path` answer this page. */
  page(path: string, html: string): void
  file(path: string, type: string, contents: string): void
  close(): Promise<void>
}

export async function startBenchServer(root: string): Promise<BenchServer> {
  const pages = new Map<string, { type: string; contents: string }>()
  const gateway = createGateway({ backend: createSandbox({ preset: 'fashion', seed: 1, now: '2026-11-22T10:00:00Z' }), authenticate: sessionAuthentication(), origins: [], basePath: '/loyalty' })
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    void (async () => {
      const page = pages.get(url.pathname)
      if (page) return response.writeHead(200, { 'content-type': page.type }).end(page.contents)
      if (url.pathname.startsWith('/loyalty/')) {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const body = Buffer.concat(chunks)
        const answer = await gateway.fetch(new Request(url, {
          method: request.method ?? 'GET',
          headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]),
          ...(body.length ? { body } : {}),
        }))
        return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
      }
      if (url.pathname.startsWith('/cdn/')) {
        const contents = await readFile(join(root, 'packages/cdn/dist', normalize(url.pathname.slice('/cdn'.length))))
        return response.writeHead(200, { 'content-type': types[extname(url.pathname)] ?? 'application/octet-stream' }).end(contents)
      }
      return response.writeHead(404).end()
    })().catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    page: (path, contents) => pages.set(path, { type: 'text/html; charset=utf-8', contents }),
    file: (path, type, contents) => pages.set(path, { type, contents }),
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
