import { createLoyalty, LoyaltyError, type AnyClient, type Cart, type LoyaltyBackend } from '@loyaltykit/core'
import { aCart, anOffer, aProgram, aQuote, failed, loading, ready } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import type { EarnPreviewState, LoyaltyEarnPreview } from './earn-preview.ts'
import './define.ts'

const program = ready(aProgram())
const show = async (state: EarnPreviewState, withDetails = false) => {
  const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview lang="en" .state=${state} ?with-details=${withDetails}></loyalty-earn-preview>`)
  await element.updateComplete
  return element
}
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error('It never came to that.')
}

/** Answers the total of a cart divided by 20, when told to, and counts. */
function shop(changes: { readonly guest?: boolean; readonly fails?: boolean } = {}) {
  const asked: (readonly Cart[])[] = []
  const gates: (() => void)[] = []
  let held = false
  const backend: LoyaltyBackend = {
    name: `earn-${Math.random()}`,
    credential: 'publishable',
    ambient: true,
    program: { get: async () => aProgram() },
    session: {
      current: async () => (changes.guest ? null : { memberId: 'm-1' }),
    } as unknown as NonNullable<LoyaltyBackend['session']>,
    redemptions: {} as unknown as NonNullable<LoyaltyBackend['redemptions']>,
    quotes: {
      quote: async ({ carts }) => {
        asked.push(carts as readonly Cart[])
        if (held) await new Promise<void>((resolve) => gates.push(resolve))
        if (changes.fails) throw new LoyaltyError('backend_failed', 'Down.', { retryable: false })
        return { quotes: carts.map(({ items }) => aQuote({ ...(changes.guest ? { spend: undefined } : {}), earn: [{ currency: 'bonus', amount: items.reduce((sum, item) => sum + (item.quantity * item.price) / 20, 0) }] })) }
      },
    },
  }
  const client = createLoyalty({ backend }) as AnyClient
  return {
    client,
    asked,
    hold: () => (held = true),
    release: () => {
      held = false
      gates.splice(0).forEach((open) => open())
    },
  }
}

describe('loyalty-earn-preview', () => {
  it('says what is earned, in the word of the language', async () => {
    expect(textOf(await show({ program, quote: ready(aQuote()) }))).to.equal('Earn 750 bonuses')
  })

  it('adds up the parts of one currency and keeps currencies apart', async () => {
    const two = ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', scale: 0 }] }))
    const earn = [{ currency: 'bonus', amount: 450 }, { currency: 'bonus', amount: 300 }, { currency: 'mile', amount: 20 }]
    expect(textOf(await show({ program: two, quote: ready(aQuote({ earn })) }))).to.equal('Earn 750 bonuses + 20 miles')
  })

  it('says with details from when it can be used and which offer adds', async () => {
    const earn = [{ currency: 'bonus', amount: 450, availableAt: new Date(Date.now() + 9e8).toISOString() }, { currency: 'bonus', amount: 300, offerId: 'double-boots' }]
    const text = textOf(await show({ program, quote: ready(aQuote({ earn })), offers: ready([anOffer()]) }, true))
    expect(text).to.match(/Available from \w+ \d/).and.to.contain('Includes 300 bonuses from “Double bonuses on boots”')
  })

  it('tells a guest what members earn and what joining gives', async () => {
    const element = await show({ program, quote: ready(aQuote()), member: ready(null) }, true)
    expect(textOf(element)).to.contain('Members earn 750 bonuses').and.to.contain('Join and get 500 bonuses')
    expect(element.matches(':state(guest)')).to.equal(true)
  })

  it('shows no zero: where nothing is earned or nothing is known the line stays, empty', async () => {
    const nothing = await show({ program, quote: ready(aQuote({ earn: [{ currency: 'bonus', amount: 0 }] })) })
    expect(textOf(nothing)).to.equal('')
    expect(nothing.matches(':state(empty)')).to.equal(true)
    const unknown = await show({ program, quote: failed('network') })
    expect(textOf(unknown)).to.equal('')
    expect(unknown.matches(':state(failed)')).to.equal(true)
    expect(unknown.offsetHeight).to.equal(nothing.offsetHeight)
    expect(nothing.offsetHeight).to.be.greaterThan(15)
  })

  it('takes the same room before and after', async () => {
    for (const details of [false, true]) {
      const before = (await show({ program, quote: loading() }, details)).getBoundingClientRect().height
      const after = (await show({ program, quote: ready(aQuote()) }, details)).getBoundingClientRect().height
      const none = (await show({ program, quote: ready(aQuote({ earn: [] })) }, details)).getBoundingClientRect().height
      expect([after, none]).to.deep.equal([before, before])
    }
  })

  it('asks once for all previews of a page, and leaves out a product that can not be quoted', async () => {
    const { client, asked } = shop()
    const list = await fixture(html`
      <div>
        ${Array.from({ length: 12 }, (_, index) => html`<loyalty-earn-preview .client=${client} price=${100 * (index + 1)} currency="EUR" sku=${`p-${index}`}></loyalty-earn-preview>`)}
        <loyalty-earn-preview .client=${client} price="12.5" currency="EUR" sku="wrong"></loyalty-earn-preview>
      </div>
    `)
    await until(() => textOf(list.children[11] as Element) === 'Earn 60 bonuses')
    expect(asked.map((carts) => carts.length)).to.deep.equal([12])
    expect(textOf(list.children[12] as Element)).to.equal('')
    client.dispose()
  })

  it('keeps the last value while a cart changes quickly, and asks only for the last', async () => {
    const { client, asked, hold, release } = shop()
    const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview .client=${client} price="1000" currency="EUR" sku="p"></loyalty-earn-preview>`)
    await until(() => textOf(element) === 'Earn 50 bonuses')
    hold()
    for (const quantity of [2, 3, 4, 5]) {
      element.quantity = quantity
      await element.updateComplete
      expect(textOf(element)).to.equal('Earn 50 bonuses')
      await rest(20)
    }
    await rest(250)
    expect(textOf(element)).to.equal('Earn 50 bonuses')
    expect(element.matches(':state(loading)')).to.equal(false)
    release()
    await until(() => textOf(element) === 'Earn 250 bonuses')
    expect(asked.map((carts) => carts[0]?.items[0]?.quantity)).to.deep.equal([1, 5])
    client.dispose()
  })

  it('drops the answer for a cart of the past', async () => {
    const { client, asked, hold, release } = shop()
    const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview .client=${client} .cart=${aCart()}></loyalty-earn-preview>`)
    await until(() => textOf(element) === 'Earn 750 bonuses')
    hold()
    element.cart = aCart({ items: [{ sku: 'a', quantity: 1, price: 2_000 }] })
    await until(() => asked.length === 2)
    element.cart = aCart({ items: [{ sku: 'a', quantity: 1, price: 4_000 }] })
    await element.updateComplete
    const seen = new Set<string>()
    const watch = setInterval(() => seen.add(textOf(element)), 1)
    release()
    await until(() => textOf(element) === 'Earn 200 bonuses')
    clearInterval(watch)
    expect([...seen].filter((text) => !/750|200/.test(text))).to.deep.equal([])
    client.dispose()
  })

  it('shows nothing of one person to the next', async () => {
    const { client } = shop()
    const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview .client=${client} .cart=${aCart()}></loyalty-earn-preview>`)
    await until(() => textOf(element) === 'Earn 750 bonuses')
    client.forgetMember()
    element.cart = aCart({ id: 'cart-of-the-next' })
    await element.updateComplete
    expect(textOf(element)).not.to.contain('750')
    client.dispose()
  })

  it('stays quiet when quotes fail', async () => {
    const { client } = shop({ fails: true })
    const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview .client=${client} .cart=${aCart()}></loyalty-earn-preview>`)
    await until(() => element.matches(':state(failed)'))
    expect(textOf(element)).to.equal('')
    client.dispose()
  })

  it('tells a guest of a shop what members earn', async () => {
    const { client } = shop({ guest: true })
    const element: LoyaltyEarnPreview = await fixture(html`<loyalty-earn-preview .client=${client} .cart=${aCart()}></loyalty-earn-preview>`)
    await until(() => textOf(element) === 'Members earn 750 bonuses')
    client.dispose()
  })
})
