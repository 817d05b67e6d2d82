/** A member brings a friend: two people with a browser profile each. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { buy, codeFromPanel, join, newPhone, timePasses } from './shop.ts'
import { story } from './story.ts'

describe('a friend brings a friend', () => {
  let examples: Examples
  let browser: Browser
  let ada: Person
  let ben: Person
  let link = ''
  const step = story()

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.url)
    ben = await newPerson(browser, examples.url, { width: 390, height: 844 })
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  test('the member copies her link', step(async () => {
    await browser.defaultBrowserContext().overridePermissions(examples.url, ['clipboard-read'])
    await join(ada, { name: 'Ada' })
    await ada.sees('Invite friends', 'loyalty-referral')
    await ada.press('Copy link')
    await ada.sees('Link copied', 'loyalty-referral')
    const handle = await ada.page.waitForSelector('loyalty-referral >>> input, loyalty-referral >>> [part=link]')
    link = (await handle?.evaluate((element) => (element as HTMLInputElement).value || (element.textContent ?? ''))) ?? ''
    assert.match(link, new RegExp(`^${examples.url}/shop/\\?ref=.+`))
  }))

  test('the friend opens it, is greeted, and goes on to another page', step(async () => {
    await ben.visit(link.slice(examples.url.length))
    await ben.sees('Ada invites you')
    await ben.press('Trio')
    await ben.sees('Three pairs of ribbed socks')
  }))

  test('joins without typing a code: the form knows it', step(async () => {
    const before = await codeFromPanel(ben)
    await ben.visit('/shop/account.html')
    await ben.sees('Ada invited you')
    await ben.type('Mobile phone', newPhone())
    await ben.press('Get a code')
    await ben.sees('Enter the code')
    await ben.type('Code from the message', await codeFromPanel(ben, before))
    await ben.sees('About you')
    await ben.type('First name', 'Ben')
    await ben.tick('I accept the club rules')
    await ben.tick('I agree that my data is processed')
    await ben.press('Join')
    await ben.sees('Hello, Ben')
    await ben.sees('500 bonuses', 'header')
  }))

  test('she sees that he joined, and nothing more yet', step(async () => {
    await ada.visit('/shop/account.html')
    await ada.press('1 friend invited')
    await ada.sees('Joined', 'loyalty-referral')
    await ada.sees('500 bonuses', 'header')
  }))

  test('after his first purchase both have their bonus', step(async () => {
    await buy(ben, 'pebble')
    await ada.visit('/shop/account.html')
    await ada.press('1 friend invited')
    await ada.sees('Rewarded', 'loyalty-referral')
    await timePasses(ada, '14 days')
    await ada.sees('1,000 bonuses', 'header')
    await ben.visit('/shop/account.html')
    // 500 welcome, 500 for the invitation, 245 for the purchase
    await ben.sees('1,245 bonuses', 'header')
  }))

  test('a code that nobody has is said to be unknown, and joining goes on without it', step(async () => {
    const carl = await newPerson(browser, examples.url)
    await carl.visit('/shop/?ref=NOBODY-HAS-IT')
    await carl.sees('Made for the long way round')
    await carl.misses('invites you')
    await join(carl, { name: 'Carl' })
    await carl.sees('500 bonuses', 'header')
    assert.deepEqual(carl.troubles, [])
    await carl.close()
  }))

  test('nothing went wrong on any page meanwhile', step(() => {
    assert.deepEqual([...ada.troubles, ...ben.troubles], [])
  }))
})
