import type { TierStanding } from '@loyaltykit/core'
import { aMetric, aProgram, aStanding, failed, loading, ready, refreshing } from '@loyaltykit/testing'
import { html } from 'lit'
import type { ElementState } from '@loyaltykit/elements/shared'
import type { LoyaltyTierProgress } from '@loyaltykit/elements/tier-progress'
import '@loyaltykit/elements/tier-progress/define'

type State = ElementState<'program' | 'tier'>
interface Args {
  state: State
  withoutBenefits?: boolean
}

const program = ready(aProgram())
const member = (changes: Partial<TierStanding> = {}): State => ({ program, tier: ready(aStanding(changes)) })
const hotel = ready(
  aProgram({
    tiers: aProgram().tiers.map((tier, index) => ({
      ...tier,
      reachedBy: index ? [{ metric: 'nights' as const, amount: index * 10 }, { metric: 'stays' as const, amount: index * 4 }] : [],
    })),
  }),
)
const ways = { tier: 'gold', metrics: [{ metric: 'nights' as const, have: 13, need: 20 }, { metric: 'stays' as const, have: 7, need: 8 }, { metric: 'points' as const, have: 6_400, need: 10_000, currency: 'bonus' }] }
const top = { current: 'gold', next: undefined, keep: { by: '2027-05-31T23:59:59Z', metrics: [aMetric({ have: 64_000 })] } }

export default {
  title: 'Elements/Tier progress',
  component: 'loyalty-tier-progress',
  render: ({ state, withoutBenefits }: Args) => html`<loyalty-tier-progress .state=${state} ?without-benefits=${withoutBenefits}></loyalty-tier-progress>`,
}

export const Member = { args: { state: member() } }
export const SeveralWays = { args: { state: { program: hotel, tier: ready(aStanding({ next: ways, keep: { by: '2027-05-31T23:59:59Z', metrics: [{ metric: 'nights', have: 7, need: 10 }, { metric: 'stays', have: 3, need: 4 }] } })) } } }
export const Top = { args: { state: member(top) } }
export const TopKept = { args: { state: member({ ...top, keep: { by: '2027-05-31T23:59:59Z', metrics: [aMetric({ have: 104_000 })] } }) } }
export const WithoutTier = { args: { state: member({ current: undefined, since: undefined, validUntil: undefined, keep: undefined, next: { tier: 'silver', metrics: [aMetric({ have: 0, need: 30_000 })] } }) } }
export const AlmostMoved = { args: { state: member({ next: { tier: 'gold', metrics: [aMetric({ have: 101_000 })] } }) } }
/** The programme has no figures, and says itself what leads on. */
export const InWords = { args: { state: member({ next: { tier: 'gold', metrics: [] }, keep: undefined, inWords: { next: 'Stay 4 more nights by 31 December to become Gold.', keep: 'Two more stays keep Silver for another year.' } }) } }
export const WithoutBenefits = { args: { state: member(), withoutBenefits: true } }
export const Guest = { args: { state: { program, tier: ready(null) } } }
export const GuestOfHotel = { args: { state: { program: hotel, tier: ready(null) } } }
export const GuestWithoutBenefits = { args: { state: { program, tier: ready(null) }, withoutBenefits: true } }
export const Empty = { args: { state: { program: ready(aProgram({ tiers: [] })), tier: ready({}) } } }
export const Loading = { args: { state: { program, tier: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, tier: refreshing(aStanding()) } } }
export const Failed = { args: { state: { program, tier: failed('network') } } }
export const LastValue = { args: { state: { program, tier: failed('network', aStanding()) } } }
export const Open = {
  args: { state: member() },
  play: ({ canvasElement }: { canvasElement: HTMLElement }) => {
    for (const summary of elementIn(canvasElement).renderRoot.querySelectorAll('summary')) summary.click()
  },
}
export const GuestOpen = { ...Open, args: { state: { program, tier: ready(null) } } }
export const Raised = {
  args: { state: member({ next: { tier: 'gold', metrics: [aMetric({ have: 98_000 })] } }) },
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = elementIn(canvasElement)
    element.state = member(top)
    await element.updateComplete
    await Promise.all(element.renderRoot.querySelector('.name')?.getAnimations().map(({ finished }) => finished) ?? [])
  },
}
const longTier = { id: 'gold', name: 'Grand Ambassador of the Northern Lights and Honorary Member of the Club', rank: 2, reachedBy: [], benefits: [{ id: 'long', title: 'Free delivery to every address that you have ever given to us, including Donaudampfschifffahrtsgesellschaft', text: 'Also on Sundays and public holidays, at any hour, as often as you like, wherever you may be.' }] }
export const LongText = { args: { state: { program: ready(aProgram({ tiers: [...aProgram().tiers.slice(0, 2), longTier] })), tier: ready(aStanding()) } }, parameters: { width: 288 } }
export const Narrow = { args: { state: member() }, parameters: { width: 288 } }
export const Dark = { args: { state: member() }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), tier: ready(aStanding()) } }, parameters: { lang: 'ru' } }
export const RussianWays = { args: { state: { program: ready(aProgram({}, 'ru')), tier: ready(aStanding({ next: ways })) } }, parameters: { lang: 'ru' } }
export const RussianGuest = { args: { state: { program: ready(aProgram({}, 'ru')), tier: ready(null) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: member() }, parameters: { dir: 'rtl' } }

const elementIn = (canvas: HTMLElement) => canvas.querySelector('loyalty-tier-progress') as LoyaltyTierProgress

/** How far it is can be seen where backgrounds are the system's. */
export const ForcedColors = { args: SeveralWays.args, parameters: { colors: 'forced' }, play: Open.play }
export const ReducedMotion = { ...Raised, parameters: { motion: 'reduced' } }
