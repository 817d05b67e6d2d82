import type { AnyClient } from '@loyaltykit/core'
import {
  aBalance, aJoinedShop, aMember, anActivityPage, aPreferences, aProgram, aReferral, aShop, aStanding, aSurvey, cards, challenges, claims, coupons, failed, giftCards, loading, offers, partners, ready, rewards, until, withLongTexts, type BuilderLocale, type JoinedShop,
} from '@loyaltykit/testing'
import type { LoyaltyAccount } from '@loyaltykit/elements/account'
import { html, nothing } from 'lit'
import '@loyaltykit/elements/account/define'

type State = LoyaltyAccount['state']
interface Args {
  state: State
  section?: string
  sections?: string
}
interface Play {
  canvasElement: HTMLElement
}

const everything = (locale: BuilderLocale = 'en'): State => ({
  program: ready(aProgram({}, locale)), member: ready(aMember()), balances: ready([aBalance()]), tier: ready(aStanding()), cards: ready(cards()), surveys: ready([aSurvey({}, locale)]),
  offers: ready(offers()), coupons: ready(coupons()), rewards: ready({ items: [...rewards()] }), giftCards: ready(giftCards()), challenges: ready(challenges(locale)), activity: ready(anActivityPage()),
  claims: ready(claims(locale)), referral: ready(aReferral()), partners: ready(partners(locale)), preferences: ready(aPreferences({}, locale)),
})
const member = everything()

export default {
  title: 'Elements/Account',
  component: 'loyalty-account',
  beforeEach: () => {
    sessionStorage.clear()
    return () => sessionStorage.clear()
  },
  render: ({ state, section, sections }: Args) => html`<loyalty-account .state=${state} section=${section ?? nothing} sections=${sections ?? nothing}></loyalty-account>`,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyAccount>('loyalty-account'))
const tabOf = (element: Element, name: string) => until(() => element.shadowRoot?.querySelector<HTMLElement>(`[role=tab][data-id="${name}"]`), `tab ${name}`)
const shows = (element: Element, tag: string) => until(() => element.querySelector(tag)?.shadowRoot?.querySelector('h2, [part=title]')?.checkVisibility(), tag)
/** A story that looks at one section has it loaded before it is looked at. */
const loads = (tag: string) => async ({ canvasElement }: Play) => shows(await find(canvasElement), tag)

export const Member = { args: { state: member }, play: loads('loyalty-tier-progress') }
export const Offers = { args: { state: member, section: 'offers' }, play: loads('loyalty-coupons') }
export const Activity = { args: { state: member, section: 'activity' }, play: loads('loyalty-claim-form') }
export const Preferences = { args: { state: member, section: 'preferences' }, play: loads('loyalty-preferences') }
export const OwnOrder = { args: { state: member, sections: 'activity rewards card' }, play: loads('loyalty-activity') }
export const OneSection = { args: { state: member, sections: 'partners' }, play: loads('loyalty-partners') }
/** The programme has nothing but points and their history. */
export const SmallProgramme = { args: { state: { program: member!.program, member: member!.member, balances: member!.balances, activity: member!.activity } as State }, play: async ({ canvasElement }: Play) => until(() => canvasElement.querySelector('loyalty-balance')?.shadowRoot?.textContent?.includes('1,250')) }
export const Guest = { args: { state: { program: ready(aProgram()), member: ready(null) } as State }, play: loads('loyalty-login') }
export const GuestNarrow = { args: Guest.args, parameters: { width: 288 }, play: Guest.play }
export const Loading = { args: { state: { program: loading() } as State }, parameters: { settles: false } }
export const Failed = { args: { state: { program: failed('network') } as State } }
export const LongText = { args: { state: withLongTexts(member), sections: 'overview friends' }, parameters: { width: 288 }, play: loads('loyalty-tier-progress') }
export const Narrow = { args: { state: member }, parameters: { width: 288 }, play: Member.play }
export const Dark = { args: { state: member }, parameters: { theme: 'dark' }, play: Member.play }
export const Russian = { args: { state: everything('ru') }, parameters: { lang: 'ru' }, play: Member.play }
export const RussianNarrow = { args: { state: everything('ru') }, parameters: { lang: 'ru', width: 288 }, play: Member.play }
export const RightToLeft = { args: { state: member }, parameters: { dir: 'rtl' }, play: Member.play }

/** A further section, and one that the host has made itself. */
export const OwnSections = {
  args: { state: member, section: 'orders' },
  render: ({ state, section }: Args) => html`
    <loyalty-account .state=${state} section=${section ?? nothing} sections="overview orders friends">
      <div slot="section-orders" data-label="My orders"><p>Order 1001, on its way.</p></div>
      <div slot="section-friends"><p>Bring a friend to our shop.</p></div>
    </loyalty-account>
  `,
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await tabOf(element, 'orders')
    ;(await tabOf(element, 'friends')).click()
    await until(() => canvasElement.querySelector('[slot=section-friends]')?.checkVisibility(), 'own section')
    if (element.querySelector('loyalty-referral')) throw new Error('Ours should not be made.')
  },
}

let shop: JoinedShop
const withShop = (open: () => JoinedShop | Promise<JoinedShop>) => ({
  loaders: [async () => (shop = await open())],
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      shop.dispose()
      sessionStorage.clear()
    }
  },
  render: () => html`<loyalty-account .client=${shop.client as unknown as AnyClient}></loyalty-account>`,
})

/** The whole fashion programme on the sandbox; a section is loaded when it is opened. */
export const Sandbox = {
  ...withShop(() => aJoinedShop()),
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await shows(element, 'loyalty-tier-progress')
    if (element.querySelector('loyalty-reward-list')) throw new Error('Rewards should not be there yet.')
    ;(await tabOf(element, 'rewards')).click()
    await shows(element, 'loyalty-reward-list')
  },
}
export const SandboxGuest = { ...withShop(() => aShop()), play: loads('loyalty-enrolment-form') }

/** Somebody who has just joined: nothing has happened yet. */
export const Empty = {
  args: {
    state: {
      ...member, balances: ready([aBalance({ available: 0, pending: 0, pendingBatches: [], expiring: [], lifetime: 0 })]), activity: ready({ items: [] }), offers: ready([]), coupons: ready([]), rewards: ready({ items: [] }),
      giftCards: ready([]), challenges: ready([]), claims: ready([]), surveys: ready([]), referral: ready(aReferral({ invitations: [] })),
    } as State,
  },
  play: Member.play,
}
/** The network has gone: everything stands as it was last known. */
export const LastValue = {
  args: {
    state: { ...member, program: failed('network', aProgram()), member: failed('network', aMember()), balances: failed('network', [aBalance()]), tier: failed('network', aStanding()), activity: failed('network', anActivityPage()) } as State,
  },
  play: Member.play,
}
/** A tab is opened by a press: the one that is open is told by more than its colour. */
export const ForcedColors = {
  args: { state: member },
  parameters: { colors: 'forced' },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await shows(element, 'loyalty-tier-progress')
    ;(await tabOf(element, 'activity')).click()
    await shows(element, 'loyalty-activity')
  },
}
export const ReducedMotion = { ...ForcedColors, parameters: { motion: 'reduced' } }
