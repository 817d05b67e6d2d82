import { LoyaltyError, type Member as Person, type Preferences, type Program } from '@loyaltykit/core'
import { aBalance, aMember, aPreferences, aProgram, aSmallShop, failed, fill, loading, press, ready, submit, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyPreferences } from '@loyaltykit/elements/preferences'
import { html } from 'lit'
import '@loyaltykit/elements/preferences/define'

type State = LoyaltyPreferences['state']
interface Play {
  canvasElement: HTMLElement
}

const ada = aMember({ profile: { givenName: 'Ada', familyName: 'Lovelace', birthday: '1990-12-10', phone: '+447700900123' } })
const balances = ready([aBalance()])
const of = (changes: { program?: Program; member?: Person; preferences?: Preferences } = {}): State => ({
  program: ready(changes.program ?? aProgram()), member: ready(changes.member ?? ada), preferences: ready(changes.preferences ?? aPreferences()), balances,
})
const newWording = aPreferences({ requests: aPreferences().requests.map((request) => ({ ...request, version: '2026-11' })) })

export default {
  title: 'Elements/Preferences',
  component: 'loyalty-preferences',
  beforeEach: () => {
    sessionStorage.clear()
    return () => sessionStorage.clear()
  },
  render: ({ state }: { state: State }) => html`<loyalty-preferences .state=${state}></loyalty-preferences>`,
}

export const Member = { args: { state: of() } }
/** A wording changed: what was allowed counts no more until it is answered anew. */
export const NewWording = { args: { state: of({ preferences: newWording }) } }
export const ManyFields = {
  args: {
    state: of({
      program: aProgram({ enrolment: { ...aProgram().enrolment!, identifiers: ['phone'], fields: (['givenName', 'familyName', 'email', 'gender', 'city', 'postalCode'] as const).map((name) => ({ name, required: name === 'givenName' })) } }),
      member: aMember({ profile: { ...ada.profile, email: 'ada@example.com', gender: 'female', city: 'London' } }),
    }),
  },
}
export const WithoutConsents = { args: { state: of({ preferences: { requests: [], consents: [] } }) } }
export const Guest = { args: { state: { program: ready(aProgram()), member: ready(null), preferences: ready(null) } } }
export const Loading = { args: { state: { program: ready(aProgram()), member: loading(), preferences: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program: ready(aProgram()), member: ready(ada), preferences: failed('network') } } }
export const LastValue = { args: { state: { ...of(), preferences: failed('network', aPreferences()) } } }
export const LongText = { args: { state: of({ program: withLongTexts(aProgram()), preferences: { ...aPreferences(), requests: withLongTexts(aPreferences().requests).map((request) => ({ ...request, text: `${request.text}. `.repeat(6).slice(0, 300) })) } }) }, parameters: { width: 288 } }
export const Narrow = { args: { state: of() }, parameters: { width: 288 } }
export const Dark = { args: { state: of() }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: of({ program: aProgram({}, 'ru'), preferences: aPreferences({}, 'ru'), member: aMember({ profile: { ...ada.profile, givenName: 'Анна', familyName: 'Иванова' } }) }) }, parameters: { lang: 'ru' } }
export const RussianNarrow = { args: Russian.args, parameters: { lang: 'ru', width: 288 } }
export const RightToLeft = { args: { state: of() }, parameters: { dir: 'rtl' } }

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyPreferences>('loyalty-preferences'))
const says = (element: Element, text: string) => until(() => `${element.textContent}${element.shadowRoot?.textContent}`.includes(text), `“${text}”`)
const opened = async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  await press(element, 'Leave Stride Club…')
  await says(element, 'This is lost for good')
  return element
}

export const Leaving = { args: { state: of() }, play: opened }
export const LeavingNarrow = { args: { state: of() }, parameters: { width: 288 }, play: opened }
export const LeavingUnticked = {
  args: { state: of() },
  play: async (play: Play) => {
    const element = await opened(play)
    await press(element, 'Leave for good')
    await says(element, 'Tick this if you want to leave.')
  },
}

let shop: SmallShop
const withShop = (fails?: LoyaltyError) => ({
  loaders: [
    async () => {
      let preferences = aPreferences()
      shop = aSmallShop({
        groups: {
          preferences: {
            get: async () => preferences,
            update: async ({ profile, consents = [] }) => {
              if (fails) throw fails
              const at = new Date().toISOString()
              preferences = { ...preferences, consents: [...preferences.consents.filter(({ id }) => !consents.some((one) => one.id === id)), ...consents.map((one) => ({ ...one, at }))] }
              return { member: aMember({ profile: { ...aMember().profile, ...(profile?.familyName ? { familyName: profile.familyName } : {}) } }), preferences }
            },
            export: async () => ({ mediaType: 'application/json', text: '{}' }),
            leave: async () => ({}),
          },
        },
      })
      await shop.signIn()
    },
  ],
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      shop.dispose()
      sessionStorage.clear()
    }
  },
  render: () => html`<loyalty-preferences .client=${shop.client}></loyalty-preferences>`,
})
const switches = (element: Element) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role=switch]') ?? [])]

/** An answer is saved at once. */
export const Allow = {
  ...withShop(),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await until(() => switches(element).length === 2)
    switches(element)[1]?.click()
    await until(() => switches(element)[1]?.ariaChecked === 'true' && switches(element)[1]?.ariaBusy === 'false', 'saved answer')
  },
}
/** It could not be saved: the switch is back, and says so. */
export const AllowFails = {
  ...withShop(new LoyaltyError('backend_failed', 'Down.', { retryable: false })),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await until(() => switches(element).length === 2)
    switches(element)[1]?.click()
    await says(element, 'Not saved, so it stays as it was.')
    if (switches(element)[1]?.ariaChecked !== 'false') throw new Error('The switch should be back.')
  },
}
export const Save = {
  ...withShop(),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await fill(element, 'familyName', 'Byron')
    await submit(element)
    await says(element, 'Saved.')
  },
}
export const Refused = {
  ...withShop(new LoyaltyError('invalid_input', 'Wrong.', { details: { issues: [{ path: 'profile.birthday', message: 'bad' }, { path: 'profile.familyName', message: 'bad' }] } })),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await fill(element, 'familyName', 'Byron')
    await submit(element)
    await says(element, 'Please check:')
  },
}
/** Somebody leaves, and is told goodbye. */
export const Left = {
  ...withShop(),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await press(element, 'Leave Stride Club…')
    const tick = await until(() => element.shadowRoot?.querySelector<HTMLInputElement>('#understood'))
    tick.click()
    await press(element, 'Leave for good')
    await says(element, 'You have left Stride Club.')
  },
}

/** The programme asks for nothing, and knows nothing more than the log-in. */
export const Empty = {
  args: { state: of({ program: aProgram({ enrolment: { ...aProgram().enrolment!, identifiers: ['phone'], fields: [] } }), member: aMember({ profile: { phone: '+447700900123' } }), preferences: { requests: [], consents: [] } }) },
}
export const ForcedColors = { args: { state: of() }, parameters: { colors: 'forced' }, play: opened }
export const ReducedMotion = { ...Allow, parameters: { motion: 'reduced' } }
