/** Medusa's store API with its loyalty plugin, as far as a shopper sees them: people and clock are the sandbox's. */
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { cartRoutes, ordered } from './medusa/carts.ts'
import { accountOf, balanceOf, booked, creditRoutes, opened } from './medusa/credit.ts'
import { bearerOf, customerRoutes, tokenFor, unauthorized } from './medusa/customers.ts'
import { at, currency, idOf, kept, Refused, type EmulatedCart, type MedusaState } from './medusa/state.ts'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'

/** Somebody with an account in the emulated shop. */
export interface EmulatedShopper {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly token: string
}

/** A Medusa of one's own, with the shop that uses it: boots cost 60.00 EUR. */
export interface MedusaEmulator extends Served {
  readonly publishableKey: string
  readonly variantId: string
  readonly sandbox: Sandbox
  readonly shop: {
    /** A new customer, with so much store credit, in cents. */
    register(credit?: number): EmulatedShopper
    /** Store credit is given, in cents; below 0 it is taken. */
    credit(customerId: string, amount: number): void
    /** What is on a customer's account, in cents. */
    balance(customerId: string): number
    /** A gift card is sold, in cents; gives its code. */
    giftCard(value: number, more?: { readonly status?: 'pending' | 'redeemed'; readonly expiresAt?: string }): string
    /** A code that takes so many percent off. */
    promotion(code: string, percent: number): void
    /** A cart with so many pairs of boots; a guest's where nobody is named. */
    cart(customerId: string | undefined, pairs: number): string
    /** The same cart with other goods in it. */
    fill(cartId: string, pairs: number): void
    /** The cart becomes an order; its credit is taken. */
    order(cartId: string): void
    /** Credit that has paid for an order comes back. */
    refund(goods: { readonly customerId: string; readonly orderId: string; readonly amount: number }): void
    /** The token is worth nothing any more. */
    end(token: string): void
    /** Another token for the same person. */
    renew(email: string): string
  }
}

export { medusaCheck } from './medusa/captured.ts'

const variantId = 'variant_01EMULATEDBOOTS'

/** Pages of any shop may ask. */
const open = { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*', 'access-control-allow-headers': 'authorization, content-type, x-publishable-api-key' }

/** Opens a Medusa on a port of this machine. */
export async function emulateMedusa(): Promise<MedusaEmulator> {
  const sandbox = createSandbox({ seed: 'medusa', now: '2026-11-22T10:00:00Z' })
  const publishableKey = 'pk_emulated'
  const state: MedusaState = {
    sandbox, customers: new Map(), entries: new Map(), tokens: new Map(), accounts: new Map(), giftCards: new Map(), carts: new Map(), promotions: new Map(),
    prices: new Map([[variantId, 60_00]]),
  }
  const maybe = (heard: Heard) => bearerOf(state, heard)?.customerId
  const who = (heard: Heard) => {
    const customerId = maybe(heard)
    if (customerId === undefined) throw unauthorized()
    return customerId
  }
  const route = routed({ ...customerRoutes(state, who), ...creditRoutes(state, who), ...cartRoutes(state, who, maybe) })

  const served = await serveEmulator(async (heard) => {
    const { headers, ...answer } = heard.method === 'OPTIONS' ? { status: 204 } : await answerTo(heard)
    // a browser sends by itself again what was lost on a connection that it had used before: here it has none
    return { ...answer, headers: { ...headers, ...open, connection: 'close' } }
  })
  async function answerTo(heard: Heard): Promise<Answer> {
    try {
      if (heard.path.startsWith('/store/')) {
        const key = heard.headers['x-publishable-api-key']
        if (key === undefined) throw new Refused(400, 'not_allowed', 'Publishable API key required in the request header: x-publishable-api-key. You can manage your keys in settings in the dashboard.')
        if (key !== publishableKey) throw new Refused(400, 'not_allowed', 'A valid publishable key is required to proceed with the request')
      }
      return await (route(heard) ?? { status: 404, text: 'Cannot find it', headers: { 'content-type': 'text/html' } })
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  }

  let people = 0
  const put = (cartId: string, change: (cart: EmulatedCart) => Partial<EmulatedCart>) => {
    const cart = state.carts.get(cartId)
    if (!cart) throw new Error(`There is no cart ${cartId}.`)
    return kept(state.carts, { ...cart, ...change(cart) })
  }
  const boots = (pairs: number) => (pairs > 0 ? [{ id: idOf('cali'), variantId, quantity: pairs }] : [])
  const accountFor = (customerId: string) => (accountOf(state, customerId) ?? opened(state, customerId)).id
  const credit = (customerId: string, amount: number) => booked(state, accountFor(customerId), {
    type: amount < 0 ? 'debit' : 'credit', amount: Math.abs(amount), reference: 'user', referenceId: 'user_01EMULATED', note: 'Thank you',
  })
  return {
    ...served, publishableKey, variantId, sandbox,
    shop: {
      credit,
      register: (given = 0) => {
        const person = { email: `customer-${(people += 1)}@shop.example`, password: 'correct horse battery' }
        const { id } = kept(state.customers, { id: idOf('cus'), email: person.email, firstName: 'Анна', lastName: 'Лавлейс', phone: null, at: at(state) })
        state.entries.set(person.email, { password: person.password, customerId: id })
        if (given > 0) credit(id, given)
        return { id, ...person, token: tokenFor(state, person.email) }
      },
      balance: (customerId) => {
        const account = accountOf(state, customerId)
        return account ? balanceOf(account) : 0
      },
      giftCard: (value, { status = 'redeemed', expiresAt = null } = {} as { status?: 'pending' | 'redeemed'; expiresAt?: string }) => {
        const code = `GIFT-${crypto.randomUUID().slice(9, 23).toUpperCase()}`
        const { id: accountId } = opened(state, null)
        booked(state, accountId, { type: 'credit', amount: value, reference: 'gift-card', referenceId: code })
        state.giftCards.set(code, { id: idOf('gcard'), code, value, status, expiresAt, accountId, at: at(state) })
        return code
      },
      promotion: (code, percent) => void state.promotions.set(code, percent),
      cart: (customerId = undefined, pairs) => kept(state.carts, {
        id: idOf('cart'), customerId: customerId ?? null, email: null, regionId: 'reg_01EMULATED', at: at(state), items: boots(pairs), lines: [], giftCards: [], promotions: [], completedAt: null,
      }).id,
      fill: (cartId, pairs) => void put(cartId, () => ({ items: boots(pairs) })),
      order: (cartId) => void ordered(state, put(cartId, () => ({}))),
      refund: ({ customerId, orderId, amount }) => booked(state, accountFor(customerId), { type: 'credit', amount, reference: 'order', referenceId: orderId, note: 'Store credit refund' }),
      end: (token) => void state.tokens.delete(token),
      renew: (email) => tokenFor(state, email),
    },
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}

/** What its accounts are kept in. */
export const medusaCurrency: string = currency
