/** A customer of a shop on a real Medusa: logs in with the shop's own form, sees store credit, puts a gift card into it, pays part of a cart with it, and orders. */
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build } from 'esbuild'
import type { Browser } from 'puppeteer-core'
import { serve, type Served } from '@loyaltykit/gateway/node'
import { newPerson, openBrowser, type Person } from '../journeys/person.ts'
import { story } from '../journeys/story.ts'
import type { Medusa } from './medusa.ts'
import type { Customer, Shop } from './shop.ts'

const root = resolve(import.meta.dirname, '../..')

const html = ({ url }: Medusa, { publishableKey }: Shop) => `<!doctype html><html lang="en" data-url="${url}" data-publishable-key="${publishableKey}">
<title>Shop</title><link rel="icon" href="data:,">
<form><label>E-mail <input name="email"></label> <label>Password <input name="password" type="password"></label> <button>Log in</button></form>
<loyalty-balance></loyalty-balance>
<div id="member" hidden>
  <loyalty-gift-card pin="none" with-letters></loyalty-gift-card>
  <loyalty-redeem></loyalty-redeem>
  <button id="order">Place the order</button> <output></output>
  <loyalty-activity></loyalty-activity>
  <button id="out">Log out</button>
</div>
<script type="module" src="/entry.js"></script></html>`

/** What `journey` takes: the Medusa, its shop, and where the shop's pages are to be, as Medusa was told. */
export interface JourneyOptions {
  readonly medusa: Medusa
  readonly shop: Shop
  readonly port: number
  readonly origin: string
}

export function journey({ medusa, shop, port, origin }: JourneyOptions): void {
  describe('a customer of a real Medusa, in a browser', () => {
    const step = story()
    let served: Served
    let browser: Browser
    let ada: Person
    let customer: Customer
    let card = ''
    let cart = ''

    before(async () => {
      const { outputFiles } = await build({
        entryPoints: [{ in: join(import.meta.dirname, 'page.ts'), out: 'entry' }], absWorkingDir: root, outdir: '/', bundle: true, splitting: true, format: 'esm', target: 'es2022', write: false,
        conditions: ['loyaltykit-source'], define: { 'process.env.NODE_ENV': '"production"' }, tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
      })
      const files = new Map(outputFiles.map(({ path, text }) => [path, text]))
      served = await serve({ fetch: async (request) => {
        const script = files.get(new URL(request.url).pathname)
        const policy = `default-src 'self'; connect-src 'self' ${medusa.url}; img-src 'self' data:`
        return new Response(script ?? html(medusa, shop), { headers: script === undefined ? { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } : { 'content-type': 'text/javascript' } })
      } }, { port })
      customer = await shop.register(100_50)
      ;[card, cart] = [await shop.giftCard(25_00), await shop.cart(customer, 2)]
      browser = await openBrowser()
      ada = await newPerson(browser, origin)
    })
    after(async () => {
      await browser?.close()
      await served?.close()
    })

    /** What Medusa itself says is on the customer's account. */
    const atMedusa = async () => {
      const answer = await fetch(`${medusa.url}/store/store-credit-accounts?currency_code=eur`, { headers: { 'x-publishable-api-key': shop.publishableKey, authorization: `Bearer ${customer.token}` } })
      return ((await answer.json()) as { store_credit_accounts: { balance: number }[] }).store_credit_accounts.map(({ balance }) => balance)
    }

    test('logs in with the shop\'s own form, and sees the store credit', step(async () => {
      await ada.visit(`/?cart=${cart}`)
      await ada.type('E-mail', customer.email)
      await ada.type('Password', customer.password)
      await ada.press('Log in')
      await ada.sees('100.50', 'loyalty-balance')
    }))

    test('looks at a gift card and puts it into the credit', step(async () => {
      await ada.type('Gift card number', card)
      await ada.press('Check balance')
      await ada.sees('€25.00', 'loyalty-gift-card')
      assert.deepEqual(await atMedusa(), [100.5])
      await ada.press('Add to my account')
      await ada.sees('125.50', 'loyalty-balance')
      assert.deepEqual(await atMedusa(), [125.5])
    }))

    test('pays a part of the cart with it; that survives a reload', step(async () => {
      await ada.type('How many credits to use?', '30.25')
      await ada.press('Use 30.25 credits')
      await ada.sees('€30.25 off', 'loyalty-redeem')
      await ada.sees('95.25', 'loyalty-balance')
      await ada.page.reload()
      await ada.sees('€30.25 off', 'loyalty-redeem')
      await ada.sees('95.25', 'loyalty-balance')
      assert.deepEqual(await atMedusa(), [125.5], 'Medusa takes it with the order')
    }))

    test('orders: the rest is to pay, and the credit is taken', step(async () => {
      await ada.press('Place the order')
      await ada.sees('Thank you! You have paid 89.75 more.')
      assert.deepEqual(await atMedusa(), [95.25])
      await ada.visit('/')
      await ada.sees('95.25', 'loyalty-balance')
      await ada.sees('30.25', 'loyalty-activity')
    }))

    test('logs out: nothing of it is left on the screen, and nothing went wrong on the way', step(async () => {
      await ada.press('Log out')
      await ada.sees('Log in')
      await ada.misses('95.25')
      assert.deepEqual(ada.troubles, [])
    }))
  })
}
