import { LoyaltyError, type GiftCard, type LoyaltyBackend } from '@loyaltykit/core'
import { aGiftCard, aSmallShop, failed, fieldOf, fill, giftCards, loading, press, ready, submit, until, type SmallShop } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyGiftCard } from './gift-card.ts'
import './define.ts'

type State = LoyaltyGiftCard['state']
const show = async (state: State, { width = 700, lang = 'en' } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-gift-card .state=${state}></loyalty-gift-card></div>`)
  const element = frame.firstElementChild as LoyaltyGiftCard
  await element.updateComplete
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const texts = (element: Element, part: string) => all(element, part).map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
const textOf = (element: Element) => `${element.shadowRoot?.textContent ?? ''} ${element.textContent}`.replace(/\s+/g, ' ').trim()
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), () => `“${text}” in “${textOf(element)}”`)
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const errorOf = (element: Element, name: string) => element.querySelector(`[name=${name}]`)?.getAttribute('aria-invalid') === 'true' && element.querySelector(`[id$=${name}-error]`)?.textContent
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

type Group = NonNullable<LoyaltyBackend['giftCards']>
function aDesk(changes: Partial<Group> = {}) {
  const asked: { call: string; number: string; pin?: string | undefined; key: string }[] = []
  const attached: GiftCard[] = []
  const groups: Partial<LoyaltyBackend> = {
    giftCards: {
      list: async () => [...attached],
      check: async (typed, context) => {
        asked.push({ call: 'check', ...typed, key: context.idempotencyKey })
        await rest(20)
        return changes.check ? changes.check(typed, context) : { giftCard: aGiftCard() }
      },
      attach: async (typed, context) => {
        asked.push({ call: 'attach', ...typed, key: context.idempotencyKey })
        await rest(20)
        if (changes.attach) return changes.attach(typed, context)
        attached.push(aGiftCard())
        return { giftCard: aGiftCard() }
      },
    },
  }
  return { groups, asked }
}

describe('loyalty-gift-card', () => {
  let shop: SmallShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
  })
  const showDesk = async ({ groups }: ReturnType<typeof aDesk>, { guest = false } = {}) => {
    shop = aSmallShop({ groups })
    if (!guest) await shop.signIn()
    const element: LoyaltyGiftCard = await fixture(html`<loyalty-gift-card lang="en" .client=${shop.client}></loyalty-gift-card>`)
    await until(() => is(element, guest ? 'guest' : 'empty'), 'form')
    await element.updateComplete
    return element
  }
  const refuse = (error: LoyaltyError) => async () => Promise.reject(error)

  it('shows the cards in the account: masked number, what is on them, and how they stand', async () => {
    const element = await show({ giftCards: ready(giftCards()) })
    all(element, 'more')[0]?.click()
    await element.updateComplete
    expect(texts(element, 'number')).to.deep.equal(['•••• 4821', '•••• 1177', '•••• 0903', '•••• 5560'])
    expect(texts(element, 'money')).to.deep.equal(['€35.00', '€0.00', '€10.00', '€50.00'])
    expect(texts(element, 'standing')).to.satisfy(([valid, spent, expired, blocked]: string[]) => /^Valid until/.test(valid ?? '') && spent === 'Used up' && /^Expired on June/.test(expired ?? '') && blocked === 'Blocked')
  })

  it('ends a card by the clock, whatever the last answer said', async () => {
    expect(texts(await show({ giftCards: ready([aGiftCard({ expiresAt: '2020-01-01T00:00:00Z' })]) }), 'standing')[0]).to.match(/^Expired on/)
  })

  it('has its fields in light DOM, for no autofill, with the number pad, from left to right', async () => {
    const element = await show({ giftCards: ready(null) }, { lang: 'ar' })
    for (const name of ['number', 'pin']) {
      const field = await fieldOf(element, name)
      expect([field.getRootNode() === document, field.autocomplete, field.inputMode, field.dir, field.type]).to.deep.equal([true, 'off', 'numeric', 'ltr', 'text'])
      expect(document.querySelector(`label[for=${field.id}]`) === null).to.equal(false)
    }
    element.withLetters = true
    element.pin = 'none'
    await element.updateComplete
    expect([(await fieldOf(element, 'number')).inputMode, element.querySelector('[name=pin]')]).to.deep.equal(['text', null])
  })

  it('keeps the hyphens of a number with letters, whichever kind they are typed as', async () => {
    const desk = aDesk()
    const element = await showDesk(desk, { guest: true })
    element.withLetters = true
    await element.updateComplete
    await fill(element, 'number', ' gift–AB12 cd-34')
    await submit(element)
    await until(() => desk.asked.length === 1)
    expect(desk.asked[0]?.number).to.equal('gift-AB12cd-34')
  })

  it('tells a guest what is on a card, pasted as it is printed, and asks to log in to keep it', async () => {
    const desk = aDesk()
    const element = await showDesk(desk, { guest: true })
    expect(textOf(element)).not.to.contain('Add to my account')
    const facts: string[] = []
    element.addEventListener('loyalty-gift-card-checked', ({ giftCard }) => facts.push(giftCard.number))
    element.addEventListener('loyalty-login-request', () => facts.push('login'))
    await fill(element, 'number', ' 1234 5678–9012 ')
    await fill(element, 'pin', '12 34')
    await submit(element)
    await says(element, '€35.00 on card •••• 4821')
    expect(desk.asked.map(({ number, pin }) => [number, pin])).to.deep.equal([['123456789012', '1234']])
    await press(element, 'Log in')
    expect(facts).to.deep.equal(['•••• 4821', 'login'])
    expect((await fieldOf(element, 'number')).value).to.equal(' 1234 5678–9012 ')
  })

  it('is sent once, however often it is pressed, and the button keeps the focus', async () => {
    const desk = aDesk()
    const element = await showDesk(desk)
    await fill(element, 'number', '123456789012')
    const button = element.querySelector<HTMLButtonElement>('button[type=submit]') as HTMLButtonElement
    button.focus()
    for (let presses = 0; presses < 3; presses += 1) button.click()
    await element.updateComplete
    expect([button.getAttribute('aria-busy'), button.disabled]).to.deep.equal(['true', false])
    await press(element, 'Add to my account')
    button.focus()
    await says(element, '€35.00 on card')
    expect(desk.asked.map(({ call }) => call)).to.deep.equal(['check'])
    expect(document.activeElement === button).to.equal(true)
  })

  it('adds a card to the account of a member, and forgets what was typed', async () => {
    const desk = aDesk()
    const element = await showDesk(desk)
    const facts: string[] = []
    element.addEventListener('loyalty-gift-card-attached', ({ giftCard }) => facts.push(giftCard.number))
    await fill(element, 'number', '123456789012')
    await fill(element, 'pin', '1234')
    await press(element, 'Add to my account')
    await says(element, 'Card •••• 4821 is in your account now.')
    await until(() => is(element, 'ready'), 'list')
    expect(texts(element, 'number')).to.deep.equal(['•••• 4821'])
    expect([(await fieldOf(element, 'number')).value, (await fieldOf(element, 'pin')).value, facts]).to.deep.equal(['', '', ['•••• 4821']])
  })

  it('says at the field what is missing or too short, before anything is sent', async () => {
    const desk = aDesk()
    const element = await showDesk(desk)
    element.pin = 'required'
    await submit(element)
    await says(element, 'Enter the number of the gift card.')
    expect(errorOf(element, 'pin')).to.equal('Enter the PIN.')
    expect(document.activeElement === (await fieldOf(element, 'number'))).to.equal(true)
    await fill(element, 'number', '12')
    await submit(element)
    await says(element, 'This number is too short.')
    expect(desk.asked).to.deep.equal([])
  })

  it('says that the number or the PIN is wrong, not which; what was typed stays', async () => {
    const element = await showDesk(aDesk({ check: refuse(new LoyaltyError('not_found', 'x')) }))
    await fill(element, 'number', '1234 5678 9012')
    await fill(element, 'pin', '17')
    await submit(element)
    await until(() => errorOf(element, 'number') === 'The number or the PIN is not right. Check both.', 'error')
    expect([(await fieldOf(element, 'number')).value, (await fieldOf(element, 'pin')).value]).to.deep.equal(['1234 5678 9012', '17'])
    await until(() => document.activeElement === element.querySelector('[name=number]'), 'focus')
    // a new PIN may be the remedy: nothing is said of the number then
    await fill(element, 'pin', '18')
    await element.updateComplete
    expect(errorOf(element, 'number')).to.equal(false)
  })

  it('shows what the backend says of a field at that field', async () => {
    const element = await showDesk(aDesk({ check: refuse(new LoyaltyError('invalid_input', 'x', { details: { issues: [{ path: 'pin', message: 'x' }] } })) }))
    await fill(element, 'number', '123456789012')
    await fill(element, 'pin', '17')
    await submit(element)
    await until(() => errorOf(element, 'pin') === 'This is not a PIN. Check it.', 'error')
  })

  it('says when to come back after too many tries, and what to do with a card of somebody else', async () => {
    const retryAt = new Date(Date.now() + 5.5 * 60_000).toISOString()
    const element = await showDesk(aDesk({ check: refuse(new LoyaltyError('rate_limited', 'x', { details: { retryAt } })), attach: refuse(new LoyaltyError('conflict', 'x')) }))
    await fill(element, 'number', '123456789012')
    await submit(element)
    await says(element, 'That was too often. You can try again in 5 minutes.')
    await press(element, 'Add to my account')
    await says(element, 'This card is in another account already. If it is yours, ask our service.')
    expect((await fieldOf(element, 'number')).value).to.equal('123456789012')
  })

  it('asks again with the same key when no answer comes, and says that it checks', async () => {
    let lost = true
    const desk = aDesk({
      attach: async () => {
        if (lost) {
          lost = false
          throw new LoyaltyError('timeout', 'x')
        }
        return { giftCard: aGiftCard() }
      },
    })
    const element = await showDesk(desk)
    await fill(element, 'number', '123456789012')
    await press(element, 'Add to my account')
    await says(element, 'No answer yet.')
    await says(element, 'is in your account now.')
    expect([desk.asked.length, new Set(desk.asked.map(({ key }) => key)).size]).to.deep.equal([2, 1])
  })

  it('forgets what was found when another number is typed', async () => {
    const element = await showDesk(aDesk())
    await fill(element, 'number', '123456789012')
    await submit(element)
    await says(element, '€35.00 on card')
    await fill(element, 'number', '1234567890')
    await element.updateComplete
    expect(textOf(element)).not.to.contain('€35.00 on card')
  })

  it('leaves the work to a host that cancels the wishes', async () => {
    const desk = aDesk()
    const element = await showDesk(desk)
    const typed: unknown[] = []
    for (const name of ['loyalty-check-gift-card-request', 'loyalty-attach-gift-card-request'] as const)
      element.addEventListener(name, (event) => {
        event.preventDefault()
        typed.push(event.typed)
      })
    await fill(element, 'number', '1234 5678')
    await submit(element)
    await press(element, 'Add to my account')
    await rest(60)
    expect(desk.asked).to.deep.equal([])
    expect(typed).to.deep.equal([{ number: '12345678' }, { number: '12345678' }])
  })

  it('keeps what is typed nowhere, and leaves nothing of one member to the next', async () => {
    const element = await showDesk(aDesk())
    await fill(element, 'number', '123456789012')
    await submit(element)
    await says(element, '€35.00 on card')
    expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.to.contain('123456789012')
    await shop?.signIn('m-2')
    await until(() => is(element, 'empty') && (element.querySelector<HTMLInputElement>('[name=number]')?.value ?? '') === '', 'empty form')
    expect(textOf(element)).not.to.contain('€35.00 on card')
  })

  it('lets a guest who logs in go on', async () => {
    const element = await showDesk(aDesk(), { guest: true })
    await fill(element, 'number', '123456789012')
    await submit(element)
    await says(element, '€35.00 on card')
    await shop?.signIn()
    await until(() => is(element, 'empty'), 'member')
    expect((await fieldOf(element, 'number')).value).to.equal('123456789012')
  })

  it('tells guest, empty, loading, failed and old cards apart; a card can be checked in all but one', async () => {
    const looks = [[ready(null), 'guest'], [ready([]), 'empty'], [failed('network'), 'failed'], [failed('network', giftCards()), 'ready'], [loading(), 'loading']] as const
    for (const [resource, state] of looks) {
      const element = await show({ giftCards: resource as never })
      expect(is(element, state), state).to.equal(true)
      expect(element.querySelector('form:not([hidden]) [name=number]') !== null, state).to.equal(state !== 'loading')
    }
    expect(textOf(await show({ giftCards: failed('network', giftCards()) }))).to.contain('As of')
  })

  for (const width of [288, 390, 1_000])
    it(`takes the same room before and after, ${width} px wide`, () => withRoomKept(async () => {
      const heights = new Set<number>()
      const many = Array.from({ length: 30 }, (_, index) => aGiftCard({ id: `g-${index}` }))
      for (const resource of [loading<readonly GiftCard[]>(), ready(null), ready([]), ready(giftCards()), ready(many), failed<readonly GiftCard[]>('network')])
        heights.add(Number((await show({ giftCards: resource }, { width })).getBoundingClientRect().height.toFixed(2)))
      expect([...heights]).to.have.length(1)
    }))

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const element = await show({ giftCards: loading() })
    const own = Number.parseFloat(getComputedStyle(element).minBlockSize) / Number.parseFloat(getComputedStyle(element).fontSize)
    expect(sheet).to.contain(`loyalty-gift-card { display: block; min-block-size: var(--_room, ${Number(own.toFixed(2))}em); }`)
  })
})
