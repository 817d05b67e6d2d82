import { createLoyalty, type LoyaltyFact } from '@loyaltykit/core'
import { aJoinedShop, anOffer, aShop, ready, type JoinedShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import { render } from 'lit'
import '../offer-carousel/define.ts'
import type { LoyaltyOfferCarousel } from '../offer-carousel/offer-carousel.ts'
import '../referral/define.ts'
import type { LoyaltyReferral } from '../referral/referral.ts'
import { seen, tellFact } from './seen.ts'

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
/** Longer than a glance, in milliseconds. */
const looked = 1_400
const said = (facts: readonly LoyaltyFact[]) => facts.map(({ id: _, at: __, ...rest }) => rest)

describe('what is in view', () => {
  let shop: JoinedShop
  let heard: LoyaltyFact[]
  let page: HTMLElement
  beforeEach(async () => {
    shop = aShop()
    heard = []
    shop.client.onEvent((fact) => heard.push(fact))
    page = await fixture(html`<div lang="en"></div>`)
  })
  afterEach(() => shop.dispose())

  const node = (style: string, parent: Element = page) => {
    const made = document.createElement('div')
    made.style.cssText = style
    return parent.appendChild(made)
  }

  it('is told after half of it stood there for a second, once, however often it is asked for', async () => {
    const teller = { client: shop.client }
    const card = node('height: 100px')
    for (let times = 0; times < 3; times += 1) seen(teller, card, { subjectKind: 'offer', subject: 'o1' })
    await rest(500)
    expect(heard).to.deep.equal([])
    await rest(looked - 500)
    expect(said(heard)).to.deep.equal([{ kind: 'seen', subjectKind: 'offer', subject: 'o1' }])
    seen(teller, card, { subjectKind: 'offer', subject: 'o1' })
    seen(teller, node('height: 100px'), { subjectKind: 'offer', subject: 'o1' })
    await rest(looked)
    expect(heard.length).to.equal(1)
  })

  it('is not told of what is below the fold, less than half in view, scrolled past or removed within the second', async () => {
    const teller = { client: shop.client }
    const frame = node('height: 200px; overflow: auto')
    const passing = node('height: 150px', frame)
    const below = node('height: 150px; margin-top: 2000px', frame)
    const peeping = node('height: 400px; margin-top: -150px; position: fixed; inset-block-start: 0; width: 10px')
    const removed = node('height: 50px')
    seen(teller, passing, { subjectKind: 'offer', subject: 'passing' })
    seen(teller, below, { subjectKind: 'offer', subject: 'below' })
    peeping.style.marginTop = '-300px'
    seen(teller, peeping, { subjectKind: 'offer', subject: 'peeping' })
    seen(teller, removed, { subjectKind: 'offer', subject: 'removed' })
    await rest(400)
    frame.scrollTop = 1000
    removed.remove()
    await rest(looked)
    expect(heard).to.deep.equal([])
    frame.scrollTop = 10_000
    await rest(looked)
    expect(said(heard)).to.deep.equal([{ kind: 'seen', subjectKind: 'offer', subject: 'below' }])
  })

  it('a node that shows something else now is looked at anew', async () => {
    const teller = { client: shop.client }
    const card = node('height: 100px')
    seen(teller, card, { subjectKind: 'offer', subject: 'o1' })
    await rest(500)
    seen(teller, card, { subjectKind: 'offer', subject: 'o2' })
    await rest(looked)
    seen(teller, card, { subjectKind: 'reward', subject: 'o2' })
    await rest(looked)
    expect(said(heard)).to.deep.equal([{ kind: 'seen', subjectKind: 'offer', subject: 'o2' }, { kind: 'seen', subjectKind: 'reward', subject: 'o2' }])
  })

  it('a hidden page is not looked at: the second begins when it is shown', async () => {
    const card = node('height: 100px')
    let visible = false
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (visible ? 'visible' : 'hidden') })
    try {
      seen({ client: shop.client }, card, { subjectKind: 'offer', subject: 'o1' })
      await rest(looked)
      expect(heard).to.deep.equal([])
      visible = true
      document.dispatchEvent(new Event('visibilitychange'))
      await rest(500)
      expect(heard).to.deep.equal([])
      await rest(looked)
      expect(heard.length).to.equal(1)
    } finally {
      delete (document as { visibilityState?: unknown }).visibilityState
    }
  })

  it('two programmes on a page are told each for itself; without a client nobody is', async () => {
    const other = aShop()
    const theirs: LoyaltyFact[] = []
    other.client.onEvent((fact) => theirs.push(fact))
    seen({ client: shop.client }, node('height: 50px'), { subjectKind: 'offer', subject: 'o1' })
    seen({ client: other.client }, node('height: 50px'), { subjectKind: 'offer', subject: 'o1' })
    seen({ client: undefined }, node('height: 50px'), { subjectKind: 'offer', subject: 'o1' })
    tellFact({ client: undefined }, page, { kind: 'clicked' })
    await rest(looked)
    other.dispose()
    expect([heard.length, theirs.length]).to.deep.equal([1, 1])
  })

  it('the place is the nearest one the host named, else the element', async () => {
    render(html`<div data-loyalty-place="home"><p></p></div>`, page)
    tellFact({ client: shop.client }, page.querySelector('p') as Element, { kind: 'clicked' })
    tellFact({ client: shop.client }, page, { kind: 'clicked' })
    expect(said(heard)).to.deep.equal([{ kind: 'clicked', place: 'home' }, { kind: 'clicked' }])
  })

  it('offers in the row are seen, those outside it not; a press is a click, closing the details is none', async () => {
    const offers = Array.from({ length: 8 }, (_, index) => anOffer({ id: `o-${index}`, title: `Offer ${index}`, terms: 'Terms.', activation: 'needed', state: 'available' }))
    page.style.width = '600px'
    render(html`<div data-loyalty-place="home"><loyalty-offer-carousel .client=${shop.client} .state=${{ offers: ready(offers) }}></loyalty-offer-carousel></div>`, page)
    const element = page.querySelector('loyalty-offer-carousel') as LoyaltyOfferCarousel
    await element.updateComplete
    await rest(looked)
    const subjects = heard.map(({ subject }) => subject)
    expect(subjects).to.include('o-0')
    expect(subjects).not.to.include('o-7')
    expect(heard.every(({ kind, subjectKind, place }) => kind === 'seen' && subjectKind === 'offer' && place === 'home')).to.equal(true)

    heard.length = 0
    const card = element.shadowRoot?.querySelector('[part~=card]') as HTMLElement
    const press = async (part: string) => {
      card.querySelector<HTMLElement>(`[part~=${part}]`)?.click()
      await element.updateComplete
    }
    card.click()
    await press('name')
    expect(heard).to.deep.equal([])
    await press('details')
    await press('details')
    await press('activate')
    expect(said(heard)).to.deep.equal([1, 2].map(() => ({ kind: 'clicked', subjectKind: 'offer', subject: 'o-0', place: 'home' })))
  })

  it('one that looks at a client of its own waits for it, and says nothing of the same offer twice', async () => {
    const other = aShop()
    const client = createLoyalty({ backend: other.sandbox, storage: { getItem: () => null, setItem() {}, removeItem() {} } })
    const theirs: LoyaltyFact[] = []
    client.onEvent((fact) => theirs.push(fact))
    render(html`<loyalty-offer-carousel .client=${client}></loyalty-offer-carousel><loyalty-offer-carousel .client=${client}></loyalty-offer-carousel>`, page)
    await rest(looked + 600)
    expect(theirs.length).to.be.greaterThan(0)
    expect(new Set(theirs.map(({ subject }) => subject)).size).to.equal(theirs.length)
    expect(theirs[0]?.place).to.equal('offer-carousel')
    client.dispose()
    other.dispose()
  })

  it('an invitation that went out is shared, without the code or the link', async () => {
    const joined = await aJoinedShop()
    const theirs: LoyaltyFact[] = []
    joined.client.onEvent((fact) => theirs.push(fact))
    render(html`<loyalty-referral .client=${joined.client}></loyalty-referral>`, page)
    const element = page.querySelector('loyalty-referral') as LoyaltyReferral
    const qr = () => element.shadowRoot?.querySelector<HTMLElement>('[part~=qr-button]')
    for (let tries = 0; tries < 100 && !qr(); tries += 1) await rest(20)
    qr()?.click()
    for (let tries = 0; tries < 100 && !theirs.length; tries += 1) await rest(20)
    joined.dispose()
    expect(said(theirs)).to.deep.equal([{ kind: 'shared', subjectKind: 'referral', place: 'referral', method: 'qr' }])
  })
})
