import { expect, fixture, html } from '@open-wc/testing'
import { createLoyalty, LoyaltyError, type AnyClient, type Enrol, type Enrolment } from '@loyaltykit/core'
import { aMember, aProgram, aShop, aSmallBackend, failed, fieldOf, fill, loading, memoryStorage, press, ready, submit, until, type SmallBackend, type SmallBackendOptions } from '@loyaltykit/testing'
import '../login/define.ts'
import './define.ts'
import type { LoyaltyEnrolledEvent, LoyaltyEnrolRequestEvent } from './enrolment-form.events.ts'
import type { LoyaltyEnrolmentForm } from './enrolment-form.ts'

const grace = '+447700900456'
const clients: AnyClient[] = []

function world({ enrolment, ...options }: SmallBackendOptions & { enrolment?: Partial<Enrolment> } = {}, omit: readonly string[] = []) {
  const program = aProgram(enrolment ? { enrolment: { ...(aProgram().enrolment as Enrolment), ...enrolment } } : {})
  const backend = aSmallBackend({ program, members: { '+447700900123': aMember() }, referralCodes: { 'ADA-7K2': { amount: 300, from: 'Ada' } }, ...options })
  for (const group of omit) delete (backend as unknown as Record<string, unknown>)[group]
  const client = createLoyalty({ backend, storage: memoryStorage(), onReport: () => {} }) as AnyClient
  clients.push(client)
  return { backend, client }
}
const show = (client: AnyClient) => fixture<LoyaltyEnrolmentForm>(html`<loyalty-enrolment-form .client=${client}></loyalty-enrolment-form>`)
const looks = (element: Element, state: string) => until(() => element.matches(`:state(${state})`), `state ${state}`)
const textOf = (element: Element) => `${element.shadowRoot?.textContent} ${element.textContent}`.replace(/\s+/g, ' ')
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), `text “${text}”`)
const inputsOf = (backend: SmallBackend, name = 'members.enrol') => backend.calls.filter((call) => call.name === name).map(({ input }) => input as Enrol)
const confirm = async (element: Element, phone = grace) => {
  await fill(element, 'phone', phone)
  await submit(element)
  await looks(element, 'code')
  await fill(element, 'code', '123456')
}
const toDetails = async (element: Element) => {
  await confirm(element)
  await looks(element, 'details')
}
const fillIn = async (element: Element) => {
  await fill(element, 'givenName', ' Grace ')
  await fill(element, 'consents.terms', 'on')
  await fill(element, 'consents.processing', 'on')
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => {
  throw new LoyaltyError(code, 'Refused by the test.', { retryable: false, details })
}
const everyField = (['givenName', 'familyName', 'email', 'phone', 'birthday', 'gender', 'city', 'postalCode'] as const).map((name) => ({ name, required: false }))

describe('loyalty-enrolment-form', () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose()
    sessionStorage.clear()
  })

  it('makes a guest a member: phone, code, details, greeting with what was granted', async () => {
    const { client, backend } = world()
    const element = await show(client)
    await says(element, 'Join Stride Club and get 500 bonuses')
    const facts: Event[] = []
    for (const type of ['loyalty-enrol-request', 'loyalty-enrolled'] as const) element.addEventListener(type, (event) => facts.push(event))
    await toDetails(element)
    await until(() => document.activeElement === element.querySelector('[name=givenName]'), 'focus on the first field')
    await fillIn(element)
    await fill(element, 'consents.marketing-sms', 'on')
    await submit(element)
    await looks(element, 'done')
    await says(element, 'Welcome, Grace!')
    await says(element, '500 bonuses as a welcome')
    await until(() => element.shadowRoot?.activeElement?.part.contains('title'), 'focus on the greeting')
    const [request, fact] = facts as [LoyaltyEnrolRequestEvent, LoyaltyEnrolledEvent]
    expect([request.type, fact.type, fact.memberId]).to.deep.equal(['loyalty-enrol-request', 'loyalty-enrolled', 'm-2'])
    expect(fact.granted).to.deep.equal([{ currency: 'bonus', amount: 500, reason: 'welcome' }])
    expect(inputsOf(backend)).to.deep.equal([
      {
        ticket: 'ticket-1',
        profile: { givenName: 'Grace' },
        consents: [
          { id: 'terms', version: '2026-01', granted: true },
          { id: 'processing', version: '2026-01', granted: true },
          { id: 'marketing-sms', version: '2026-01', granted: true },
          { id: 'marketing-email', version: '2026-01', granted: false },
        ],
      },
    ])
    expect(sessionStorage.length).to.equal(0)
    await client.signOut?.()
    await looks(element, 'guest')
  })

  it('asks for the fields of the programme, with tokens for autofill, and not again for what is confirmed', async () => {
    const { client, backend } = world({ enrolment: { fields: everyField, cardLinking: true } })
    const element = await show(client)
    await toDetails(element)
    const tokens = [...element.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.field :is(input, select)')].map((field) => [field.name, field.getAttribute('autocomplete')])
    expect(tokens).to.deep.equal([
      ['givenName', 'given-name'], ['familyName', 'family-name'], ['email', 'email'], ['birthday', 'bday'], ['gender', 'sex'], ['city', 'address-level2'], ['postalCode', 'postal-code'],
      ['cardNumber', 'off'], ['referralCode', 'off'],
    ])
    for (const field of element.querySelectorAll<HTMLInputElement>('form input, form select')) expect(field.labels?.length, field.name).to.equal(1)
    await fillIn(element)
    await fill(element, 'email', ' grace@example.com')
    await fill(element, 'birthday', '1990-12-09')
    await fill(element, 'gender', 'female')
    await fill(element, 'cardNumber', ' 2200 17 ')
    await submit(element)
    await looks(element, 'done')
    const [input] = inputsOf(backend)
    expect(input?.profile).to.deep.equal({ givenName: 'Grace', email: 'grace@example.com', phone: grace, birthday: '1990-12-09', gender: 'female' })
    expect(input?.cardNumber).to.equal('2200 17')
  })

  it('asks for each consent by itself, unticked, in its own words, with a safe link', async () => {
    const consents = [
      { id: 'terms', purpose: 'terms' as const, text: 'Rules', version: '7', required: true, url: 'https://shop.example/rules' },
      { id: 'sms', purpose: 'marketing' as const, text: 'SMS', version: '2', required: false },
    ]
    const element = await show(world({ enrolment: { consents } }).client)
    await toDetails(element)
    const boxes = [...element.querySelectorAll<HTMLInputElement>('[type=checkbox]')]
    expect(boxes.map(({ checked, required }) => [checked, required])).to.deep.equal([[false, true], [false, false]])
    expect(boxes[0]?.labels?.[0]?.textContent?.replace(/\s+/g, ' ').trim()).to.equal('Rules (required)')
    const [link] = [...element.querySelectorAll('form a')] as HTMLAnchorElement[]
    expect([link?.getAttribute('href'), link?.target, link?.rel]).to.deep.equal(['https://shop.example/rules', '_blank', 'noopener noreferrer'])
    expect(link?.textContent).to.contain('Rules').and.to.contain('new tab')
  })

  it('records the answer to each channel and to each named partner by itself, with the version of its own wording', async () => {
    const consents = [
      { id: 'sms', purpose: 'marketing' as const, channel: 'sms' as const, text: 'Offers by SMS', version: '2', required: false },
      { id: 'email', purpose: 'marketing' as const, channel: 'email' as const, text: 'Offers by e-mail', version: '3', required: false },
      { id: 'partner-air', purpose: 'partner' as const, text: 'Northern Air may know my number', version: '4', required: false },
      { id: 'partner-bank', purpose: 'partner' as const, text: 'North Bank may know my number', version: '5', required: false },
    ]
    const { client, backend } = world({ enrolment: { fields: [], consents } })
    const element = await show(client)
    await toDetails(element)
    await fill(element, 'consents.partner-air', 'on')
    await submit(element)
    await looks(element, 'done')
    expect(inputsOf(backend)[0]?.consents).to.deep.equal(consents.map(({ id, version }) => ({ id, version, granted: id === 'partner-air' })))
  })

  it('never puts an unsafe address into a link, not even from a state', async () => {
    const program = aProgram({ enrolment: { ...(aProgram().enrolment as Enrolment), consents: [{ id: 'x', purpose: 'terms', text: 'X', version: '1', required: true, url: 'javascript:alert(1)' }] } })
    const element = await fixture<LoyaltyEnrolmentForm>(html`<loyalty-enrolment-form .state=${{ program: ready(program), member: ready(null) }} .ticket=${{ ticket: 't' }}></loyalty-enrolment-form>`)
    await fieldOf(element, 'consents.x')
    expect(element.querySelectorAll('form a').length).to.equal(0)
  })

  it('lists all that is wrong with links to the fields, and goes to the first', async () => {
    const { client, backend } = world({ enrolment: { fields: [{ name: 'givenName', required: true }, { name: 'birthday', required: true }] } })
    const element = await show(client)
    await toDetails(element)
    await fill(element, 'birthday', '3000-01-01')
    await submit(element)
    await until(() => document.activeElement === element.querySelector('[name=givenName]'), 'focus on the first error')
    const links = [...(element.shadowRoot?.querySelectorAll<HTMLAnchorElement>('[part=summary] a') ?? [])]
    expect(links.map(({ textContent }) => textContent)).to.deep.equal([
      'Enter your first name.', 'Enter the date of birth in full: a day in the past.', 'Tick “I accept the rules of Stride Club”.', 'Tick “I agree to the processing of my personal data”.',
    ])
    const { href } = location
    links[2]?.click()
    expect(document.activeElement === element.querySelector('[name="consents.terms"]')).to.equal(true)
    expect(location.href).to.equal(href)
    for (const field of element.querySelectorAll('[aria-invalid=true]')) {
      const [first = ''] = (field.getAttribute('aria-describedby') ?? '').split(' ')
      expect(document.getElementById(first)?.className).to.equal('error')
    }
    await fill(element, 'consents.terms', 'on')
    await until(() => element.shadowRoot?.querySelectorAll('[part=summary] a').length === 3, 'one error less')
    expect(inputsOf(backend)).to.deep.equal([])
  })

  it('lets a birthday be only a day in a life', async () => {
    const element = await show(world().client)
    await toDetails(element)
    const birthday = await fieldOf(element, 'birthday')
    const today = new Date().toISOString().slice(0, 10)
    expect([birthday.type, birthday.max, Number(birthday.max.slice(0, 4)) - Number(birthday.min.slice(0, 4))]).to.deep.equal(['date', today, 120])
  })

  it('shows issues of the backend at their fields, and keeps everything', async () => {
    const { client, backend } = world()
    backend.instead['members.enrol'] = refuse('invalid_input', { issues: [{ path: 'profile.familyName', message: 'bad' }, { path: 'consents.0.granted', message: 'bad' }, { path: 'consents.processing', message: 'bad' }] })
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    await submit(element)
    await says(element, 'Enter your last name again.')
    expect([...element.querySelectorAll<HTMLInputElement>('[aria-invalid=true]')].map(({ name }) => name)).to.deep.equal(['familyName', 'consents.terms', 'consents.processing'])
    expect((await fieldOf(element, 'givenName')).value).to.equal(' Grace ')
    expect((await fieldOf(element, 'consents.terms')).checked).to.equal(true)
    backend.instead['members.enrol'] = undefined
    await submit(element)
    await looks(element, 'done')
  })

  it('says what is wrong even where it knows no field for it', async () => {
    const { client, backend } = world()
    backend.instead['members.enrol'] = refuse('invalid_input', { issues: [{ path: 'profile.height', message: 'bad' }] })
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    await submit(element)
    await says(element, 'Something is not filled in right.')
  })

  it('knows the friend’s code, says who invited and what it brings, and sends it', async () => {
    const { client, backend } = world()
    client.rememberReferral('ADA-7K2')
    const element = await show(client)
    await says(element, 'Ada invited you: you get 300 bonuses for joining.')
    await toDetails(element)
    expect((await fieldOf(element, 'referralCode')).value).to.equal('ADA-7K2')
    await fillIn(element)
    await submit(element)
    await says(element, '300 bonuses for coming by invitation')
    expect(inputsOf(backend)[0]?.referralCode).to.equal('ADA-7K2')
    expect(inputsOf(backend, 'referrals.lookUp').length).to.equal(1)
  })

  it('takes a wrong code of a friend for a hint, not for a wall', async () => {
    const { client, backend } = world()
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    await fill(element, 'referralCode', 'NOBODY')
    await says(element, 'go on without it')
    await submit(element)
    await looks(element, 'done')
    expect(inputsOf(backend)[0]).not.to.have.property('referralCode')
  })

  it('lets somebody in without a code that the backend refused only at the end', async () => {
    const { client, backend } = world({}, ['referrals'])
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    await fill(element, 'referralCode', 'NOBODY')
    await submit(element)
    await says(element, 'This code is not valid.')
    await submit(element)
    await looks(element, 'done')
    expect(inputsOf(backend).map(({ referralCode }) => referralCode)).to.deep.equal(['NOBODY', undefined])
  })

  it('starts again with the code when the confirmation has expired, and keeps the rest', async () => {
    const { client, backend } = world()
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    backend.instead['members.enrol'] = refuse('expired')
    await submit(element)
    await says(element, 'what you have typed is kept')
    backend.instead['members.enrol'] = undefined
    expect((await fieldOf(element, 'phone')).value).to.equal(grace)
    await submit(element)
    await looks(element, 'code')
    await fill(element, 'code', '123456')
    await looks(element, 'details')
    expect((await fieldOf(element, 'givenName')).value).to.equal(' Grace ')
    expect((await fieldOf(element, 'consents.terms')).checked).to.equal(true)
    await submit(element)
    await looks(element, 'done')
  })

  it('greets somebody who is a member already, and logs them in', async () => {
    const { client, backend } = world()
    const element = await show(client)
    let loggedIn = ''
    element.addEventListener('loyalty-logged-in', ({ memberId }) => (loggedIn = memberId))
    await confirm(element, '+447700900123')
    await looks(element, 'member')
    await says(element, 'You have been a member before, so we have logged you in.')
    await says(element, 'You are a member of Stride Club, Ada.')
    expect(loggedIn).to.equal('m-1')
    expect(inputsOf(backend)).to.deep.equal([])
  })

  it('says so when somebody became a member meanwhile', async () => {
    const { client, backend } = world()
    backend.instead['members.enrol'] = refuse('conflict')
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    await submit(element)
    await says(element, 'has a membership by now. Get a code to log in.')
    await looks(element, 'guest')
  })

  it('takes over from a log-in on the page without a second code', async () => {
    const { client, backend } = world()
    const page = await fixture(html`<div><loyalty-login .client=${client}></loyalty-login><loyalty-enrolment-form .client=${client}></loyalty-enrolment-form></div>`)
    const login = page.querySelector('loyalty-login') as Element
    const element = page.querySelector('loyalty-enrolment-form') as Element
    await confirm(login)
    await looks(login, 'not-enrolled')
    await press(login, 'Join Stride Club')
    await looks(element, 'details')
    await says(element, grace)
    await until(() => document.activeElement === element.querySelector('[name=givenName]'), 'focus in the form')
    await fillIn(element)
    await submit(element)
    await looks(element, 'done')
    await looks(login, 'member')
    expect(inputsOf(backend, 'session.requestCode').length).to.equal(1)
  })

  it('does not take over what belongs to another client', async () => {
    const page = await fixture(html`<div><loyalty-login .client=${world().client}></loyalty-login><loyalty-enrolment-form .client=${world().client}></loyalty-enrolment-form></div>`)
    const [login, element] = [...page.children] as [Element, Element]
    await confirm(login)
    await looks(login, 'not-enrolled')
    await press(login, 'Join Stride Club')
    await (element as LoyaltyEnrolmentForm).updateComplete
    expect(element.matches(':state(guest)')).to.equal(true)
  })

  it('does not take over what the host took', async () => {
    const { client } = world()
    const page = await fixture(html`<div><loyalty-login .client=${client}></loyalty-login><loyalty-enrolment-form .client=${client}></loyalty-enrolment-form></div>`)
    const [login, element] = [...page.children] as [Element, Element]
    await confirm(login)
    await looks(login, 'not-enrolled')
    login.addEventListener('loyalty-enrol-request', (event) => event.preventDefault())
    await press(login, 'Join Stride Club')
    await (element as LoyaltyEnrolmentForm).updateComplete
    expect(element.matches(':state(guest)')).to.equal(true)
  })

  it('leaves the work to a host that cancels the wish, with all that was filled in', async () => {
    const { client, backend } = world()
    const element = await show(client)
    let input: Enrol | undefined
    element.addEventListener('loyalty-enrol-request', (event) => {
      event.preventDefault()
      ;({ input } = event)
    })
    await toDetails(element)
    await fillIn(element)
    await submit(element)
    expect(input?.profile.givenName).to.equal('Grace')
    expect(inputsOf(backend)).to.deep.equal([])
    expect(element.matches(':state(details)')).to.equal(true)
  })

  it('enrols once, however often it is pressed', async () => {
    const { client, backend } = world()
    let open = () => {}
    backend.instead['members.enrol'] = () => new Promise<undefined>((resolve) => (open = () => resolve(undefined)))
    const element = await show(client)
    await toDetails(element)
    await fillIn(element)
    for (let times = 0; times < 3; times += 1) await submit(element)
    await until(() => inputsOf(backend).length, 'call')
    expect(document.activeElement === element.querySelector('button[type=submit]')).to.equal(true)
    open()
    await looks(element, 'done')
    expect(inputsOf(backend).length).to.equal(1)
  })

  it('brings back what was typed after a reload, but never a tick, a code or a ticket', async () => {
    const { client } = world()
    const before = await show(client)
    await toDetails(before)
    await fillIn(before)
    before.remove()
    expect(JSON.stringify({ ...sessionStorage })).not.to.match(/ticket|consents|123456/)
    const after = await show(client)
    expect((await fieldOf(after, 'phone')).value).to.equal(grace)
    await submit(after)
    await looks(after, 'code')
    await fill(after, 'code', '123456')
    await looks(after, 'details')
    expect((await fieldOf(after, 'givenName')).value).to.equal(' Grace ')
    expect((await fieldOf(after, 'consents.terms')).checked).to.equal(false)
  })

  it('takes the same room before and after, wide and narrow', async () => {
    for (const width of ['20em', '60em']) {
      const frame = await fixture(html`<div></div>`)
      frame.setAttribute('style', `inline-size: ${width}`)
      const element = document.createElement('loyalty-enrolment-form')
      frame.append(element)
      element.state = { program: loading(), member: loading() }
      await element.updateComplete
      const before = element.getBoundingClientRect().height
      element.state = { program: ready(aProgram()), member: ready(null) }
      await fieldOf(element, 'phone')
      expect(element.getBoundingClientRect().height, width).to.be.closeTo(before, 0.1)
    }
  })

  it('tells loading, failed, guest and member apart, and shows nothing where nobody can join', async () => {
    const element = await fixture<LoyaltyEnrolmentForm>(html`<loyalty-enrolment-form></loyalty-enrolment-form>`)
    const states = {
      loading: { program: loading(), member: loading() },
      failed: { program: failed('network'), member: failed('network') },
      guest: { program: ready(aProgram()), member: ready(null) },
      member: { program: ready(aProgram()), member: ready(aMember()) },
      absent: { program: ready(aProgram({ enrolment: undefined })), member: ready(null) },
    } as const
    for (const [name, state] of Object.entries(states)) {
      element.state = state as LoyaltyEnrolmentForm['state']
      await element.updateComplete
      expect(element.matches(`:state(${name})`), name).to.equal(true)
    }
    for (const group of ['session', 'members']) await looks(await show(world({}, [group]).client), 'absent')
  })

  it('makes a member of the sandbox, logs out, and logs the same person in again', async () => {
    const { client, sandbox, dispose } = aShop()
    const element = await show(client as unknown as AnyClient)
    const code = () => sandbox.outbox[0]?.code ?? ''
    await fill(element, 'phone', grace)
    await submit(element)
    await looks(element, 'code')
    await fill(element, 'code', code())
    await looks(element, 'details')
    await submit(element)
    for (const field of element.querySelectorAll<HTMLInputElement>('form [aria-invalid=true]')) await fill(element, field.name, field.type === 'checkbox' ? 'on' : 'Grace')
    await submit(element)
    await looks(element, 'done')
    expect(textOf(element)).to.contain('as a welcome')
    await client.signOut()
    await looks(element, 'guest')
    element.remove()
    const login = await fixture(html`<loyalty-login .client=${client}></loyalty-login>`)
    await fill(login, 'phone', grace)
    sandbox.advance('2 minutes')
    await submit(login)
    await looks(login, 'code')
    await fill(login, 'code', code())
    await looks(login, 'member')
    dispose()
  })

  it('speaks Russian', async () => {
    const frame = await fixture(html`<div lang="ru"><loyalty-enrolment-form .client=${world().client}></loyalty-enrolment-form></div>`)
    const element = frame.firstElementChild as Element
    await says(element, 'За вступление: 500\u00a0бонусов'.replace('\u00a0', ' '))
    await submit(element)
    await says(element, 'Введите номер телефона.')
  })
})
