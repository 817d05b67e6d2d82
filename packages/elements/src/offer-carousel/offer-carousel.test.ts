import { lastValue, type AnyClient, type Offer } from '@loyaltykit/core'
import { aJoinedShop, anOffer, aShop, failed, loading, offers, ready, type JoinedShop } from '@loyaltykit/testing'
import { sendKeys } from '@web/test-runner-commands'
import { expect, fixture, html } from '@open-wc/testing'
import type { LoyaltyOfferCarousel } from './offer-carousel.ts'
import './define.ts'

type State = LoyaltyOfferCarousel['state']
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const fresh = (changes: Partial<Offer> = {}) => anOffer({ validUntil: inHours(900), ...changes })
const some = () => offers().map((offer) => ({ ...offer, ...(offer.validUntil ? { validUntil: inHours(900) } : {}) }))
const many = (count: number) => Array.from({ length: count }, (_, index) => fresh({ id: `o-${index}`, title: `Offer ${index + 1}` }))

const show = async (state: State, options: { layout?: 'carousel' | 'grid'; audience?: 'public' | 'personal'; limit?: number; width?: number; dir?: 'rtl' } = {}) => {
  const frame: HTMLElement = await fixture(html`
    <div lang="en" dir=${options.dir ?? 'ltr'}>
      <loyalty-offer-carousel .state=${state} layout=${options.layout ?? 'carousel'} .audience=${options.audience} .limit=${options.limit}></loyalty-offer-carousel>
    </div>
  `)
  frame.style.width = `${options.width ?? 700}px`
  const element = frame.firstElementChild as LoyaltyOfferCarousel
  await element.updateComplete
  return element
}
const showShop = async ({ client }: JoinedShop) => {
  const element: LoyaltyOfferCarousel = await fixture(html`<loyalty-offer-carousel lang="en" .client=${client as AnyClient}></loyalty-offer-carousel>`)
  await until(() => is(element, 'ready'))
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = (element: Element, part: string) => all(element, part)[0] as HTMLElement
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error(`It never came to ${String(fits)}.`)
}

describe('loyalty-offer-carousel', () => {
  let shop: JoinedShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
  })

  it('is a carousel to a screen reader: a region with a name, slides with their place, buttons with names', async () => {
    const element = await show({ offers: ready(some()) })
    const region = element.shadowRoot?.querySelector('section')
    expect(region?.getAttribute('aria-roledescription')).to.equal('carousel')
    expect(element.shadowRoot?.getElementById(region?.getAttribute('aria-labelledby') ?? '')?.textContent).to.contain('Offers for you')
    expect(all(element, 'card').map((card) => card.getAttribute('aria-label'))).to.deep.equal(['1 of 5', '2 of 5', '3 of 5', '4 of 5', '5 of 5'])
    expect(one(element, 'next').getAttribute('aria-label')).to.equal('Next offers')
  })

  it('shows each state: active, locked with why, used, ended', async () => {
    const element = await show({ offers: ready([...some(), fresh({ id: 'old', state: 'expired', validUntil: inHours(-30) })]) })
    expect(all(element, 'badge').map(({ textContent }) => textContent)).to.deep.equal(['Active', 'Locked', 'Used', 'Ended'])
    expect(textOf(element)).to.contain('For Gold members').and.to.match(/Ended on/)
  })

  it('ends an offer by the clock, whatever the last answer said', async () => {
    const element = await show({ offers: ready([fresh({ validUntil: inHours(-1) })]) })
    expect(one(element, 'badge').textContent).to.equal('Ended')
    expect(all(element, 'activate').length).to.equal(0)
  })

  it('counts down in the last three days only, and does not announce it', async () => {
    const element = await show({ offers: ready([fresh({ id: 'a', validUntil: inHours(5.5) }), fresh({ id: 'b', validUntil: inHours(71) }), fresh({ id: 'c', validUntil: inHours(73) })]) })
    const times = all(element, 'time')
    expect(times.map(({ textContent }) => textContent)).to.satisfy(([soon, days, later]: string[]) => soon === 'Ends in 5 hours' && days === 'Ends in 2 days' && /^Until /.test(later ?? ''))
    expect(times[0]?.closest('[aria-live], [role=status], [role=alert]') == null).to.equal(true)
  })

  it('links only to addresses that are safe', async () => {
    const element = await show({ offers: ready([fresh({ id: 'a', activation: 'none', url: 'https://shop.example/boots' }), fresh({ id: 'b', activation: 'none', url: 'javascript:alert(1)' })]) })
    const links = all(element, 'link') as HTMLAnchorElement[]
    expect(links.map(({ href, rel }) => [href, rel])).to.deep.equal([['https://shop.example/boots', 'noopener']])
    const pictured = await show({ offers: ready([fresh({ image: { url: 'javascript:alert(1)', alt: 'x' } })]) })
    expect([all(pictured, 'image').length, all(pictured, 'plate').length]).to.deep.equal([0, 1])
  })

  it('puts a plate where a picture can not be loaded', async () => {
    const element = await show({ offers: ready([fresh({ image: { url: 'https://nowhere.invalid/a.png', alt: 'Boots' } })]) })
    one(element, 'image').dispatchEvent(new Event('error'))
    await element.updateComplete
    expect(all(element, 'plate').length).to.equal(1)
  })

  it('shows text of a backend as text', async () => {
    const element = await show({ offers: ready([fresh({ title: '<img src=x onerror=alert(1)>' })]) })
    expect(one(element, 'name').textContent).to.equal('<img src=x onerror=alert(1)>')
  })

  it('keeps every card the same size, and the room the same before and after, at any width', async () => {
    const long = fresh({ id: 'long', title: 'Long '.repeat(40), text: 'Words '.repeat(200), terms: 'Terms '.repeat(300), code: 'CODE'.repeat(20), partner: { id: 'p', name: 'Partner '.repeat(20) } })
    for (const width of [288, 390, 900]) {
      const shown = await show({ offers: ready([long, ...some()]) }, { width })
      expect(new Set(all(shown, 'card').map((card) => card.offsetHeight)).size, `cards at ${width}`).to.equal(1)
      const heights = new Set<number>()
      for (const state of [{ offers: loading<readonly Offer[]>() }, { offers: ready([long]) }, { offers: ready(some()) }, { offers: ready([]) }, { offers: failed<readonly Offer[]>('network') }, { offers: failed<readonly Offer[]>('network', some()) }])
        heights.add(Math.round((await show(state, { width })).getBoundingClientRect().height))
      expect([...heights], `at ${width}`).to.have.length(1)
    }
  })

  it('opens the details inside the card: all of the text, nothing moves, Escape closes and gives the focus back', async () => {
    const text = 'Twice the bonuses. '.repeat(30)
    const element = await show({ offers: ready([fresh({ text }), ...many(2)]) })
    const before = element.getBoundingClientRect().height
    const button = one(element, 'details')
    button.focus()
    button.click()
    await element.updateComplete
    expect(button.getAttribute('aria-expanded')).to.equal('true')
    const panel = one(element, 'panel')
    expect(panel.textContent).to.contain(text.trim()).and.to.contain('Once per member')
    expect(element.getBoundingClientRect().height).to.equal(before)
    // it covers no button: what has the focus must be seen
    expect(panel.getBoundingClientRect().bottom).to.be.at.most(one(element, 'activate').getBoundingClientRect().top)
    panel.focus()
    panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }))
    await element.updateComplete
    expect(button.getAttribute('aria-expanded')).to.equal('false')
    expect(element.shadowRoot?.activeElement === button).to.equal(true)
  })

  it('moves by its buttons, which stop at the ends without losing the focus', async () => {
    const element = await show({ offers: ready(many(6)) }, { width: 400 })
    const list = one(element, 'list')
    list.style.scrollBehavior = 'auto'
    await until(() => one(element, 'next').getAttribute('aria-disabled') === 'false')
    expect(one(element, 'previous').getAttribute('aria-disabled')).to.equal('true')
    one(element, 'next').focus()
    for (let press = 0; press < 12; press += 1) {
      one(element, 'next').click()
      await rest(40)
    }
    await until(() => one(element, 'next').getAttribute('aria-disabled') === 'true')
    expect(element.shadowRoot?.activeElement === one(element, 'next')).to.equal(true)
    expect(list.scrollLeft).to.be.greaterThan(0)
  })

  it('moves by the arrow keys when the row has the focus, mirrored from right to left', async () => {
    for (const [dir, key] of [[undefined, 'ArrowRight'], ['rtl', 'ArrowLeft']] as const) {
      const element = await show({ offers: ready(many(6)) }, { width: 400, ...(dir ? { dir } : {}) })
      const list = one(element, 'list')
      list.style.scrollBehavior = 'auto'
      list.focus()
      await sendKeys({ press: key })
      await until(() => Math.abs(list.scrollLeft) > 100)
      await sendKeys({ press: 'Home' })
      await until(() => Math.abs(list.scrollLeft) < 2)
    }
  })

  it('hides its buttons where all cards fit, and keeps their room', async () => {
    const element = await show({ offers: ready(many(1)) })
    await rest(50)
    expect(getComputedStyle(one(element, 'next')).visibility).to.equal('hidden')
  })

  it('makes few cards of many offers, and more as one comes near them', async () => {
    const element = await show({ offers: ready(many(200)) })
    await rest(50)
    expect(all(element, 'card').length).to.be.lessThan(50)
    expect(one(element, 'card').getAttribute('aria-label')).to.equal('1 of 200')
    const list = one(element, 'list')
    list.style.scrollBehavior = 'auto'
    const before = all(element, 'card').length
    list.scrollLeft = list.scrollWidth
    await until(() => all(element, 'card').length > before)
  })

  it('shows more of a grid by a button, and moves the focus to what came', async () => {
    const element = await show({ offers: ready(many(30)) }, { layout: 'grid' })
    expect(all(element, 'card').length).to.equal(24)
    one(element, 'more').click()
    await element.updateComplete
    expect(all(element, 'card').length).to.equal(30)
    expect(element.shadowRoot?.activeElement === all(element, 'card')[24]).to.equal(true)
    expect(all(element, 'more').length).to.equal(0)
  })

  it('shows only an audience, and only so many', async () => {
    expect(all(await show({ offers: ready(some()) }, { audience: 'public' }), 'card').length).to.equal(1)
    expect(all(await show({ offers: ready(some()) }, { limit: 2 }), 'card').length).to.equal(2)
  })

  it('shows only the kinds that are named', async () => {
    const offers = ready([fresh({ id: 'a', kind: 'discount' }), fresh({ id: 'b', kind: 'gift' }), fresh({ id: 'c', kind: 'partner' })])
    const element = await show({ offers })
    const counts: number[] = []
    for (const kinds of ['gift', 'partner, discount', 'none-such', '']) {
      element.kinds = kinds
      await element.updateComplete
      counts.push(all(element, 'card').length)
    }
    expect(counts).to.deep.equal([1, 2, 0, 3])
  })

  it('says in its links who sends the visitor, on a partner\'s page: in those to the programme alone, and names alone', async () => {
    const own = fresh({ id: 'a', url: 'https://shop.example/sale?size=38#boots', activation: 'none', state: 'available' })
    const theirs = fresh({ id: 'b', url: 'https://club.example/', activation: 'none', state: 'available', partner: { id: 'road', name: 'Roadway' } })
    const element = await show({ offers: ready([own, theirs]) })
    const links = async (fromPartner?: string, fromCampaign?: string) => {
      Object.assign(element, { fromPartner, fromCampaign })
      await element.updateComplete
      return (all(element, 'link') as HTMLAnchorElement[]).map(({ href }) => href)
    }
    expect(await links()).to.deep.equal(['https://shop.example/sale?size=38#boots', 'https://club.example/'])
    expect(await links('northbank', 'card-page')).to.deep.equal(['https://shop.example/sale?size=38&loyalty-partner=northbank&loyalty-campaign=card-page#boots', 'https://club.example/'])
    expect(await links('a person <x@example.com>', 'card-page')).to.deep.equal(['https://shop.example/sale?size=38#boots', 'https://club.example/'])
  })

  it('tells guest, empty, loading, failed and old offers apart', async () => {
    const guest = await show({ offers: ready([fresh({ audience: 'public' })]), member: ready(null) })
    expect([is(guest, 'guest'), is(guest, 'ready')]).to.deep.equal([true, true])
    expect(textOf(await show({ offers: ready([]), member: ready(null) }, { audience: 'personal' }))).to.contain('Log in to see')
    expect(is(await show({ offers: ready([]) }), 'empty')).to.equal(true)
    expect(is(await show({ offers: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ offers: failed('network') }), 'failed')).to.equal(true)
    expect(textOf(await show({ offers: failed('network', some()) }))).to.contain('Double bonuses').and.to.contain('As of')
  })

  it('activates: tells the page, says it once, and keeps the focus where it was', async () => {
    shop = await aJoinedShop({ faults: { 'offers.activate': { delay: 50 } } })
    const element = await showShop(shop)
    const facts: string[] = []
    for (const name of ['loyalty-activate-request', 'loyalty-activated'] as const) element.addEventListener(name, (event) => facts.push(`${name} ${event.offer.id}`))
    const button = one(element, 'activate')
    button.focus()
    button.click()
    button.click()
    await element.updateComplete
    expect(button.getAttribute('aria-busy')).to.equal('true')
    await until(() => button.textContent?.includes('Activated') === true)
    expect(element.shadowRoot?.activeElement === button).to.equal(true)
    expect(facts).to.have.length(2)
    await until(() => /is active now/.test(element.shadowRoot?.querySelector('.visually-hidden[role=status]')?.textContent ?? ''))
  })

  it('activates two offers side by side, and a failure stays on its own card', async () => {
    const list = ['a', 'b'].map((id) => fresh({ id, title: id }))
    shop = aShop({
      wrap: (sandbox) => ({
        ...sandbox,
        offers: {
          list: async () => list,
          activate: async ({ offerId }) => {
            await rest(offerId === 'a' ? 60 : 20)
            if (offerId === 'a') throw Object.assign(new Error('x'), { name: 'LoyaltyError', code: 'forbidden', retryable: false })
            return { offer: { ...(list[1] as Offer), state: 'active' as const } }
          },
        },
      }),
    })
    const element: LoyaltyOfferCarousel = await fixture(html`<loyalty-offer-carousel lang="en" .client=${shop.client as AnyClient}></loyalty-offer-carousel>`)
    await until(() => is(element, 'ready'))
    Object.defineProperty(element, 'guest', { get: () => false })
    const [a, b] = all(element, 'activate')
    a?.click()
    b?.click()
    await until(() => all(element, 'problem').some(({ textContent }) => textContent?.trim()))
    const problems = all(element, 'problem').map(({ textContent }) => textContent?.trim())
    expect(problems).to.deep.equal(['This is not available for your account.', ''])
    expect(b?.textContent).to.contain('Activated')
  })

  it('leaves the work to a host that cancels the wish', async () => {
    shop = await aJoinedShop()
    const element = await showShop(shop)
    element.addEventListener('loyalty-activate-request', (event) => event.preventDefault())
    one(element, 'activate').click()
    await rest(60)
    expect(lastValue(shop.client.$offers.get())?.some(({ state, activation }) => state === 'active' && activation === 'needed')).to.equal(false)
  })

  it('asks a guest who wants to activate to log in, with a friendly word', async () => {
    const element = await show({ offers: ready([fresh({ audience: 'public' })]), member: ready(null) })
    const events: string[] = []
    for (const name of ['loyalty-login-request', 'loyalty-activate-request']) element.addEventListener(name, () => events.push(name))
    one(element, 'activate').click()
    await element.updateComplete
    expect(events).to.deep.equal(['loyalty-login-request'])
    expect(one(element, 'hint').textContent).to.contain('Log in or join')
  })

  it('copies a code, or selects it where copying is not allowed', async () => {
    const element = await show({ offers: ready([fresh({ code: 'LACES15' })]) })
    const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')
    let copied = ''
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void (copied = text) } })
    try {
      one(element, 'copy').click()
      await until(() => one(element, 'copy').textContent === 'Copied')
      expect(copied).to.equal('LACES15')
    } finally {
      delete (navigator as { clipboard?: unknown }).clipboard
      expect(Boolean(clipboard)).to.equal('clipboard' in Navigator.prototype)
    }
  })
})
