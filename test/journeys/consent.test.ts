/** Before consent nothing is stored and nothing is sent; after it facts go out, and after its withdrawal they do not. In a real page. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { serve } from '@loyaltykit/gateway/node'
import { createSandbox } from '@loyaltykit/sandbox'
import { chromiumFlags, requireChromium } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')
const rest = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
const html = '<!doctype html><html lang="en"><title>Offers</title><loyalty-offer-carousel layout="grid"></loyalty-offer-carousel><script type="module" src="/entry.js"></script></html>'

interface Trace {
  readonly stored: readonly string[]
  readonly sent: readonly string[]
}

describe('consent', () => {
  const sandbox = createSandbox({ seed: 'consent' })
  /** What reached the vendors and the backend: addresses with bodies. */
  const sent: string[] = []
  let browser: Browser
  let served: Awaited<ReturnType<typeof serve>>

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [{ in: join(import.meta.dirname, 'consent-page.ts'), out: 'entry' }], absWorkingDir: root, outdir: '/', bundle: true, splitting: true, format: 'esm', target: 'es2022', write: false,
      conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"development"' }, tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    })
    const files = new Map(outputFiles.map(({ path, text }) => [path, text]))
    // its own address is known only once it listens
    const api: { gateway?: ReturnType<typeof createGateway> } = {}
    served = await serve({ fetch: async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/collect/') || pathname.includes('/events/')) sent.push(`${pathname} ${await request.clone().text()}`)
      if (pathname.startsWith('/loyalty/')) return api.gateway?.fetch(request) ?? new Response('', { status: 503 })
      if (pathname.startsWith('/collect/')) return new Response('', { status: 204 })
      const script = files.get(pathname)
      return new Response(script ?? html, { headers: { 'content-type': script === undefined ? 'text/html' : 'text/javascript' } })
    } })
    api.gateway = createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: [served.url], basePath: '/loyalty', onReport: () => {} })
    browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
  })
  after(async () => {
    await browser?.close()
    await served?.close()
    sandbox.close()
  })

  async function open(query = ''): Promise<Page> {
    sent.length = 0
    const context = await browser.createBrowserContext()
    const page = await context.newPage()
    await page.goto(`${served.url}/${query}`)
    await page.waitForFunction('window.heard > 0', { timeout: 15_000 })
    return page
  }
  const trace = async (page: Page): Promise<Trace> => ({
    stored: (await page.evaluate(async () => [
      ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split('; ').filter(Boolean), ...(await indexedDB.databases()).map(({ name }) => String(name)), ...(await caches.keys()),
    ])),
    sent: [...sent],
  })
  const nothing: Trace = { stored: [], sent: [] }
  const allow = (page: Page, allowed: boolean) => page.evaluate((is) => { window.allowed = is }, allowed)
  const click = (page: Page, subject: string) => page.evaluate((one) => window.click(one), subject)

  /** What must hold of any page: throws where it does not. */
  async function keepsTheRule(page: Page) {
    await click(page, 'before')
    // longer than the first batch waits
    await rest(2_500)
    assert.deepEqual(await trace(page), nothing, 'before consent')
    await allow(page, true)
    await rest(1_500)
    await click(page, 'between')
    await rest(2_000)
    const { sent: now } = await trace(page)
    assert.ok(!now.some((body) => body.includes('before') || body.includes('"seen"')), `what came before consent was kept and sent: ${now.join('\n')}`)
    return now
  }

  test('nothing before it; then what is done from then on, to each sink; nothing after its withdrawal', { timeout: 60_000 }, async () => {
    const page = await open()
    const now = await keepsTheRule(page)
    assert.deepEqual(now.map((one) => one.split(' ')[0]).sort(), ['/collect/ga', '/collect/ym', '/loyalty/v1/events/send'])
    assert.ok(now.every((one) => one.includes('between')))
    assert.equal(await page.evaluate(() => window.dataLayer.length), 1)
    assert.deepEqual(sandbox.facts.map(({ kind, subject }) => `${kind} ${String(subject)}`), ['clicked between'])

    await click(page, 'waiting')
    await rest(500)
    const { length } = sent
    await allow(page, false)
    await click(page, 'after')
    // longer than any batch waits
    await rest(6_000)
    assert.deepEqual(sent.slice(length), [])
    assert.ok(!sent.some((one) => one.startsWith('/loyalty/') && /waiting|after/.test(one)), 'what waited when consent was withdrawn was sent')
    await page.browserContext().close()
  })

  test('what was done just before the page is left arrives', { timeout: 60_000 }, async () => {
    const page = await open()
    await allow(page, true)
    await click(page, 'first')
    await rest(2_000)
    await page.evaluate(() => {
      window.click('leaving')
      location.assign('about:blank')
    })
    await rest(1_000)
    assert.ok(sandbox.facts.some(({ subject }) => subject === 'leaving'), sent.join('\n'))
    await page.browserContext().close()
  })

  for (const naive of ['sends', 'stores', 'keeps'])
    test(`control: a page that ${naive} before consent is caught`, { timeout: 60_000 }, async () => {
      const page = await open(`?naive=${naive}`)
      await assert.rejects(keepsTheRule(page), { name: 'AssertionError' })
      await page.browserContext().close()
    })
})
