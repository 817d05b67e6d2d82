/** Every page of the examples: nothing moves, nothing is refused or thrown, axe finds nothing, and the keyboard is enough. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { allowAxe, axeFinds, tooWide } from './axe.ts'
import { startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { backend, buy, codeFromPanel, join, newPhone, putIntoCart } from './shop.ts'

const shop = ['/shop/', '/shop/product/moor.html', '/shop/cart.html', '/shop/checkout.html', '/shop/thanks.html', '/shop/account.html']
const pages = ['/', '/html/', ...shop, ...shop.map((path) => path.replace('/shop/', '/shop/ru/'))]
const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 800 }

describe('the pages of the examples', () => {
  let examples: Examples
  let browser: Browser

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  /** The sum of all layout shifts of a load, to the point where nothing more comes. */
  async function shiftsOf(person: Person, path: string): Promise<string[]> {
    await person.page.goto(examples.url + path)
    await person.settles()
    return person.page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)
  }

  async function watchShifts({ page }: Person) {
    await page.evaluateOnNewDocument(() => {
      const shifts: string[] = ((window as unknown as { shifts: string[] }).shifts = [])
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Element | null }[] })[])
          shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? '?').join(' | ')}`)
      }).observe({ type: 'layout-shift', buffered: true })
    })
  }

  for (const [who, viewport, visited] of [['a guest at a phone', phone, pages], ['a guest at a desk', desktop, pages.slice(0, 2 + shop.length)]] as const)
    test(`nothing moves for ${who}, at the first visit and at the next`, async () => {
      const person = await newPerson(browser, examples.url, viewport)
      await watchShifts(person)
      const moved: Record<string, string[]> = {}
      for (const path of visited) {
        for (const visit of ['first', 'cached']) {
          await person.page.setCacheEnabled(visit === 'cached')
          const shifts = await shiftsOf(person, path)
          if (shifts.length) moved[`${path} ${visit}`] = shifts
        }
      }
      assert.deepEqual(moved, {})
      assert.deepEqual(person.troubles, [])
      await person.close()
    })

  test('nothing moves for a member with goods in the cart, and nothing is refused or thrown', async () => {
    const ada = await newPerson(browser, examples.url, phone)
    await join(ada, { name: 'Ada' })
    await buy(ada, 'baseline')
    await putIntoCart(ada, 'moor')
    await watchShifts(ada)
    const moved: Record<string, string[]> = {}
    for (const size of [phone, desktop]) {
      await ada.page.setViewport(size)
      for (const path of pages) {
        const shifts = await shiftsOf(ada, path)
        if (shifts.length) moved[`${path} ${size.width}`] = shifts
      }
    }
    assert.deepEqual(moved, {})
    assert.deepEqual(ada.troubles, [])
    await ada.close()
  })

  test('axe finds nothing, as guest and as member, light and dark, and no page scrolls sideways at 320 px', async () => {
    const person = await newPerson(browser, examples.url, { width: 320, height: 800 })
    await allowAxe(person)
    const found: string[] = []
    const look = async (who: string) => {
      for (const [index, path] of pages.entries()) {
        await person.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: index % 2 ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }])
        await person.page.goto(examples.url + path)
        await person.settles()
        found.push(...[await tooWide(person), ...(await axeFinds(person))].filter(Boolean).map((what) => `${path} ${who}: ${what}`))
      }
    }
    await look('guest')
    await join(person, { name: 'Ada' })
    await putIntoCart(person, 'moor')
    await look('member')
    assert.deepEqual(found, [])
    await person.close()
  })

  test('joins with the keyboard alone', async () => {
    const ada = await newPerson(browser, examples.url)
    const { keyboard } = ada.page
    await ada.visit('/shop/account.html')
    await ada.sees('Join Stride Club')
    /** Tabs on until the control of this name has the focus. */
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await keyboard.press('Tab')
        const focused = await ada.page.evaluate(() => {
          let element = document.activeElement
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
          return `${element?.getAttribute('aria-label') ?? ''} ${[...((element as HTMLInputElement | null)?.labels ?? [])].map((label) => label.textContent).join(' ')} ${element?.textContent ?? ''}`.replace(/\s+/g, ' ').trim()
        })
        if (focused.startsWith(name)) return
      }
      assert.fail(`Tab never came to "${name}".`)
    }
    await tabTo('Mobile phone')
    await keyboard.type(newPhone())
    await keyboard.press('Enter')
    await ada.sees('Enter the code')
    const code = await codeByKeyboard(ada)
    await tabTo('Code from the message')
    await keyboard.type(code)
    await ada.sees('About you')
    // the focus follows to the new step: typing goes on where one is
    await tabTo('First name')
    await keyboard.type('Ada')
    await tabTo('I accept the club rules')
    await keyboard.press('Space')
    await tabTo('I agree that my data')
    await keyboard.press('Space')
    await keyboard.press('Enter')
    await ada.sees('Hello, Ada')
    await ada.close()
  })

  test('the language switch keeps the page, its query and the cart; the appearance lasts', async () => {
    const ada = await newPerson(browser, examples.url)
    await putIntoCart(ada, 'moor')
    await ada.visit('/shop/cart.html?from=letter#summary')
    await ada.sees('To pay €149.00', '#totals')
    await ada.press('Русский')
    await ada.sees('К оплате 149,00 €', '#totals')
    assert.equal(ada.page.url(), `${examples.url}/shop/ru/cart.html?from=letter#summary`)
    assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'ru')
    await (await ada.page.waitForSelector('#theme'))?.select('dark')
    await ada.visit('/shop/ru/')
    assert.equal(await ada.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark')
    assert.deepEqual(ada.troubles, [])
    await ada.close()
  })

  test('one HTML file with one script tag: what it earns, offers, and joining', async () => {
    const ada = await newPerson(browser, examples.url)
    await ada.visit('/html/')
    await ada.sees('Members earn 745 bonuses')
    await ada.sees('10% off your first order')
    await ada.sees('Join Stride Club and get 500 bonuses')
    await ada.type('Mobile phone', newPhone())
    await ada.press('Get a code')
    await ada.sees('Enter the code')
    await ada.type('Code from the message', await codeFromPanel(ada))
    await ada.sees('About you')
    await ada.type('First name', 'Ada')
    await ada.tick('I accept the club rules')
    await ada.tick('I agree that my data is processed')
    await ada.press('Join')
    await ada.sees('Earn 745 bonuses')
    assert.deepEqual(ada.troubles, [])
    await ada.close()
  })

  test('the shop sells while the loyalty backend is down, slow or answers nonsense', async () => {
    const ada = await newPerson(browser, examples.url)
    await ada.visit('/shop/')
    for (const fault of ['down', 'nonsense'] as const) {
      await backend(ada, fault)
      await putIntoCart(ada, 'lark')
      await ada.visit('/shop/cart.html')
      await ada.sees('The bonus club does not answer just now')
      await ada.sees('To pay €', '#totals')
    }
    await backend(ada, 'none')
    await join(ada, { name: 'Ada' })
    await backend(ada, 'down')
    await ada.visit('/shop/account.html')
    await ada.sees('Your account is not available just now')
    await backend(ada, 'none')
    await ada.sees('Hello, Ada')
    await backend(ada, 'slow')
    await ada.visit('/shop/')
    await ada.sees('Lark')
    await ada.sees('Earn 445 bonuses')
    await backend(ada, 'none')
    assert.deepEqual(ada.troubles.filter((trouble) => !/status of 50\d/.test(trouble)), [])
    await ada.close()
  })
})

/** The panel by keys: its button is the last thing on the page. */
async function codeByKeyboard({ page }: Person): Promise<string> {
  const toggle = await page.waitForSelector('sandbox-panel >>> .toggle')
  await toggle?.focus()
  await page.keyboard.press('Enter')
  const shown = await page.waitForSelector('sandbox-panel >>> li code')
  const code = (await shown?.evaluate((element) => element.textContent)) ?? ''
  await page.keyboard.press('Escape')
  return code
}
