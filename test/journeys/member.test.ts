/** A guest walks into the shop and leaves a member. One life, in order: each test goes on where the one before ended. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { backend, buy, codeFromPanel, newPhone, order, putIntoCart, timePasses } from './shop.ts'
import { story } from './story.ts'

describe('a member of the shop', () => {
  let examples: Examples
  let browser: Browser
  let ada: Person
  const phone = newPhone()
  const step = story()

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.url)
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  test('a guest sees what each product would earn, and the public offers', step(async () => {
    const asked: string[] = []
    const listen = (request: { url(): string }) => void (request.url().includes('/loyalty/') && asked.push(request.url()))
    ada.page.on('request', listen)
    await ada.visit('/shop/')
    await ada.sees('Members earn 445 bonuses')
    await ada.sees('Members earn 745 bonuses')
    await ada.sees('10% off your first order')
    await ada.misses('Double bonuses on boots')
    ada.page.off('request', listen)
    assert.equal(asked.length, 1, `all elements of the page make one request:\n${asked.join('\n')}`)
  }))

  test('joins by phone with the code from the sandbox panel; no consent is ticked for her', step(async () => {
    await ada.visit('/shop/account.html')
    await ada.sees('Join Stride Club and get 500 bonuses')
    await ada.type('Mobile phone', phone)
    await ada.press('Get a code')
    await ada.sees('Enter the code')
    const code = await codeFromPanel(ada)
    assert.match(examples.output(), new RegExp(code), 'the code is on the terminal too')
    await ada.type('Code from the message', code)
    await ada.sees('About you')
    for (const consent of ['I accept the club rules', 'I agree that my data is processed', 'Tell me about offers by SMS', 'Tell me about offers by e-mail'])
      assert.equal(await ada.ticked(consent), false, consent)
    await ada.type('First name', 'Ada')
    await ada.press('Join')
    await ada.sees('Tick “I accept the club rules')
    await ada.tick('I accept the club rules')
    await ada.tick('I agree that my data is processed')
    await ada.press('Join')
    await ada.sees('Hello, Ada')
  }))

  test('sees the welcome bonus, in the account and in the header', step(async () => {
    await ada.sees('Welcome to the club! 500 bonuses are yours.')
    await ada.sees('500 bonuses', 'header')
    await ada.sees('500 bonuses', '#member loyalty-balance')
    await ada.sees('+500', '#activity-list')
    await ada.sees('Bronze', 'loyalty-tier-progress')
  }))

  test('sees personal offers, activates one, and the next quote changes', step(async () => {
    await ada.visit('/shop/product/moor.html')
    await ada.sees('Earn 745 bonuses', '.product')
    await ada.visit('/shop/account.html')
    await ada.sees('Double bonuses on boots', 'loyalty-offer-carousel')
    await ada.press('Activate')
    await ada.sees('Active', 'loyalty-offer-carousel')
    await ada.visit('/shop/product/moor.html')
    await ada.sees('Earn 1,490 bonuses', '.product')
  }))

  test('buys: bonuses are pending, and available after 14 days', step(async () => {
    await buy(ada, 'baseline')
    await ada.sees('You pay €75.00')
    await ada.sees('375 pending', 'main loyalty-balance')
    await ada.sees('500 bonuses', 'header')
    await timePasses(ada, '14 days')
    await ada.sees('875 bonuses', 'header')
    await ada.misses('pending', 'main loyalty-balance')
  }))

  test('climbs a tier', step(async () => {
    await putIntoCart(ada, 'scree')
    await putIntoCart(ada, 'squall')
    await order(ada)
    await ada.visit('/shop/account.html')
    await ada.sees('Silver', 'loyalty-tier-progress')
    await ada.sees('to reach Gold', 'loyalty-tier-progress')
    // 7 % now
    await ada.visit('/shop/product/lark.html')
    await ada.sees('Earn 623 bonuses', '.product')
  }))

  test('holds bonuses at the checkout; they survive a reload and come back when removed', step(async () => {
    await putIntoCart(ada, 'lark')
    await ada.visit('/shop/checkout.html')
    await ada.sees('Pay with bonuses', 'loyalty-redeem')
    await ada.type('How many bonuses to use?', '500')
    await ada.press('Use 500 bonuses')
    await ada.sees('500 bonuses take €5.00 off', 'loyalty-redeem')
    await ada.sees('€84.00', '#totals')
    await ada.sees('375 bonuses', 'header')
    await ada.page.reload()
    await ada.sees('500 bonuses take €5.00 off', 'loyalty-redeem')
    await ada.sees('€84.00', '#totals')
    await ada.press('Remove')
    await ada.sees('How many bonuses to use?', 'loyalty-redeem')
    await ada.sees('To pay €89.00', '#totals')
    await ada.sees('875 bonuses', 'header')
  }))

  test('pays a part of an order with bonuses; the return gives them back and takes back what was earned', step(async () => {
    await ada.type('How many bonuses to use?', '400')
    await ada.press('Use 400 bonuses')
    await ada.sees('To pay €85.00', '#totals')
    const before = await pendingOf(ada)
    await order(ada)
    await ada.sees('You pay €85.00')
    await ada.sees('475 bonuses', 'header')
    await ada.visit('/shop/account.html')
    const after = await pendingOf(ada)
    // 7 % of the 85.00 that she paid in money
    assert.equal(after - before, 595)
    await ada.press('Return order')
    await ada.sees('was returned.')
    await ada.sees('875 bonuses', 'header')
    assert.equal(await pendingOf(ada, before), before, 'exactly what the order earned is gone')
    await ada.sees(/[-−]595/, '#activity-list')
  }))

  test('finds card and settings in the account; the address leads to them', step(async () => {
    await ada.visit('/shop/account.html')
    await ada.press('Card')
    await ada.sees('Show at the till', 'loyalty-card')
    assert.equal(new URL(ada.page.url()).hash, '#card')
    await ada.visit('/shop/account.html#preferences')
    await ada.sees('What you allow', 'loyalty-preferences')
    await ada.sees('I accept the club rules', 'loyalty-preferences')
  }))

  test('two tabs agree without a reload', step(async () => {
    const other = await ada.newTab()
    await other.visit('/shop/')
    await other.sees('875 bonuses', 'header')
    await putIntoCart(ada, 'pebble')
    await other.sees('1', '.cart')
    await ada.visit('/shop/checkout.html')
    await ada.type('How many bonuses to use?', '300')
    await ada.press('Use 300 bonuses')
    await other.sees('575 bonuses', 'header')
    await ada.press('Remove')
    await other.sees('875 bonuses', 'header')
    await other.page.close()
  }))

  test('a backend that is down leaves the last value, and it recovers by itself', step(async () => {
    await ada.visit('/shop/account.html')
    await ada.sees('875', '#member loyalty-balance')
    await backend(ada, 'down')
    await ada.sees('As of', '#member loyalty-balance')
    await ada.sees('875', '#member loyalty-balance')
    // from elsewhere, so that nothing on the page is pressed
    await fetch(`${examples.url}/sandbox/fault`, { method: 'POST', headers: { 'content-type': 'application/json', origin: examples.url }, body: JSON.stringify({ fault: 'none' }) })
    await ada.misses('As of', '#member loyalty-balance')
  }))

  test('log-out shows nothing of the member, here and in the other tab', step(async () => {
    const other = await ada.newTab()
    await other.visit('/shop/account.html')
    await other.sees('Hello, Ada')
    await ada.press('Log out')
    await ada.sees('Join Stride Club')
    await other.sees('Join Stride Club')
    for (const person of [ada, other]) {
      const shown = await person.screen()
      for (const trace of ['875', 'Ada', 'S-100', 'Silver', phone.slice(-2) + ' ·']) assert.ok(!shown.includes(trace), `${trace} is still there:\n${shown}`)
    }
    await ada.visit('/shop/thanks.html')
    await ada.sees('There is no order to show here.')
    await other.page.close()
  }))

  test('logs in again with a new code', step(async () => {
    const before = await codeFromPanel(ada)
    await ada.visit('/shop/account.html')
    await ada.sees('Log in to Stride Club')
    const login = 1
    await ada.press('Use e-mail instead', login)
    await ada.press('Use a phone number instead')
    await typeIntoLogin(ada, phone)
    await ada.press('Get a code', login)
    await ada.sees('Enter the code')
    await ada.type('Code from the message', await codeFromPanel(ada, before))
    await ada.sees('Hello, Ada')
    await ada.sees('875 bonuses', 'header')
  }))

  test('nothing went wrong on any page meanwhile', step(() => {
    assert.deepEqual(ada.troubles.filter((trouble) => !trouble.includes('status of 502') && !trouble.includes('status of 503')), [])
  }))
})

/** The field of the log-in form: the enrolment form beside it has one of the same name. */
async function typeIntoLogin({ page }: Person, phone: string) {
  const field = await page.waitForSelector('loyalty-login input')
  await field?.type(phone)
}

/** What is pending now, as the account says it. */
async function pendingOf(person: Person, expected?: number): Promise<number> {
  await person.visit('/shop/account.html')
  await person.sees('bonuses', '#member loyalty-balance')
  if (expected !== undefined) await person.sees(`${expected.toLocaleString('en')} pending`, '#member loyalty-balance')
  const shown = await person.screen('#member loyalty-balance')
  return Number(/([\d,]+) pending/.exec(shown)?.[1]?.replaceAll(',', '') ?? 0)
}
