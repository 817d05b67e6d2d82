import type { AnyClient, Quote, Redemption } from '@loyaltykit/core'
import { aBalance, aCart, aJoinedShop, aProgram, aQuote, aRedemption, failed, loading, ready, type JoinedShop } from '@loyaltykit/testing'
import type { LoyaltyRedeem, RedeemState } from '@loyaltykit/elements/redeem'
import { html } from 'lit'
import '@loyaltykit/elements/redeem/define'

interface Args {
  state: RedeemState
}

const program = ready(aProgram())
const inHalfAnHour = new Date(Date.now() + 30 * 60_000).toISOString()
const state = (quote: Partial<Quote>, redemptions: readonly Redemption[] = []): RedeemState => ({
  program, redemptions: ready(redemptions), balances: ready([aBalance()]), quote: ready(aQuote(quote)),
})
const refused = (because: 'balance_too_low' | 'below_minimum' | 'goods_excluded' | 'not_eligible') =>
  state({ spend: [{ currency: 'bonus', min: 100, max: 0, step: 10, worth: { amount: 0, currency: 'EUR' }, because }] })
const hold = aRedemption({ expiresAt: inHalfAnHour })
const held = { held: hold, due: { amount: 14_400, currency: 'EUR' } }

export default {
  title: 'Elements/Redeem',
  component: 'loyalty-redeem',
  render: (args: Args) => html`<loyalty-redeem .state=${args.state} .cart=${aCart()}></loyalty-redeem>`,
}

export const Member = { args: { state: state({}) } }
export const Held = { args: { state: state(held, [hold]) } }
export const Outgrown = { args: { state: state({ ...held, total: { amount: 500, currency: 'EUR' }, due: { amount: 0, currency: 'EUR' } }, [hold]) } }
export const BalanceTooLow = { args: { state: refused('balance_too_low') } }
export const BelowMinimum = { args: { state: refused('below_minimum') } }
export const GoodsExcluded = { args: { state: refused('goods_excluded') } }
export const NotEligible = { args: { state: refused('not_eligible') } }
export const Guest = { args: { state: { program, redemptions: ready(null), balances: ready(null) } } }
export const Loading = { args: { state: { program, redemptions: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, redemptions: ready([]), quote: failed('network') } } }
export const LastValue = { args: { state: { ...state({}), quote: failed('network', aQuote()) } } }
export const SeveralCurrencies = {
  args: {
    state: {
      ...state({
        spend: [
          { currency: 'bonus', min: 100, max: 1_250, step: 10, worth: { amount: 1_250, currency: 'EUR' } },
          { currency: 'mile', min: 1_00, max: 35_50, step: 50, worth: { amount: 710, currency: 'EUR' } },
        ],
      }),
      program: ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', name: 'Miles', scale: 2 }] })),
    },
  },
}
export const Narrow = { args: { state: state({}) }, parameters: { width: 288 } }
export const HeldNarrow = { args: { state: state(held, [hold]) }, parameters: { width: 288 } }
export const Dark = { args: { state: state({}) }, parameters: { theme: 'dark' } }
export const HeldDark = { args: { state: state(held, [hold]) }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { ...state({}), program: ready(aProgram({}, 'ru')) } }, parameters: { lang: 'ru' } }
export const HeldRussian = { args: { state: { ...state(held, [hold]), program: ready(aProgram({}, 'ru')) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: state({}) }, parameters: { dir: 'rtl' } }

let shop: JoinedShop
/** Half of it is held by pressing the buttons, then removed. */
export const HoldAndRemove = {
  loaders: [async () => (shop = await aJoinedShop())],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-redeem .client=${shop.client as AnyClient} .cart=${aCart()}></loyalty-redeem>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-redeem') as LoyaltyRedeem
    const find = async (selector: string) => {
      for (let tries = 0; tries < 100; tries += 1) {
        const found = element.shadowRoot?.querySelector<HTMLElement>(selector)
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`${selector} never came.`)
    }
    ;(await find('.quick button:nth-child(2)')).click()
    await element.updateComplete
    ;(await find('[part=use]')).click()
    const remove = await find('[part=remove]')
    if (element.redemption?.amount !== 250) throw new Error('Half of the welcome bonus of 500 is 250.')
    remove.click()
    await find('[part=use]')
    if (element.redemption) throw new Error('Nothing should be held any more.')
  },
}

/** Nothing is in the cart yet. */
export const Empty = {
  loaders: [async () => (shop = await aJoinedShop())],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-redeem .client=${shop.client as AnyClient} .cart=${{ ...aCart(), items: [] }}></loyalty-redeem>`,
}
export const LongText = {
  args: { state: { ...state({}), program: ready(aProgram({ currencies: [{ ...aProgram().currencies[0]!, forms: { one: 'Donaudampfschifffahrtsgesellschaftspunkt', other: 'Donaudampfschifffahrtsgesellschaftspunkte' } }] })) } },
  parameters: { width: 320 },
}
export const ForcedColors = { args: SeveralCurrencies.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...HoldAndRemove, parameters: { motion: 'reduced' } }
