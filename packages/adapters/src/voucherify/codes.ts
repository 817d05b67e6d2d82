/** A cart with codes and promotions, as Voucherify's validations are asked of it and answer: the same for a page and for a server. */
import type { Cart, Quote } from '@loyaltykit/core'
import { exactly } from '../shared/amounts.ts'
import { bad, count, entries, fields, idOf, text, type Wire } from '../shared/told.ts'

/** How much a cart is. */
export interface Priced {
  /** What the public pays, in minor units of the shop's money. */
  readonly sum: number
  /** Hundredths that one minor unit is: Voucherify counts hundredths, whatever the money. */
  readonly unit: number
}

/** What validations are asked. `promotions` are tiers that take part beside the codes, before them. Voucherify takes each once, 30 in all. */
export const asked = ({ codes, items }: Cart, { sum, unit, promotions = [] }: Priced & { readonly promotions?: readonly string[] }) => ({
  redeemables: [...new Set(promotions)].map((id) => ({ object: 'promotion_tier', id })).concat([...new Set(codes)].map((id) => ({ object: 'voucher', id }))),
  order: {
    amount: exactly(sum * unit),
    items: items.map(({ sku, quantity, price }) => ({ source_id: sku, related_object: 'sku', quantity, price: exactly(price * unit), amount: exactly(price * quantity * unit), object: 'order_item' })),
  },
})

/** What takes something off, and the codes that did nothing. */
export interface Verdict {
  readonly discounts: Quote['discounts']
  readonly useless: NonNullable<Quote['rejectedCodes']>
}

/**
 * What validations say. What an order comes to counts, not what its discounts add up to: with goods for nothing it has more goods in it than the cart.
 * @throws `LoyaltyError` `bad_response`.
 */
export function verdictOf(answer: unknown, { codes = [] }: Pick<Cart, 'codes'>, { sum, unit, money }: Priced & { readonly money: string }): Verdict {
  const { redeemables, inapplicable_redeemables: inapplicable, skipped_redeemables: skipped, valid, order, stacking_rules: rules } = fields(answer)
  if (!Array.isArray(redeemables)) bad()
  // what is not applied stands among the others, or in a list of its own where some are
  const all = [redeemables, inapplicable, skipped].flatMap(entries)
  // all of them or nothing
  const isVoid = valid === false && fields(rules)['redeemables_application_mode'] === 'ALL'
  const good = isVoid ? [] : all.filter(({ status }) => status === 'APPLICABLE')
  const taken = (of: unknown): number => {
    const { total_amount: left, total_applied_discount_amount: applied, total_discount_amount: discount } = fields(of)
    const off = left === undefined || left === null ? count(applied ?? discount ?? 0) : sum * unit - count(left)
    // less than one minor unit is promised to nobody
    return Math.min(sum, Math.max(0, Math.floor(off / unit)))
  }
  const off = good.length ? taken(order) : 0
  // each tells the sum after it; where these do not lead to the total, only the total is told
  const steps = good.map((one) => taken(one['order']))
  const parts = good.length === 1 ? [off] : steps.map((step, index) => step - (steps[index - 1] ?? 0))
  const areExact = parts.every((part) => part >= 0) && (good.length === 1 || steps.at(-1) === off)
  const discount = (title: string, amount: number, more: object = {}) => (amount > 0 ? [{ title: title.slice(0, 300), money: { amount, currency: money }, ...more }] : [])
  return {
    discounts: areExact
      ? good.flatMap((one, index) => discount(titleOf(one), parts[index] ?? 0, one['object'] === 'promotion_tier' ? { offerId: idOf(one['id']) } : { code: idOf(one['id']) }))
      : discount(good.map(titleOf).join(' + '), off),
    useless: [...new Set(codes)].filter((code) => !good.some((one) => isCode(one, code))).map((code) => ({ code, because: reasonOf(all.find((one) => isCode(one, code))) })),
  }
}

const titleOf = ({ object, id, name }: Wire): string => (object === 'promotion_tier' && text(name)) || idOf(id)

/** A project may read codes without minding capitals. */
const isCode = ({ object, id }: Wire, code: string): boolean => object !== 'promotion_tier' && String(id).toLowerCase() === code.toLowerCase()

/** Why a code did nothing. Somebody else's is not told from none. */
function reasonOf(told: Wire | undefined): Verdict['useless'][number]['because'] {
  const { error, details } = fields(told?.['result'])
  const key = text(fields(error)['key']) ?? text(fields(details)['key']) ?? ''
  return key === 'not_found' || key === 'resource_not_found' ? 'unknown' : key.includes('expired') ? 'expired' : key === 'quantity_exceeded' ? 'used' : 'not_eligible'
}
