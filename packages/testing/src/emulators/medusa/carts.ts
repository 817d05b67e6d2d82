import type { Route } from '../shared/routes.ts'
import type { Heard } from '../shared/server.ts'
import type { Json } from './captured.ts'
import { accountOf, balanceOf, booked } from './credit.ts'
import { selected } from './fields.ts'
import { at, currency, idOf, invalidData, kept, major, notFound, type EmulatedAccount, type EmulatedCart, type EmulatedCreditLine, type MedusaState } from './state.ts'

const itemsOf = ({ prices }: MedusaState, { items }: EmulatedCart) => items.reduce((sum, { variantId, quantity }) => sum + (prices.get(variantId) ?? 0) * quantity, 0)

const percentOf = ({ promotions }: MedusaState, cart: EmulatedCart) => Math.min(100, cart.promotions.reduce((sum, code) => sum + (promotions.get(code) ?? 0), 0))

const creditOf = ({ lines }: EmulatedCart) => lines.reduce((sum, { amount }) => sum + amount, 0)

/** What is left to pay, in cents. */
export function totalOf(state: MedusaState, cart: EmulatedCart): number {
  const goods = itemsOf(state, cart)
  return goods - Math.round((goods * percentOf(state, cart)) / 100) - creditOf(cart)
}

const lineBody = (cartId: string) => ({ id, reference, referenceId, amount, at: when }: EmulatedCreditLine): Json => {
  const raw = { value: String(major(amount)), precision: 20 }
  return {
    id, cart_id: cartId, reference, reference_id: referenceId, raw_amount: raw, metadata: {}, created_at: when, updated_at: when, deleted_at: null, amount: major(amount),
    subtotal: major(amount), total: major(amount), raw_subtotal: raw, raw_total: raw,
  }
}

function cartBody(state: MedusaState, cart: EmulatedCart, fields: string | null): Json {
  const { id, customerId } = cart
  const goods = itemsOf(state, cart)
  const [discount, credit, total] = [goods - creditOf(cart) - totalOf(state, cart), creditOf(cart), totalOf(state, cart)].map(major)
  const none = Object.fromEntries(['tax_total', 'discount_tax_total', 'original_tax_total', 'item_tax_total', 'original_item_tax_total', 'shipping_total', 'shipping_subtotal', 'shipping_tax_total',
    'shipping_discount_total', 'original_shipping_tax_total', 'original_shipping_subtotal', 'original_shipping_total', 'credit_line_tax_total'].map((name) => [name, 0]))
  return selected({
    usual: {
      id, currency_code: currency, email: cart.email, locale: null, region_id: cart.regionId, created_at: cart.at, updated_at: cart.at, completed_at: cart.completedAt, ...none,
      total, subtotal: major(goods), discount_total: discount, discount_subtotal: discount, original_total: major(goods), item_total: major(goods) - Number(discount), item_subtotal: major(goods),
      item_discount_total: discount, original_item_total: major(goods), original_item_subtotal: major(goods), credit_line_subtotal: credit, credit_line_total: credit,
      metadata: null, sales_channel_id: 'sc_01EMULATED', customer_id: customerId,
      items: cart.items.map(({ id: item, variantId, quantity }) => ({ id: item, variant_id: variantId, quantity, unit_price: major(state.prices.get(variantId) ?? 0) })),
      shipping_methods: [], shipping_address: null, billing_address: null,
      credit_lines: cart.lines.map(lineBody(id)),
      ...(customerId === null ? {} : { customer: { id: customerId, email: cart.email, groups: [] } }),
      region: { id: cart.regionId, name: 'Europe', currency_code: currency, automatic_taxes: true, countries: [] },
      promotions: cart.promotions.map((code) => ({ id: `promo_01EM${code}`, code, is_automatic: false })),
    },
    related: { gift_cards: cart.giftCards.map((code) => ({ id: state.giftCards.get(code)?.id, code })) },
  }, fields)
}

/** Carts: goods, codes, and what pays for them beside money. */
export const cartRoutes = (state: MedusaState, who: (heard: Heard) => string, maybe: (heard: Heard) => string | undefined): Readonly<Record<string, Route>> => {
  const cartAt = (id: string) => {
    const found = state.carts.get(id)
    if (!found) throw notFound(`Cart with id '${id}' not found`)
    return found
  }
  /** Changes a cart that is no order yet. */
  const changed = (heard: Parameters<Route>[0], change: (cart: EmulatedCart) => Partial<EmulatedCart>) => {
    const cart = cartAt(heard.at['id'] ?? '')
    if (cart.completedAt !== null) throw invalidData(`Cart ${cart.id} is already completed.`)
    return { body: { cart: cartBody(state, kept(state.carts, { ...cart, ...change(cart) }), heard.query.get('fields')) } }
  }
  return {
    'POST /store/carts': (heard) => {
      const customerId = maybe(heard) ?? null
      const { region_id: regionId = 'reg_01EMULATED', email = customerId === null ? null : (state.customers.get(customerId)?.email ?? null) } = heard.body as { region_id?: string; email?: string }
      const cart = kept(state.carts, { id: idOf('cart'), customerId, email, regionId, at: at(state), items: [], lines: [], giftCards: [], promotions: [], completedAt: null })
      return { body: { cart: cartBody(state, cart, heard.query.get('fields')) } }
    },
    // whoever knows the id of a cart may read it, whosever it is
    'GET /store/carts/{id}': ({ at: { id = '' }, query }) => ({ body: { cart: cartBody(state, cartAt(id), query.get('fields')) } }),
    'POST /store/carts/{id}/line-items': (heard) => changed(heard, ({ items }) => {
      const { variant_id: variantId, quantity } = heard.body as { variant_id: string; quantity: number }
      if (!state.prices.has(variantId)) throw invalidData(`Items ${variantId} do not exist`)
      return { items: [...items, { id: idOf('cali'), variantId, quantity }] }
    }),
    'POST /store/carts/{id}/promotions': (heard) => changed(heard, ({ promotions }) => {
      const { promo_codes: codes } = heard.body as { promo_codes: readonly string[] }
      const unknown = codes.find((code) => !state.promotions.has(code))
      if (unknown !== undefined) throw invalidData(`The promotion code ${unknown} is invalid`)
      return { promotions: [...new Set([...promotions, ...codes])] }
    }),
    'POST /store/carts/{id}/store-credits': (heard) => {
      who(heard)
      if (!state.carts.has(heard.at['id'] ?? '')) throw invalidData(`Cart with id ${heard.at['id'] ?? ''} not found`)
      return changed(heard, (cart) => {
        const { amount } = heard.body as { amount?: unknown }
        if (amount !== undefined && typeof amount !== 'number') throw invalidData(`Invalid request: Expected type: 'number' for field 'amount', got: '${amount === null ? 'null' : typeof amount}'`)
        if (cart.customerId === null) throw invalidData('Cart\'s customer must be set to add store credits')
        // the credit of the cart's customer, whoever asks
        const account = accountOf(state, cart.customerId)
        if (!account) throw invalidData('Store credit account not found for the customer on the cart in that currency.')
        const balance = balanceOf(account)
        if (balance <= 0) throw invalidData('Store credit account has no balance')
        const cents = amount === undefined ? balance : Math.round(amount * 100)
        if (cents > balance) throw invalidData('Amount is greater than the store credit account balance')
        const others = cart.lines.filter(({ reference }) => reference !== 'store-credit')
        return { lines: [...others, ...(cents > 0 ? [lineOf(state, cart, account, cents)] : [])] }
      })
    },
    'POST /store/carts/{id}/gift-cards': (heard) => changed(heard, (cart) => {
      const { code } = heard.body as { code: string }
      const card = state.giftCards.get(code)
      const account = card && state.accounts.get(card.accountId)
      if (!card || !account) throw notFound(`Gift card (${code}) not found`)
      if (card.expiresAt !== null && Date.parse(card.expiresAt) <= state.sandbox.now()) throw invalidData(`Gift card (${code}) has expired`)
      if (balanceOf(account) <= 0) throw invalidData(`Gift card (${code}) has no balance`)
      const line: EmulatedCreditLine = { id: idOf('cacl'), reference: 'gift-card', referenceId: card.id, amount: Math.min(balanceOf(account), totalOf(state, cart)), at: at(state) }
      return { giftCards: [...cart.giftCards, code], lines: [...cart.lines, line] }
    }),
    'DELETE /store/carts/{id}/gift-cards': (heard) => changed(heard, (cart) => {
      const { code } = heard.body as { code: string }
      if (!cart.giftCards.includes(code)) throw invalidData(`Gift card (${code}) not found in cart`)
      return { giftCards: cart.giftCards.filter((one) => one !== code), lines: cart.lines.filter(({ referenceId }) => referenceId !== state.giftCards.get(code)?.id) }
    }),
    'POST /store/carts/{id}/complete': ({ at: { id = '' } }) => ({ body: { type: 'order', order: ordered(state, cartAt(id)) } }),
  }
}

/** Never more than is left to pay; what credit has paid before is replaced. Medusa looks at the total before it takes the former line away. */
function lineOf(state: MedusaState, cart: EmulatedCart, { id }: EmulatedAccount, cents: number): EmulatedCreditLine {
  return { id: idOf('cacl'), reference: 'store-credit', referenceId: id, amount: Math.min(cents, totalOf(state, cart)), at: at(state) }
}

/** The cart becomes an order: only now credit is taken. */
export function ordered(state: MedusaState, cart: EmulatedCart): Json {
  if (cart.completedAt !== null) throw invalidData(`Cart ${cart.id} is already completed.`)
  for (const { reference, referenceId, amount } of cart.lines) {
    const accountId = reference === 'gift-card' ? ([...state.giftCards.values()].find(({ id }) => id === referenceId)?.accountId ?? '') : referenceId
    booked(state, accountId, { type: 'debit', amount, reference: 'cart', referenceId: cart.id, note: 'Gift card usage' })
  }
  kept(state.carts, { ...cart, completedAt: at(state) })
  return { id: idOf('order'), total: major(totalOf(state, cart)), currency_code: currency, customer_id: cart.customerId }
}
