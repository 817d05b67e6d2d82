import { expect, fixture, html } from '@open-wc/testing'
import { createLoyalty, LoyaltyError, type AnyClient } from '@loyaltykit/core'
import { aMember, aProgram, aSmallBackend, failed, fieldOf, fill, loading, memoryStorage, press, ready, submit, until, type SmallBackend, type SmallBackendOptions } from '@loyaltykit/testing'
import type { LoyaltyEnrolRequestEvent } from '../enrolment-form/enrolment-form.events.ts'
import './define.ts'
import type { LoyaltyLogin } from './login.ts'

const ada = '+447700900123'
const clients: AnyClient[] = []

function world(options: SmallBackendOptions = {}, omit: readonly string[] = []) {
  const backend = aSmallBackend({ members: { [ada]: aMember(), 'ada@example.com': aMember() }, ...options })
  for (const group of omit) delete (backend as unknown as Record<string, unknown>)[group]
  const client = createLoyalty({ backend, storage: memoryStorage(), onReport: () => {} }) as AnyClient
  clients.push(client)
  return { backend, client }
}
const show = async (client: AnyClient, attributes: { countryCode?: string; identifier?: 'phone' | 'email' } = {}) => {
  const element = await fixture<LoyaltyLogin>(html`<loyalty-login .client=${client} .countryCode=${attributes.countryCode} .identifier=${attributes.identifier}></loyalty-login>`)
  return element
}
const looks = (element: Element, state: string) => until(() => element.matches(`:state(${state})`), `state ${state}`)
const textOf = (element: Element) => `${element.shadowRoot?.textContent} ${element.textContent}`.replace(/\s+/g, ' ')
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), `text “${text}”`)
const namesOf = (backend: SmallBackend) => backend.calls.map(({ name }) => name).filter((name) => name.startsWith('session.'))
const toCode = async (element: Element, phone = ada) => {
  await fill(element, 'phone', phone)
  await submit(element)
  await looks(element, 'code')
  return fieldOf(element, 'code')
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => {
  throw new LoyaltyError(code, 'Refused by the test.', { retryable: false, details })
}
const events = (element: Element, ...types: string[]) => {
  const seen: Event[] = []
  for (const type of types) element.addEventListener(type, (event) => seen.push(event))
  return seen
}

describe('loyalty-login', () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose()
    sessionStorage.clear()
  })

  it('has its fields in the light DOM of the page, with labels and tokens for autofill', async () => {
    const element = await show(world().client)
    const phone = await fieldOf(element, 'phone')
    expect(document.querySelector('loyalty-login input') === phone).to.equal(true)
    // Firefox does not know all tokens in its own property
    const token = (field: Element) => field.getAttribute('autocomplete')
    expect([phone.type, token(phone), phone.inputMode]).to.deep.equal(['tel', 'tel', 'tel'])
    expect(phone.labels?.[0]?.textContent).to.contain('Mobile phone').and.to.contain('required')
    await press(element, 'e-mail instead')
    const email = await fieldOf(element, 'email')
    expect([email.type, token(email)]).to.deep.equal(['email', 'email'])
    await press(element, 'phone number instead')
    const code = await toCode(element)
    expect([token(code), code.inputMode]).to.deep.equal(['one-time-code', 'numeric'])
  })

  it('asks first for what the page prefers, if the programme takes it', async () => {
    await fieldOf(await show(world().client, { identifier: 'email' }), 'email')
    const enrolment = { identifiers: ['phone' as const], fields: [], consents: [], cardLinking: false, referralCode: false }
    const element = await show(world({ program: aProgram({ enrolment }) }).client, { identifier: 'email' })
    await fieldOf(element, 'phone')
    expect(textOf(element)).not.to.contain('instead')
  })

  it('logs a member in, says who it is, and out again', async () => {
    const { client, backend } = world()
    const element = await show(client)
    const facts = events(element, 'loyalty-logged-in', 'loyalty-logged-out')
    const code = await toCode(element)
    expect(document.activeElement === code).to.equal(true)
    expect(textOf(element)).to.contain('6 digits to \u2066+44 ··· 23\u2069')
    await fill(element, 'code', '123456')
    await says(element, 'You are logged in as Ada.')
    expect(element.querySelectorAll('form input').length).to.equal(0)
    await until(() => element.shadowRoot?.activeElement?.part.contains('greeting'), 'focus on the greeting')
    await press(element, 'Log out')
    await looks(element, 'guest')
    expect(facts.map(({ type }) => type)).to.deep.equal(['loyalty-logged-in', 'loyalty-logged-out'])
    expect((facts[0] as unknown as { memberId: string }).memberId).to.equal('m-1')
    expect(namesOf(backend)).to.deep.equal(['session.requestCode', 'session.verifyCode', 'session.end'])
    await until(() => document.activeElement === element.querySelector('input'), 'focus on the field')
    expect(element.querySelector('input')?.value).to.equal('')
  })

  it('sends phones in one form, and e-mails without space', async () => {
    const { client, backend } = world()
    const element = await show(client, { countryCode: '+44' })
    await toCode(element, '07700 900 123')
    await press(element, 'Use another')
    await press(element, 'e-mail instead')
    await fill(element, 'email', ' ada@example.com ')
    await submit(element)
    await looks(element, 'code')
    expect(backend.calls.filter(({ name }) => name === 'session.requestCode').map(({ input }) => input)).to.deep.equal([
      { identifier: { kind: 'phone', value: ada } },
      { identifier: { kind: 'email', value: 'ada@example.com' } },
    ])
  })

  it('says what is wrong on submit, at the field and with the focus there, and takes it back as soon as it is right', async () => {
    const { client, backend } = world()
    const element = await show(client)
    const phone = await fill(element, 'phone', '12')
    expect(phone.getAttribute('aria-invalid')).to.equal('false')
    await submit(element)
    await says(element, 'Enter the whole phone number')
    await until(() => document.activeElement === phone, 'focus on the field')
    expect(phone.getAttribute('aria-invalid')).to.equal('true')
    const described = (phone.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent)
    expect(described[0]).to.contain('Enter the whole phone number')
    phone.value = ada
    phone.dispatchEvent(new Event('input', { bubbles: true }))
    await until(() => phone.getAttribute('aria-invalid') === 'false', 'a field without an error')
    expect(namesOf(backend)).to.deep.equal([])
  })

  it('maps an issue of the backend to the field', async () => {
    const { client, backend } = world()
    backend.instead['session.requestCode'] = refuse('invalid_input', { issues: [{ path: 'identifier.value', message: 'bad' }] })
    const element = await show(client)
    await fill(element, 'phone', ada)
    await submit(element)
    await says(element, 'Enter the whole phone number')
    expect((await fieldOf(element, 'phone')).value).to.equal(ada)
    expect(textOf(element)).not.to.contain('Check the marked fields')
  })

  it('submits once, however often it is pressed, and keeps the focus on the button', async () => {
    const { client, backend } = world()
    let open = () => {}
    backend.instead['session.requestCode'] = () => new Promise<undefined>((resolve) => (open = () => resolve(undefined)))
    const element = await show(client)
    await fill(element, 'phone', ada)
    for (let times = 0; times < 3; times += 1) await submit(element)
    ;(await fieldOf(element, 'phone')).form?.requestSubmit()
    const button = element.querySelector<HTMLButtonElement>('form button[type=submit]')
    await until(() => button?.getAttribute('aria-busy') === 'true', 'a busy button')
    expect(button?.disabled).to.equal(false)
    button?.focus()
    expect(document.activeElement === button).to.equal(true)
    await until(() => namesOf(backend).length > 0, 'call')
    open()
    await looks(element, 'code')
    expect(namesOf(backend)).to.deep.equal(['session.requestCode'])
  })

  it('does not pull the focus out of another field of the page', async () => {
    const { client, backend } = world()
    let open = () => {}
    backend.instead['session.requestCode'] = () => new Promise<undefined>((resolve) => (open = () => resolve(undefined)))
    const page = await fixture(html`<div><input id="elsewhere" /><loyalty-login .client=${client}></loyalty-login></div>`)
    const element = page.querySelector('loyalty-login') as LoyaltyLogin
    await fill(element, 'phone', ada)
    await submit(element)
    await until(() => namesOf(backend).length, 'call')
    const elsewhere = page.querySelector<HTMLInputElement>('#elsewhere')
    elsewhere?.focus()
    open()
    await looks(element, 'code')
    await fieldOf(element, 'code')
    expect(document.activeElement === elsewhere).to.equal(true)
  })

  it('takes a pasted code whole, whatever stands between the digits, and sends it once', async () => {
    const { client, backend } = world()
    const element = await show(client)
    const code = await toCode(element)
    code.value = 'Code: 123-456'
    code.dispatchEvent(new Event('input', { bubbles: true }))
    code.dispatchEvent(new Event('change', { bubbles: true }))
    await looks(element, 'member')
    expect(backend.calls.filter(({ name }) => name === 'session.verifyCode').map(({ input }) => (input as { code: string }).code)).to.deep.equal(['123456'])
  })

  it('keeps a wrong code selected, says so, and does not send it again by itself', async () => {
    const { client, backend } = world()
    const element = await show(client)
    const code = await toCode(element)
    await fill(element, 'code', '000000')
    await says(element, 'not the code we sent')
    await until(() => code.selectionEnd === 6 && code.selectionStart === 0, 'selected code')
    expect(code.value).to.equal('000000')
    code.dispatchEvent(new Event('input', { bubbles: true }))
    await element.updateComplete
    expect(namesOf(backend).filter((name) => name === 'session.verifyCode').length).to.equal(1)
    await fill(element, 'code', '123456')
    await looks(element, 'member')
  })

  it('says that a code is too short', async () => {
    const element = await show(world().client)
    await toCode(element)
    await fill(element, 'code', '123')
    await submit(element)
    await says(element, 'Enter all 6 digits')
  })

  it('offers a new code for the same phone when the old one has expired', async () => {
    const { client, backend } = world()
    backend.instead['session.verifyCode'] = refuse('expired')
    const element = await show(client)
    await toCode(element)
    await fill(element, 'code', '123456')
    await says(element, 'no longer works')
    backend.instead['session.verifyCode'] = undefined
    await press(element, 'Get a new code')
    await until(() => namesOf(backend).filter((name) => name === 'session.requestCode').length === 2, 'second code')
    await says(element, 'Another code is on its way')
    await fill(element, 'code', '123456')
    await looks(element, 'member')
  })

  it('sends another code only when it may, and counts down without a live region', async () => {
    const { client, backend } = world({ resendAfter: 2_000 })
    const element = await show(client)
    await toCode(element)
    const again = await until(() => [...element.querySelectorAll('button')].find((button) => button.textContent.includes('Send another code')), 'button')
    expect(again.getAttribute('aria-disabled')).to.equal('true')
    expect(again.querySelector('[aria-hidden=true]')?.textContent).to.match(/in [12] s/)
    expect(again.closest('[role=status], [role=alert], [aria-live]')).to.equal(null)
    again.click()
    await until(() => again.getAttribute('aria-disabled') === 'false', 'an end of the wait')
    expect(namesOf(backend)).to.deep.equal(['session.requestCode'])
    again.click()
    await says(element, 'Another code is on its way')
    expect(namesOf(backend)).to.deep.equal(['session.requestCode', 'session.requestCode'])
  })

  it('keeps what was typed when it fails, and says what to do', async () => {
    const { client, backend } = world()
    backend.instead['session.requestCode'] = refuse('network')
    const element = await show(client)
    const failures = events(element, 'loyalty-failed')
    await fill(element, 'phone', ada)
    await submit(element)
    await says(element, 'could not reach')
    expect(element.shadowRoot?.querySelector('[role=alert]')?.textContent).to.contain('could not reach')
    expect((await fieldOf(element, 'phone')).value).to.equal(ada)
    expect((failures[0] as unknown as { action: string }).action).to.equal('requestCode')
  })

  it('says from when on it may be tried again', async () => {
    const { client, backend } = world()
    backend.instead['session.requestCode'] = refuse('rate_limited', { retryAt: '2026-11-22T10:30:00Z' })
    const element = await show(client)
    await fill(element, 'phone', ada)
    await submit(element)
    await says(element, 'That was too often. Try again after')
    backend.instead['session.requestCode'] = refuse('rate_limited', { retryAt: 'soon' })
    await submit(element)
    await says(element, 'Wait a moment')
  })

  it('looks and calls the same for a member and for somebody who is none, up to the code', async () => {
    const seen = []
    for (const phone of [ada, '+447700900923']) {
      sessionStorage.clear()
      const { client, backend } = world()
      const element = await show(client)
      await toCode(element, phone)
      await element.updateComplete
      seen.push({ text: textOf(element).replace(/in \d+ s/, ''), calls: backend.calls.map(({ name }) => name) })
      element.remove()
    }
    expect(seen[0]).to.deep.equal(seen[1])
  })

  it('offers to join when there is no membership, with the ticket and the identifier', async () => {
    const element = await show(world().client)
    const requests = events(element, 'loyalty-enrol-request')
    await toCode(element, '+447700900456')
    await fill(element, 'code', '123456')
    await looks(element, 'not-enrolled')
    await until(() => element.shadowRoot?.activeElement?.part.contains('title'), 'focus on the heading')
    await press(element, 'Join Stride Club')
    const [request] = requests as LoyaltyEnrolRequestEvent[]
    expect(request?.ticket).to.equal('ticket-1')
    expect(request?.identifier).to.deep.equal({ kind: 'phone', value: '+447700900456' })
    expect(request?.cancelable && request.bubbles && request.composed).to.equal(true)
    await press(element, 'Use another')
    await looks(element, 'guest')
    expect((await fieldOf(element, 'phone')).value).to.equal('+447700900456')
  })

  it('leaves log-in and log-out to a host that cancels the wish', async () => {
    const { client, backend } = world()
    const element = await show(client)
    element.addEventListener('loyalty-log-in-request', (event) => event.preventDefault(), { once: true })
    await fill(element, 'phone', ada)
    await submit(element)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(namesOf(backend)).to.deep.equal([])
    await toCode(element)
    await fill(element, 'code', '123456')
    await looks(element, 'member')
    element.addEventListener('loyalty-log-out-request', (event) => event.preventDefault())
    await press(element, 'Log out')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(namesOf(backend)).not.to.contain('session.end')
    expect(element.matches(':state(member)')).to.equal(true)
  })

  it('logs in with the token of the host, by method or attribute, and says when it is refused', async () => {
    const first = world()
    const element = await show(first.client)
    expect(await element.signInWith('nobody')).to.equal(false)
    await says(element, 'Please log in again.')
    expect(await element.signInWith(ada)).to.equal(true)
    await looks(element, 'member')

    const second = world()
    const other = await fixture<LoyaltyLogin>(html`<loyalty-login .client=${second.client} host-token=${ada}></loyalty-login>`)
    await looks(other, 'member')
    expect(namesOf(second.backend)).to.deep.equal(['session.exchange'])
  })

  it('brings back what was typed after a reload, and the step with the code, but never the code', async () => {
    const { client, backend } = world()
    const before = await show(client)
    await fill(before, 'phone', '+44 7700 900')
    before.remove()
    const after = await show(client)
    expect((await fieldOf(after, 'phone')).value).to.equal('+44 7700 900')
    await toCode(after)
    await fill(after, 'code', '123')
    expect(JSON.stringify({ ...sessionStorage })).not.to.match(/"code"|"123"/)
    after.remove()
    const again = await show(client)
    await looks(again, 'code')
    expect((await fieldOf(again, 'code')).value).to.equal('')
    await fill(again, 'code', '123456')
    await looks(again, 'member')
    expect(sessionStorage.length).to.equal(0)
    expect(namesOf(backend)).to.deep.equal(['session.requestCode', 'session.verifyCode'])
  })

  it('does without storage that is forbidden or filled with something else', async () => {
    const { client } = world()
    sessionStorage.setItem('loyaltykit:draft:loyalty-login:stride', '{"values":"nonsense"}')
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    try {
      const element = await show(client)
      await toCode(element)
      await fill(element, 'code', '123456')
      await looks(element, 'member')
    } finally {
      Storage.prototype.setItem = setItem
    }
  })

  it('follows a log-in that happens elsewhere, and leaves nothing of it behind', async () => {
    const { client } = world()
    const element = await show(client)
    await fill(element, 'phone', ada)
    await client.signIn?.({ hostToken: ada })
    await looks(element, 'member')
    await client.signOut?.()
    await looks(element, 'guest')
    expect((await fieldOf(element, 'phone')).value).to.equal('')
    expect(sessionStorage.length).to.equal(0)
  })

  it('keeps the children of the host, and is not confused by a copy of itself', async () => {
    const { client } = world()
    const element = await fixture<LoyaltyLogin>(html`<loyalty-login .client=${client}><p id="own">Loading…</p></loyalty-login>`)
    await fieldOf(element, 'phone')
    expect(element.querySelector('#own')?.textContent).to.equal('Loading…')
    const copy = element.cloneNode(true) as LoyaltyLogin
    copy.client = client
    element.after(copy)
    await fill(copy, 'phone', '1')
    expect(copy.querySelectorAll('form').length).to.equal(1)
    expect((await fieldOf(element, 'phone')).value).to.equal('')
    copy.remove()
  })

  it('puts its form back when the page threw it out', async () => {
    const element = await show(world().client)
    const phone = await fill(element, 'phone', ada)
    element.textContent = ''
    element.requestUpdate()
    await until(() => phone.isConnected, 'form')
    expect(phone.value).to.equal(ada)
  })

  it('gives two forms on one page ids of their own', async () => {
    const page = await fixture(html`<div><loyalty-login .client=${world().client}></loyalty-login><loyalty-login .client=${world().client}></loyalty-login></div>`)
    const [one, two] = [...page.querySelectorAll('loyalty-login')]
    if (!one || !two) throw new Error('two')
    await Promise.all([one, two].map((element) => fieldOf(element, 'phone')))
    await Promise.all([one, two].map(submit))
    await Promise.all([one, two].map((element) => says(element, 'Enter your phone number.')))
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id)
    expect(ids.length).to.be.greaterThan(4)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('works inside a shadow root, and dresses its form there once', async () => {
    const host = await fixture(html`<div></div>`)
    const root = host.attachShadow({ mode: 'open' })
    for (let times = 0; times < 2; times += 1) {
      const element = document.createElement('loyalty-login')
      element.client = world().client
      root.append(element)
    }
    const [first] = [...root.querySelectorAll('loyalty-login')]
    if (!first) throw new Error('first')
    expect(root.adoptedStyleSheets.length).to.equal(1)
    const phone = await fieldOf(first, 'phone')
    expect(getComputedStyle(phone).minHeight).to.equal('44px')
    await fill(first, 'phone', ada)
    await submit(first)
    await looks(first, 'code')
    expect(root.activeElement?.getAttribute('autocomplete')).to.equal('one-time-code')
  })

  it('keeps its look on a page with strong rules of its own', async () => {
    const element = await show(world().client)
    const phone = await fieldOf(element, 'phone')
    const plain = getComputedStyle(phone)
    const before = [plain.width, plain.height, plain.padding, plain.textTransform, plain.borderTopWidth].join()
    const sheet = document.createElement('style')
    sheet.textContent = '#page input, body form input { width: 40px; height: 90px; padding: 30px; text-transform: uppercase; border: 9px solid red } label { float: left; width: 20% } label::after { content: ":" } form p { display: none }'
    document.head.append(sheet)
    const around = element.parentElement as HTMLElement
    around.id = 'page'
    const after = getComputedStyle(phone)
    expect([after.width, after.height, after.padding, after.textTransform, after.borderTopWidth].join()).to.equal(before)
    const label = phone.labels?.[0] as HTMLLabelElement
    expect(getComputedStyle(label).float).to.equal('none')
    expect(getComputedStyle(label, '::after').content).to.match(/^(none|normal)$/)
    sheet.remove()
  })

  it('takes the same room before and after, wide and narrow', async () => {
    for (const width of ['20em', '60em']) {
      const frame = await fixture(html`<div></div>`)
      frame.setAttribute('style', `inline-size: ${width}`)
      const element = document.createElement('loyalty-login')
      frame.append(element)
      element.state = { program: loading(), member: loading() }
      await element.updateComplete
      const before = element.getBoundingClientRect().height
      element.state = { program: ready(aProgram()), member: ready(null) }
      await fieldOf(element, 'phone')
      expect(element.getBoundingClientRect().height, width).to.be.closeTo(before, 0.1)
    }
  })

  it('tells loading, failed, guest and member apart, and shows nothing where nobody can log in', async () => {
    const element = await fixture<LoyaltyLogin>(html`<loyalty-login></loyalty-login>`)
    const states = {
      loading: { program: loading(), member: loading() },
      failed: { program: failed('network'), member: failed('network') },
      guest: { program: ready(aProgram()), member: ready(null) },
      member: { program: ready(aProgram()), member: ready(aMember()) },
    } as const
    for (const [name, state] of Object.entries(states)) {
      element.state = state as LoyaltyLogin['state']
      await element.updateComplete
      expect(element.matches(`:state(${name})`), name).to.equal(true)
    }
    const none = await show(world({}, ['session']).client)
    await looks(none, 'absent')
    expect(none.shadowRoot?.textContent?.trim()).to.equal('')
  })

  it('logs in where the backend knows nothing of the member as a person', async () => {
    const element = await show(world({}, ['members']).client)
    await toCode(element)
    await fill(element, 'code', '123456')
    await says(element, 'You are logged in.')
  })

  const shopId = { id: 'shop', name: 'Shop ID', url: 'https://api.example/v1/login/start?provider=shop' }
  const login = { codes: true, providers: [shopId], everywhere: true }
  const comeBack = (query: string, hash = '') => history.replaceState({ of: 'the host' }, '', `${location.pathname}?tab=points&${query}${hash}`)
  const linkIn = (element: Element) => until(() => element.shadowRoot?.querySelector<HTMLAnchorElement>('a[part~=provider]'), 'link to the provider')

  describe('at a provider', () => {
    const address = location.href
    afterEach(() => history.replaceState(null, '', address))

    it('offers it beside the code, with a link that comes back to this very page', async () => {
      history.replaceState(null, '', `${location.pathname}?tab=points&loyalty_login=failed&loyalty_ticket=old#top`)
      const element = await show(world({ program: aProgram({ login }) }).client)
      const link = await linkIn(element)
      expect(link.textContent.trim()).to.equal('Continue with Shop ID')
      const back = new URL(link.href)
      expect([back.origin + back.pathname, back.searchParams.get('provider')]).to.deep.equal(['https://api.example/v1/login/start', 'shop'])
      expect(back.searchParams.get('return_to')).to.equal(`${location.origin}${location.pathname}?tab=points#top`)
      await fieldOf(element, 'phone')
    })

    it('follows a page that has gone on without a reload', async () => {
      const element = await show(world({ program: aProgram({ login }) }).client)
      const link = await linkIn(element)
      history.replaceState(null, '', `${location.pathname}?tab=rewards`)
      element.addEventListener('click', (event) => event.preventDefault())
      link.click()
      expect(new URL(link.href).searchParams.get('return_to')).to.contain('?tab=rewards')
    })

    it('leaves the work to a host that cancels the wish, which says which provider', async () => {
      const element = await show(world({ program: aProgram({ login }) }).client)
      const requests = events(element, 'loyalty-log-in-request')
      element.addEventListener('loyalty-log-in-request', (event) => event.preventDefault())
      const link = await linkIn(element)
      const click = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true })
      link.dispatchEvent(click)
      expect(click.defaultPrevented).to.equal(true)
      expect((requests[0] as unknown as { provider: string; identifier: unknown }).provider).to.equal('shop')
    })

    it('shows no field where the programme sends no codes, and says what to do where it offers nothing', async () => {
      const element = await show(world({ program: aProgram({ login: { ...login, codes: false } }) }).client)
      await linkIn(element)
      expect(element.querySelectorAll('input').length).to.equal(0)
      expect(textOf(element)).not.to.contain('one-time code')
      const other = await show(world({ program: aProgram({ login: { codes: false, providers: [] } }) }).client)
      await says(other, 'Log in on this site')
    })

    for (const [outcome, text] of [['cancelled', 'You turned back'], ['expired', 'took too long'], ['failed', 'did not work'], ['done', 'Allow cookies'], ['not_enrolled', 'did not work']] as const) {
      it(`says it when a guest comes back with ${outcome}, once, and takes it out of the address`, async () => {
        comeBack(`loyalty_login=${outcome}`, '#top')
        const element = await show(world({ program: aProgram({ login }) }).client)
        await says(element, text)
        expect([...element.shadowRoot!.querySelectorAll('[role=alert]')].some((one) => one.textContent.includes(text))).to.equal(true)
        expect(location.search + location.hash).to.equal('?tab=points#top')
        expect(history.state).to.deep.equal({ of: 'the host' })
        await fieldOf(element, 'phone')
        const again = await show(world({ program: aProgram({ login }) }).client)
        await fieldOf(again, 'phone')
        expect(textOf(again)).not.to.contain(text)
        await fill(element, 'phone', ada)
        await submit(element)
        await looks(element, 'code')
        expect(textOf(element)).not.to.contain(text)
      })
    }

    it('offers to join with the ticket when somebody comes back who is no member', async () => {
      comeBack('loyalty_login=not_enrolled&loyalty_ticket=ticket-7')
      const element = await show(world({ program: aProgram({ login }) }).client)
      const requests = events(element, 'loyalty-enrol-request')
      await looks(element, 'not-enrolled')
      await says(element, 'no membership for this account')
      expect(location.search).to.equal('?tab=points')
      await linkIn(element)
      await press(element, 'Join Stride Club')
      expect([(requests[0] as LoyaltyEnrolRequestEvent).ticket, (requests[0] as LoyaltyEnrolRequestEvent).identifier]).to.deep.equal(['ticket-7', undefined])
    })

    it('tells of a log-in when a member comes back, and other tabs of the browser', async () => {
      comeBack('loyalty_login=done')
      const { client } = world({ program: aProgram({ login }) })
      const challenge = await client.requestCode!({ identifier: { kind: 'phone', value: ada } })
      await client.verifyCode!({ challengeId: challenge.id, code: '123456' })
      const facts: unknown[] = []
      client.onEvent(({ kind, method }) => facts.push([kind, method]))
      const host = await fixture(html`<div></div>`)
      const seen = events(host, 'loyalty-logged-in')
      const element = Object.assign(document.createElement('loyalty-login'), { client })
      host.append(element)
      await looks(element, 'member')
      await until(() => seen.length === 1, 'loyalty-logged-in')
      expect((seen[0] as unknown as { memberId: string }).memberId).to.equal('m-1')
      expect(facts).to.deep.equal([['signed_in', 'provider']])
      expect(location.search).to.equal('?tab=points')
    })

    it('leaves the address alone where the programme has no provider: it may be somebody else\'s', async () => {
      comeBack('loyalty_login=failed')
      const element = await show(world().client)
      await fieldOf(element, 'phone')
      expect(location.search).to.equal('?tab=points&loyalty_login=failed')
    })

    it('follows no address that is not safe', async () => {
      const state = { program: ready(aProgram({ login: { ...login, providers: [{ ...shopId, url: 'javascript:alert(1)' }, shopId] } })), member: ready(null) }
      const element = await fixture<LoyaltyLogin>(html`<loyalty-login .state=${state}></loyalty-login>`)
      await linkIn(element)
      expect(element.shadowRoot?.querySelectorAll('a[part~=provider]').length).to.equal(1)
    })
  })

  it('logs out on all devices where that is wanted and can be', async () => {
    for (const [program, wanted, offered] of [[aProgram({ login }), true, true], [aProgram({ login }), false, false], [aProgram(), true, false]] as const) {
      const { client, backend } = world({ program })
      const element = await show(client)
      element.withLogOutEverywhere = wanted
      await toCode(element)
      await fill(element, 'code', '123456')
      await looks(element, 'member')
      expect(textOf(element).includes('Log out on all devices')).to.equal(offered)
      if (!offered) continue
      const requests = events(element, 'loyalty-log-out-request')
      await press(element, 'Log out on all devices')
      await looks(element, 'guest')
      expect((requests[0] as unknown as { everywhere: boolean }).everywhere).to.equal(true)
      expect(backend.calls.find(({ name }) => name === 'session.end')?.input).to.deep.equal({ everywhere: true })
    }
  })

  it('says when it could not log out on all devices, and the member stays', async () => {
    const { client, backend } = world({ program: aProgram({ login }) })
    const element = await show(client)
    element.withLogOutEverywhere = true
    await toCode(element)
    await fill(element, 'code', '123456')
    await looks(element, 'member')
    backend.instead['session.end'] = refuse('forbidden')
    await press(element, 'Log out on all devices')
    await until(() => element.shadowRoot?.querySelector('[role=alert]')?.textContent.trim(), 'a message')
    expect(element.matches(':state(member)')).to.equal(true)
  })
})
