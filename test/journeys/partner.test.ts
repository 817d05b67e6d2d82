/** A partner's page on another origin: its visitors, and what the programme learns of where they came from. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { join, putIntoCart } from './shop.ts'
import { story } from './story.ts'

describe('a bank that shows the shop\'s offers', () => {
  const step = story()
  let examples: Examples
  let browser: Browser
  let ada: Person
  let code = ''

  before(async () => {
    ;[examples, browser] = await Promise.all([startExamples(), openBrowser()])
    ada = await newPerson(browser, examples.url)
    await browser.defaultBrowserContext().overridePermissions(examples.partnerUrl, ['clipboard-sanitized-write']).catch(() => undefined)
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  const joined = async () => ((await (await fetch(`${examples.url}/sandbox/state`)).json()) as { joinedBySource: unknown }).joinedBySource

  test('a visitor of the bank sees the public offers of the shop, without a log-in and without cookies', step(async () => {
    const sent: string[] = []
    ada.page.on('request', (request) => {
      if (request.url().startsWith(`${examples.url}/loyalty`)) sent.push(`${request.method()} ${request.headers()['cookie'] ?? request.headers()['authorization'] ?? 'nobody'}`)
    })
    await ada.page.goto(`${examples.partnerUrl}/`)
    await ada.sees('HELLO10', 'loyalty-offer-carousel')
    await ada.sees('Northbank', 'loyalty-offer-carousel')
    assert.deepEqual([...new Set(sent)], ['GET nobody'])
    assert.deepEqual(ada.troubles, [])
  }))

  test('another origin may not read the same', step(async () => {
    const answer = await fetch(`${examples.url}/loyalty/v1/offers/list`, { headers: { origin: 'https://elsewhere.example' } })
    assert.equal(answer.headers.get('access-control-allow-origin'), null)
    const partner = await fetch(`${examples.url}/loyalty/v1/offers/list`, { headers: { origin: examples.partnerUrl } })
    assert.equal(partner.headers.get('access-control-allow-origin'), examples.partnerUrl)
  }))

  test('copies the code, and goes to the shop, whose address is clean', step(async () => {
    await ada.page.evaluate(() => {
      navigator.clipboard.writeText = (text) => {
        document.documentElement.dataset['copied'] = text
        return Promise.resolve()
      }
    })
    await ada.press('Copy')
    await ada.page.waitForFunction(() => document.documentElement.dataset['copied'])
    code = await ada.page.evaluate(() => document.documentElement.dataset['copied'] ?? '')
    assert.equal(code, 'HELLO10')
    await Promise.all([ada.page.waitForNavigation(), ada.press('Go to Stride')])
    await ada.page.waitForFunction(() => location.pathname === '/shop/' && location.search === '')
  }))

  test('joins on another page, and the programme\'s report names the bank and the campaign', step(async () => {
    assert.deepEqual(await joined(), [])
    await join(ada, { name: 'Ada' })
    assert.deepEqual(await joined(), [{ partner: 'northbank', campaign: 'card-page', joined: 1 }])
  }))

  test('somebody who came by themselves is nobody\'s', step(async () => {
    const bob = await newPerson(browser, examples.url)
    await join(bob, { name: 'Bob' })
    await bob.close()
    assert.deepEqual(await joined(), [{ partner: 'northbank', campaign: 'card-page', joined: 1 }])
  }))

  test('the code of the bank\'s page works in the cart', step(async () => {
    await putIntoCart(ada, 'lark')
    await ada.visit('/shop/cart.html')
    await ada.type('Promo code', code)
    await ada.press('Apply')
    await ada.sees(code, '#codes')
    await ada.sees('€8.90')
    assert.deepEqual(ada.troubles, [])
  }))
})
