import { LoyaltyError } from '@loyaltykit/core'
import { aBalance, aProgram, aSmallShop, failed, loading, press, ready, refreshing, until, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyBalance } from '@loyaltykit/elements/balance'
import { html } from 'lit'
import type { ElementState } from '@loyaltykit/elements/shared'
import '@loyaltykit/elements/balance/define'

type State = ElementState<'program' | 'balances'>
interface Args {
  state: State
  compact?: boolean
}

const program = ready(aProgram())
const member = (...balances: readonly Parameters<typeof aBalance>[0][]): State => ({ program, balances: ready(balances.map(aBalance)) })

export default {
  title: 'Elements/Balance',
  component: 'loyalty-balance',
  render: ({ state, compact }: Args) => html`<loyalty-balance .state=${state} ?compact=${compact}></loyalty-balance>`,
}

export const Member = { args: { state: member({}) } }
export const Guest = { args: { state: { program, balances: ready(null) } } }
export const Empty = { args: { state: member({ available: 0, pending: 0, pendingBatches: [], expiring: [], lifetime: 0 }) } }
export const Loading = { args: { state: { program, balances: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, balances: refreshing([aBalance()]) } } }
export const Failed = { args: { state: { program, balances: failed('network') } } }
export const LastValue = { args: { state: { program, balances: failed('network', [aBalance()]) } } }
export const Owing = { args: { state: member({ available: -340, expiring: [] }) } }
export const Held = { args: { state: member({ held: 600 }) } }
export const SeveralCurrencies = {
  args: {
    state: {
      program: ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', scale: 2 }] })),
      balances: ready([aBalance(), aBalance({ currency: 'mile', available: 1_048_575, pending: undefined, expiring: undefined })]),
    },
  },
}
export const OwnWord = {
  args: { state: { program: ready(aProgram({ currencies: [{ id: 'bonus', unit: 'bonus', scale: 0, forms: { one: 'stride', other: 'strides' } }] })), balances: ready([aBalance()]) } },
}
export const Compact = { args: { state: member({}), compact: true } }
export const CompactGuest = { args: { state: { program, balances: ready(null) }, compact: true } }
export const CompactLastValue = { args: { state: { program, balances: failed('network', [aBalance()]) }, compact: true } }
export const CompactFailed = { args: { state: { program, balances: failed('network') }, compact: true } }
export const Huge = { args: { state: member({ available: 9_007_199_254_740_991 }) }, parameters: { width: 320 } }
export const Narrow = { args: { state: member({ held: 600 }) }, parameters: { width: 288 } }
export const Dark = { args: { state: member({}) }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), balances: ready([aBalance({ available: 1_252 })]) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: member({}) }, parameters: { dir: 'rtl' } }

/** The currency's word is the programme's own, and nothing keeps it short. */
export const LongText = {
  args: {
    state: {
      program: ready(aProgram({ currencies: [{ id: 'bonus', unit: 'bonus', scale: 2, forms: { one: 'Donaudampfschifffahrtsgesellschaftspunkt', other: 'Donaudampfschifffahrtsgesellschaftspunkte' } }] })),
      balances: ready([aBalance({ available: 9_007_199_254_740_991, pending: 4_503_599_627_370_495, held: 900_719_925_474 })]),
    },
  },
  parameters: { width: 320 },
}

let shop: SmallShop
/** The first read fails; "Try again" brings the balance. */
export const TryAgain = {
  loaders: [
    async () => {
      let reads = 0
      const list = async () => {
        reads += 1
        if (reads === 1) throw new LoyaltyError('network', 'Refused by the story.', { retryable: true })
        return [aBalance()]
      }
      shop = aSmallShop({ groups: { balances: { list } } })
      await shop.signIn()
    },
  ],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-balance .client=${shop.client}></loyalty-balance>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-balance') as HTMLElement
    await press(element, 'Try again')
    await until(() => element.shadowRoot?.textContent?.includes('1,250'), 'balance')
  },
}
export const ForcedColors = { args: { state: member({ held: 600 }) }, parameters: { colors: 'forced' } }
/** Where it would be lit up, a new amount just stands there. */
export const ReducedMotion = {
  args: { state: member({}) },
  parameters: { motion: 'reduced' },
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-balance') as LoyaltyBalance
    element.state = member({ available: 1_300 })
    await until(() => element.shadowRoot?.textContent?.includes('1,300'), 'new amount')
  },
}
