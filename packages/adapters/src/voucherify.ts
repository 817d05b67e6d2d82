/**
 * Voucherify: Loyalty v2 (`/v2/loyalties`, on for accounts with `LOYALTY_V2`), with coupons, referrals and promotions of v1.
 *
 * | its answer | our code |
 * | --- | --- |
 * | 400 | `backend_failed`: we have asked wrongly, nobody else can mend it |
 * | 401, 403 | `backend_failed`: the keys are wrong, or have not the right |
 * | 404 | `not_found`; for a membership `unauthenticated`: this customer has not joined |
 * | 409 `member_already_exists` | `conflict` |
 * | 423 `insufficient_card_balance`, `zero_card_balance` | `insufficient_points` |
 * | 423 otherwise | `not_eligible` |
 * | 429 | `rate_limited`, with the time to come back where it is told |
 * | 5xx | `backend_failed` |
 * | a payment or a purchase `REJECTED` | `insufficient_points` for `NOT_ENOUGH_BALANCE`, else `not_eligible` |
 *
 * What its documents do not have, and so is not here: a log-in (the server in front says who is there), linking an old card, challenges, surveys,
 * claims, partners, consents, the gift cards of a member. It has one language, so all locales are answered alike.
 *
 * There is no variant for a page with a publishable key. With that key Voucherify tells no balance, ledger, tier or reward, takes the page's word
 * for who the shopper is, and estimates no points: a programme that can't say what a cart earns, nor who is asking, keeps no promise of the port. What
 * the browser API has (qualifications, validations, redemptions of codes) a page gets from `quotes`, `coupons` and `offers` through the gateway.
 */
import {
  isLoyaltyError, isSafeUrl, LoyaltyError, type Balance, type Context, type Coupon, type Currency, type LoyaltyBackend, type Member, type Program, type Quote, type Redemption, type Reward, type SpendLimit, type Tier,
  type TierStanding,
} from '@loyaltykit/core'
import * as z from 'zod/mini'
import type { KeyStore } from './keys.ts'
import { guarded, invalid, memberOf, refusePage, type Act, type Unguarded } from './shared/guarded.ts'
import { alone, sleep } from './shared/once.ts'
import { toMinor, wire } from './shared/wire.ts'
import {
  Bucket, Customer, Definition, ExaminedEarnings, ExaminedRewards, Held, Holder, Membership, page, Payment, Promotions, Purchase, Stock, text, Transaction, v1Page, Validation, WireProgram, WireReward, WireTier, type Card,
} from './voucherify/wire.ts'
import {
  batches, checkClaim, cursorFrom, cursorOf, exactly, instantOf, isRefusal, isShown, keyOf, lockedBecause, offersOf, ownHold, rateOf, reasonOf, refusal, rejected, toCoupon, toEntry, toMember, toReward, toStanding, unfit, unpaid,
  without, type Begun, type Hold,
} from './voucherify/words.ts'

/** What `voucherify` takes. */
export interface VoucherifyOptions {
  /** Where its API begins: `https://api.voucherify.io`, the region's (`https://us1.api.voucherify.io`), or a host of your own. A wrong region refuses every key. */
  readonly url?: string
  /** The application's id, `X-App-Id`. */
  readonly appId: string
  /** The application's secret key, `X-App-Token`. It must not reach a page. */
  readonly appToken: string
  /** The loyalty programme: `lprg_…`. */
  readonly programId: string
  /** The shop's money, ISO 4217: what the orders in Voucherify are in. Voucherify counts hundredths of it, whatever the currency; one with thousandths can't be told to it. */
  readonly money: string
  /**
   * Where writes are remembered: Voucherify knows no idempotency key and makes a payment of every request. `memoryKeys()` of
   * `@loyaltykit/adapters/keys` for one process, a shared store for more.
   *
   * Here also live the holds of `redemptions`, for Voucherify can't set points aside: a hold is a promise among those who ask this adapter. A till
   * that talks to Voucherify itself may spend the same points meanwhile; then `confirm` fails with `insufficient_points`, and nothing was paid.
   */
  readonly keys: KeyStore
  /** BCP 47: the language of the texts in Voucherify, which has one for each text. `en` where absent. */
  readonly locale?: string
  /** What a currency is called, by card definition (`lcdef_…`): `point` and the definition's own name where absent. */
  readonly currencies?: Readonly<Record<string, { readonly unit?: Currency['unit']; readonly name?: string }>>
  /**
   * A member (the customer's `source_id`) who stands for somebody who has not joined yet: quotes for guests are asked for this one, for Voucherify
   * estimates for members only. Without it guests are not told what a cart would earn.
   */
  readonly newcomer?: string
  /** Whose a ticket of `members.enrol` is: the server in front has given it after a log-in. Without it every ticket is `expired`. */
  readonly person?: (ticket: string) => Promise<{ readonly sourceId: string; readonly email?: string; readonly phone?: string } | undefined>
  /** The referral campaign and what each side gets, which its documents have no read for; without it nobody has a code. */
  readonly referral?: {
    /** `camp_…`; any referral code of the member where absent. */
    readonly campaignId?: string
    /** The link of a code: an https address. */
    readonly link: (code: string) => string
    /** What each side gets: in points of a card definition. */
    readonly advocate: { readonly currency: string; readonly amount: number }
    readonly friend: { readonly currency: string; readonly amount: number }
  }
  /**
   * For how long a request that was never answered may still reach Voucherify, in milliseconds; 30 seconds where absent. Until then a payment whose
   * answer was lost is looked for and not made again: the call fails with `timeout`, and the same key asks on.
   */
  readonly doubt?: number
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** The groups that Voucherify has. */
export type VoucherifyBackend = Required<Pick<LoyaltyBackend, 'name' | 'credential' | 'program' | 'members' | 'balances' | 'activity' | 'tiers' | 'offers' | 'quotes' | 'rewards' | 'coupons' | 'referrals'>> & {
  readonly redemptions: Required<NonNullable<LoyaltyBackend['redemptions']>>
}

const month = 30 * 86_400_000

const sumOf = ({ items }: { readonly items: readonly { readonly price: number; readonly quantity: number }[] }): number => items.reduce((total, { price, quantity }) => total + price * quantity, 0)

/**
 * Voucherify as a backend. Runs on a server, behind `@loyaltykit/gateway`; a member is the customer's `source_id`.
 *
 * Points pay for an order that Voucherify knows: the shop writes its open cart there as an order with the cart's id as `source_id`, before it asks for a
 * quote. Without it points pay for nothing (`not_eligible`).
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function voucherify(options: VoucherifyOptions): VoucherifyBackend {
  const { url = 'https://api.voucherify.io', appId, appToken, programId, money, keys, locale = 'en', currencies = {}, newcomer, person, referral, holdFor = 30 * 60_000, doubt = 30_000, clock = Date.now, fetch = globalThis.fetch } = options
  checkOptions({ ...options, url })
  const unit = 10 ** (2 - digitsOf(money))
  const name = `voucherify:${programId}`
  const program = `/v2/loyalties/programs/${programId}`
  const send = wire({
    url: url.replace(/\/$/, ''), fetch, refusal,
    headers: { 'x-app-id': appId, 'x-app-token': appToken },
    hiddenFailure: (body) => z.safeParse(z.object({ code: z.int().check(z.minimum(400)), key: text }), body).data?.code,
  })
  const toMoney = (amount: number | string) => ({ amount: exactly(toMinor(amount) / unit), currency: money })
  const fromMoney = (amount: number) => exactly(amount * unit)

  /** Every item of a list that is given page by page; at most `most`. */
  async function all<T extends z.ZodMiniType>(item: T, path: string, context: Context, most = 500): Promise<z.infer<T>[]> {
    const found: z.infer<T>[] = []
    for (let cursor: string | undefined, first = true; first || (cursor !== undefined && found.length < most); first = false) {
      const { data, cursor: next } = await send(page(item), { path: `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}` }, context)
      found.push(...(data as z.infer<T>[]))
      cursor = next?.next
    }
    return found
  }

  /** @throws `LoyaltyError` `unauthenticated` for a customer who has not joined. */
  async function membershipOf(context: Context, sourceId = memberOf(context)): Promise<Membership> {
    const found = await send(Membership, { path: `${program}/memberships/${encodeURIComponent(sourceId)}?identification_type=customer_source_id` }, context)
      .catch((error: unknown) => { throw isLoyaltyError(error) && error.code === 'not_found' ? new LoyaltyError('unauthenticated', 'This customer is not in the programme. Join first.', { cause: error }) : error })
    if (found.member.status === 'DELETED') throw new LoyaltyError('unauthenticated', 'This membership has ended.')
    return found
  }
  const cardsOf = ({ cards }: Membership): Card[] => cards.flatMap(({ card }) => card ?? [])
  const own = ({ member }: Membership) => `${program}/members/${member.id}`

  // Holds

  const holdsId = (sourceId: string) => `${name} holds ${sourceId}`
  const holdsOf = async (sourceId: string): Promise<Hold[]> => JSON.parse((await keys.get(holdsId(sourceId))) ?? '[]') as Hold[]
  const isOpen = ({ redemption: { state, expiresAt } }: Hold) => state === 'held' && Date.parse(expiresAt ?? '') > clock()
  const heldOn = (holds: readonly Hold[], cardId: string) => holds.filter((hold) => isOpen(hold) && hold.cardId === cardId).reduce((sum, { points }) => sum + points, 0)
  async function keepHold(sourceId: string, hold: Hold): Promise<Hold> {
    const [from, holds] = [await keys.get(holdsId(sourceId)), await holdsOf(sourceId)]
    const kept = [hold, ...holds.filter(({ redemption }) => redemption.id !== hold.redemption.id)].slice(0, 100)
    if (!(await keys.swap(holdsId(sourceId), from, JSON.stringify(kept), month))) throw new LoyaltyError('backend_failed', 'Somebody else has changed the holds meanwhile. Try again.')
    return hold
  }
  /** One write about points at a time for each member: what was looked up stays true until it is done. */
  const inTurn = <T>(context: Context, act: (sourceId: string) => Promise<T>) => alone(keys, `${name} ${memberOf(context)}`, context.signal, () => act(memberOf(context)))
  const changed = async (hold: Hold, context: Context) => ({ redemption: hold.redemption, balances: await balancesOf(context) })

  // From its words to ours

  async function balancesOf(context: Context): Promise<Balance[]> {
    const [membership, holds] = [await membershipOf(context), await holdsOf(memberOf(context))]
    return Promise.all(cardsOf(membership).map(async (card): Promise<Balance> => {
      const base = `${own(membership)}/cards/${card.id}`
      const [points, pending, held] = [toMinor(card.balance.points), Math.max(0, toMinor(card.balance.pending_points ?? 0)), heldOn(holds, card.id)]
      const expiring = card.next_expiration ? await all(Bucket, `${base}/expiring-points`, context, 100) : []
      const waiting = pending > 0 ? await all(Bucket, `${base}/pending-points`, context, 100) : []
      return {
        currency: card.card_definition_id,
        available: points - held,
        ...(card.balance.pending_points === undefined ? {} : { pending, pendingBatches: batches(waiting.filter(({ type, status }) => status === 'PENDING' && type !== 'EVENT_BASED'), ({ date }) => date, pending) }),
        ...(held > 0 ? { held } : {}),
        // what is held is of the points that go first
        ...(card.next_expiration === undefined ? {} : { expiring: batches(expiring.filter(({ status }) => status === 'ACTIVE'), ({ expiration_date: date }) => date, points, held) }),
        ...(card.lifetime_bucket ? { lifetime: Math.max(0, toMinor(card.lifetime_bucket.points.total)) } : {}),
      }
    }))
  }

  const tiersOf = async (context: Context) => {
    const [structure] = await all(z.object({ tier_structure_id: text }), `${program}/tier-structures`, context)
    const tiers = structure ? await all(WireTier, `/v2/loyalties/tier-structures/${structure.tier_structure_id}/tiers`, context) : []
    return tiers.map(({ id, name: title, qualification_rules: rules }) => ({ id, name: title, from: toMinor(rules?.points?.min_value ?? 0) })).sort((a, b) => a.from - b.from)
  }

  async function catalogueOf(context: Context): Promise<{ reward: Reward; ends: string | undefined }[]> {
    const isMember = context.identity.kind === 'member'
    const membership = isMember ? await membershipOf(context) : undefined
    const holds = isMember ? await holdsOf(memberOf(context)) : []
    const [assigned, rewards, examined] = await Promise.all([
      all(Stock, `${program}/rewards`, context), all(WireReward, '/v2/loyalties/rewards', context),
      membership ? send(ExaminedRewards, { method: 'POST', path: '/v2/loyalties/examine/rewards', body: { customer_identification: { type: 'member_id', member_id: membership.member.id } } }, context) : undefined,
    ])
    const cards = examined?.memberships.filter((one) => one.program.id === programId).flatMap((one) => one.cards) ?? []
    return assigned.flatMap(({ reward_id: id, stock }) => {
      const wired = rewards.find((one) => one.id === id)
      const offers = cards.flatMap(({ card, rewards: estimations }) => estimations.filter(({ reward }) => reward.id === id).map((estimation) => ({ card, estimation })))
      const best = offers.find(({ estimation }) => estimation.status === 'AVAILABLE') ?? offers[0]
      const listed = wired?.costs?.flatMap(({ spending }) => spending ?? [])[0]
      const cost = best ? { currency: best.card.card_definition_id, amount: toMinor(best.estimation.cost.points) } : listed && { currency: listed.card_definition_id, amount: toMinor(listed.points) }
      if (!wired || !cost || wired.status !== 'ACTIVE') return []
      const card = membership && cardsOf(membership).find(({ card_definition_id: definition }) => definition === cost.currency)
      const left = stock?.type === 'LIMITED' && stock.limited ? Math.max(0, toMinor(stock.limited.quantity)) : undefined
      const because = isMember ? lockedBecause(best?.estimation, card ? toMinor(card.balance.points) - heldOn(holds, card.id) < cost.amount : true) : undefined
      return [{ reward: toReward(wired, { cost, left, because, now: clock() }), ends: instantOf(wired.end_date) }]
    })
  }

  async function vouchersOf(context: Context): Promise<z.infer<typeof Held>[]> {
    const found: z.infer<typeof Held>[] = []
    for (let after: string | undefined, first = true; first || (after !== undefined && found.length < 500); first = false) {
      const { data, has_more: more, more_starting_after: next } = await send(v1Page(Held), { path: `/v1/customers/${encodeURIComponent(memberOf(context))}/redeemables?limit=100${after === undefined ? '' : `&starting_after_id=${encodeURIComponent(after)}`}` }, context)
      found.push(...data)
      after = more ? next : undefined
    }
    return found
  }

  // Money: a request is sent once. What became of it is read from the list, never found out by asking again.

  /** What a payment with points would do; nothing is done. */
  const simulated = async (membership: Membership, cardId: string, cartId: string, limit: object, context: Context) => {
    const { transaction } = await send(z.object({ transaction: Payment }), { method: 'POST', path: `${own(membership)}/orders/payments`, body: { card_id: cardId, order: { source_id: cartId }, payment_limit: limit, mode: 'DRY_RUN' } }, context)
    return { order: transaction.order_id, points: toMinor(transaction.details?.payment?.points_spent ?? 0), amount: transaction.details?.payment?.amount ?? 0 }
  }
  const pointsLimit = (max: number) => ({ type: 'POINTS_LIMIT', points_limit: { max } })

  /** Looks again until the transaction is approved or rejected; the pause between two looks grows to 2 s. */
  async function settled<T extends typeof Payment | typeof Purchase>(item: T, path: string, id: string, context: Context): Promise<z.infer<T>> {
    for (let pause = 100; ; pause = Math.min(2_000, pause * 2)) {
      const [found] = (await send(page(item as typeof Payment), { path: `${path}?${new URLSearchParams({ 'filters[id][conditions][$is]': id })}` }, context)).data
      if (found?.status === 'APPROVED' || found?.status === 'REJECTED') return found as z.infer<T>
      await sleep(pause, context.signal)
    }
  }

  /** The newest of a list, and which of them came after one that is known. */
  async function newest<T extends typeof Payment | typeof Purchase>(item: T, path: string, context: Context) {
    const data = (await send(page(item as typeof Payment), { path: `${path}?limit=100&order=-created_at` }, context)).data as z.infer<T>[]
    return { last: data[0]?.id, since: (id: string | undefined) => data.slice(0, id === undefined ? undefined : Math.max(0, data.findIndex((one) => one.id === id))) }
  }

  /** A request without an answer may still be on its way: until it can't be, nobody may say that it was never made. */
  function checkDoubt({ since }: Begun): void {
    if (Date.now() - since < doubt) throw new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.')
  }

  async function pay(sourceId: string, hold: Hold, orderId: string, context: Act): Promise<Hold> {
    const membership = await membershipOf(context)
    const path = `${own(membership)}/orders/payments`
    let { paying } = hold
    if (paying && paying.id === undefined) {
      const ours = (await newest(Payment, path, context)).since(paying.after).find((one) => one.card_id === hold.cardId && one.order_id === paying?.vendorOrder && Number(one.details?.metadata?.points_limit) === hold.points)
      if (!ours) checkDoubt(paying)
      paying = ours && { ...paying, id: ours.id }
    }
    if (!paying) {
      const { order, points } = await simulated(membership, hold.cardId, hold.redemption.cartId, pointsLimit(hold.points), context)
      if (points < hold.points) throw unfit('The order or the points have changed since they were held. Let them go and choose again.')
      paying = { orderId, vendorOrder: order, since: Date.now(), after: (await newest(Payment, path, context)).last }
      await keepHold(sourceId, { ...hold, paying })
      const body = { card_id: hold.cardId, order: { source_id: hold.redemption.cartId }, payment_limit: pointsLimit(hold.points), mode: 'TRANSACTION' }
      const { transaction } = await send(z.object({ transaction: Payment }), { method: 'POST', path, body }, context).catch(async (error: unknown) => {
        if (isRefusal(error)) await keepHold(sourceId, unpaid(hold))
        throw error
      })
      paying = { ...paying, id: transaction.id }
    }
    await keepHold(sourceId, { ...hold, paying })
    const done = await settled(Payment, path, paying.id ?? '', context)
    if (done.status === 'APPROVED') return keepHold(sourceId, { ...unpaid(hold), orderId, redemption: { ...without(hold.redemption, 'expiresAt'), state: 'confirmed' } })
    // the points are still only held
    await keepHold(sourceId, unpaid(hold))
    throw rejected(done.details?.rejection?.reason)
  }

  async function buy(reward: Reward, membership: Membership, { noted, note, ...context }: Act): Promise<z.infer<typeof Purchase>> {
    const path = `${own(membership)}/rewards/purchases`
    let begun = noted as Begun | undefined
    if (begun?.id === undefined) {
      const { last, since } = await newest(Purchase, path, context)
      const ours = begun && since(begun.after).find((one) => one.reward_id === reward.id && one.type === 'PURCHASE')
      if (begun && !ours) checkDoubt(begun)
      begun = { since: begun?.since ?? Date.now(), after: last, id: ours?.id }
      if (begun.id === undefined) {
        await note((begun = { since: Date.now(), after: last }))
        const { transaction } = await send(z.object({ transaction: Purchase }), { method: 'POST', path, body: { reward_id: reward.id, mode: 'TRANSACTION' } }, context).catch(async (error: unknown) => {
          if (isRefusal(error)) await note(undefined)
          throw error
        })
        begun = { ...begun, id: transaction.id }
      }
      await note(begun)
    }
    const done = await settled(Purchase, path, begun.id ?? '', context)
    if (done.status === 'REJECTED') throw rejected(done.details?.rejection?.reason)
    return done
  }

  // Quotes

  type Cart = Parameters<VoucherifyBackend['quotes']['quote']>[0]['carts'][number]

  async function priceOf(cart: Cart, at: string, context: Context) {
    if (cart.currency !== money) throw invalid({ path: `${at}.currency`, message: `must be ${money}` })
    const sum = sumOf(cart)
    if (!Number.isSafeInteger(sum * unit)) throw invalid({ path: `${at}.items`, message: 'have a sum that can\'t be counted' })
    const { discounts, useless } = cart.codes?.length && sum > 0 ? await codesOf(cart, sum, context) : { discounts: [], useless: [] }
    return { sum, discounts, useless, net: sum - discounts.reduce((off, { money: { amount } }) => off + amount, 0) }
  }

  async function quoteOf(cart: Cart, at: string, context: Context): Promise<Quote> {
    const isMember = context.identity.kind === 'member'
    const { sum, net, discounts, useless } = await priceOf(cart, at, context)
    const total = { amount: sum, currency: money }
    if (sum === 0) return { earn: [], total, due: total, discounts: [], ...(isMember ? { spend: [] } : {}) }
    const holds = isMember ? (await holdsOf(memberOf(context))).filter(isOpen) : []
    const held = holds.find(({ redemption }) => redemption.cartId === cart.id)
    const due = Math.max(0, net - (held?.redemption.money.amount ?? 0))
    const [earn, spend] = await Promise.all([earningsOf(cart, due, context), isMember ? limitsOf(cart, net, holds, context) : undefined])
    return { earn, total, due: { amount: due, currency: money }, discounts, ...(spend ? { spend } : {}), ...(useless.length ? { rejectedCodes: useless } : {}), ...(held ? { held: held.redemption } : {}) }
  }

  const orderOf = (cart: Cart, sum: number) => ({
    amount: fromMoney(sum),
    items: cart.items.map(({ sku, quantity, price }) => ({ source_id: sku, related_object: 'sku', quantity, price: fromMoney(price), amount: fromMoney(price * quantity) })),
  })

  /** v1 wants its items marked, v2 refuses a mark. */
  const marked = ({ amount, items }: ReturnType<typeof orderOf>) => ({ amount, items: items.map((item) => ({ ...item, object: 'order_item' })) })

  async function codesOf(cart: Cart, sum: number, context: Context) {
    const codes = [...new Set(cart.codes)]
    const { redeemables, order } = await send(Validation, {
      method: 'POST', path: '/v1/validations',
      body: { redeemables: codes.map((id) => ({ object: 'voucher', id })), order: marked(orderOf(cart, sum)), ...(context.identity.kind === 'member' ? { customer: { source_id: context.identity.memberId } } : {}) },
    }, context)
    const good = redeemables.filter(({ status }) => status === 'APPLICABLE')
    const off = Math.min(sum, toMoney(good.length ? (order?.total_applied_discount_amount ?? order?.total_discount_amount ?? 0) : 0).amount)
    // with several codes the answer tells the sum after each; where these do not lead to the total, only the total is told
    const steps = good.map((one) => toMoney(one.order?.total_applied_discount_amount ?? one.order?.total_discount_amount ?? 0).amount)
    const parts = steps.map((step, index) => step - (steps[index - 1] ?? 0))
    const areExact = good.length === 1 || (parts.every((part) => part >= 0) && steps.at(-1) === off)
    return {
      discounts: !off ? [] : areExact
        ? good.flatMap(({ id }, index) => { const amount = good.length === 1 ? off : (parts[index] ?? 0); return amount > 0 ? [{ title: id, code: id, money: { amount, currency: money } }] : [] })
        : [{ title: good.map(({ id }) => id).join(' + ').slice(0, 300), money: { amount: off, currency: money } }],
      useless: redeemables.filter(({ status }) => status !== 'APPLICABLE').map(({ id, result }) => ({ code: id, because: reasonOf(result?.error?.key) })),
    }
  }

  async function earningsOf(cart: Cart, due: number, context: Context): Promise<Quote['earn']> {
    const sourceId = context.identity.kind === 'member' ? context.identity.memberId : newcomer
    if (sourceId === undefined) return []
    const { memberships } = await send(ExaminedEarnings, {
      method: 'POST', path: '/v2/loyalties/examine/earning-rules',
      body: {
        trigger: { type: 'SPECIFIC', specific: { event: 'customer.order.paid' } },
        customer_identification: { type: 'customer_source_id', customer_source_id: sourceId },
        customer_order_paid: { order: { ...orderOf(cart, due), initial_amount: fromMoney(sumOf(cart)) } },
      },
    }, context)
    return memberships.filter((one) => one.program.id === programId).flatMap(({ cards }) => cards.map(({ card, points_estimation: points }) => ({ currency: card.card_definition_id, amount: toMinor(points ?? 0) })))
  }

  async function limitsOf(cart: Cart, net: number, holds: readonly Hold[], context: Context): Promise<SpendLimit[]> {
    const membership = await membershipOf(context)
    const limits = await Promise.all(cardsOf(membership).map(async (card): Promise<SpendLimit | undefined> => {
      const isHeld = holds.some((hold) => isOpen(hold) && hold.cardId === card.id && hold.redemption.cartId === cart.id)
      const limit = (max: number, worth: number, because?: SpendLimit['because']): SpendLimit => ({
        currency: card.card_definition_id, min: Math.min(1, max), max, step: 1, worth: { amount: worth, currency: money },
        ...(isHeld ? { because: 'already_held' } : max === 0 ? { because: because ?? 'not_eligible' } : {}),
      })
      const available = toMinor(card.balance.points) - heldOn(holds.filter(({ redemption }) => redemption.cartId !== cart.id), card.id)
      if (available <= 0) return limit(0, 0, 'balance_too_low')
      try {
        const most = await simulated(membership, card.id, cart.id, pointsLimit(available), context)
        const fitting = toMoney(most.amount).amount <= net ? most : net > 0 ? await simulated(membership, card.id, cart.id, { type: 'AMOUNT_LIMIT', amount_limit: { max: fromMoney(net) } }, context) : { points: 0, amount: 0 }
        return limit(Math.min(available, fitting.points), toMoney(fitting.amount).amount)
      } catch (error) {
        if (!isLoyaltyError(error)) throw error
        if (keyOf(error) === 'pay_with_points_not_enabled') return undefined
        if (error.code === 'insufficient_points') return limit(0, 0, 'balance_too_low')
        // an order that Voucherify does not know
        if (error.code === 'not_found' || error.code === 'not_eligible') return limit(0, 0)
        throw error
      }
    }))
    return limits.filter((limit) => limit !== undefined)
  }

  const promotions = async (context: Context) => offersOf(await send(Promotions, { path: '/v1/promotions/tiers?is_available=true&limit=100' }, context))

  // Referrals

  const roles = async (code: string, context: Context) => (await send(v1Page(Holder), { path: `/v1/referrals/members/${encodeURIComponent(code)}/holders?limit=100` }, context)).data
  /** The code of somebody who may invite: one who has not joined the loyalty programme may, one whose membership is not active may not. */
  const isCode = async (code: string, context: Context) => {
    const none = (error: unknown) => { if (isLoyaltyError(error) && error.code === 'not_found') return undefined; throw error }
    const advocate = referral && (await roles(code, context).catch(none))?.find(({ holder_role: role }) => role !== 'REFEREE')
    const membership = advocate && (await send(Membership, { path: `${program}/memberships/${encodeURIComponent(advocate.customer_id)}?identification_type=customer_id` }, context).catch(none))
    return advocate !== undefined && (membership === undefined || membership.member.status === 'ACTIVE')
  }
  const joined = async (code: string, customerId: string, context: Context) =>
    void (await send(z.unknown(), { method: 'POST', path: `/v1/referrals/members/${encodeURIComponent(code)}/holders`, body: { holders: [{ id: customerId }] } }, context))

  const groups = {
    program: {
      get: async (_input, context): Promise<Program> => {
        const [own, assigned, definitions, tiers] = await Promise.all([
          send(WireProgram, { path: program }, context), all(z.object({ card_definition_id: text }), `${program}/card-definitions`, context), all(Definition, '/v2/loyalties/card-definitions', context), tiersOf(context),
        ])
        const cards = assigned.flatMap(({ card_definition_id: id }) => definitions.find((one) => one.id === id) ?? [])
        return {
          id: own.id, name: own.name, locales: [locale],
          currencies: cards.map((card) => ({ id: card.id, unit: currencies[card.id]?.unit ?? 'point', name: currencies[card.id]?.name ?? card.name, scale: 0, ...rateOf(card, { money, unit }) })),
          tiers: tiers.map(({ id, name: title, from }, rank): Tier => ({ id, name: title, rank, reachedBy: from > 0 ? [{ metric: 'points', amount: from }] : [], benefits: [] })),
          ...(referral ? { referral: { advocate: { ...referral.advocate }, friend: { ...referral.friend } } } : {}),
        }
      },
    },
    members: {
      get: async (_input, context): Promise<Member> => {
        const sourceId = memberOf(context)
        const [membership, customer] = await Promise.all([membershipOf(context), send(Customer, { path: `/v1/customers/${encodeURIComponent(sourceId)}` }, context)])
        return toMember(sourceId, membership, customer)
      },
      enrol: async ({ ticket, profile, referralCode, cardNumber }, context) => {
        const whose = await person?.(ticket)
        if (!whose) throw new LoyaltyError('expired', 'Too much time has passed. Log in again, then join.')
        if (cardNumber !== undefined) throw invalid({ path: 'cardNumber', message: 'can\'t be linked here' })
        if (referralCode !== undefined && !(await isCode(referralCode, context))) throw invalid({ path: 'referralCode', message: 'is not one of a member' })
        const title = [profile.givenName, profile.familyName].filter(Boolean).join(' ')
        const { email = profile.email, phone = profile.phone, sourceId } = whose
        const customer = await send(Customer, {
          method: 'POST', path: '/v1/customers',
          body: {
            source_id: sourceId, ...(title ? { name: title } : {}), ...(email ? { email } : {}), ...(phone ? { phone } : {}), ...(profile.birthday ? { birthdate: profile.birthday } : {}),
            ...(profile.city || profile.postalCode ? { address: { ...(profile.city ? { city: profile.city } : {}), ...(profile.postalCode ? { postal_code: profile.postalCode } : {}) } } : {}),
          },
        }, context)
        // its document asks for `customer_id` in both places
        await send(z.unknown(), { method: 'POST', path: `${program}/members`, body: { customer_id: customer.id, customer_identification: { type: 'customer_id', customer_id: customer.id } } }, context)
          .catch((error: unknown) => { if (!(isLoyaltyError(error) && error.code === 'conflict' && context.noted)) throw error })
        await context.note({ joined: true })
        if (referralCode !== undefined) await joined(referralCode, customer.id, context)
        const asMember: Context = { ...context, identity: { kind: 'member', memberId: sourceId } }
        return { session: { memberId: sourceId }, member: toMember(sourceId, await membershipOf(asMember), customer), balances: await balancesOf(asMember), granted: [] }
      },
    },
    balances: { list: async (_input, context) => balancesOf(context) },
    activity: {
      list: async ({ cursor, limit = 20, currency }, context) => {
        const membership = await membershipOf(context)
        const start = cursorOf(cursor)
        const cards = cardsOf(membership).filter(({ card_definition_id: id }) => currency === undefined || id === currency)
        const before = start && new URLSearchParams({ 'filters[created_at][conditions][$before]': new Date(Date.parse(start.at) + 1).toISOString() })
        // one more than the page and what of its first instant was shown: as many as one card could fill it with
        const enough = limit + 1 + (start?.ids.length ?? 0)
        const lines = (await Promise.all(cards.map(async (card) => (await all(Transaction, `${own(membership)}/cards/${card.id}/transactions?order=-created_at${before ? `&${before}` : ''}`, context, enough)).map((line) => ({ line, card })))))
          .flat().filter(({ line }) => isShown(line, clock()) && !(start && (Date.parse(line.created_at) > Date.parse(start.at) || start.ids.includes(line.id))))
          .sort((a, b) => Date.parse(b.line.created_at) - Date.parse(a.line.created_at))
        const shown = lines.slice(0, limit)
        const last = shown.at(-1)?.line.created_at
        const ids = [...(last === start?.at ? (start?.ids ?? []) : []), ...shown.flatMap(({ line }) => (line.created_at === last ? [line.id] : []))]
        return { items: shown.map(({ line, card }) => toEntry(line, card)), ...(last !== undefined && lines.length > limit ? { next: cursorFrom({ at: last, ids }) } : {}) }
      },
    },
    tiers: {
      progress: async (_input, context): Promise<TierStanding> => {
        const [{ cards }, tiers] = await Promise.all([membershipOf(context), tiersOf(context)])
        const card = cards.find(({ tier_progress: progress }) => progress?.tier_structure)
        return toStanding(card?.tier_progress, card?.card?.card_definition_id, tiers)
      },
    },
    offers: {
      list: async (_input, context) => promotions(context),
      activate: async ({ offerId }, context) => {
        await membershipOf(context)
        const offer = (await promotions(context)).find(({ id }) => id === offerId)
        if (!offer) throw new LoyaltyError('not_found', 'There is no such offer. It may have ended.')
        return { offer: { ...offer, state: 'active' } }
      },
    },
    quotes: { quote: async ({ carts }, context) => ({ quotes: await Promise.all(carts.map((cart, index) => quoteOf(cart, `carts.${index}`, context))) }) },
    redemptions: {
      list: async (_input, context) => {
        await membershipOf(context)
        return (await holdsOf(memberOf(context))).filter(isOpen).map(({ redemption }) => redemption)
      },
      hold: async ({ cart, currency, amount }, context) => inTurn(context, async (sourceId) => {
        const membership = await membershipOf(context)
        const [card, holds] = [cardsOf(membership).find(({ card_definition_id: id }) => id === currency), await holdsOf(sourceId)]
        if (!card) throw invalid({ path: 'currency', message: 'is not one that pays here' })
        if (membership.member.status !== 'ACTIVE') throw unfit('This membership is blocked. Ask the desk.')
        if (holds.some((hold) => isOpen(hold) && hold.cardId === card.id && hold.redemption.cartId === cart.id)) throw new LoyaltyError('conflict', 'Points are held for this cart already. Let them go first, then choose again.')
        if (amount > toMinor(card.balance.points) - heldOn(holds, card.id)) throw new LoyaltyError('insufficient_points', 'There are not enough points. Choose fewer.')
        const { net } = await priceOf(cart, 'cart', context)
        const limit = (await limitsOf(cart, net, holds, context)).find((one) => one.currency === currency)
        const off = limit && amount <= limit.max ? await simulated(membership, card.id, cart.id, pointsLimit(amount), context) : undefined
        if (off?.points !== amount) throw unfit(limit?.max ? `This cart takes at most ${limit.max} points.` : 'Points can\'t pay for this cart.')
        const redemption: Redemption = { id: crypto.randomUUID(), state: 'held', currency, amount, money: toMoney(off.amount), cartId: cart.id, expiresAt: new Date(clock() + holdFor).toISOString() }
        return changed(await keepHold(sourceId, { redemption, cardId: card.id, points: amount }), context)
      }),
      cancel: async ({ redemptionId }, context) => inTurn(context, async (sourceId) => {
        await membershipOf(context)
        const hold = ownHold(await holdsOf(sourceId), redemptionId, clock())
        if (hold.redemption.state === 'confirmed' || hold.paying) throw new LoyaltyError('conflict', 'These points have paid for an order already.')
        if (hold.redemption.state !== 'held') return changed(hold, context)
        return changed(await keepHold(sourceId, { ...hold, redemption: { ...without(hold.redemption, 'expiresAt'), state: 'cancelled' } }), context)
      }),
      confirm: async ({ redemptionId, orderId }, context) => inTurn(context, async (sourceId) => {
        await membershipOf(context)
        const hold = ownHold(await holdsOf(sourceId), redemptionId, clock())
        if (hold.redemption.state === 'confirmed' && hold.orderId === orderId) return changed(hold, context)
        if (hold.paying ? hold.paying.orderId !== orderId : !['held', 'expired'].includes(hold.redemption.state)) throw new LoyaltyError('conflict', 'These points were let go, or have paid for another order.')
        if (!hold.paying && hold.redemption.state === 'expired') throw new LoyaltyError('expired', 'The hold has ended and the points are back. Choose again how many to use.')
        return changed(await pay(sourceId, hold, orderId, context), context)
      }),
    },
    rewards: {
      list: async ({ cursor, limit = 20 }, context) => {
        const rewards = (await catalogueOf(context)).filter(({ ends }) => ends === undefined || Date.parse(ends) > clock()).map(({ reward }) => reward)
        // the last one shown: what is taken meanwhile moves nothing
        const start = cursor === undefined ? 0 : rewards.findIndex(({ id }) => `after-${id}` === cursor) + 1
        if (cursor !== undefined && start === 0) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
        const items = rewards.slice(start, start + limit)
        return { items, ...(items.length && start + limit < rewards.length ? { next: `after-${items.at(-1)?.id ?? ''}` } : {}) }
      },
      claim: async ({ rewardId }, context) => inTurn(context, async () => {
        const membership = await membershipOf(context)
        const found = (await catalogueOf(context)).find(({ reward }) => reward.id === rewardId)
        if (!found) throw new LoyaltyError('not_found', 'There is no such reward.')
        if (!context.noted) checkClaim(found, clock())
        const purchase = await buy(found.reward, membership, context)
        const [after, balances] = await Promise.all([catalogueOf(context), balancesOf(context)])
        const { discount_coupons: [code] = [], gift_vouchers: [gift] = [] } = purchase.details?.result?.digital ?? {}
        const coupon = code && (await vouchersOf(context)).find(({ redeemable }) => redeemable.voucher.code === code.code)
        return {
          reward: after.find(({ reward }) => reward.id === rewardId)?.reward ?? found.reward, balances,
          ...(coupon ? { coupon: toCoupon(coupon) } : {}),
          ...(gift?.balance === undefined ? {} : { giftCard: { id: gift.id ?? gift.code, number: `···· ${gift.code.slice(-4)}`, balance: toMoney(gift.balance), state: 'active' as const } }),
        }
      }),
    },
    coupons: {
      list: async (_input, context) => {
        await membershipOf(context)
        const coupons = (await vouchersOf(context)).filter(({ voucher_type: type, redeemable }) => type === 'DISCOUNT_VOUCHER' && !redeemable.voucher.is_referral_code).map(toCoupon)
        const rank = ({ state, validUntil }: Coupon) => (state === 'available' ? 0 : 1e15) + (validUntil === undefined ? 1e14 : Date.parse(validUntil))
        return coupons.sort((a, b) => rank(a) - rank(b)).slice(0, 200)
      },
    },
    referrals: {
      get: async (_input, context) => {
        const { member } = await membershipOf(context)
        if (member.status !== 'ACTIVE') throw unfit('This membership is blocked. Ask the desk.')
        const code = referral && (await vouchersOf(context)).find(({ holder_role: role, campaign_id: campaign, redeemable: { voucher, status } }) =>
          voucher.is_referral_code && role !== 'REFEREE' && status === 'ACTIVE' && (referral.campaignId === undefined || referral.campaignId === campaign))?.redeemable.voucher.code
        if (!referral || !code) throw unfit('This member has no referral code.')
        const friends = (await roles(code, context)).filter(({ holder_role: role }) => role === 'REFEREE').flatMap(({ id, created_at }) => { const at = instantOf(created_at); return at ? [{ id, at, state: 'joined' as const }] : [] })
        return { code, url: referral.link(code), advocate: { ...referral.advocate }, friend: { ...referral.friend }, invitations: friends.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)) }
      },
      lookUp: async ({ code }, context) => (referral && (await isCode(code, context)) ? { valid: true, friend: { ...referral.friend } } : { valid: false }),
    },
  } satisfies Partial<Unguarded>

  return { name, credential: 'secret', ...guarded(groups, { keys, name }) } as VoucherifyBackend
}

function checkOptions({ url, appId, appToken, programId, money, keys, locale, referral, holdFor }: VoucherifyOptions & { readonly url: string }): void {
  const wrong = (message: string) => new LoyaltyError('invalid_option', `voucherify: ${message}`)
  refusePage('voucherify')
  if (typeof url !== 'string' || !isSafeUrl(url)) throw wrong('`url` must be an https address.')
  for (const [option, value] of Object.entries({ appId, appToken })) if (typeof value !== 'string' || !/^[!-~]+$/.test(value)) throw wrong(`\`${option}\` must be what Voucherify shows under API keys.`)
  if (typeof programId !== 'string' || !/^lprg_[a-f0-9]+$/.test(programId)) throw wrong('`programId` must be the id of a loyalty programme: lprg_ and hexadecimal digits.')
  if (typeof money !== 'string' || !/^[A-Z]{3}$/.test(money) || digitsOf(money) > 2) throw wrong('`money` must be an ISO 4217 code of a currency without thousandths.')
  if (typeof keys?.get !== 'function' || typeof keys.swap !== 'function') throw wrong('`keys` must be a store of keys: memoryKeys() of @loyaltykit/adapters/keys for one process.')
  if (locale !== undefined && !isTag(locale)) throw wrong('`locale` must be a language tag, such as "en".')
  if (holdFor !== undefined && !(Number.isFinite(holdFor) && holdFor > 0)) throw wrong('`holdFor` must be milliseconds.')
  if (referral !== undefined && !isSafeUrl(referral.link('CODE'))) throw wrong('`referral.link` must give an https address.')
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Decimal digits of a currency. */
const digitsOf = (money: string): number => new Intl.NumberFormat('en', { style: 'currency', currency: money }).resolvedOptions().maximumFractionDigits ?? 2
