import '@loyaltykit/elements/member-rate/define'
import { html as lit, nothing } from 'lit'
import type { Cart } from '@loyaltykit/core'
import { html } from 'hono/html'
import { nightsOf } from '../../hotels.ts'
import { fill, money } from '../../words/index.ts'
import { element, withInside, type Html } from '../render.ts'
import type { PageContext } from './context.ts'

/**
 * The price of a stay for everybody and for members. Where the programme could not be read the public price stands there, before any
 * script and without: a room is sold all the same.
 * @param name of the cart among those of the page.
 */
export async function memberRate({ reading, language, say }: PageContext, name: string, { id, withBooking = false, withoutTiers = false }: { readonly id?: string; readonly withBooking?: boolean; readonly withoutTiers?: boolean } = {}): Promise<Html> {
  const cart = reading.carts[name]
  const tag = await element(reading, lit`<loyalty-member-rate id=${id ?? nothing} ?with-booking=${withBooking} ?without-tiers=${withoutTiers} .client=${reading.client} .cart=${cart} data-cart=${name}></loyalty-member-rate>`)
  if (reading.complete || !cart?.stay) return tag
  return withInside(tag, html`<p class="public-rate"><b>${money(language, { amount: sum(cart), currency: cart.currency })}</b> ${fill(language, say.forNights, { n: nightsOf(cart.stay) })}</p><p slot="failed" class="note">${say.ratesAway}</p>`)
}

const sum = ({ items }: Cart) => items.reduce((all, { price, quantity }) => all + price * quantity, 0)
