/**
 * `npm run bench`: one JSON object of figures, measured on the build in a real browser. Build first (`npm run build`).
 *
 *   bytes     what a page downloads, compressed (gzip -9, brotli 11): `first` at once, `later` when somebody does something
 *   requests  calls to the loyalty service that a page with so many elements makes
 *   mount, update   milliseconds for so many `loyalty-balance` against the same by hand; `ratio` is the median of pairs taken in turn
 *   cls       cumulative layout shift of each page of the examples, first load and cached
 *
 * `npm run bench -- --readme` also writes the table of sizes in the README.
 */
import { build } from 'esbuild'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import { chromiumFlags, requireChromium } from '../browsers.ts'
import { bundled, filesSize, type Size } from './bytes.ts'
import { measureShifts } from './cls.ts'
import { rowsOf, writeTable } from './readme.ts'
import { startBenchServer, type BenchServer } from './server.ts'

const root = resolve(import.meta.dirname, '../..')
const tags = [
  'balance', 'login', 'enrolment-form', 'tier-progress', 'referral', 'offer-carousel', 'earn-preview', 'redeem', 'member-rate', 'account', 'activity', 'card',
  'reward-list', 'coupons', 'gift-card', 'partners', 'challenges', 'survey', 'claim-form', 'preferences', 'provider',
].map((name) => `loyalty-${name}`)

export async function bench() {
  if (!existsSync(join(root, 'packages/cdn/dist/loyaltykit.js'))) throw new Error('There is no build to measure: run `npm run build` first.')
  const browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags], headless: true })
  const server = await startBenchServer(root)
  try {
    return {
      browser: await browser.version(),
      bytes: await measureBytes(browser, server),
      requests: await measureRequests(browser, server),
      ...(await measureTimes(browser, server)),
      cls: await measureShifts(browser),
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

const page = (body: string) => `<!doctype html><html lang="en"><title>Bench</title><script type="module" src="/cdn/loyaltykit.js" data-url="/loyalty"></script><body>${body}`

/** Opens a page of the CDN build and gives what it asked for, once it is quiet and every element is there. */
async function visit(browser: Browser, server: BenchServer, body: string): Promise<{ readonly files: readonly string[]; readonly calls: readonly string[] }> {
  const tab = await browser.newPage()
  const files: string[] = []
  const calls: string[] = []
  tab.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/cdn/')) files.push(join(root, 'packages/cdn/dist', pathname.slice('/cdn/'.length)))
    else if (pathname.startsWith('/loyalty/')) calls.push(`${request.method()} ${pathname}${search}`)
  })
  server.page('/page', page(body))
  await tab.goto(`${server.url}/page`, { waitUntil: 'networkidle0' })
  await tab.waitForFunction(() => !document.querySelector('body :not(:defined)'))
  await tab.close()
  return { files, calls }
}

export async function measureBytes(browser: Browser, server: BenchServer) {
  const core = await bundled(`export { createLoyalty } from '@loyaltykit/core'`, root)
  const coreHttp = await bundled(`export { createLoyalty } from '@loyaltykit/core'; export { http } from '@loyaltykit/adapters/http'`, root)
  const first = await visit(browser, server, '<loyalty-balance></loyalty-balance>')
  const further: Record<string, Size> = {}
  for (const tag of tags.slice(1)) {
    const { files } = await visit(browser, server, `<loyalty-balance></loyalty-balance><${tag}></${tag}>`)
    further[tag] = filesSize(files.filter((file) => !first.files.includes(file)))
  }
  return { core, 'core+http': coreHttp, loader: filesSize([join(root, 'packages/cdn/dist/loyaltykit.js')]), 'first-element': filesSize(first.files), further }
}

export async function measureRequests(browser: Browser, server: BenchServer): Promise<Record<number, number>> {
  const shown = ['<loyalty-balance></loyalty-balance>', '<loyalty-tier-progress></loyalty-tier-progress>', '<loyalty-offer-carousel></loyalty-offer-carousel>', '<loyalty-referral></loyalty-referral>', '<loyalty-earn-preview price="12000" currency="EUR" sku="boots"></loyalty-earn-preview>']
  const counts: Record<number, number> = {}
  for (const count of [1, 10, 100]) {
    const body = Array.from({ length: count }, (_, index) => shown[index % shown.length]).join('')
    const { calls } = await visit(browser, server, body)
    counts[count] = calls.length
  }
  return counts
}

interface Times {
  readonly ours: { readonly script: number; readonly frame: number }
  readonly vanilla: { readonly script: number; readonly frame: number }
  readonly ratio: { readonly script: number; readonly frame: number }
}

/** `counts`: how many elements, and how many rounds. */
export async function measureTimes(browser: Browser, server: BenchServer, counts: readonly (readonly [count: number, rounds: number])[] = [[1, 15], [100, 11], [1_000, 7]]) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/bench/page/mount.ts')], bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022', write: false,
    define: { 'process.env.NODE_ENV': '"production"' }, tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  server.file('/mount.js', 'text/javascript', outputFiles[0]?.text ?? '')
  server.page('/mount', '<!doctype html><html lang="en"><title>Mount</title><body><script type="module" src="/mount.js"></script>')
  const mount: Record<number, Times> = {}
  const update: Record<number, Times> = {}
  for (const [count, rounds] of counts) {
    const tab = await browser.newPage()
    await tab.goto(`${server.url}/mount`, { waitUntil: 'load' })
    await tab.waitForFunction(() => 'measure' in globalThis)
    const result = await tab.evaluate((many, times) => (globalThis as unknown as { measure(count: number, rounds: number): Promise<{ mount: Times; update: Times }> }).measure(many, times), count, rounds)
    mount[count] = result.mount
    update[count] = result.update
    await tab.close()
  }
  return { mount, update }
}

if (process.argv[1] === import.meta.filename) {
  const figures = await bench()
  if (process.argv.includes('--readme')) writeTable(rowsOf(figures.bytes))
  console.log(JSON.stringify(figures, null, 2))
}
