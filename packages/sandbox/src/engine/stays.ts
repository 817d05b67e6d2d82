import type { Cart } from '@loyaltykit/core'
import { invalid } from './refusals.ts'

const day = 86_400_000
/** The longest stay, in nights. */
const longest = 366

/** The nights of a stay; 0 for a day room, and without one. */
export const nightsOf = ({ stay }: Pick<Cart, 'stay'>): number => (stay ? Math.max(0, Math.round((Date.parse(stay.departure) - Date.parse(stay.arrival)) / day)) : 0)

/** Nobody leaves before arriving, or stays for an age: nights move a guest up. */
export function checkStay(cart: Pick<Cart, 'stay'>, path: string): void {
  const { stay } = cart
  if (stay && stay.departure < stay.arrival) throw invalid({ path: `${path}.stay.departure`, message: 'is before the arrival' })
  if (nightsOf(cart) > longest) throw invalid({ path: `${path}.stay.departure`, message: `is more than ${longest} nights after the arrival` })
}
