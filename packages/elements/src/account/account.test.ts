import { createLoyalty, type AnyClient, type LoyaltyBackend } from '@loyaltykit/core'
import { aBalance, aJoinedShop, aMember, anActivityPage, aPreferences, aProgram, aReferral, aShop, aStanding, cards, failed, fieldOf, fill, loading, press, ready, submit, until } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyAccount } from './account.ts'
import { sections } from './sections.ts'
import { tabByKey } from './tabs.ts'
import './define.ts'

type State = NonNullable<LoyaltyAccount['state']>
const member: State = {
  program: ready(aProgram()), member: ready(aMember()), balances: ready([aBalance()]), tier: ready(aStanding()), cards: ready(cards()),
  activity: ready(anActivityPage()), referral: ready(aReferral()), preferences: ready(aPreferences()),
}
const guest: State = { program: ready(aProgram()), member: ready(null) }
const show = async (state: State, { width = 900, lang = 'en', dir = 'ltr', ...changes }: Partial<LoyaltyAccount> & { width?: number } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} dir=${dir} style=${styleMap({ width: `${width}px` })}><loyalty-account .state=${state}></loyalty-account></div>`)
  const element = frame.firstElementChild as LoyaltyAccount
  Object.assign(element, changes)
  await element.updateComplete
  return element
}
const rooted = (element: Element) => element.shadowRoot ?? element
const all = (element: Element, selector: string) => [...rooted(element).querySelectorAll<HTMLElement>(selector)]
const part = (element: Element, name: string) => rooted(element).querySelector<HTMLElement>(`[part~=${name}]`)
const textOf = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const tabs = (element: Element) => all(element, '[role=tab]')
const tab = (element: Element, id: string) => tabs(element).find(({ dataset }) => dataset['id'] === id) as HTMLElement
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const has = (element: Element, tag: string) => until(() => element.querySelector(tag)?.shadowRoot?.querySelector('[part=title], h2'), tag)

describe('the keys of tabs', () => {
  it('go on and back and around, to the first and the last, and the other way where text runs from right to left', () => {
    expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => tabByKey(key, 0, 3, false))).to.deep.equal([1, 2, 0, 2, undefined])
    expect(['ArrowRight', 'ArrowLeft'].map((key) => tabByKey(key, 0, 3, true))).to.deep.equal([2, 1])
  })
})

describe('loyalty-account', () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(() => sessionStorage.clear())

  it('greets, with balance and tier', async () => {
    const element = await show(member)
    expect(textOf(part(element, 'greeting'))).to.equal('Hello, Ada')
    expect(textOf(part(element, 'standing'))).to.equal('1,250 bonuses · Silver')
  })

  it('has the sections that there is something for, and no others', async () => {
    const element = await show(member)
    expect(tabs(element).map(textOf)).to.deep.equal(['Overview', 'Activity', 'Friends', 'Settings'])
    await has(element, 'loyalty-balance')
    expect(element.querySelector('loyalty-survey')).to.equal(null)
  })

  it('loads a section when it is opened, not before; and keeps it as it was left', async () => {
    const element = await show(member)
    await has(element, 'loyalty-card')
    expect(element.querySelector('loyalty-preferences')).to.equal(null)
    tab(element, 'preferences').click()
    await has(element, 'loyalty-preferences')
    const preferences = element.querySelector('loyalty-preferences') as HTMLElement
    await fill(preferences, 'familyName', 'Byron')
    tab(element, 'overview').click()
    await until(() => !preferences.checkVisibility())
    tab(element, 'preferences').click()
    await until(() => preferences.checkVisibility())
    expect((await fieldOf(preferences, 'familyName')).value).to.equal('Byron')
    expect(element.querySelectorAll('loyalty-preferences').length).to.equal(1)
  })

  it('keeps forms in the page\'s own tree, where password managers look', async () => {
    const element = await show(member, { section: 'preferences' })
    await has(element, 'loyalty-preferences')
    const field = await fieldOf(element.querySelector('loyalty-preferences') as Element, 'givenName')
    expect(field.getRootNode()).to.equal(document)
  })

  it('opens the section that the host names, and follows what the person opens', async () => {
    const element = await show(member, { section: 'friends' })
    expect(tab(element, 'friends').ariaSelected).to.equal('true')
    const heard: unknown[] = []
    element.addEventListener('loyalty-section-changed', ({ section, previous }) => heard.push(section, previous))
    tab(element, 'activity').click()
    tab(element, 'activity').click()
    await element.updateComplete
    expect([heard, element.getAttribute('section')]).to.deep.equal([['activity', 'friends'], 'activity'])
    element.section = 'overview'
    await element.updateComplete
    expect([heard.length, tab(element, 'overview').ariaSelected]).to.deep.equal([2, 'true'])
  })

  it('opens the first for a name that it does not have, and leaves the name alone', async () => {
    const element = await show(member, { section: 'nonsense' })
    expect([tab(element, 'overview').ariaSelected, element.section]).to.deep.equal(['true', 'nonsense'])
  })

  it('has the sections that the host names, in that order', async () => {
    const element = await show(member, { sections: 'preferences, card partners activity' })
    expect(tabs(element).map(textOf)).to.deep.equal(['Settings', 'Card', 'Activity'])
    const one = await show(member, { sections: 'card' })
    expect([tabs(one).length, part(one, 'panel')?.getAttribute('role')]).to.deep.equal([0, null])
  })

  it('takes the host\'s own content for a section, and further sections', async () => {
    const element = await show(member)
    const orders = document.createElement('div')
    orders.slot = 'section-orders'
    orders.dataset['label'] = 'My orders'
    const friends = document.createElement('p')
    friends.slot = 'section-friends'
    element.append(orders, friends)
    await until(() => tabs(element).length === 5)
    expect(textOf(tabs(element).at(-1))).to.equal('My orders')
    tab(element, 'friends').click()
    await until(() => friends.checkVisibility())
    expect([orders.checkVisibility(), element.querySelector('loyalty-referral')]).to.deep.equal([false, null])
  })

  it('is tabs by the book: one stop, arrows move, Enter opens, each tab names its panel', async () => {
    const element = await show(member)
    expect(tabs(element).map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1, -1])
    for (const one of tabs(element)) expect(element.shadowRoot?.getElementById(one.getAttribute('aria-controls') ?? '')?.getAttribute('aria-labelledby')).to.equal(one.id)
    tab(element, 'overview').focus()
    const focused = () => (element.shadowRoot?.activeElement as HTMLElement | null)?.dataset['id']
    await sendKeys({ press: 'ArrowRight' })
    expect([focused(), tab(element, 'overview').ariaSelected]).to.deep.equal(['activity', 'true'])
    await sendKeys({ press: 'End' })
    expect(focused()).to.equal('preferences')
    await sendKeys({ press: 'ArrowRight' })
    expect(focused()).to.equal('overview')
    await sendKeys({ press: 'ArrowLeft' })
    await sendKeys({ press: 'Enter' })
    await element.updateComplete
    expect([focused(), tab(element, 'preferences').ariaSelected, tabs(element).map(({ tabIndex }) => tabIndex)]).to.deep.equal(['preferences', 'true', [-1, -1, -1, 0]])
    await sendKeys({ press: 'Home' })
    await sendKeys({ press: ' ' })
    await element.updateComplete
    expect(tab(element, 'overview').ariaSelected).to.equal('true')
  })

  it('mirrors the arrows where text runs from right to left', async () => {
    const element = await show(member, { dir: 'rtl' })
    tab(element, 'overview').focus()
    await sendKeys({ press: 'ArrowLeft' })
    expect((element.shadowRoot?.activeElement as HTMLElement).dataset['id']).to.equal('activity')
  })

  it('has a list instead of tabs where there is little room', async () => {
    const wide = await show(member)
    expect([part(wide, 'tabs')?.checkVisibility(), part(wide, 'picker')?.checkVisibility()]).to.deep.equal([true, false])
    const narrow = await show(member, { width: 320 })
    expect([part(narrow, 'tabs')?.checkVisibility(), part(narrow, 'picker')?.checkVisibility()]).to.deep.equal([false, true])
    const select = rooted(narrow).querySelector('select') as HTMLSelectElement
    select.value = 'activity'
    select.dispatchEvent(new Event('change'))
    await has(narrow, 'loyalty-activity')
    expect(narrow.section).to.equal('activity')
  })

  it('shows a guest how to join and to log in', async () => {
    const element = await show(guest)
    await Promise.all(['loyalty-login', 'loyalty-enrolment-form'].map((tag) => has(element, tag)))
    expect([is(element, 'guest'), Boolean(element.querySelector('loyalty-enrolment-form')), tabs(element).length]).to.deep.equal([true, true, 0])
    expect(textOf(part(element, 'greeting'))).to.equal('Your account with Stride Club')
  })

  it('makes no forms for a guest where the host has its own, and takes the host\'s greeting', async () => {
    const element: LoyaltyAccount = await fixture(html`<loyalty-account lang="en" .state=${guest}><p slot="guest">Join at the desk.</p><h1 slot="greeting">My club</h1></loyalty-account>`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([element.querySelector('loyalty-login'), element.querySelector('p')?.checkVisibility()]).to.deep.equal([null, true])
    element.state = member
    await element.updateComplete
    expect([element.querySelector('p')?.checkVisibility(), element.querySelector('h1')?.checkVisibility(), part(element, 'greeting')?.checkVisibility()]).to.deep.equal([false, true, false])
  })

  it('says when the programme can\'t be read', async () => {
    expect(textOf(part(await show({ program: failed('network') }), 'failure'))).to.contain('Your account is not available just now.')
  })

  it('takes the same room before and after', () => withRoomKept(async () => {
    const before = (await show({ program: loading() })).getBoundingClientRect().height
    const element = await show(member)
    await has(element, 'loyalty-card')
    await until(() => element.querySelector('loyalty-card')?.shadowRoot?.querySelector('svg'))
    expect(element.getBoundingClientRect().height).to.equal(before)
    expect((await show(guest)).getBoundingClientRect().height).to.equal(before)
  }))

  it('names every section in words', async () => {
    for (const lang of ['en', 'ru', 'de']) {
      const element = await show(member, { lang })
      await until(() => tabs(element).length)
      expect(tabs(element).map(textOf).filter((label) => Object.keys(sections).includes(label)), lang).to.deep.equal([])
    }
  })

  it('lets a section be tried again whose code did not come', async () => {
    const element = await show(member)
    const [piece] = sections.friends
    const { load } = piece as { load: () => Promise<unknown> }
    Object.assign(piece as object, { load: () => Promise.reject(new TypeError('Failed to fetch')) })
    tab(element, 'friends').click()
    await until(() => part(element, 'retry'))
    expect(textOf(part(element, 'failure'))).to.contain('This part could not be loaded.')
    Object.assign(piece as object, { load })
    part(element, 'retry')?.click()
    await has(element, 'loyalty-referral')
  })

  /** Counts what is asked of a group. */
  const counting = () => {
    const asked: string[] = []
    const wrap = (backend: LoyaltyBackend): LoyaltyBackend => ({
      ...backend,
      rewards: { ...backend.rewards!, list: (...input) => (asked.push('rewards'), backend.rewards!.list(...input)) },
      activity: { ...backend.activity!, list: (...input) => (asked.push('activity'), backend.activity!.list(...input)) },
    })
    return { asked, wrap }
  }
  const open = async (shop: { client: unknown }) => {
    const element: LoyaltyAccount = await fixture(html`<loyalty-account lang="en" .client=${shop.client as AnyClient}></loyalty-account>`)
    await until(() => is(element, 'ready') || is(element, 'guest'))
    return element
  }

  const withoutSnapshot = ({ snapshot: _, ...backend }: LoyaltyBackend): LoyaltyBackend => backend

  it('takes over what a server has written into a section: the same elements, nothing grey; a copy of it makes its own', async () => {
    const frame: HTMLElement = await fixture(html`<div style=${styleMap({ width: '900px' })}><loyalty-account lang="en" section="friends" .state=${member}><loyalty-referral slot="loyalty-friends" data-loyalty-account="server"></loyalty-referral></loyalty-account></div>`)
    const element = frame.firstElementChild as LoyaltyAccount
    const written = element.querySelector('loyalty-referral')
    let grey = 0
    new MutationObserver(() => (grey += all(element, '.bone').length)).observe(element.shadowRoot as ShadowRoot, { childList: true, subtree: true })
    await has(element, 'loyalty-referral')
    expect([element.querySelector('loyalty-referral') === written, element.querySelectorAll('loyalty-referral').length, grey]).to.deep.equal([true, 1, 0])
    const copy = frame.cloneNode(true) as HTMLElement
    frame.after(copy)
    const other = copy.firstElementChild as LoyaltyAccount
    other.state = member
    await has(other, 'loyalty-referral')
    expect(other.querySelectorAll('loyalty-referral').length).to.equal(1)
    copy.remove()
  })

  it('asks for the data of a section when it is opened', async () => {
    const { asked, wrap } = counting()
    const shop = await aJoinedShop({ wrap: (sandbox) => withoutSnapshot(wrap(sandbox)) })
    const element = await open(shop)
    await has(element, 'loyalty-tier-progress')
    expect(asked).to.deep.equal([])
    tab(element, 'rewards').click()
    await has(element, 'loyalty-reward-list')
    await until(() => asked.includes('rewards'))
    expect(asked).to.deep.equal(['rewards'])
    shop.dispose()
  })

  it('becomes the account of whoever joins in it, and says what they were given', async () => {
    const shop = aShop()
    const element = await open(shop)
    await has(element, 'loyalty-enrolment-form')
    const form = element.querySelector('loyalty-enrolment-form') as HTMLElement
    await fill(form, 'phone', '+44 7700 900123')
    await submit(form)
    await until(() => form.querySelector('[name=code]'))
    await fill(form, 'code', shop.sandbox.outbox[0]?.code ?? '')
    await submit(form)
    await fieldOf(form, 'givenName')
    await fill(form, 'givenName', 'Ada')
    for (const box of form.querySelectorAll<HTMLInputElement>('input[required][type=checkbox]')) await fill(form, box.name, 'on')
    let heard = 0
    const listen = () => (heard += 1)
    document.addEventListener('loyalty-enrolled', listen)
    await submit(form)
    await until(() => textOf(part(element, 'greeting')) === 'Hello, Ada', 'greeting')
    await until(() => textOf(part(element, 'welcome')).includes('500 bonuses'), 'welcome')
    await until(() => element.shadowRoot?.activeElement === part(element, 'greeting'), 'focus on the greeting')
    document.removeEventListener('loyalty-enrolled', listen)
    expect(heard).to.equal(1)
    expect(form.checkVisibility()).to.equal(false)
    await press(element, 'Log out')
    await until(() => is(element, 'guest'))
    expect(textOf(rooted(element).querySelector('.guest'))).not.to.contain('Ada')
    await until(() => element.shadowRoot?.activeElement === part(element, 'greeting'), 'focus on the title')
    shop.dispose()
  })

  it('says goodbye to somebody who leaves in it', async () => {
    const shop = await aJoinedShop()
    const element = await open(shop)
    tab(element, 'preferences').click()
    await has(element, 'loyalty-preferences')
    const preferences = element.querySelector('loyalty-preferences') as HTMLElement
    await press(preferences, 'Leave Stride Club')
    ;(await until(() => preferences.shadowRoot?.querySelector<HTMLElement>('#understood'))).click()
    await press(preferences, 'Leave for good')
    await until(() => textOf(part(element, 'greeting')).startsWith('You have left Stride Club.'), 'goodbye')
    shop.dispose()
  })

  it('asks the host for a log-in where the backend has none', async () => {
    const backend = { name: `host-login-${Math.random()}`, credential: 'publishable', program: { get: async () => aProgram() }, balances: { list: async () => [] } } as unknown as LoyaltyBackend
    const client = createLoyalty({ backend }) as AnyClient
    const element: LoyaltyAccount = await fixture(html`<loyalty-account lang="en" .client=${client}></loyalty-account>`)
    await until(() => is(element, 'guest'))
    let asked = 0
    element.addEventListener('loyalty-login-request', () => (asked += 1))
    part(element, 'login')?.click()
    expect(asked).to.equal(1)
    client.dispose()
  })
})
