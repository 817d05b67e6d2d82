import { LoyaltyError, type AnyClient, type LoyaltyBackend, type Member, type Preferences } from '@loyaltykit/core'
import { aBalance, aJoinedShop, aMember, aPreferences, aProgram, aSmallShop, failed, fieldOf, fill, loading, press, ready, submit, until, type SmallShop } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyPreferences } from './preferences.ts'
import { changesOf, planOf } from './profile-form.ts'
import './define.ts'

type State = LoyaltyPreferences['state']
const ada = aMember({ profile: { givenName: 'Ada', familyName: 'Lovelace', birthday: '1990-12-10', phone: '+447700900123' } })
const state = (changes: State = {}): State => ({ program: ready(aProgram()), member: ready(ada), preferences: ready(aPreferences()), balances: ready([aBalance()]), ...changes })
const show = async (given: State, { width = 700, lang = 'en' } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-preferences .state=${given}></loyalty-preferences></div>`)
  const element = frame.firstElementChild as LoyaltyPreferences
  await element.updateComplete
  return element
}
const textOf = (element: Element | null | undefined) => `${element?.shadowRoot?.textContent ?? ''} ${element?.textContent ?? ''}`.replace(/\s+/g, ' ').trim()
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), () => `“${text}” in “${textOf(element)}”`)
const parts = (element: Element, name: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${name}]`) ?? [])]
const is = (element: Element, name: string) => element.matches(`:state(${name})`)
const errorOf = (element: Element, name: string) => element.querySelector(`[name=${name}]`)?.getAttribute('aria-invalid') === 'true' && element.querySelector(`[id$=${name}-error]`)?.textContent
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('what of a profile can be changed', () => {
  const enrolment = aProgram().enrolment!

  it('is all that was asked at sign-up, but not what one logs in with', () => {
    const { fixed, fields } = planOf(aProgram(), ada.profile)
    expect([fixed.map(({ name }) => name), fields.map(({ name }) => name)]).to.deep.equal([['phone'], ['givenName', 'familyName', 'birthday']])
  })

  it('is a second phone or e-mail that the programme asks for beside the log-in', () => {
    const program = aProgram({ enrolment: { ...enrolment, fields: [...enrolment.fields, { name: 'email', required: false }] } })
    expect(planOf(program, { ...ada.profile, email: 'ada@example.com' }).fields.map(({ name }) => name)).to.include('email')
    expect(planOf(program, { email: 'ada@example.com' }).fixed.map(({ name }) => name)).to.deep.equal(['email'])
  })

  it('are only the fields that are other than before; an emptied one is cleared', () => {
    const values = { givenName: ' Ada ', familyName: '', birthday: '1990-12-11' }
    expect(changesOf(planOf(aProgram(), ada.profile).fields, values, ada.profile)).to.deep.equal({ familyName: null, birthday: '1990-12-11' })
  })
})

type Group = NonNullable<LoyaltyBackend['preferences']>
describe('loyalty-preferences', () => {
  let shop: SmallShop | undefined
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    shop?.dispose()
    shop = undefined
    sessionStorage.clear()
  })

  it('shows details, choices with version and date, the copy and the way out', async () => {
    const element = await show(state())
    expect((await fieldOf(element, 'givenName')).value).to.equal('Ada')
    expect((await fieldOf(element, 'birthday')).value).to.equal('1990-12-10')
    expect(textOf(parts(element, 'fixed')[0])).to.contain('+447700900123')
    expect(element.querySelector('[name=phone]')).to.equal(null)
    const [sms, email, terms] = parts(element, 'consent').map(textOf)
    expect(sms).to.match(/Send me offers by SMS SMS · Allowed on (15 January|January 15) · wording 2026\u201101/)
    expect(email).to.contain('E-mail · Not answered yet · wording 2026\u201101')
    expect(terms).to.contain('I accept the rules').and.to.contain('Given')
    expect(parts(element, 'switch').map(({ ariaChecked }) => ariaChecked)).to.deep.equal(['true', 'false'])
  })

  it('does not count what was allowed to an older wording, and says so', async () => {
    const requests = aPreferences().requests.map((request) => ({ ...request, version: '2026-11' }))
    const element = await show(state({ preferences: ready(aPreferences({ requests })) }))
    expect(parts(element, 'switch')[0]?.ariaChecked).to.equal('false')
    expect(textOf(parts(element, 'consent')[0])).to.contain('The wording is new since you answered')
    expect(parts(element, 'given').length).to.equal(0)
    expect(textOf(element)).to.contain('Agree to the new wording')
  })

  it('is guest, failed and stale in its own way', async () => {
    const guest = await show({ program: ready(aProgram()), member: ready(null), preferences: ready(null) })
    expect([is(guest, 'guest'), guest.querySelector('form:not([hidden])')]).to.deep.equal([true, null])
    expect(textOf(await show(state({ preferences: failed('network') })))).to.contain('Your details can not be shown just now.')
    expect(textOf(await show(state({ preferences: failed('network', aPreferences()) })))).to.contain('As of')
  })

  it('takes the same room before and after', () => withRoomKept(async () => {
    for (const width of [288, 700]) {
      const before = (await show(state({ preferences: loading() }), { width })).getBoundingClientRect().height
      const after = await show(state(), { width })
      await after.updateComplete
      expect(after.getBoundingClientRect().height, String(width)).to.equal(before)
    }
  }))

  it('speaks Russian', async () => {
    await says(await show(state(), { lang: 'ru' }), 'Выход из программы')
  })

  /** A desk that keeps what it is told. */
  const desk = async (changes: Partial<Group> = {}, who: Member = ada) => {
    const asked: unknown[] = []
    let member = who
    let preferences: Preferences = aPreferences()
    const open: { now: number; most: number } = { now: 0, most: 0 }
    shop = aSmallShop({
      groups: {
        members: { get: async () => member, enrol: async () => Promise.reject(new LoyaltyError('unsupported', 'No.')) },
        preferences: {
          get: async () => preferences,
          update: async (input, context) => {
            asked.push(input)
            open.most = Math.max(open.most, (open.now += 1))
            await rest(20)
            open.now -= 1
            if (changes.update) return changes.update(input, context)
            const at = new Date().toISOString()
            member = { ...member, profile: { ...member.profile, ...Object.fromEntries(Object.entries(input.profile ?? {}).map(([name, value]) => [name, value ?? undefined])) } }
            preferences = { ...preferences, consents: [...preferences.consents.filter(({ id }) => !input.consents?.some((one) => one.id === id)), ...(input.consents ?? []).map((one) => ({ ...one, at }))] }
            return { member, preferences }
          },
          export: changes.export ?? (async () => ({ mediaType: 'application/json', text: '{"a":1}' })),
          leave: async (input, context) => {
            asked.push(input)
            await rest(20)
            return changes.leave ? changes.leave(input, context) : {}
          },
        },
      },
    })
    await shop.signIn()
    const element: LoyaltyPreferences = await fixture(html`<loyalty-preferences lang="en" .client=${shop.client}></loyalty-preferences>`)
    await until(() => is(element, 'ready'))
    await element.updateComplete
    return { element, asked, open }
  }
  const refuse = (error: LoyaltyError) => async () => Promise.reject(error)

  it('saves what has changed and nothing else, once', async () => {
    const { element, asked } = await desk()
    await submit(element)
    await says(element, 'Nothing has changed.')
    await fill(element, 'familyName', 'Byron')
    await fill(element, 'birthday', '')
    await submit(element)
    await submit(element)
    await says(element, 'Saved.')
    expect(asked).to.deep.equal([{ profile: { familyName: 'Byron', birthday: null } }])
    expect((await fieldOf(element, 'familyName')).value).to.equal('Byron')
  })

  it('checks before it sends, and says at the field what the backend refuses', async () => {
    const { element, asked } = await desk({ update: refuse(new LoyaltyError('invalid_input', 'No.', { details: { issues: [{ path: 'profile.familyName', message: 'bad' }] } })) })
    await fill(element, 'givenName', '')
    await submit(element)
    expect([errorOf(element, 'givenName'), asked.length]).to.deep.equal(['Enter your first name.', 0])
    await fill(element, 'givenName', 'Ada')
    await fill(element, 'familyName', 'X')
    await submit(element)
    await until(() => errorOf(element, 'familyName'), 'error')
    expect(errorOf(element, 'familyName')).to.equal('Enter your last name again.')
  })

  it('saves an answer at once: the switch moves, and stays when it is saved', async () => {
    const { element, asked } = await desk()
    parts(element, 'switch')[1]?.click()
    await element.updateComplete
    expect([parts(element, 'switch')[1]?.ariaChecked, parts(element, 'switch')[1]?.ariaBusy]).to.deep.equal(['true', 'true'])
    await until(() => parts(element, 'switch')[1]?.ariaBusy === 'false')
    expect(parts(element, 'switch')[1]?.ariaChecked).to.equal('true')
    await says(element, 'Saved: Send me offers by e-mail')
    expect(asked).to.deep.equal([{ consents: [{ id: 'marketing-email', version: '2026-01', granted: true }] }])
  })

  it('puts the switch back when it is not saved, and says why; the other stays as it was', async () => {
    const { element } = await desk({ update: refuse(new LoyaltyError('backend_failed', 'Down.', { retryable: false })) })
    parts(element, 'switch')[1]?.click()
    await says(element, 'Not saved, so it stays as it was.')
    expect(parts(element, 'switch').map(({ ariaChecked }) => ariaChecked)).to.deep.equal(['true', 'false'])
    expect(textOf(parts(element, 'consent')[0])).not.to.contain('Not saved')
  })

  it('sends answers one after the other, and each press counts once', async () => {
    const { element, asked, open } = await desk()
    for (const one of parts(element, 'switch')) one.click()
    parts(element, 'switch')[0]?.click()
    await until(() => parts(element, 'switch').every(({ ariaBusy }) => ariaBusy === 'false') && asked.length === 2)
    expect(open.most).to.equal(1)
    expect(parts(element, 'switch').map(({ ariaChecked }) => ariaChecked)).to.deep.equal(['false', 'true'])
  })

  it('sends nothing of one person for the next', async () => {
    const { element, asked } = await desk()
    for (const one of parts(element, 'switch')) one.click()
    await rest(5)
    await shop?.client.signOut?.()
    await shop?.signIn('m-2')
    await rest(100)
    expect(asked.length).to.equal(1)
  })

  it('leaves it to a host that cancels', async () => {
    const { element, asked } = await desk()
    const heard: unknown[] = []
    for (const type of ['loyalty-update-preferences-request', 'loyalty-export-data-request', 'loyalty-leave-program-request'] as const)
      element.addEventListener(type, (event) => {
        heard.push(event.type)
        event.preventDefault()
      })
    parts(element, 'switch')[0]?.click()
    parts(element, 'export')[0]?.click()
    await press(element, 'Leave Stride Club')
    await until(() => element.shadowRoot?.querySelector<HTMLElement>('#understood')).then((tick) => tick.click())
    await press(element, 'Leave for good')
    await rest(50)
    expect([heard.length, asked.length, parts(element, 'switch')[0]?.ariaChecked, is(element, 'ready')]).to.deep.equal([3, 0, 'true', true])
  })

  it('gives a copy of the data as a file', async () => {
    const { element } = await desk()
    const files: string[] = []
    const click = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function () {
      files.push(this.download)
    }
    try {
      parts(element, 'export')[0]?.click()
      await says(element, 'The file is in your downloads.')
    } finally {
      HTMLAnchorElement.prototype.click = click
    }
    expect(files.length).to.equal(1)
    expect(files[0]).to.match(/^stride-\d{4}-\d\d-\d\d\.json$/)
  })

  it('says when the next copy is possible', async () => {
    const { element } = await desk({ export: refuse(new LoyaltyError('rate_limited', 'No.', { retryable: false, details: { retryAt: new Date(Date.now() + 5.5 * 3_600_000).toISOString() } })) })
    parts(element, 'export')[0]?.click()
    await says(element, 'The next one is possible in 5 hours.')
  })

  it('says what is lost, asks for a tick, and offers the way back', async () => {
    const { element, asked } = await desk()
    await press(element, 'Leave Stride Club')
    await until(() => parts(element, 'leave-panel')[0])
    await element.updateComplete
    expect(element.shadowRoot?.activeElement).to.equal(parts(element, 'leave-panel')[0])
    await press(element, 'Leave for good')
    await says(element, 'Tick this if you want to leave.')
    expect(asked).to.deep.equal([])
    await press(element, 'Stay a member')
    await until(() => parts(element, 'leave-begin')[0])
    await element.updateComplete
    expect(element.shadowRoot?.activeElement).to.equal(parts(element, 'leave-begin')[0])
  })

  it('names what is lost by currency', async () => {
    const element = await show(state())
    await press(element, 'Leave Stride Club')
    await says(element, '1,250 bonuses')
    expect(textOf(parts(element, 'losses')[0])).to.contain('320 bonuses on their way')
    const unknown = await show(state({ balances: failed('network') }))
    await press(unknown, 'Leave Stride Club')
    await says(unknown, 'All you have collected')
  })

  const leave = async (element: LoyaltyPreferences) => {
    await press(element, 'Leave Stride Club')
    const tick = await until(() => element.shadowRoot?.querySelector<HTMLInputElement>('#understood'))
    const area = element.shadowRoot?.querySelector<HTMLTextAreaElement>('#comment')
    if (area) {
      area.value = 'Moved away'
      area.dispatchEvent(new Event('input'))
    }
    tick.click()
    await press(element, 'Leave for good')
  }

  it('ends the membership once, says goodbye, and leaves nothing', async () => {
    const { element, asked } = await desk()
    let left = 0
    element.addEventListener('loyalty-program-left', () => (left += 1))
    await leave(element)
    await says(element, 'You have left Stride Club.')
    await element.updateComplete
    expect([asked, left, is(element, 'left')]).to.deep.equal([[{ comment: 'Moved away' }], 1, true])
    expect(element.shadowRoot?.activeElement).to.equal(parts(element, 'left')[0])
    expect(sessionStorage.length).to.equal(0)
    expect(element.querySelector('form:not([hidden])')).to.equal(null)
    await shop?.signIn('m-2')
    await until(() => is(element, 'ready'))
  })

  it('keeps the panel and what was typed when leaving fails', async () => {
    const { element } = await desk({ leave: refuse(new LoyaltyError('backend_failed', 'Down.', { retryable: false })) })
    await leave(element)
    await says(element, 'has a problem')
    expect([element.shadowRoot?.querySelector<HTMLTextAreaElement>('#comment')?.value, is(element, 'ready')]).to.deep.equal(['Moved away', true])
  })

  it('keeps what was typed over a reload, and nothing after it is saved', async () => {
    const { element } = await desk()
    await fill(element, 'familyName', 'Byron')
    await fill(element, 'birthday', '')
    element.remove()
    const again: LoyaltyPreferences = await fixture(html`<loyalty-preferences lang="en" .client=${shop?.client}></loyalty-preferences>`)
    expect((await fieldOf(again, 'familyName')).value).to.equal('Byron')
    expect((await fieldOf(again, 'birthday')).value).to.equal('')
    expect((await fieldOf(again, 'givenName')).value).to.equal('Ada')
    await submit(again)
    await says(again, 'Saved.')
    expect(sessionStorage.length).to.equal(0)
  })

  it('takes a newer profile into fields that were not touched', async () => {
    const element = await show(state())
    await fill(element, 'familyName', 'Byron')
    element.state = state({ member: ready({ ...ada, profile: { ...ada.profile, givenName: 'Augusta', familyName: 'King' } }) })
    await element.updateComplete
    expect([(await fieldOf(element, 'givenName')).value, (await fieldOf(element, 'familyName')).value]).to.deep.equal(['Augusta', 'Byron'])
  })

  it('works on the sandbox: an answer, a name, a copy; the log-in stays', async () => {
    const { client, dispose } = await aJoinedShop()
    const element: LoyaltyPreferences = await fixture(html`<loyalty-preferences lang="en" .client=${client as unknown as AnyClient}></loyalty-preferences>`)
    await until(() => is(element, 'ready'))
    parts(element, 'switch')[0]?.click()
    await until(() => parts(element, 'switch')[0]?.ariaBusy === 'false' && parts(element, 'switch')[0]?.ariaChecked === 'true', 'saved answer')
    await fill(element, 'givenName', 'Augusta')
    await submit(element)
    await says(element, 'Saved.')
    expect(textOf(parts(element, 'fixed')[0])).to.contain('+447700900123')
    dispose()
  })
})
