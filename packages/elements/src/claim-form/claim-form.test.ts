import { LoyaltyError, type AnyClient, type Claim, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import { aClaim, aProgram, aSmallShop, claims, failed, fieldOf, fill, loading, ready, submit, until as wait, type SmallShop } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import type { NewClaim } from './claim-form.events.ts'
import type { LoyaltyClaimForm } from './claim-form.ts'
import './define.ts'

type State = LoyaltyClaimForm['state']
const limited: Partial<Program> = { claims: { kinds: ['purchase'], withinDays: 30 } }
const program = ready(aProgram(limited))
const plain = (day: Date) => [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
const daysAgo = (days: number) => {
  const day = new Date()
  day.setDate(day.getDate() - days)
  return plain(day)
}
const show = async (state: State, { width = 700, lang = 'en' } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang}><loyalty-claim-form .state=${state}></loyalty-claim-form></div>`)
  frame.style.width = `${width}px`
  const element = frame.firstElementChild as LoyaltyClaimForm
  await element.updateComplete
  return element
}
const one = <E extends HTMLElement = HTMLElement>(element: Element, selector: string) => element.shadowRoot?.querySelector<E>(selector) as E
const textOf = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const said = (element: Element) => textOf(element.shadowRoot as unknown as Element)
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const errorOf = (element: Element, name: string) => textOf(element.querySelector(`[name="${name}"]`)?.parentElement?.querySelector('.error'))
const button = (element: Element) => element.querySelector<HTMLButtonElement>('form button[type=submit]') as HTMLButtonElement

describe('loyalty-claim-form', () => {
  let shop: SmallShop | undefined
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    shop?.dispose()
    shop = undefined
    sessionStorage.clear()
  })

  async function showShop({ answer, list = [], changes = limited, lang = 'en' }: { answer?: NonNullable<LoyaltyBackend['claims']>['submit']; list?: readonly Claim[]; changes?: Partial<Program>; lang?: string } = {}) {
    const got: NewClaim[] = []
    let known = list
    shop = aSmallShop({
      program: aProgram(changes),
      groups: {
        claims: {
          list: async () => known,
          submit: async (input, context) => {
            got.push(input)
            const done = await (answer?.(input, context) ?? { claim: aClaim({ id: 'new', kind: input.kind, reference: input.reference }) })
            known = [done.claim as Claim, ...known]
            return done
          },
        },
      },
    })
    await shop.signIn()
    const element: LoyaltyClaimForm = await fixture(html`<loyalty-claim-form lang=${lang} .client=${shop.client as AnyClient}></loyalty-claim-form>`)
    await wait(() => is(element, 'ready'))
    return { element, got, shop }
  }
  const fillIn = async (element: Element, total = '89.90') => {
    await fill(element, 'reference', ' R-4711 ')
    await fill(element, 'date', daysAgo(2))
    await fill(element, 'total', total)
  }
  const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], paths: readonly string[] = []) => async () =>
    Promise.reject(new LoyaltyError(code, 'Refused by the test.', { retryable: false, details: { issues: paths.map((path) => ({ path, message: 'bad' })) } }))

  it('asks for what the programme takes: no choice where there is one kind, the words of the kind that is chosen', async () => {
    const purchases = await show({ program, claims: ready([]) })
    expect(purchases.querySelector('[name=kind]') === null).to.equal(true)
    const both = await show({ program: ready(aProgram()), claims: ready([]) })
    expect(textOf(both.querySelector('form'))).to.contain('Receipt or order number')
    await fill(both, 'kind', 'stay')
    await both.updateComplete
    expect(textOf(both.querySelector('form'))).to.contain('Booking number').and.to.contain('Hotel')
  })

  it('has its fields in light DOM, each with a label and an autocomplete', async () => {
    const element = await show({ program: ready(aProgram()), claims: ready([]) })
    const fields = [...element.querySelectorAll<HTMLInputElement>('form :is(input, select, textarea)')]
    expect(fields.map(({ name }) => name)).to.deep.equal(['kind', 'reference', 'date', 'total', 'place', 'comment'])
    expect(fields.every((field) => field.labels?.length === 1 && field.autocomplete === 'off')).to.equal(true)
  })

  it('bounds the day by today and by how far back the programme looks', async () => {
    const element = await show({ program, claims: ready([]) })
    const date = await fieldOf(element, 'date')
    expect([date.min, date.max, date.required]).to.deep.equal([daysAgo(30), daysAgo(0), true])
    const free = await show({ program: ready(aProgram()), claims: ready([]) })
    const open = await fieldOf(free, 'date')
    expect([open.min, open.max, open.required]).to.deep.equal(['', daysAgo(0), false])
  })

  it('asks for a total only where it knows the currency', async () => {
    const bare = aProgram({ currencies: [{ id: 'bonus', unit: 'bonus', scale: 0 }] })
    const element = await show({ program: ready(bare), claims: ready([]) })
    expect(element.querySelector('[name=total]') === null).to.equal(true)
    element.currency = 'JPY'
    await element.updateComplete
    expect(textOf(element.querySelector('form'))).to.contain('Total, in JPY').and.to.contain('For example 1,234')
  })

  it('checks all before it asks, sums up what is wrong, and goes to the first', async () => {
    const { element, got } = await showShop()
    await fill(element, 'date', daysAgo(31))
    await fill(element, 'total', '12 euros')
    await submit(element)
    await wait(() => one(element, '[part=summary]'))
    expect([errorOf(element, 'reference'), errorOf(element, 'total')]).to.deep.equal(['Enter the number.', 'Enter the total as on the receipt, such as 1,234.50.'])
    expect(errorOf(element, 'date')).to.contain('too long ago')
    expect(one(element, '[part=summary]').querySelectorAll('a').length).to.equal(3)
    await wait(() => document.activeElement === element.querySelector('[name=reference]'))
    await fill(element, 'date', daysAgo(-1))
    await element.updateComplete
    expect(errorOf(element, 'date')).to.contain('yet to come')
    expect(got).to.deep.equal([])
  })

  it('sends once what was typed, as the port wants it, thanks, and shows the new claim', async () => {
    const { element, got } = await showShop({ answer: async ({ kind, reference }) => {
      await rest(30)
      return { claim: aClaim({ id: 'new', kind, reference }) }
    } })
    const facts: string[] = []
    for (const name of ['loyalty-submit-claim-request', 'loyalty-claim-submitted']) element.addEventListener(name, () => facts.push(name))
    await fillIn(element, '1.089,90')
    await fill(element, 'place', 'Harbour Street')
    await fill(element, 'comment', '  Two pairs  ')
    button(element).focus()
    for (let press = 0; press < 3; press += 1) button(element).click()
    await element.updateComplete
    expect([button(element).getAttribute('aria-disabled'), button(element).disabled]).to.deep.equal(['true', false])
    await wait(() => is(element, 'done'))
    expect(got).to.deep.equal([{ kind: 'purchase', reference: 'R-4711', date: daysAgo(2), total: { amount: 108_990, currency: 'EUR' }, place: 'Harbour Street', comment: 'Two pairs' }])
    expect(facts).to.deep.equal(['loyalty-submit-claim-request', 'loyalty-claim-submitted'])
    await wait(() => element.shadowRoot?.activeElement === one(element, '[part=done]'))
    expect(said(element)).to.contain('We look for R-4711')
    await wait(() => element.shadowRoot?.querySelectorAll('[part=claim]').length === 1)
    one(element, '[part=another]').click()
    await wait(() => is(element, 'ready'))
    expect((await fieldOf(element, 'reference')).value).to.equal('')
    expect(sessionStorage.length).to.equal(0)
  })

  it('reads a total in the member’s language', async () => {
    const { element, got } = await showShop({ lang: 'ru' })
    await wait(() => element.textContent?.includes('Номер чека'))
    await fillIn(element, '1 089,90')
    await submit(element)
    await wait(() => is(element, 'done'))
    expect(got[0]?.total).to.deep.equal({ amount: 108_990, currency: 'EUR' })
  })

  it('says what the backend refuses at its field, and keeps what was typed', async () => {
    const { element } = await showShop({ answer: refuse('invalid_input', ['reference', 'total.amount', 'date']) })
    await fillIn(element)
    await submit(element)
    await wait(() => errorOf(element, 'reference'))
    expect([errorOf(element, 'reference'), errorOf(element, 'date')]).to.deep.equal(['Check the number and enter it again.', 'Enter the whole date.'])
    expect(errorOf(element, 'total')).to.contain('as on the receipt')
    expect(textOf(one(element, '[part=problem]'))).to.equal('')
    expect((await fieldOf(element, 'total')).value).to.equal('89.90')
  })

  it('that was made before leads to the earlier one', async () => {
    const { element } = await showShop({ answer: refuse('conflict'), list: [aClaim({ id: 'old', reference: 'r 4711', state: 'in_review' })] })
    await fillIn(element)
    await submit(element)
    await wait(() => textOf(one(element, '[part=problem]')).includes('told us about r 4711 already: “Being looked at”.'))
    one(element, '[part=show]').click()
    expect(element.shadowRoot?.activeElement === one(element, '[data-id=old]')).to.equal(true)
    await fill(element, 'reference', 'R-4712')
    await element.updateComplete
    expect(textOf(one(element, '[part=problem]'))).to.equal('')
  })

  it('that somebody else made says so without showing anything', async () => {
    const { element } = await showShop({ answer: refuse('conflict') })
    await fillIn(element)
    await submit(element)
    await wait(() => textOf(one(element, '[part=problem]')) === 'This number has been told to us already.')
    expect(one(element, '[part=show]') === null).to.equal(true)
  })

  it('keeps what was typed over a failure and a reload, for this member only', async () => {
    const { element, shop } = await showShop({ answer: refuse('backend_failed') })
    await fillIn(element)
    await fill(element, 'comment', 'x'.repeat(2_000))
    await submit(element)
    await wait(() => textOf(one(element, '[part=problem]')).includes('has a problem'))
    expect((await fieldOf(element, 'reference')).value).to.equal(' R-4711 ')
    element.remove()
    const again: LoyaltyClaimForm = await fixture(html`<loyalty-claim-form lang="en" .client=${shop.client}></loyalty-claim-form>`)
    expect((await fieldOf(again, 'reference')).value).to.equal(' R-4711 ')
    expect((await fieldOf(again, 'comment')).value.length).to.equal(2_000)
    await shop.client.signOut?.()
    await wait(() => is(again, 'guest'))
    expect(sessionStorage.length).to.equal(0)
    await shop.signIn('m-2')
    await wait(() => is(again, 'ready'))
    expect((await fieldOf(again, 'reference')).value).to.equal('')
  })

  it('shows a draft to nobody else, even when the page was closed in between', async () => {
    const { element, shop } = await showShop()
    await fillIn(element)
    element.remove()
    await shop.client.signOut?.()
    await shop.signIn('m-2')
    const other: LoyaltyClaimForm = await fixture(html`<loyalty-claim-form lang="en" .client=${shop.client}></loyalty-claim-form>`)
    expect((await fieldOf(other, 'reference')).value).to.equal('')
  })

  it('leaves the work to a host that cancels the wish', async () => {
    const { element, got } = await showShop()
    let wish: NewClaim | undefined
    element.addEventListener('loyalty-submit-claim-request', (event) => {
      event.preventDefault()
      wish = event.claim
    })
    await fillIn(element)
    await submit(element)
    await rest(40)
    expect([wish?.reference, got]).to.deep.equal(['R-4711', []])
  })

  it('lists earlier claims with their state, answer and what was given, on the day they were', async () => {
    const element = await show({ program, claims: ready(claims()) })
    const items = [...(element.shadowRoot?.querySelectorAll('[part=claim]') ?? [])].map(textOf)
    expect(items.map((text) => ['Sent', 'Being looked at', 'Added', 'Not added'].find((state) => text.includes(`${state}`)))).to.have.length(4)
    expect(items[0]).to.contain('R-4711').and.to.contain('November 20').and.to.contain('€89.90')
    expect(items[2]).to.contain('+120 bonuses').and.to.contain('We found it. The bonuses are yours.')
  })

  it('tells guest, empty, loading and failed apart, and keeps the last good value', async () => {
    const guest = await show({ program, claims: ready(null) })
    expect(is(guest, 'guest')).to.equal(true)
    expect(guest.querySelector('form:not([hidden])') === null).to.equal(true)
    let asked = 0
    guest.addEventListener('loyalty-login-request', () => (asked += 1))
    one(guest, '[part=login]').click()
    expect(asked).to.equal(1)
    expect(is(await show({ program, claims: ready([]) }), 'empty')).to.equal(true)
    expect(is(await show({ program, claims: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, claims: failed('network') }), 'failed')).to.equal(true)
    const stale = await show({ program, claims: failed('network', claims()) })
    expect(is(stale, 'ready')).to.equal(true)
    expect(said(stale)).to.contain('As of')
  })

  for (const width of [288, 390, 1_000]) {
    it(`takes the same room before and after, ${width} px wide`, () => withRoomKept(async () => {
      const height = async (state: State) => (await show(state, { width })).getBoundingClientRect().height
      const before = await height({ program, claims: loading() })
      for (const known of [ready<readonly Claim[]>([]), ready(null), failed<readonly Claim[]>('network')]) expect(await height({ program, claims: known })).to.be.closeTo(before, 0.01)
    }))
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const style = getComputedStyle(await show({ program, claims: loading() }))
    expect(sheet).to.contain(`loyalty-claim-form { display: block; min-block-size: var(--_room, ${Number((Number.parseFloat(style.minBlockSize) / Number.parseFloat(style.fontSize)).toFixed(2))}em); }`)
  })
})
