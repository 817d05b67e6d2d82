import { createLoyalty, type AnyClient, type LoyaltyBackend, type Quote } from '@loyaltykit/core'
import { aCart, anOffer, aProgram, aQuote, failed, loading, ready } from '@loyaltykit/testing'
import { html } from 'lit'
import type { EarnPreviewState } from '@loyaltykit/elements/earn-preview'
import '@loyaltykit/elements/earn-preview/define'

interface Args {
  state: EarnPreviewState
  withDetails?: boolean
}

const program = ready(aProgram())
const inTwoWeeks = new Date(Date.now() + 14 * 86_400_000).toISOString()
const quote = (changes: Partial<Quote> = {}) => ready(aQuote({ earn: [{ currency: 'bonus', amount: 750, availableAt: inTwoWeeks }], ...changes }))
const withOffer = quote({ earn: [{ currency: 'bonus', amount: 450, availableAt: inTwoWeeks }, { currency: 'bonus', amount: 300, offerId: 'double-boots' }] })

export default {
  title: 'Elements/Earn preview',
  component: 'loyalty-earn-preview',
  render: ({ state, withDetails }: Args) => html`<loyalty-earn-preview .state=${state} ?with-details=${withDetails}></loyalty-earn-preview>`,
}

export const Member = { args: { state: { program, quote: quote() } } }
export const WithDetails = { args: { state: { program, quote: withOffer, offers: ready([anOffer()]) }, withDetails: true } }
export const Guest = { args: { state: { program, quote: quote(), member: ready(null) } } }
export const GuestWithDetails = { args: { state: { program, quote: quote(), member: ready(null) }, withDetails: true } }
export const Empty = { args: { state: { program, quote: quote({ earn: [] }) } } }
export const Loading = { args: { state: { program, quote: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, quote: failed('network') } } }
export const LastValue = { args: { state: { program, quote: failed('network', aQuote()) } } }
export const SeveralCurrencies = {
  args: {
    state: {
      program: ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', scale: 2 }] })),
      quote: quote({ earn: [{ currency: 'bonus', amount: 750 }, { currency: 'mile', amount: 12_050 }] }),
    },
  },
}
export const LongText = {
  args: {
    state: { program, quote: withOffer, offers: ready([anOffer({ title: 'Double bonuses on boots, sandals and every other pair of shoes that is made to be walked in' })]) },
    withDetails: true,
  },
  parameters: { width: 288 },
}
export const Narrow = { args: { state: { program, quote: quote() }, withDetails: true }, parameters: { width: 160 } }
export const Dark = { args: { state: { program, quote: withOffer, offers: ready([anOffer()]) }, withDetails: true }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), quote: quote() }, withDetails: true }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: { program, quote: quote() }, withDetails: true }, parameters: { dir: 'rtl' } }

/** Earns 5 for each 100 of a cart. */
const backend: LoyaltyBackend = {
  name: 'earn-preview-story',
  credential: 'publishable',
  program: { get: async () => aProgram() },
  quotes: {
    quote: async ({ carts }) => ({
      quotes: carts.map(({ items }) => aQuote({ earn: [{ currency: 'bonus', amount: items.reduce((sum, { quantity, price }) => sum + (quantity * price) / 20, 0) }] })),
    }),
  },
}

/** A product list and a cart on one client: one request for all. */
export const ProductList = {
  loaders: [() => (client = createLoyalty({ backend }) as AnyClient)],
  beforeEach: () => () => client.dispose(),
  render: () => html`
    <loyalty-earn-preview .client=${client} price="12000" currency="EUR" sku="boots-1"></loyalty-earn-preview>
    <loyalty-earn-preview .client=${client} price="3000" currency="EUR" sku="belt-1"></loyalty-earn-preview>
    <loyalty-earn-preview .client=${client} .cart=${aCart()} with-details></loyalty-earn-preview>
  `,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const [boots] = canvasElement.querySelectorAll('loyalty-earn-preview')
    for (let tries = 0; tries < 50 && !boots?.shadowRoot?.textContent?.includes('600'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    if (!boots?.shadowRoot?.textContent?.includes('Members earn 600 bonuses')) throw new Error('The boots should earn 600 bonuses.')
  },
}
let client: AnyClient

export const ForcedColors = { args: WithDetails.args, parameters: { colors: 'forced' } }
/** From the grey blocks to the amounts. */
export const ReducedMotion = { ...ProductList, parameters: { motion: 'reduced' } }
