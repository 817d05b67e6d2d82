/** What happens elsewhere is seen on an open page. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { backend, buyAtTheTill, join } from './shop.ts'
import { story } from './story.ts'

describe('an open page', () => {
  const step = story()
  let examples: Examples
  let browser: Browser
  let ada: Person
  const streams: string[] = []

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.url)
    ada.page.on('request', (request) => void (request.url().includes('/stream/open') && streams.push(request.url())))
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  test('of a guest asks for no live changes', step(async () => {
    await ada.visit('/shop/')
    await ada.settles()
    assert.deepEqual(streams, [])
  }))

  test('shows a purchase at the till by itself, without a reload', step(async () => {
    await join(ada, { name: 'Ada' })
    await ada.visit('/shop/account.html')
    await ada.sees('500 bonuses', '#member loyalty-balance')
    await ada.settles()
    await ada.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    streams.splice(0)
    const from = performance.now()
    await buyAtTheTill(ada)
    await ada.sees('500 pending', '#member loyalty-balance')
    assert.ok(performance.now() - from < 5_000, `${Math.round(performance.now() - from)} ms`)
    await ada.sees('+500', '#activity-list')
    assert.equal(await ada.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage), true)
    assert.deepEqual(streams, [], 'the stream that was there has told it')
  }))

  test('hears of the second purchase too, and of the one after the backend was away', step(async () => {
    await buyAtTheTill(ada)
    await ada.sees('1,000 pending', '#member loyalty-balance')
    await backend(ada, 'down')
    await backend(ada, 'none')
    await buyAtTheTill(ada)
    await ada.sees('1,500 pending', '#member loyalty-balance')
  }))
})
