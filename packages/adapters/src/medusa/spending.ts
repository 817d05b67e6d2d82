/** Paying with store credit and taking gift cards into it at Medusa, which knows no idempotency key. Loaded with the first of them. */
import { isLoyaltyError, LoyaltyError, type Cart, type Context, type GiftCard, type RedemptionChanged, type WriteContext } from '@loyaltykit/core'
import { creditIn, toBalances, toRedemption, type Account, type Held, type MedusaCart, type Note, type Wire } from '../medusa.ts'
import { memoryKeys } from '../keys.ts'
import { cutToMinor } from '../shared/amounts.ts'
import { instantOf } from '../shared/instants.ts'
import { invalid } from '../shared/invalid.ts'
import { alone, once } from '@loyaltykit/core/keys'
import { digitsOf } from '../shared/options.ts'
import { unexpected, type WireRequest } from '../shared/send.ts'

/** What it needs of its adapter: the notes, and the ways to read. */
export interface SpendingWorld {
  readonly name: string
  readonly moneys: readonly string[]
  noted(): readonly Note[]
  note(one: Note): void
  standing(context: Context): Promise<{ readonly who: string; readonly accounts: readonly Account[]; readonly held: readonly Held[] }>
  whoIs(context: Context): Promise<string>
  accountsOf(context: Context, withLines?: boolean): Promise<readonly Account[]>
  heldBy(who: string, context: Context): Promise<readonly Held[]>
  cartAt(id: string, context: Context): Promise<MedusaCart | undefined>
  idOf(cart: Cart): Promise<string | undefined>
  totalOf(cart: Cart, path: string): number
  ask(request: WireRequest, context: Context): Promise<Wire>
  askAsCustomer(request: WireRequest, context: Context, who?: string): Promise<Wire>
  readonly cartFields: string
  toCart(value: unknown): MedusaCart
}

/** What changes something. */
export interface Spending {
  hold(input: { readonly cart: Cart; readonly currency: string; readonly amount: number }, context: WriteContext): Promise<RedemptionChanged>
  cancel(input: { readonly redemptionId: string }, context: WriteContext): Promise<RedemptionChanged>
  look(input: { readonly number: string }, context: WriteContext): Promise<{ readonly giftCard: GiftCard }>
  attach(input: { readonly number: string }, context: WriteContext): Promise<{ readonly giftCard: GiftCard }>
}

/** A gift card, and the account that what is on it lies in. */
interface Card {
  readonly giftCard: GiftCard
  readonly account?: { readonly id: string; readonly code: string }
}

export function spendingAt(world: SpendingWorld): Spending {
  const { name, moneys, noted, note, standing, whoIs, accountsOf, cartAt, idOf, totalOf, ask, askAsCustomer, cartFields, toCart } = world
  const keys = memoryKeys()

  /** Once for a key, and one after another for each customer: what was looked up stays true until it is done. */
  const inTurn = async <Output>(call: string, who: string, input: unknown, context: WriteContext, act: (context: WriteContext) => Promise<Output>): Promise<Output> =>
    once(keys, { scope: `${name}\n${call}\n${who}`, input, context }, (_, signal) => alone(keys, `${name}\n${who}`, signal, (limit) => act({ ...context, signal: limit })))

  /** So much of the customer's credit pays for the cart from now on: it takes the place of what did before. */
  async function put(cart: MedusaCart, amount: number, context: Context): Promise<MedusaCart> {
    const path = `/store/carts/${encodeURIComponent(cart.id)}/store-credits?fields=${cartFields}`
    return toCart((await askAsCustomer({ method: 'POST', path, body: { amount: Number(decimal(amount, digitsOf(cart.money))) } }, context, cart.customer))['cart'])
  }

  /** Whether so much may be put on the cart, beside what is on others. */
  function permit(cart: MedusaCart, total: number, amount: number, { accounts, held }: Pick<Awaited<ReturnType<typeof standing>>, 'accounts' | 'held'>): void {
    const elsewhere = held.filter((one) => one.note.money === cart.money && one.note.cart !== cart.id).reduce((sum, one) => sum + one.line.amount, 0)
    const available = (accounts.find((one) => one.money === cart.money)?.balance ?? 0) - elsewhere
    if (amount > available) throw new LoyaltyError('insufficient_points', 'There is not so much store credit. Choose a smaller amount.')
    if (amount > Math.min(total - cart.discount, cart.open)) throw new LoyaltyError('not_eligible', 'This cart does not cost so much. Choose a smaller amount.')
  }

  async function ownCart(given: Cart, who: string, context: Context): Promise<MedusaCart> {
    const id = await idOf(given)
    const cart = id === undefined ? undefined : await cartAt(id, context)
    // of somebody else's nothing is told, not even that it is there
    if (!cart || (cart.customer !== undefined && cart.customer !== who)) throw invalid({ path: 'cart.id', message: 'is no cart of this shop' })
    if (cart.customer === undefined) throw new LoyaltyError('not_eligible', 'This cart was begun without a log-in. The shop must give it to the customer first.')
    if (cart.money !== given.currency) throw invalid({ path: 'cart.currency', message: `must be ${cart.money}` })
    if (cart.isOrder) throw new LoyaltyError('not_eligible', 'This cart has become an order already.')
    return cart
  }

  async function hold({ cart: given, currency, amount }: Parameters<Spending['hold']>[0], who: string, context: WriteContext): Promise<RedemptionChanged> {
    const { idempotencyKey: key } = context
    const total = totalOf(given, 'cart')
    if (currency !== creditIn(given.currency)) throw invalid({ path: 'currency', message: `must be ${creditIn(given.currency)}` })
    const [cart, now] = await Promise.all([ownCart(given, who, context), standing(context)])
    const begun: Note = { who, cart: cart.id, name: given.id, money: cart.money, amount, key }
    const answer = (at: MedusaCart): RedemptionChanged => {
      if (!at.line) throw unexpected()
      const held: Held = { note: { ...begun, line: at.line.id }, line: at.line }
      note(held.note)
      return { redemption: toRedemption(held), balances: toBalances(now.accounts, [held, ...now.held.filter((one) => one.note.cart !== at.id)]) }
    }
    if (cart.line) {
      // its answer was lost on the way, or the page was closed over it
      if (cart.line.amount === amount && noted().some((one) => one.who === who && one.cart === cart.id && one.key === key)) return answer(cart)
      throw new LoyaltyError('conflict', 'Store credit pays for this cart already. Let it go first, then choose again.')
    }
    permit(cart, total, amount, now)
    note(begun)
    const after = await put(cart, amount, context).catch(async (error: unknown) => {
      if (!isLoyaltyError(error) || error.code !== 'not_eligible') throw error
      // why, as far as it can be seen now
      const [again, then] = await Promise.all([ownCart(given, who, context), standing(context)])
      permit(again, total, amount, then)
      throw error
    })
    if (after.line?.amount === amount) return answer(after)
    // the cart has changed meanwhile, or two have asked at once: nobody pays another sum than was chosen
    await put(after, 0, context)
    throw new LoyaltyError('backend_failed', 'This cart has changed meanwhile. Try again.')
  }

  async function cancel({ redemptionId }: { readonly redemptionId: string }, who: string, context: WriteContext): Promise<RedemptionChanged> {
    const known = noted().find((one) => one.who === who && one.line === redemptionId)
    if (!known) throw new LoyaltyError('not_found', 'There is no such hold. It may have ended: look at your store credit.')
    const cart = await cartAt(known.cart, context)
    const line = cart?.customer === who && cart.line?.id === redemptionId ? cart.line : undefined
    if (line && cart?.isOrder) throw new LoyaltyError('conflict', 'This store credit has paid for an order already.')
    if (line && cart) {
      await put(cart, 0, context).catch((error: unknown) => {
        // Medusa takes no line away once the account is empty
        throw isLoyaltyError(error) && error.code === 'not_eligible' ? new LoyaltyError('conflict', 'This can\'t be let go: there is no store credit left. Ask the shop.', { cause: error }) : error
      })
    }
    note({ ...known, isOver: true })
    const { accounts, held } = await standing(context)
    const gone = line ?? { id: redemptionId, amount: known.amount, at: '' }
    return { redemption: toRedemption({ note: known, line: gone }, 'cancelled'), balances: toBalances(accounts, held) }
  }

  async function cardAt(number: string, context: Context): Promise<Card> {
    const names = 'id,code,status,value,currency_code,expires_at,store_credit_account.id,store_credit_account.code,store_credit_account.balance'
    const read = async (code: string) => toCard((await ask({ path: `/store/gift-cards/${encodeURIComponent(code)}?fields=${names}` }, context))['gift_card'])
    const isUnknown = (error: unknown) => isLoyaltyError(error) && error.code === 'not_found'
    const capitals = number.toUpperCase()
    return read(number).catch((error: unknown) => {
      // Medusa makes codes of capitals, and people type as they like
      if (isUnknown(error) && capitals !== number) return read(capitals)
      throw error
    }).catch((error: unknown) => {
      throw isUnknown(error) ? new LoyaltyError('not_found', 'There is no such gift card. Look at the number again.') : error
    })
  }

  /** What was on it is in this customer's credit: the ledger says so. */
  const isTaken = async (account: string, context: Context) =>
    (await accountsOf(context, true)).some(({ transactions }) => transactions.some(({ type, reference, reference_id: from }) => type === 'credit' && reference === 'store-credit' && from === account))

  async function attach({ number }: { readonly number: string }, who: string, context: WriteContext): Promise<{ readonly giftCard: GiftCard }> {
    const { giftCard, account } = await cardAt(number, context)
    const taken = { giftCard: { ...giftCard, balance: { ...giftCard.balance, amount: 0 }, state: 'spent' as const } }
    const settle = async () => {
      if (account && (await isTaken(account.id, context))) return taken
      throw new LoyaltyError('conflict', 'There is nothing left on this card, or somebody else has it.')
    }
    if (giftCard.state === 'spent') return settle()
    if (giftCard.state !== 'active' || !account || !moneys.includes(giftCard.balance.currency)) throw new LoyaltyError('not_eligible', 'This card can\'t be used here now.')
    try {
      await askAsCustomer({ method: 'POST', path: '/store/store-credit-accounts/claim', body: { code: account.code } }, context, who)
    } catch (error) {
      // somebody was quicker, or it was done by the attempt whose answer was lost
      if (isLoyaltyError(error) && error.code === 'not_eligible') return settle()
      throw error
    }
    return taken
  }

  return {
    hold: async (input, context) => {
      const who = await whoIs(context)
      return inTurn('redemptions.hold', who, input, context, (limited) => hold(input, who, limited))
    },
    cancel: async (input, context) => {
      const who = await whoIs(context)
      return inTurn('redemptions.cancel', who, input, context, (limited) => cancel(input, who, limited))
    },
    look: (input, context) => once(keys, { scope: `${name}\ngiftCards.check\n${context.identity.kind}`, input, context }, async (_, signal) => {
      const { giftCard } = await cardAt(input.number, { ...context, signal })
      return { giftCard }
    }),
    attach: async (input, context) => {
      const who = await whoIs(context)
      return inTurn('giftCards.attach', who, input, context, (limited) => attach(input, who, limited))
    },
  }
}

/** Minor units as digits with a point, as they were counted. */
function decimal(amount: number, digits: number): string {
  const text = String(amount).padStart(digits + 1, '0')
  return digits > 0 ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text
}

function toCard(value: unknown): Card {
  const card = value as Wire | null | undefined
  const { id, code, status, value: sold, currency_code: currency, expires_at: ends, store_credit_account: account } = card ?? {}
  if (typeof id !== 'string' || typeof code !== 'string' || typeof currency !== 'string' || !/^[a-z]{3}$/i.test(currency)) throw unexpected()
  const { id: accountId, code: accountCode, balance } = (account ?? {}) as Wire
  const rest = balance ?? sold
  if (typeof rest !== 'number' && typeof rest !== 'string') throw unexpected()
  const amount = cutToMinor(rest, digitsOf(currency.toUpperCase()))
  const expiresAt = instantOf(typeof ends === 'string' ? ends : undefined)
  const state = status !== 'redeemed' ? 'blocked' : amount <= 0 ? 'spent' : expiresAt !== undefined && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active'
  return {
    giftCard: { id, number: `···· ${code.slice(-4)}`, balance: { amount, currency: currency.toUpperCase() }, state, ...(expiresAt === undefined ? {} : { expiresAt }) },
    ...(typeof accountId === 'string' && typeof accountCode === 'string' ? { account: { id: accountId, code: accountCode } } : {}),
  }
}
