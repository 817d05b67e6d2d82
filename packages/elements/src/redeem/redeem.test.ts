import type { AnyClient, Cart, Redemption } from '@loyaltykit/core'
import { aBalance, aCart, aJoinedShop, aProgram, aQuote, aRedemption, aShop, failed, loading, ready, type JoinedShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import type { LoyaltyRedeemRequestEvent } from './redeem.events.ts'
import type { LoyaltyRedeem, RedeemState } from './redeem.ts'
import './define.ts'

const soon = () => new Date(Date.now() + 30 * 60_000).toISOString()
const known = (changes: Partial<RedeemState> = {}): RedeemState => ({ program: ready(aProgram()), redemptions: ready([]), balances: ready([aBalance()]), quote: ready(aQuote()), ...changes })
const show = async (state: RedeemState, cart: Cart | undefined = aCart()) => {
  const element: LoyaltyRedeem = await fixture(html`<loyalty-redeem lang="en" .state=${state} .cart=${cart}></loyalty-redeem>`)
  await element.updateComplete
  return element
}
const showShop = async ({ client }: JoinedShop, cart: Cart = aCart()) => {
  const element: LoyaltyRedeem = await fixture(html`<loyalty-redeem lang="en" .client=${client as AnyClient} .cart=${cart}></loyalty-redeem>`)
  await until(() => !element.matches(':state(loading)'))
  return element
}
const part = <E extends HTMLElement = HTMLElement>(element: LoyaltyRedeem, name: string) => element.shadowRoot?.querySelector<E>(`[part~=${name}]`) as E
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error(`It never came to ${String(fits)}.`)
}
async function type(element: LoyaltyRedeem, text: string) {
  const input = part<HTMLInputElement>(element, 'input')
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.dispatchEvent(new Event('change', { bubbles: true }))
  await element.updateComplete
}
const is = (element: LoyaltyRedeem, state: string) => element.matches(`:state(${state})`)
const booked = ({ sandbox }: JoinedShop) => sandbox.ledger().accounts.filter(({ id }) => id.includes('held')).reduce((sum, { amount }) => sum + amount, 0)

describe('loyalty-redeem', () => {
  let shop: JoinedShop
  afterEach(() => shop?.dispose())

  it('offers all that may be used, and says what it takes off and what is left to pay', async () => {
    const element = await show(known())
    expect(part<HTMLInputElement>(element, 'input').value).to.equal('1,250')
    expect(textOf(element)).to.contain('You have 1,250 bonuses').and.to.contain('−€12.50').and.to.contain('€137.50').and.to.contain('Use 1,250 bonuses')
  })

  it('keeps field and slider in step', async () => {
    const element = await show(known())
    await type(element, '600')
    const slider = part<HTMLInputElement>(element, 'slider')
    expect(slider.value).to.equal('600')
    expect(slider.getAttribute('aria-valuetext')).to.equal('600 bonuses, €6.00 off')
    slider.value = '700'
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    await element.updateComplete
    expect(part<HTMLInputElement>(element, 'input').value).to.equal('700')
  })

  it('lets no slider rest between nothing and the least', async () => {
    const element = await show(known())
    const slider = part<HTMLInputElement>(element, 'slider')
    for (const [to, rests] of [['40', '0'], ['60', '100']] as const) {
      slider.value = to
      slider.dispatchEvent(new Event('input', { bubbles: true }))
      await element.updateComplete
      expect(slider.value).to.equal(rests)
    }
  })

  it('steps by the arrow keys in the field', async () => {
    const element = await show(known())
    await type(element, '600')
    const input = part<HTMLInputElement>(element, 'input')
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))
    await element.updateComplete
    expect(input.value).to.equal('610')
  })

  it('has quick choices: none, half, all', async () => {
    const element = await show(known())
    const [none, half, all] = part(element, 'quick').querySelectorAll('button')
    for (const [button, text] of [[half, '620'], [none, '0'], [all, '1,250']] as const) {
      button?.click()
      await element.updateComplete
      expect(part<HTMLInputElement>(element, 'input').value).to.equal(text)
      expect(button?.getAttribute('aria-pressed')).to.equal('true')
    }
  })

  it('says what is wrong with an amount, keeps it, and asks for nothing', async () => {
    const element = await show(known())
    let asked = 0
    element.addEventListener('loyalty-redeem-request', () => (asked += 1))
    for (const [text, message] of [['5000', 'at most 1,250'], ['50', 'at least 100'], ['605', 'multiple of 10'], ['12x', 'Enter a number'], ['', 'Enter a number']] as const) {
      await type(element, text)
      part(element, 'use').click()
      await element.updateComplete
      expect(part(element, 'problem').textContent).to.contain(message)
      expect(part<HTMLInputElement>(element, 'input').value).to.equal(text)
      expect(part(element, 'input').getAttribute('aria-invalid')).to.equal('true')
      expect(element.shadowRoot?.activeElement === part(element, 'input')).to.equal(true)
    }
    expect(asked).to.equal(0)
  })

  it('says in kind words why nothing can be used', async () => {
    const reasons = { balance_too_low: 'do not have enough bonuses yet', below_minimum: 'too small', goods_excluded: 'can not be paid with bonuses', not_eligible: 'not possible for you' } as const
    for (const [because, words] of Object.entries(reasons)) {
      const spend = [{ currency: 'bonus', min: 100, max: 0, step: 10, worth: { amount: 0, currency: 'EUR' }, because: because as keyof typeof reasons }]
      const element = await show(known({ quote: ready(aQuote({ spend })) }))
      expect(is(element, 'refused')).to.equal(true)
      expect(part(element, 'reason').textContent).to.contain(words)
    }
  })

  it('lets one choose between currencies', async () => {
    const mile = { currency: 'mile', min: 100, max: 3_550, step: 50, worth: { amount: 710, currency: 'EUR' } }
    const element = await show(known({
      program: ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', name: 'Miles', scale: 2 }] })),
      quote: ready(aQuote({ spend: [...(aQuote().spend ?? []), mile] })),
    }))
    const radios = element.shadowRoot?.querySelectorAll<HTMLInputElement>('[type=radio]')
    expect(radios?.length).to.equal(2)
    radios?.[1]?.click()
    await element.updateComplete
    expect(textOf(element)).to.contain('Use 35.50 miles').and.to.contain('−€7.10')
    await type(element, '10.5')
    expect(textOf(element)).to.contain('Use 10.50 miles').and.to.contain('−€2.10')
  })

  it('tells guest, loading, failed and empty apart', async () => {
    expect(is(await show(known({ redemptions: ready(null) })), 'guest')).to.equal(true)
    expect(is(await show({ program: ready(aProgram()), redemptions: loading() }), 'loading')).to.equal(true)
    expect(is(await show(known({ quote: failed('network') })), 'failed')).to.equal(true)
    expect(is(await show(known({ redemptions: failed('network') })), 'failed')).to.equal(true)
    shop = await aJoinedShop()
    expect(is(await showShop(shop, aCart({ items: [] })), 'empty')).to.equal(true)
  })

  it('takes the same room loading, choosing, held, refused, for a guest, at any width', async () => {
    const hold = aRedemption({ expiresAt: soon() })
    const refused = [{ currency: 'bonus', min: 100, max: 0, step: 10, worth: { amount: 0, currency: 'EUR' }, because: 'goods_excluded' as const }]
    const looks = [
      { program: ready(aProgram()), redemptions: loading<null>() },
      known(), known({ redemptions: ready([hold]) }), known({ quote: ready(aQuote({ spend: refused })) }), known({ redemptions: ready(null) }), known({ quote: failed('network') }),
    ]
    for (const width of [288, 390, 800]) {
      const heights = new Set<number>()
      for (const state of looks) {
        const frame = await fixture(html`<div lang="en"><loyalty-redeem .state=${state} .cart=${aCart()}></loyalty-redeem></div>`)
        ;(frame as HTMLElement).style.width = `${width}px`
        await (frame.firstElementChild as LoyaltyRedeem).updateComplete
        heights.add(Math.round((frame.firstElementChild as Element).getBoundingClientRect().height))
      }
      expect([...heights], `at ${width}`).to.have.length(1)
    }
  })

  it('asks a guest to log in', async () => {
    shop = aShop()
    const element = await showShop(shop)
    let asked = 0
    element.addEventListener('loyalty-login-request', () => (asked += 1))
    part(element, 'login').click()
    expect(asked).to.equal(1)
  })

  it('holds, tells the page, moves the focus to what is held, and lets go again', async () => {
    shop = await aJoinedShop()
    const element = await showShop(shop)
    const facts: string[] = []
    for (const name of ['loyalty-redeem-request', 'loyalty-redeemed', 'loyalty-cancel-redemption-request', 'loyalty-redemption-cancelled']) element.addEventListener(name, () => facts.push(name))
    await type(element, '300')
    part(element, 'use').focus()
    part(element, 'use').click()
    await until(() => is(element, 'held'))
    await until(() => element.shadowRoot?.activeElement === part(element, 'held'))
    expect(textOf(element)).to.contain('300 bonuses take €3.00 off').and.to.match(/Held for you until \d+:\d\d [AP]M/).and.to.contain('€147')
    expect(element.redemption?.amount).to.equal(300)
    expect(booked(shop)).to.equal(300)
    part(element, 'remove').focus()
    part(element, 'remove').click()
    await until(() => is(element, 'choosing'))
    expect(element.redemption).to.equal(undefined)
    expect(booked(shop)).to.equal(0)
    await until(() => element.shadowRoot?.activeElement === part(element, 'input'))
    expect(facts).to.deep.equal(['loyalty-redeem-request', 'loyalty-redeemed', 'loyalty-cancel-redemption-request', 'loyalty-redemption-cancelled'])
    expect(part(element, 'note').textContent).to.contain('Removed')
  })

  it('says until when it is held by the time alone today, and with the day on another', async () => {
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString()
    const texts = []
    for (const expiresAt of [soon(), tomorrow]) texts.push(textOf(await show(known({ redemptions: ready([aRedemption({ expiresAt })]) }))))
    expect(texts[0]).to.match(/Held for you until \d+:\d\d [AP]M/)
    expect(texts[1]).to.match(/Held for you until November 21, \d+:\d\d [AP]M/)
  })

  it('holds once however often it is pressed, and the second click of a double click takes nothing back', async () => {
    shop = await aJoinedShop({ faults: { 'redemptions.hold': { delay: 60 } } })
    const element = await showShop(shop)
    await type(element, '200')
    for (let press = 0; press < 4; press += 1) part(element, 'use').click()
    await element.updateComplete
    expect(part(element, 'use').getAttribute('aria-disabled')).to.equal('true')
    expect(part<HTMLButtonElement>(element, 'use').disabled).to.equal(false)
    await until(() => is(element, 'held'))
    part(element, 'remove').dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true }))
    await rest(50)
    expect(is(element, 'held')).to.equal(true)
    expect(booked(shop)).to.equal(200)
    expect(shop.sandbox.ledger().postings.filter(({ legs }) => legs.some(({ account, amount }) => account.includes('held') && amount > 0)).length).to.equal(1)
  })

  it('leaves the work to a host that cancels the wish', async () => {
    shop = await aJoinedShop()
    const element = await showShop(shop)
    let wish: LoyaltyRedeemRequestEvent | undefined
    element.addEventListener('loyalty-redeem-request', (event) => {
      event.preventDefault()
      wish = event
    })
    await type(element, '200')
    part(element, 'use').click()
    await rest(50)
    expect([wish?.amount, wish?.currency, wish?.cart.id]).to.deep.equal([200, 'bonus', 'cart-1'])
    expect(booked(shop)).to.equal(0)
  })

  it('finds a hold again after a reload', async () => {
    shop = await aJoinedShop()
    await shop.client.redeem({ cart: aCart(), currency: 'bonus', amount: 150 })
    const element = await showShop(shop)
    expect(is(element, 'held')).to.equal(true)
    expect(element.redemption?.amount).to.equal(150)
  })

  it('asks again with the same key when the answer is lost, and says that it checks', async () => {
    shop = await aJoinedShop({ faults: { 'redemptions.hold': { loseAnswer: ({ count }) => count === 1 } } })
    const element = await showShop(shop)
    await type(element, '200')
    part(element, 'use').click()
    await until(() => part(element, 'checking')?.textContent?.includes('Checking') === true)
    await until(() => is(element, 'held'))
    expect(booked(shop)).to.equal(200)
  })

  it('offers no second hold while it is not known whether the first was done, and shows the hold when it is found', async () => {
    let late: (() => void) | undefined
    shop = await aJoinedShop({ faults: { 'redemptions.hold': { nonsense: true } } })
    const { sandbox } = shop
    const element = await showShop(shop)
    const list = sandbox.redemptions.list
    Object.assign(sandbox.redemptions, { list: async (...call: Parameters<typeof list>) => {
      await new Promise<void>((resolve) => (late = resolve))
      return list(...call)
    } })
    await type(element, '200')
    part(element, 'use').click()
    await until(() => is(element, 'uncertain') || is(element, 'held'))
    if (is(element, 'uncertain')) {
      expect(part(element, 'problem').textContent).to.contain('Look at your balance')
      expect(part(element, 'use') === null).to.equal(true)
    }
    Object.assign(sandbox.redemptions, { list })
    late?.()
    await until(() => is(element, 'held'))
    expect(booked(shop)).to.equal(200)
  })

  it('keeps what was typed when it fails, reads again, and says what to do', async () => {
    shop = await aJoinedShop({ faults: { 'redemptions.hold': { fail: 'insufficient_points' } } })
    const element = await showShop(shop)
    await type(element, '200')
    part(element, 'use').click()
    await until(() => part(element, 'problem')?.textContent?.includes('enough') === true)
    expect(part<HTMLInputElement>(element, 'input').value).to.equal('200')
    shop.sandbox.setFaults({})
    part(element, 'use').click()
    await until(() => is(element, 'held'))
  })

  it('goes back to choosing with a note when the time of a hold is over', async () => {
    shop = await aJoinedShop()
    await shop.client.redeem({ cart: aCart(), currency: 'bonus', amount: 150 })
    const element = await showShop(shop)
    shop.sandbox.advance('31 minutes')
    element.requestUpdate() // what its timer does
    await until(() => is(element, 'choosing'))
    expect(part(element, 'note').textContent).to.contain('The time was up')
    expect(part(element, 'note').classList.contains('visually-hidden')).to.equal(false)
    expect(element.redemption).to.equal(undefined)
  })

  it('believes the backend, not a clock that runs ahead: what is held stays held, and is asked about once', async () => {
    let lists = 0
    const past = <R extends { redemption?: Redemption }>(answer: R): R => ({ ...answer, redemption: answer.redemption && { ...answer.redemption, expiresAt: '2020-01-01T00:00:00Z' } })
    shop = await aJoinedShop({
      wrap: ({ redemptions, ...sandbox }) => ({
        ...sandbox,
        redemptions: {
          ...redemptions,
          list: async (input, context) => {
            lists += 1
            return (await redemptions.list(input, context)).map((redemption) => past({ redemption }).redemption)
          },
          hold: async (input, context) => past(await redemptions.hold(input, context)),
        },
      }),
    })
    const element = await showShop(shop)
    await type(element, '200')
    part(element, 'use').click()
    await until(() => is(element, 'held'))
    await rest(300)
    expect(is(element, 'held')).to.equal(true)
    expect(part(element, 'note').textContent).not.to.contain('are back')
    expect(lists).to.be.lessThan(5)
    part(element, 'remove').click()
    await until(() => is(element, 'choosing'))
    expect(booked(shop)).to.equal(0)
  })

  it('says when the cart can no longer take what is held', async () => {
    shop = await aJoinedShop()
    await shop.client.redeem({ cart: aCart(), currency: 'bonus', amount: 500 })
    const element = await showShop(shop)
    const warning = () => part(element, 'outgrown').textContent ?? ''
    expect(warning()).to.equal('')
    element.cart = aCart({ items: [{ sku: 'laces', quantity: 1, price: 400, categories: ['accessories'] }] })
    await until(() => warning().includes('Remove it'))
  })

  it('shows another cart nothing of the first', async () => {
    shop = await aJoinedShop()
    const element = await showShop(shop)
    await type(element, '200')
    part(element, 'use').click()
    await until(() => is(element, 'held'))
    element.cart = aCart({ id: 'cart-2' })
    await element.updateComplete
    expect(is(element, 'loading')).to.equal(true)
    await until(() => is(element, 'choosing'))
    expect(part<HTMLInputElement>(element, 'input').value).to.equal('300')
  })

  it('never throws into the page', async () => {
    const hold: Redemption = aRedemption({ expiresAt: soon() })
    const element = await show(known({ redemptions: ready([hold]) }))
    part(element, 'remove').click()
    await element.updateComplete
    expect(is(element, 'held')).to.equal(true)
  })
})
