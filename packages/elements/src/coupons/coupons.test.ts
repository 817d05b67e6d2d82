import type { Coupon } from '@loyaltykit/core'
import { aCoupon, aSmallShop, coupons, failed, loading, ready } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyCoupons } from './coupons.ts'
import './define.ts'

type State = LoyaltyCoupons['state']
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const fresh = (changes: Partial<Coupon> = {}) => aCoupon({ validUntil: inHours(900), ...changes })
const some = () => coupons().map((coupon) => (coupon.state === 'available' ? { ...coupon, validUntil: inHours(900) } : coupon))

const show = async (state: State, { width = 700, withUse = false } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang="en" style=${styleMap({ width: `${width}px` })}><loyalty-coupons .state=${state} ?with-use=${withUse}></loyalty-coupons></div>`)
  const element = frame.firstElementChild as LoyaltyCoupons
  await element.updateComplete
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = (element: Element, part: string) => all(element, part)[0] as HTMLElement
const texts = (element: Element, part: string) => all(element, part).map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const said = (element: Element) => element.shadowRoot?.querySelector('.visually-hidden[role=status]')?.textContent ?? ''
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`It never came to ${String(fits)}.`)
}

describe('loyalty-coupons', () => {
  it('shows what can be used first, then what was used and what is over, closed', async () => {
    const element = await show({ coupons: ready(some()) })
    expect(texts(element, 'name')).to.deep.equal(['€5 off your next order', '20% off a car wash', '10% off your first order', '15% off sandals'])
    expect(all(element, 'copy').length).to.equal(2)
    const [used, expired] = ['used', 'expired'].map((part) => one(element, part) as HTMLDetailsElement)
    expect([used?.querySelector('summary')?.textContent, used?.open]).to.deep.equal(['Used (1)', false])
    expect([expired?.querySelector('summary')?.textContent, expired?.open]).to.deep.equal(['Expired (1)', false])
    expect(texts(element, 'partner')).to.deep.equal(['Bright Wash'])
  })

  it('ends a code by the clock, whatever the last answer said', async () => {
    const element = await show({ coupons: ready([fresh({ validUntil: inHours(-1) })]) })
    expect(textOf(element)).to.contain('You have no codes to use now.').and.to.contain('Expired (1)')
    expect(all(element, 'copy').length).to.equal(0)
  })

  it('counts down in the last three days only, and does not announce it', async () => {
    const element = await show({ coupons: ready([fresh({ id: 'a', validUntil: inHours(5.5) }), fresh({ id: 'b', validUntil: inHours(73) }), fresh({ id: 'c', validFrom: inHours(200) })]) })
    expect(texts(element, 'time')).to.satisfy(([soon, later, coming]: string[]) => soon === 'Ends in 5 hours' && /^Until /.test(later ?? '') && /^From /.test(coming ?? ''))
    expect(one(element, 'time').closest('[aria-live], [role=status], [role=alert]') == null).to.equal(true)
  })

  it('links only to addresses that are safe', async () => {
    const element = await show({ coupons: ready([fresh({ id: 'a' }), fresh({ id: 'b', url: 'javascript:alert(1)' })]) })
    expect((all(element, 'use') as HTMLAnchorElement[]).map(({ href, rel }) => [href, rel])).to.deep.equal([['https://shop.example/boots', 'noopener']])
  })

  it('shows text of a backend as text', async () => {
    const element = await show({ coupons: ready([fresh({ title: '<img src=x onerror=alert(1)>' })]) })
    expect(one(element, 'name').textContent).to.equal('<img src=x onerror=alert(1)>')
  })

  it('gives a code to a host that uses it, and does not follow the link then', async () => {
    const element = await show({ coupons: ready([fresh({ id: 'a', code: 'LINK' }), fresh({ id: 'b', code: 'BARE', url: undefined })]) }, { withUse: true })
    const used: string[] = []
    element.addEventListener('loyalty-use-coupon-request', (event) => {
      event.preventDefault()
      used.push(event.coupon.code)
    })
    const press = new MouseEvent('click', { bubbles: true, cancelable: true })
    one(element, 'use').dispatchEvent(press)
    all(element, 'use')[1]?.click()
    expect(press.defaultPrevented).to.equal(true)
    expect(used).to.deep.equal(['LINK', 'BARE'])
    const plain = await show({ coupons: ready([fresh({ url: undefined })]) })
    expect(all(plain, 'use').length).to.equal(0)
  })

  it('copies a code and says so once, or selects it where copying is not allowed', async () => {
    const element = await show({ coupons: ready(some()) })
    const facts: string[] = []
    element.addEventListener('loyalty-coupon-copied', ({ coupon }) => facts.push(coupon.code))
    let copied = ''
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void (copied = text) } })
    const { execCommand } = document
    try {
      one(element, 'copy').click()
      await until(() => one(element, 'copy').textContent === 'Copied')
      expect([copied, said(element), facts]).to.deep.equal(['BOOTS-7K2M', 'The code is copied.', ['BOOTS-7K2M']])
      expect(all(element, 'copy')[1]?.textContent).to.equal('Copy')
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: () => Promise.reject(new Error('no')) } })
      document.execCommand = () => false
      all(element, 'copy')[1]?.click()
      await until(() => texts(element, 'hint').some((text) => /^We could not copy it/.test(text)))
      expect(facts.length).to.equal(1)
    } finally {
      document.execCommand = execCommand
      delete (navigator as { clipboard?: unknown }).clipboard
    }
  })

  it('opens the terms by the keyboard', async () => {
    const element = await show({ coupons: ready(some()) })
    const terms = one(element, 'terms') as HTMLDetailsElement
    terms.querySelector('summary')?.click()
    expect(terms.open).to.equal(true)
    expect(terms.textContent).to.contain('Once per member.')
  })

  it('shows more by a button, with the focus on the first that came', async () => {
    const element = await show({ coupons: ready(Array.from({ length: 50 }, (_, index) => fresh({ id: `c-${index}`, title: `Code ${index}` }))) })
    const before = all(element, 'card').length
    expect(before).to.be.lessThan(13)
    one(element, 'more').click()
    await element.updateComplete
    expect(element.shadowRoot?.activeElement === all(element, 'card')[before]).to.equal(true)
    expect(said(element)).to.equal('24 more codes.')
    for (let press = 0; press < 3; press += 1) {
      one(element, 'more')?.click()
      await element.updateComplete
    }
    expect(all(element, 'card').length).to.equal(50)
  })

  it('tells guest, empty, loading, failed and old codes apart', async () => {
    expect(textOf(await show({ coupons: ready(null) }))).to.contain('Log in to see')
    expect(is(await show({ coupons: ready([]) }), 'empty')).to.equal(true)
    expect(is(await show({ coupons: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ coupons: failed('network') }), 'failed')).to.equal(true)
    expect(textOf(await show({ coupons: failed('network', some()) }))).to.contain('BOOTS-7K2M').and.to.contain('As of')
  })

  it('leaves no code of one member to the next', async () => {
    let list = some()
    const shop = aSmallShop({ groups: { coupons: { list: async () => list } } })
    try {
      await shop.signIn()
      const element: LoyaltyCoupons = await fixture(html`<loyalty-coupons lang="en" .client=${shop.client}></loyalty-coupons>`)
      await until(() => is(element, 'ready'))
      list = [fresh({ code: 'OTHERS' })]
      await shop.signIn('m-2')
      await until(() => textOf(element).includes('OTHERS'))
      expect(textOf(element)).not.to.contain('BOOTS-7K2M')
    } finally {
      shop.dispose()
    }
  })

  for (const width of [288, 390, 1_000])
    it(`takes the same room before and after, ${width} px wide`, () => withRoomKept(async () => {
      const heights = new Set<number>()
      const long = fresh({ title: 'A long title '.repeat(3), text: 'Words '.repeat(15), code: 'CODE'.repeat(6) })
      const lists: State[] = [{ coupons: loading() }, { coupons: ready(null) }, { coupons: ready([]) }, { coupons: ready(some()) }, { coupons: ready([long, ...some()]) }, { coupons: ready(Array.from({ length: 40 }, (_, index) => fresh({ id: `c-${index}` }))) }, { coupons: failed('network') }]
      for (const state of lists) heights.add(Number((await show(state, { width })).getBoundingClientRect().height.toFixed(2)))
      expect([...heights]).to.have.length(1)
    }))

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const element = await show({ coupons: loading() })
    const own = Number.parseFloat(getComputedStyle(element).minBlockSize) / Number.parseFloat(getComputedStyle(element).fontSize)
    expect(sheet).to.contain(`loyalty-coupons { display: block; min-block-size: var(--_room, ${Number(own.toFixed(2))}em); }`)
  })
})
