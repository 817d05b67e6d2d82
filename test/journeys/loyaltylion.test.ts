/** LoyaltyLion asked by a page itself, over another origin, under a strict policy: the log-in, its renewal, a reward whose answer is lost, a reload in the middle. */
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build } from 'esbuild'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { readLoyaltyLionConfiguration, signLoyaltyLionToken } from '@loyaltykit/adapters/loyaltylion-server'
import { serve } from '@loyaltykit/gateway/node'
import { emulateLoyaltyLion, type LoyaltyLionEmulator } from '@loyaltykit/testing/emulators/loyaltylion'
import { chromiumFlags, requireChromium } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')

describe('a page that asks LoyaltyLion itself', () => {
  let emulator: LoyaltyLionEmulator
  let browser: Browser
  let served: Awaited<ReturnType<typeof serve>>
  /** Who is signed in at the shop. */
  let customer: string | undefined = 'ada'

  before(async () => {
    emulator = await emulateLoyaltyLion()
    const { url, siteId, apiKey, secret } = emulator
    const { outputFiles } = await build({
      entryPoints: [{ in: join(import.meta.dirname, 'loyaltylion-page.ts'), out: 'entry' }], absWorkingDir: root, outdir: '/', bundle: true, splitting: true, format: 'esm', target: 'es2022', write: false,
      conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"production"' }, tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    })
    const files = new Map(outputFiles.map(({ path, text }) => [path, text]))
    const html = `<!doctype html><html lang="en" data-url="${url}" data-site-id="${siteId}"><title>Shop</title><loyalty-balance></loyalty-balance><script type="module" src="/entry.js"></script></html>`
    served = await serve({ fetch: async (request) => {
      const { pathname, search } = new URL(request.url)
      if (pathname === '/programme') return Response.json(await readLoyaltyLionConfiguration({ url, siteId, apiKey }))
      if (pathname === '/customer') return Response.json(customer === undefined ? null : { id: customer, email: `${customer}@shop.example`, token: await signLoyaltyLionToken({ secret, payload: emulator.payload(customer, search ? -1 : 600) }) })
      const script = files.get(pathname)
      return new Response(script ?? html, { headers: script === undefined ? { 'content-type': 'text/html', 'content-security-policy': `default-src 'self'; connect-src 'self' ${url}` } : { 'content-type': 'text/javascript' } })
    } })
    browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
  })
  after(async () => {
    await browser?.close()
    await served?.close()
    await emulator?.close()
  })

  const open = async (context: { newPage(): Promise<Page> } = browser) => {
    const page = await context.newPage()
    await page.goto(served.url)
    return page
  }
  /** What the page knows of a store, once it is ready. */
  const value = async (page: Page, store: '$balances' | '$rewards' | '$member' | '$program') =>
    page.evaluate((name) => new Promise((done, fail) => {
      window.client[name].subscribe((state: { status: string; value?: unknown; error?: unknown }) => {
        if (state.status === 'ready') done(state.value)
        if (state.status === 'failed') fail(new Error(String(state.error)))
      })
    }), store)
  const shows = (page: Page, points: string) => page.waitForFunction((text) => document.querySelector('loyalty-balance')?.shadowRoot?.textContent?.includes(text), { timeout: 15_000 }, points)
  const claim = (page: Page) => page.evaluate(() => window.client.claimReward({ rewardId: '101' }).then(({ coupon }) => ({ code: coupon?.code }), (error: { code: string }) => ({ failed: error.code })))
  const claims = () => emulator.exchanges.filter(({ method, path }) => method === 'POST' && path.endsWith('/redeem')).length

  test('the shopper is enrolled by the first read, with a token that had to be renewed', async () => {
    const page = await open()
    await shows(page, '600')
    assert.deepEqual(await value(page, '$member').then((member) => (member as { id: string }).id), 'ada')
    assert.equal(emulator.exchanges.filter(({ path, answer: { status = 200 } }) => path.endsWith('/sessions') && status === 200).length, 1)
    await page.close()
  })

  test('a reward whose answer is lost is given once, with its code', async () => {
    const page = await open()
    await shows(page, '600')
    let lost = 1
    emulator.disturb(({ method, path }) => (method === 'POST' && path.endsWith('/redeem') && lost-- > 0 ? 'lost' : undefined))
    const { code } = await claim(page) as { code?: string }
    assert.match(code ?? '', /./)
    await shows(page, '500')
    assert.equal(claims(), 0, 'the one that was lost is the only one')
    await page.close()
  })

  test('a page that is closed before the answer: the same press finds it after the reload', async () => {
    const page = await open()
    await shows(page, '500')
    emulator.disturb(({ method, path }) => (method === 'POST' && path.endsWith('/redeem') ? 'lost' : undefined))
    await page.evaluate(() => void window.client.claimReward({ rewardId: '101' }).catch(() => {}))
    await page.waitForFunction(() => window.client.$pending.value?.some(({ status }) => status === 'checking'), { timeout: 10_000 })
    await page.reload()
    emulator.disturb(undefined)
    await shows(page, '400')
    const { code } = await claim(page) as { code?: string }
    assert.match(code ?? '', /./)
    assert.deepEqual([claims(), (await value(page, '$balances') as { available: number }[])[0]?.available], [0, 400])
    await page.close()
  })

  test('a visitor sees the programme, and nothing of the one before', async () => {
    customer = undefined
    const page = await open()
    assert.deepEqual([(await value(page, '$program') as { name: string }).name, await value(page, '$balances')], ['Lion Rewards', null])
    assert.ok((await value(page, '$rewards') as { items: { lockedBecause?: string }[] }).items.every(({ lockedBecause }) => lockedBecause === undefined))
    await page.close()
  })
})
