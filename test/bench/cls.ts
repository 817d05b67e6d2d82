/** Layout shift of the examples' pages, by the browser's own `layout-shift` entries. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'

/** The pages, by path. */
export const examplePages = ['/shop/', '/shop/product.html?sku=chelsea-boots', '/shop/cart.html', '/shop/checkout.html', '/shop/account.html', '/html/']

export interface Shift {
  readonly first: number
  readonly cached: number
}

/** Starts the examples on a free port, with a folder of its own for what they keep. */
export async function startExamples(root: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const data = await mkdtemp(join(tmpdir(), 'loyaltykit-'))
  const child = spawn(process.execPath, [join(root, 'examples/start.ts')], { cwd: root, env: { ...process.env, PORT: String(port), LOYALTYKIT_DATA: data }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const url = `http://127.0.0.1:${port}`
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  for (;;) {
    if (await fetch(url).then(({ ok }) => ok, () => false)) break
    const gone = await Promise.race([ended.then(() => true), new Promise<false>((resolve) => setTimeout(() => resolve(false), 200))])
    if (gone) throw new Error(`The examples did not start:\n${output}`)
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

export async function measureShifts(browser: Browser, root: string): Promise<Record<string, Shift>> {
  const examples = await startExamples(root)
  try {
    const result: Record<string, Shift> = {}
    for (const path of examplePages) {
      const context = await browser.createBrowserContext()
      const tab = await context.newPage()
      await tab.evaluateOnNewDocument(() => {
        const page = globalThis as unknown as { shifted: number }
        page.shifted = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) page.shifted += (entry as unknown as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
      })
      const url = examples.url + path
      result[path] = { first: await shiftOf(tab, url), cached: await shiftOf(tab, url) }
      await context.close()
    }
    return result
  } finally {
    await examples.stop()
  }
}

async function shiftOf(tab: Page, url: string): Promise<number> {
  const answer = await tab.goto(url, { waitUntil: 'networkidle0' })
  if (!answer?.ok()) throw new Error(`${url} answers ${answer?.status()}`)
  await new Promise((resolve) => setTimeout(resolve, 500))
  return tab.evaluate(() => Number((globalThis as unknown as { shifted: number }).shifted.toFixed(4)))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
