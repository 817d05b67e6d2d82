/** Voucherify asked by a page itself, over another origin, under a strict policy: offers, a cart with codes, a customer of the shop, a page that the project does not name. */
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build } from 'esbuild'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { serve } from '@loyaltykit/gateway/node'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import { emulateVoucherify, voucherifyDocuments, type VoucherifyEmulator } from '@loyaltykit/testing/emulators/voucherify'
import { chromiumFlags, requireChromium } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')

describe('a page that asks Voucherify itself', () => {
  let emulator: VoucherifyEmulator
  let browser: Browser
  /** The shop, and a copy of it on somebody else's origin. */
  const sites: Awaited<ReturnType<typeof serve>>[] = []

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [{ in: join(import.meta.dirname, 'voucherify-page.ts'), out: 'entry' }], absWorkingDir: root, outdir: '/', bundle: true, splitting: true, format: 'esm', target: 'es2022', write: false,
      conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"production"' }, tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    })
    const files = new Map(outputFiles.map(({ path, text }) => [path, text]))
    const fetch = (request: Request) => {
      const { url, clientId, clientToken } = emulator
      const script = files.get(new URL(request.url).pathname)
      const html = `<!doctype html><html lang="en" data-url="${url}" data-client-id="${clientId}" data-client-token="${clientToken}"><title>Shop</title><loyalty-offer-carousel></loyalty-offer-carousel><script type="module" src="/entry.js"></script></html>`
      return Promise.resolve(new Response(script ?? html, { headers: script === undefined ? { 'content-type': 'text/html', 'content-security-policy': `default-src 'self'; connect-src 'self' ${url}` } : { 'content-type': 'text/javascript' } }))
    }
    sites.push(await serve({ fetch }), await serve({ fetch }))
    emulator = await emulateVoucherify({ origins: [new URL(sites[0]?.url ?? '').origin] })
    browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
  })
  after(async () => {
    await browser?.close()
    for (const site of sites) await site.close()
    await emulator?.close()
  })

  async function open(site = 0, search = ''): Promise<Page> {
    const page = await browser.newPage()
    await page.goto(`${sites[site]?.url ?? ''}${search}`)
    return page
  }
  /** What a cart of two pairs of boots comes to, with these codes. */
  const quoted = (page: Page, ...codes: string[]) => page.evaluate((given) => new Promise<{ due: number; off: (string | undefined)[]; rejected: (string | undefined)[] }>((done, fail) => {
    window.shopper.$quote({ id: 'c-1', currency: 'EUR', items: [{ sku: 'boots-1', quantity: 2, price: 60_00 }], codes: given }).subscribe((state) => {
      if (state.status === 'failed') fail(new Error(state.error.code))
      if (state.status === 'ready') done({ due: state.value.due.amount, off: state.value.discounts.map(({ code }) => code), rejected: (state.value.rejectedCodes ?? []).map(({ code, because }) => `${code} ${because}`) })
    })
  }), codes)

  test('shows what anybody may have, and says what a code takes off the cart and why another does not', async () => {
    const page = await open()
    await page.waitForFunction(() => ['10% off your first order', '5% off in spring'].every((title) => document.querySelector('loyalty-offer-carousel')?.shadowRoot?.textContent?.includes(title)), { timeout: 15_000 })
    assert.deepEqual(await quoted(page, 'SPRING5', 'NO-SUCH-CODE'), { due: 114_00, off: ['SPRING5'], rejected: ['NO-SUCH-CODE unknown'] })
    await page.close()
  })

  test('a customer\'s own coupon works where this customer is signed in at the shop, and nowhere else', async () => {
    await emulator.shop.join('ada')
    const identity = { kind: 'member', memberId: emulator.shop.memberId('ada') } as const
    const { coupon } = await emulator.sandbox.rewards.claim({ rewardId: 'five-off' }, { identity, locale: 'en', signal: AbortSignal.timeout(5_000), idempotencyKey: 'k' })
    const code = coupon?.code ?? ''
    const [own, other] = [await open(0, '/?customer=ada'), await open()]
    assert.deepEqual(await quoted(own, code), { due: 115_00, off: [code], rejected: [] })
    assert.deepEqual(await quoted(other, code), { due: 120_00, off: [], rejected: [`${code} unknown`] })
    await Promise.all([own.close(), other.close()])
  })

  test('a page that the project does not name is told nothing', async () => {
    const page = await open(1)
    await assert.rejects(quoted(page, 'SPRING5'), /network/)
    await page.close()
  })

  test('all that the browser said, and what it was told, is as the documents say', (t) => {
    const check = wireCheck(voucherifyDocuments)
    const said = emulator.exchanges.filter(({ method }) => method !== 'OPTIONS')
    assert.ok(said.length >= 5 && emulator.exchanges.length > said.length, 'a browser asks before it asks')
    if (!check) return t.skip(`the vendor's documents are not here: ${said.length} exchanges were not checked`)
    assert.deepEqual(said.flatMap((one) => check.violations(one)), [])
  })
})
