import { createLoyalty, LoyaltyError, type AnyClient } from '@loyaltykit/core'
import { aMember, aProgram, aSmallBackend, failed, fill, loading, memoryStorage, press, ready, submit, until, type SmallBackend } from '@loyaltykit/testing'
import { html } from 'lit'
import type { LoyaltyLogin } from '@loyaltykit/elements/login'
import '@loyaltykit/elements/login/define'

interface Args {
  state?: LoyaltyLogin['state']
  lang?: 'en' | 'ru'
  /** Instead of calls of the backend. */
  instead?: SmallBackend['instead']
  resendAfter?: number
  identifier?: 'phone' | 'email'
  countryCode?: string
  /** The programme has providers. */
  providers?: boolean
  everywhere?: boolean
}
interface Play {
  canvasElement: HTMLElement
}

const opened = new Set<AnyClient>()
const member = aMember()

/** A client of a small backend, where Ada is a member and Grace is not. */
function aClient({ instead = {}, lang = 'en', resendAfter, providers }: Args): AnyClient {
  const backend = aSmallBackend({ program: aProgram(providers ? { login } : {}, lang), members: { '+447700900123': member }, ...(resendAfter === undefined ? {} : { resendAfter }) })
  Object.assign(backend.instead, instead)
  const client = createLoyalty({ backend, storage: memoryStorage(), onReport: () => {} })
  opened.add(client)
  return client
}

export default {
  title: 'Elements/Login',
  component: 'loyalty-login',
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      for (const client of opened) client.dispose()
      opened.clear()
      sessionStorage.clear()
    }
  },
  render: (args: Args) => html`
    <loyalty-login .state=${args.state} .client=${args.state ? undefined : aClient(args)} .identifier=${args.identifier} .countryCode=${args.countryCode} ?with-log-out-everywhere=${args.everywhere ?? false}></loyalty-login>
  `,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector('loyalty-login'))
const looks = (element: Element, state: string) => until(() => element.matches(`:state(${state})`), `state ${state}`)
const identify = (phone: string) => async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  await fill(element, 'phone', phone)
  await submit(element)
  return element
}
const toCode = (phone: string) => async (play: Play) => {
  const element = await identify(phone)(play)
  await looks(element, 'code')
  return element
}
const typeCode = (phone: string, code: string, state?: string) => async (play: Play) => {
  const element = await toCode(phone)(play)
  await fill(element, 'code', code)
  if (state) await looks(element, state)
  return element
}
const says = (element: Element, text: string) => until(() => `${element.textContent}${element.shadowRoot?.textContent}`.includes(text), `text “${text}”`)
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => {
  throw new LoyaltyError(code, 'Refused by the story.', { retryable: false, details })
}

const program = ready(aProgram())
const ada = '+44 7700 900123'
const grace = '+44 7700 900456'

export const Guest = { args: {} }
export const EmailFirst = { args: { identifier: 'email' } }
export const NationalNumbers = { args: { countryCode: '+44' } }
export const Member = { args: { state: { program, member: ready(member) } } }
export const Loading = { args: { state: { program: loading(), member: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program: failed('network'), member: failed('network') } } }
export const LastValue = { args: { state: { program: failed('network', aProgram()), member: ready(null) } } }

export const SwitchToEmail = { args: {}, play: async ({ canvasElement }: Play) => press(await find(canvasElement), 'e-mail instead') }
export const PhoneMissing = { args: {}, play: async ({ canvasElement }: Play) => submit(await find(canvasElement)) }
export const PhoneWrong = { args: {}, play: identify('12') }
export const Unreachable = { args: { instead: { 'session.requestCode': refuse('network') } }, play: async (play: Play) => says(await identify(ada)(play), 'could not reach') }
export const TooOften = {
  args: { instead: { 'session.requestCode': refuse('rate_limited', { retryAt: '2026-11-22T10:30:00Z' }) } },
  play: async (play: Play) => says(await identify(ada)(play), 'too often'),
}
export const Busy = { args: { instead: { 'session.requestCode': () => new Promise(() => {}) } }, play: async (play: Play) => says(await identify(ada)(play), 'One moment') }
export const Code = { args: {}, play: toCode(ada) }
export const CodeCanBeSentAgain = {
  args: { resendAfter: 0 },
  play: async (play: Play) => {
    const element = await toCode(ada)(play)
    await press(element, 'Send another code')
    await says(element, 'Another code is on its way.')
  },
}
export const WrongCode = { args: {}, play: async (play: Play) => says(await typeCode(ada, '000000')(play), 'not the code we sent') }
export const ExpiredCode = { args: { instead: { 'session.verifyCode': refuse('expired') } }, play: async (play: Play) => says(await typeCode(ada, '000000')(play), 'no longer works') }
export const LogsIn = { args: {}, play: async (play: Play) => says(await typeCode(ada, '123456', 'member')(play), 'Ada') }
export const NotEnrolled = { args: {}, play: typeCode(grace, '123456', 'not-enrolled') }
export const LogsOut = {
  args: {},
  play: async (play: Play) => {
    const element = await typeCode(ada, '123456', 'member')(play)
    await press(element, 'Log out')
    await looks(element, 'guest')
  },
}

const login = { codes: true, providers: [{ id: 'shop', name: 'Shop ID', url: 'https://id.example/start?provider=shop' }, { id: 'post', name: 'Postal Account', url: 'https://id.example/start?provider=post' }], everywhere: true }
const elsewhere = (over: Partial<typeof login> = {}, lang: 'en' | 'ru' = 'en') => ready(aProgram({ login: { ...login, ...over } }, lang))
/** Somebody comes back from a provider: what the gateway wrote into the address is there while the element opens. */
const comesBack = (query: string) => () => {
  const { href } = location
  const url = new URL(href)
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value)
  history.replaceState(null, '', url)
  return () => {
    history.replaceState(null, '', href)
    for (const client of opened) client.dispose()
    opened.clear()
    sessionStorage.clear()
  }
}

export const Providers = { args: { state: { program: elsewhere(), member: ready(null) } } }
export const ProvidersAlone = { args: { state: { program: elsewhere({ codes: false }), member: ready(null) } } }
export const NothingToOffer = { args: { state: { program: elsewhere({ codes: false, providers: [] }), member: ready(null) } } }
export const ProvidersDark = { args: { state: { program: elsewhere(), member: ready(null) } }, parameters: { theme: 'dark' } }
export const ProvidersNarrow = { args: { state: { program: elsewhere(), member: ready(null) } }, parameters: { width: 288 } }
export const ProvidersRussian = { args: { state: { program: elsewhere({}, 'ru'), member: ready(null) } }, parameters: { lang: 'ru' } }
export const ProvidersRightToLeft = { args: { state: { program: elsewhere(), member: ready(null) } }, parameters: { dir: 'rtl' } }
export const TurnedBack = { args: { providers: true }, beforeEach: comesBack('loyalty_login=cancelled'), play: async ({ canvasElement }: Play) => says(await find(canvasElement), 'You turned back') }
export const TookTooLong = { args: { providers: true }, beforeEach: comesBack('loyalty_login=expired'), play: async ({ canvasElement }: Play) => says(await find(canvasElement), 'took too long') }
export const ProviderFailed = { args: { providers: true }, beforeEach: comesBack('loyalty_login=failed'), play: async ({ canvasElement }: Play) => says(await find(canvasElement), 'did not work') }
export const CookiesBlocked = { args: { providers: true }, beforeEach: comesBack('loyalty_login=done'), play: async ({ canvasElement }: Play) => says(await find(canvasElement), 'Allow cookies') }
export const ProvedAndNoMember = { args: { providers: true }, beforeEach: comesBack('loyalty_login=not_enrolled&loyalty_ticket=t'), play: async ({ canvasElement }: Play) => looks(await find(canvasElement), 'not-enrolled') }
export const MemberOnAllDevices = { args: { state: { program: elsewhere(), member: ready(member) }, everywhere: true } }

export const LongText = { args: { state: { program: ready(aProgram({ name: 'The Very Long Name of a Loyalty Programme for Shoes, Clothing, Accessories and Everything Else' })), member: ready(null) } }, parameters: { width: 320 } }
export const Narrow = { args: {}, parameters: { width: 288 }, play: toCode(ada) }
export const Dark = { args: {}, parameters: { theme: 'dark' }, play: identify('12') }
export const DarkCode = { args: {}, parameters: { theme: 'dark' }, play: toCode(ada) }
export const Russian = { args: { lang: 'ru', countryCode: '+7' }, parameters: { lang: 'ru' } }
export const RussianCode = { args: { lang: 'ru' }, parameters: { lang: 'ru' }, play: toCode(ada) }
export const RussianNotEnrolled = { args: { lang: 'ru' }, parameters: { lang: 'ru', width: 390 }, play: typeCode(grace, '123456', 'not-enrolled') }
export const RightToLeft = { args: {}, parameters: { dir: 'rtl' }, play: toCode(ada) }

export const ForcedColors = { ...PhoneWrong, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...LogsIn, parameters: { motion: 'reduced' } }
