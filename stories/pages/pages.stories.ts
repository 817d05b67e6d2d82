import type { AnyClient } from '@loyaltykit/core'
import '@loyaltykit/elements/define'
import { html } from 'lit'
import { cart, shopper, visitor } from './on-sandbox.ts'

interface Context {
  readonly parameters: { readonly lang?: string }
  readonly loaded?: { readonly client?: AnyClient }
}

const language = ({ parameters }: Pick<Context, 'parameters'>) => parameters.lang ?? 'en'
const asGuest = [(context: Context) => ({ client: visitor(language(context)).client })]
const asMember = [async (context: Context) => ({ client: (await shopper(language(context))).client })]

export default { title: 'Pages' }

/** A product page for somebody who has not joined. */
export const ProductForGuest = {
  loaders: asGuest,
  render: (_: unknown, { loaded }: Context) => html`
    <loyalty-provider .client=${loaded?.client}>
      <loyalty-earn-preview price="14900" currency="EUR" sku="moor" category="boots"></loyalty-earn-preview>
      <loyalty-offer-carousel></loyalty-offer-carousel>
    </loyalty-provider>
  `,
}

/** A member's account. */
export const Account = {
  loaders: asMember,
  render: (_: unknown, { loaded }: Context) => html`
    <loyalty-provider .client=${loaded?.client}>
      <loyalty-balance></loyalty-balance>
      <loyalty-tier-progress></loyalty-tier-progress>
      <loyalty-offer-carousel></loyalty-offer-carousel>
      <loyalty-referral></loyalty-referral>
    </loyalty-provider>
  `,
}

export const AccountInRussian = { ...Account, parameters: { lang: 'ru' } }

/** A checkout where part is paid with bonuses. */
export const Checkout = {
  loaders: asMember,
  render: (_: unknown, { loaded }: Context) => html`
    <loyalty-provider .client=${loaded?.client}>
      <loyalty-redeem .cart=${cart}></loyalty-redeem>
      <loyalty-earn-preview .cart=${cart}></loyalty-earn-preview>
    </loyalty-provider>
  `,
}
