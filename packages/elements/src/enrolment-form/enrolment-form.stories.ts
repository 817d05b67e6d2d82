import { createLoyalty, LoyaltyError, type AnyClient, type Program } from '@loyaltykit/core'
import { aMember, aProgram, aSmallBackend, failed, fieldOf, fill, loading, memoryStorage, ready, submit, until, withLongTexts, type SmallBackend } from '@loyaltykit/testing'
import { html } from 'lit'
import type { LoyaltyEnrolmentForm } from '@loyaltykit/elements/enrolment-form'
import '@loyaltykit/elements/enrolment-form/define'

interface Args {
  state?: LoyaltyEnrolmentForm['state']
  lang?: 'en' | 'ru'
  program?: Partial<Program>
  /** Instead of calls of the backend. */
  instead?: SmallBackend['instead']
  /** The code that the visitor came with. */
  referral?: string
  ticket?: { ticket: string; identifier: { kind: 'phone'; value: string } }
}
interface Play {
  canvasElement: HTMLElement
}

const opened = new Set<AnyClient>()

/** A client of a small backend, where Ada is a member and her code brings 500 bonuses. */
function aClient({ instead = {}, lang = 'en', program, referral }: Args): AnyClient {
  const backend = aSmallBackend({ program: aProgram(program, lang), members: { '+447700900123': aMember() }, referralCodes: { 'ADA-7K2': { amount: 500, from: lang === 'ru' ? 'Ада' : 'Ada' } } })
  Object.assign(backend.instead, instead)
  const client = createLoyalty({ backend, storage: memoryStorage(), onReport: () => {} })
  if (referral) client.rememberReferral(referral)
  opened.add(client)
  return client
}

export default {
  title: 'Elements/Enrolment form',
  component: 'loyalty-enrolment-form',
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      for (const client of opened) client.dispose()
      opened.clear()
      sessionStorage.clear()
    }
  },
  render: (args: Args) => html`<loyalty-enrolment-form .state=${args.state} .client=${args.state ? undefined : aClient(args)} .ticket=${args.ticket}></loyalty-enrolment-form>`,
}

const form = (canvas: HTMLElement) => until(() => canvas.querySelector('loyalty-enrolment-form'))
const looks = (element: Element, state: string) => until(() => element.matches(`:state(${state})`), `state ${state}`)
const says = (element: Element, text: string) => until(() => `${element.textContent}${element.shadowRoot?.textContent}`.includes(text), `text “${text}”`)
const toDetails = (phone = '+44 7700 900456', state = 'details') => async ({ canvasElement }: Play) => {
  const element = await form(canvasElement)
  await fill(element, 'phone', phone)
  await submit(element)
  await looks(element, 'code')
  await fill(element, 'code', '123456')
  await looks(element, state)
  return element
}
const filled = async (play: Play) => {
  const element = await toDetails()(play)
  await fill(element, 'givenName', 'Grace')
  await fill(element, 'consents.terms', 'on')
  await fill(element, 'consents.processing', 'on')
  return element
}
const enrols = async (play: Play) => {
  const element = await filled(play)
  await submit(element)
  return element
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => {
  throw new LoyaltyError(code, 'Refused by the story.', { retryable: false, details })
}
const everyField: Partial<Program> = {
  enrolment: {
    identifiers: ['phone'],
    fields: (['givenName', 'familyName', 'email', 'phone', 'birthday', 'gender', 'city', 'postalCode'] as const).map((name) => ({ name, required: true })),
    consents: [
      { id: 'terms', purpose: 'terms', text: 'I have read the rules of the programme, which go on for quite some time and explain in every detail how bonuses are earned, spent and lost, and I accept them', version: '1', required: true, url: 'https://shop.example/rules' },
    ],
    cardLinking: true,
    referralCode: true,
  },
}

const program = ready(aProgram())

export const Guest = { args: {} }
export const Invited = { args: { referral: 'ADA-7K2' }, play: async ({ canvasElement }: Play) => says(await form(canvasElement), 'Ada invited you') }
export const WithoutWelcome = { args: { program: { enrolment: { identifiers: ['email'], fields: [], consents: [], cardLinking: false, referralCode: false } } } }
export const Loading = { args: { state: { program: loading(), member: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program: failed('network'), member: failed('network') } } }
export const LastValue = { args: { state: { program: failed('network', aProgram()), member: ready(null) } } }
export const Member = { args: { state: { program, member: ready(aMember()) } } }
export const Code = {
  args: {},
  play: async ({ canvasElement }: Play) => {
    const element = await form(canvasElement)
    await fill(element, 'phone', '+44 7700 900456')
    await submit(element)
    await looks(element, 'code')
  },
}
export const Details = { args: {}, play: toDetails() }
export const EveryField = { args: { program: everyField }, play: toDetails() }
export const ConfirmedBefore = { args: { ticket: { ticket: 'ticket-0', identifier: { kind: 'phone', value: '+447700900456' } } } }
export const NothingFilledIn = { args: {}, play: async (play: Play) => submit(await toDetails()(play)) }
export const RefusedByBackend = {
  args: { instead: { 'members.enrol': refuse('invalid_input', { issues: [{ path: 'profile.givenName', message: 'bad' }, { path: 'consents.terms', message: 'bad' }] }) } },
  play: async (play: Play) => says(await enrols(play), 'Enter your first name again'),
}
export const UnknownCode = { args: { referral: 'NOBODY' }, play: async (play: Play) => says(await toDetails()(play), 'We don’t know this code') }
export const ConfirmationExpired = { args: { instead: { 'members.enrol': refuse('expired') } }, play: async (play: Play) => says(await enrols(play), 'what you have typed is kept') }
export const BecameMemberMeanwhile = { args: { instead: { 'members.enrol': refuse('conflict') } }, play: async (play: Play) => says(await enrols(play), 'has a membership by now') }
export const Unreachable = { args: { instead: { 'members.enrol': refuse('network') } }, play: async (play: Play) => says(await enrols(play), 'could not reach') }
export const Busy = { args: { instead: { 'members.enrol': () => new Promise(() => {}) } }, play: async (play: Play) => says(await enrols(play), 'One moment') }
export const Joins = {
  args: { referral: 'ADA-7K2' },
  play: async (play: Play) => {
    const element = await enrols(play)
    await looks(element, 'done')
    await says(element, 'Welcome, Grace')
  },
}
export const AlreadyMember = { args: {}, play: toDetails('+44 7700 900123', 'member') }
export const Narrow = { args: {}, parameters: { width: 288 }, play: async (play: Play) => submit(await toDetails()(play)) }
export const Dark = { args: {}, parameters: { theme: 'dark' }, play: async (play: Play) => submit(await toDetails()(play)) }
export const Russian = { args: { lang: 'ru', referral: 'ADA-7K2' }, parameters: { lang: 'ru' } }
export const RussianDetails = { args: { lang: 'ru', referral: 'ADA-7K2' }, parameters: { lang: 'ru', width: 390 }, play: async (play: Play) => submit(await toDetails()(play)) }
export const RussianDone = { args: { lang: 'ru' }, parameters: { lang: 'ru' }, play: async (play: Play) => looks(await enrols(play), 'done') }
export const RightToLeft = {
  args: {},
  parameters: { dir: 'rtl' },
  play: async (play: Play) => {
    const element = await toDetails()(play)
    await fieldOf(element, 'birthday')
  },
}

export const LongText = { args: { program: withLongTexts(aProgram()) }, parameters: { width: 320 }, play: async (play: Play) => submit(await toDetails()(play)) }
/** What is wrong is told by words and edges. */
export const ForcedColors = { ...NothingFilledIn, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Joins, parameters: { motion: 'reduced' } }

const marketing = { purpose: 'marketing', version: '2026-09', required: false } as const
const byPartner: Partial<Program> = {
  enrolment: {
    identifiers: ['phone'],
    fields: [{ name: 'givenName', required: true }],
    consents: [
      { id: 'terms', purpose: 'terms', text: 'I accept the rules of the programme', version: '2026-01', required: true, url: 'https://shop.example/rules' },
      { ...marketing, id: 'marketing-sms', channel: 'sms', text: 'Offers by SMS, please' },
      { ...marketing, id: 'marketing-email', channel: 'email', text: 'Offers by e-mail, please' },
      { id: 'partner-air', purpose: 'partner', text: 'Northern Air may know my membership number, to credit miles', version: '2026-10', required: false },
      { id: 'partner-bank', purpose: 'partner', text: 'North Bank may know my membership number, to credit bonuses', version: '2026-11', required: false },
    ],
    cardLinking: false,
    referralCode: false,
  },
}
/** Each channel and each partner is asked for by itself. */
export const ByPartner = { args: { program: byPartner }, play: toDetails() }
