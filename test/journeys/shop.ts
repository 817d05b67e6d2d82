/** What people do in the shop again and again. */
import assert from 'node:assert/strict'
import type { ElementHandle } from 'puppeteer-core'
import { pause, type Person } from './person.ts'

let people = 0

/** A phone number that nobody has used in this run. */
export const newPhone = (): string => `+7900${String(1_000_000 + (people += 1) * 7_919).slice(-7)}`

/** The sandbox panel, used as a person uses it; it closes again afterwards. */
export async function inPanel<Result>({ page }: Person, act: (panel: ElementHandle<Element>) => Promise<Result>): Promise<Result> {
  await page.bringToFront()
  const toggle = await page.waitForSelector('sandbox-panel >>> .toggle')
  const panel = await page.waitForSelector('sandbox-panel >>> section', { hidden: false })
  assert.ok(toggle && panel)
  const isOpen = () => panel.evaluate((section) => !(section as HTMLElement).hidden)
  if (!(await isOpen())) await toggle.click()
  const result = await act(panel)
  if (page.isClosed()) return result
  const closing = await page.waitForSelector('sandbox-panel >>> .toggle')
  if (await closing?.evaluate((button) => button.ariaExpanded === 'true')) await closing?.click()
  return result
}

/** The newest code that the panel shows; not one of `before`. */
export async function codeFromPanel(person: Person, before = ''): Promise<string> {
  return inPanel(person, async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      const shown = await person.page.$('sandbox-panel >>> li code')
      const code = await shown?.evaluate((element) => element.textContent ?? '')
      if (code && code !== before) return code
      await pause(100)
    }
    return assert.fail('No code in the sandbox panel.')
  })
}

/** Lets time pass. The page loads anew. */
export async function timePasses(person: Person, by: '14 days' | '31 days' | '1 year'): Promise<void> {
  await inPanel(person, async () => {
    const button = await person.page.waitForSelector(`sandbox-panel >>> ::-p-text(${by} pass)`)
    await Promise.all([person.page.waitForNavigation({ waitUntil: 'load' }), button?.click()])
  })
}

/** Buys something for €100.00 in the shop in Market Street, with the member's card. The page is not told. */
export async function buyAtTheTill(person: Person): Promise<void> {
  await inPanel(person, async () => {
    const button = await person.page.waitForSelector('sandbox-panel >>> ::-p-text(Buy for €100 at the till)')
    await button?.click()
    await person.page.waitForSelector('sandbox-panel >>> ::-p-text(has booked €100)')
  })
}

const says = { none: 'works', down: 'is down', slow: 'is slow', nonsense: 'answers nonsense' } as const

/** Makes the loyalty backend fail, or work again. */
export async function backend(person: Person, fault: keyof typeof says): Promise<void> {
  await inPanel(person, async () => {
    const select = await person.page.waitForSelector('sandbox-panel >>> select')
    await select?.select(fault)
    await person.page.waitForSelector(`sandbox-panel >>> ::-p-text(The loyalty backend ${says[fault]})`)
  })
}

/** Joins the club on the account page. Gives the phone. */
export async function join(person: Person, { name, phone = newPhone() }: { readonly name: string; readonly phone?: string }): Promise<string> {
  await person.visit('/shop/account.html')
  await person.sees('Join Stride Club')
  await person.type('Mobile phone', phone)
  await person.press('Get a code')
  await person.sees('Enter the code')
  await person.type('Code from the message', await codeFromPanel(person))
  await person.sees('About you')
  await person.type('First name', name)
  await person.tick('I accept the club rules')
  await person.tick('I agree that my data is processed')
  await person.press('Join')
  await person.sees(`Hello, ${name}`)
  return phone
}

/** Puts one piece into the cart. */
export async function putIntoCart(person: Person, sku: string): Promise<void> {
  await person.visit(`/shop/product/${sku}.html`)
  await person.press('Add to cart')
  await person.sees('in the cart.')
}

/** Where the parcel goes, on the checkout page. */
export async function fillIn(person: Person): Promise<void> {
  await person.sees('To pay', '#totals')
  await person.type('Full name', 'Ada Walker')
  await person.type('E-mail', 'ada@example.com')
  await person.type('Street and house', 'Long Way 1')
  await person.type('Postal code', '10115')
  await person.type('City', 'Berlin')
}

/** From the checkout to the thank-you page. */
export async function order(person: Person): Promise<void> {
  await person.visit('/shop/checkout.html')
  await fillIn(person)
  await person.press('Place the order')
  await person.sees('Thank you!')
}

/** Buys one piece. */
export async function buy(person: Person, sku: string): Promise<void> {
  await putIntoCart(person, sku)
  await order(person)
}
