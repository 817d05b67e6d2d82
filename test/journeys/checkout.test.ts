/** What goes wrong between the button and the answer, and on a device that people share. */
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { fillIn, join, putIntoCart } from './shop.ts'
import { story } from './story.ts'

/** The first order reaches the shop, and its answer does not reach the page. */
function loseFirstAnswer() {
  const real = globalThis.fetch
  let lost = false
  globalThis.fetch = async (...request) => {
    const answer = await real(...request)
    if (!lost && request[0] === '/api/orders' && request[1]?.method === 'POST') {
      lost = true
      throw new TypeError('the answer was lost')
    }
    return answer
  }
}

describe('a checkout in trouble', () => {
  const step = story()
  let examples: Examples
  let browser: Browser
  let ada: Person

  before(async () => {
    ;[examples, browser] = await Promise.all([startExamples(), openBrowser()])
    ada = await newPerson(browser, examples.url)
  })
  after(async () => {
    await browser.close()
    await examples.remove()
  })

  test('a guest who looks at the account on the way loses nothing that was typed', step(async () => {
    await putIntoCart(ada, 'lark')
    await ada.visit('/shop/checkout.html')
    await fillIn(ada)
    await ada.visit('/shop/account.html')
    await ada.sees('Join Stride Club')
    await ada.visit('/shop/checkout.html')
    await ada.page.waitForFunction(() => [...document.querySelectorAll<HTMLInputElement>('#checkout input[name]')].every(({ value }) => value !== ''))
  }))

  test('when the answer is lost and the cart has grown, the second press finds the first order and keeps the rest', step(async () => {
    await ada.page.evaluateOnNewDocument(loseFirstAnswer)
    await ada.visit('/shop/checkout.html')
    await ada.sees('To pay €89.00', '#totals')
    await ada.press('Place the order')
    await ada.sees('No answer came from the shop')
    const other = await ada.newTab()
    await putIntoCart(other, 'moor')
    await other.page.close()
    await ada.page.bringToFront()
    await ada.sees('To pay €238.00', '#totals')
    await ada.press('Place the order')
    await ada.sees('Thank you!')
    await ada.sees('You pay €89.00')
    await ada.visit('/shop/cart.html')
    await ada.sees('Moor')
    await ada.misses('Lark', 'main')
  }))

  test('what a member typed and ordered is not there for the next person, wherever the log-out was pressed', step(async () => {
    await join(ada, { name: 'Ada' })
    await ada.visit('/shop/checkout.html')
    await fillIn(ada)
    const other = await ada.newTab()
    await other.visit('/shop/account.html')
    await other.press('Log out')
    await other.sees('Join Stride Club')
    await other.page.close()
    await ada.page.bringToFront()
    await ada.page.waitForFunction(() => [...document.querySelectorAll<HTMLInputElement>('#checkout input[name]')].every(({ value }) => value === ''))
    await ada.page.reload()
    await ada.sees('To pay', '#totals')
    await ada.page.waitForFunction(() => [...document.querySelectorAll<HTMLInputElement>('#checkout input[name]')].every(({ value }) => value === ''))
  }))
})
