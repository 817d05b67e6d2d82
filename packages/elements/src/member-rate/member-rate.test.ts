import { createLoyalty, type AnyClient, type Cart, type LoyaltyBackend, type Money, type Quote } from '@loyaltykit/core'
import { aProgram, aQuote, aShop, aStanding, failed, loading, ready, until } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyMemberRate, MemberRateState } from './member-rate.ts'
import { ratesOf } from './rates.ts'
import './define.ts'

const euros = (amount: number): Money => ({ amount, currency: 'EUR' })
const memberPrices = [{ tier: 'bronze', price: euros(22_800) }, { tier: 'silver', price: euros(22_080) }, { tier: 'gold', price: euros(20_400) }]
const program = ready(aProgram())
const quote = (changes: Partial<Quote> = {}) => aQuote({ total: euros(24_000), due: euros(22_080), memberPrices, ...changes })
const stay: Cart = { id: 'stay', currency: 'EUR', items: [{ sku: 'double', quantity: 1, price: 24_000 }], stay: { hotel: 'h', arrival: '2026-12-24', departure: '2026-12-27', guests: 2 } }
const silver: MemberRateState = { program, tier: ready(aStanding()), quote: ready(quote()) }
const guest: MemberRateState = { program, tier: ready(null), quote: ready(quote({ due: euros(24_000), spend: undefined })) }

const show = async (state: MemberRateState, { width = 700, lang = 'en', ...changes }: Partial<LoyaltyMemberRate> & { width?: number } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-member-rate .state=${state} .cart=${stay}></loyalty-member-rate></div>`)
  const element = frame.firstElementChild as LoyaltyMemberRate
  Object.assign(element, changes)
  await element.updateComplete
  return element
}
const part = (element: Element, name: string) => element.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`)
const textOf = (element: Element | null | undefined) => (element?.shadowRoot ?? element)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const is = (element: Element, state: string) => element.matches(`:state(${state})`)

describe('prices of tiers', () => {
  const of = (changes: Partial<Quote>, who: Parameters<typeof ratesOf>[2]) => ratesOf(aProgram(), quote(changes), who)

  it('are the own tier\'s, and what the next one pays', () => {
    const rates = of({}, { guest: false, current: 'silver' })
    expect([rates.price?.amount, rates.tier?.id, rates.next?.tier.id, rates.next?.price.amount]).to.deep.equal([22_080, 'silver', 'gold', 20_400])
  })

  it('count what is held as paid: points do not make a price lower', () => {
    expect(of({ due: euros(12_080), held: { id: 'r', state: 'held', currency: 'bonus', amount: 10_000, money: euros(10_000), cartId: 'stay' } }, { guest: false, current: 'silver' }).price?.amount).to.equal(22_080)
  })

  it('are lower where an offer makes them so, and say which', () => {
    const rates = of({ due: euros(20_000), discounts: [{ title: 'Member rate', money: euros(1_920) }, { title: 'Winter', money: euros(2_080), offerId: 'w' }] }, { guest: false, current: 'silver' })
    expect([rates.price?.amount, rates.because]).to.deep.equal([20_000, ['Winter']])
  })

  it('are for a guest what a new member pays, or the first tier that pays less', () => {
    expect(of({}, { guest: true }).price?.amount).to.equal(22_800)
    const fromGold = of({ memberPrices: memberPrices.slice(2) }, { guest: true })
    expect([fromGold.price?.amount, fromGold.tier?.id]).to.deep.equal([20_400, 'gold'])
  })

  it('are no lower price where they are none: the same, higher, or in other money', () => {
    for (const changes of [{ memberPrices: undefined }, { memberPrices: [{ price: euros(25_000) }] }, { memberPrices: [{ price: { amount: 100, currency: 'USD' } }] }])
      expect(of({ due: euros(24_000), ...changes }, { guest: false, current: 'silver' }).price, JSON.stringify(changes)).to.equal(undefined)
  })

  it('never fall below what the backend asks because another tier pays it', () => {
    expect(of({ due: euros(24_000) }, { guest: false, current: undefined }).price).to.equal(undefined)
  })
})

describe('loyalty-member-rate', () => {
  it('strikes the public price through and says both in words', async () => {
    const element = await show(silver)
    expect(textOf(part(element, 'prices'))).to.equal('Public price: €240.00 Your price: €220.80 for 3 nights')
    expect(part(element, 'public-price')?.querySelector('s')?.textContent).to.equal('€240.00')
    expect(textOf(part(element, 'how'))).to.equal('Silver price, you save €19.20')
    expect(textOf(part(element, 'next'))).to.equal('Gold pays €204.00')
  })

  it('tells a guest what members pay, with ways to join and to log in', async () => {
    const element = await show(guest)
    expect(textOf(part(element, 'prices'))).to.equal('€240.00 for 3 nights')
    expect(element.shadowRoot?.querySelector('s')).to.equal(null)
    expect(textOf(part(element, 'how'))).to.equal('Members pay €228.00')
    const heard: string[] = []
    for (const type of ['loyalty-join-request', 'loyalty-login-request'] as const) element.addEventListener(type, () => heard.push(type))
    part(element, 'join')?.click()
    part(element, 'login')?.click()
    expect(heard).to.deep.equal(['loyalty-join-request', 'loyalty-login-request'])
  })

  it('brings the page\'s enrolment form into view, unless the host takes over', async () => {
    const element = await show(guest)
    const form = document.createElement('loyalty-enrolment-form')
    let focused = 0
    form.focus = () => (focused += 1)
    document.body.append(form)
    part(element, 'join')?.click()
    element.addEventListener('loyalty-join-request', (event) => event.preventDefault(), { once: true })
    part(element, 'join')?.click()
    form.remove()
    expect(focused).to.equal(1)
  })

  it('shows the prices of all tiers behind a disclosure, and which is the own', async () => {
    const element = await show(silver)
    const rows = [...(element.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map(textOf)
    expect(rows).to.deep.equal(['Bronze €228.00', 'Silver Your tier €220.80', 'Gold €204.00'])
    expect(part(element, 'tiers')?.hasAttribute('open')).to.equal(false)
    expect(part(await show(silver, { withoutTiers: true }), 'tiers')).to.equal(null)
  })

  it('says when members pay the same, and offers a guest nothing for it', async () => {
    const element = await show({ ...guest, quote: ready(quote({ due: euros(24_000), memberPrices: undefined })) })
    expect([is(element, 'same'), textOf(part(element, 'how')), part(element, 'join')]).to.deep.equal([true, 'Members pay the same.', null])
  })

  it('shows the price that the page gave from the first moment, and when nothing else can be told', async () => {
    expect(textOf(part(await show({ program, quote: loading() }), 'prices'))).to.equal('€240.00 for 3 nights')
    const element = await show({ program, quote: failed('network') })
    expect([is(element, 'failed'), textOf(part(element, 'prices'))]).to.deep.equal([true, '€240.00 for 3 nights'])
  })

  it('hands a booking over with the cart and the price that was shown', async () => {
    const heard: unknown[] = []
    for (const state of [silver, guest, { program, quote: failed('network') } as MemberRateState]) {
      const element = await show(state, { withBooking: true })
      element.addEventListener('loyalty-member-rate-request', ({ cart, rate }) => heard.push([cart?.id, rate.price.amount, rate.tier, rate.forMember]))
      part(element, 'book')?.click()
    }
    expect(heard).to.deep.equal([['stay', 22_080, 'silver', true], ['stay', 24_000, undefined, false], ['stay', 24_000, undefined, false]])
  })

  it('takes the same room before and after, for members and guests, in both languages and narrow', async () => {
    for (const lang of ['en', 'ru'])
      for (const width of [288, 700])
        for (const changes of [{}, { withBooking: true }, { withoutTiers: true }, { withBooking: true, withoutTiers: true }]) {
          const heights: number[] = []
          for (const state of [{ program, quote: loading() } as MemberRateState, silver, guest, { program, quote: failed('network') } as MemberRateState]) {
            const element = await show(state, { width, lang, ...changes })
            await until(() => lang === 'en' || textOf(element).includes('ноч'))
            heights.push(Math.round(element.getBoundingClientRect().height * 10) / 10)
          }
          expect(new Set(heights).size, `${lang} ${width} ${JSON.stringify(changes)}: ${heights}`).to.equal(1)
        }
  })

  /** A hotel that takes 5 of each 100 off, and counts. */
  function hotel() {
    const asked: (readonly Cart[])[] = []
    const backend: LoyaltyBackend = {
      name: `rates-${Math.random()}`, credential: 'publishable',
      program: { get: async () => aProgram() },
      quotes: {
        quote: async ({ carts }) => {
          asked.push(carts as readonly Cart[])
          return { quotes: carts.map(({ items: [item] }) => quote({ total: euros(item?.price ?? 0), due: euros(item?.price ?? 0), memberPrices: [{ tier: 'bronze', price: euros((item?.price ?? 0) * 0.95) }], spend: undefined })) }
        },
      },
    }
    return { client: createLoyalty({ backend }) as AnyClient, asked }
  }

  it('asks once for all prices of a page, with the stay; one that can not be quoted spoils nothing', async () => {
    const { client, asked } = hotel()
    const list = await fixture(html`
      <div lang="en">
        ${[10_000, 20_000, 30_000].map((price) => html`<loyalty-member-rate .client=${client} price=${price} currency="EUR" hotel="h" room=${`r-${price}`} arrival="2026-12-24" departure="2026-12-26"></loyalty-member-rate>`)}
        <loyalty-member-rate .client=${client} price="10000" currency="EUR" hotel="h" arrival="2026-12-24" departure="2026-12-23"></loyalty-member-rate>
      </div>
    `)
    await until(() => textOf(list.children[2]).includes('Members pay €285.00'))
    expect(asked.map((carts) => carts.length)).to.deep.equal([3])
    expect(asked[0]?.[0]?.stay).to.deep.equal({ hotel: 'h', room: 'r-10000', arrival: '2026-12-24', departure: '2026-12-26', guests: 1 })
    expect(is(list.children[3] as Element, 'failed')).to.equal(true)
    client.dispose()
  })

  it('follows somebody who joins the hotel\'s programme, on the sandbox', async () => {
    const { sandbox, client, dispose } = aShop({ preset: 'hotel' })
    const element: LoyaltyMemberRate = await fixture(html`<loyalty-member-rate lang="en" .client=${client as unknown as AnyClient} price="20000" currency="EUR" hotel="harbour-lisbon" arrival="2027-03-01" departure="2027-03-03"></loyalty-member-rate>`)
    await until(() => textOf(element).includes('Members pay €190.00'), 'guest price')
    const challenge = await client.requestCode({ identifier: { kind: 'email', value: 'ada@example.com' } })
    const verified = await client.verifyCode({ challengeId: challenge.id, code: sandbox.outbox[0]?.code ?? '' })
    if (verified.outcome === 'signed_in') throw new Error('A new person was a member already.')
    const { value } = client.$program.get() as { value: ReturnType<typeof aProgram> }
    await client.enrol({ ticket: verified.ticket, profile: { givenName: 'Ada', familyName: 'L' }, consents: (value.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })) })
    await until(() => textOf(element).includes('Your price: €190.00'), `member price in ${textOf(element)}`)
    expect(textOf(part(element, 'how'))).to.contain('you save €10.00')
    dispose()
  })
})
