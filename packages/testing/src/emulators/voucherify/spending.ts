import { isLoyaltyError, type Reward } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { rewardId } from './catalogue.ts'
import { balancesOf, cardId, currencyAt, definitionId } from './members.ts'
import { programme } from './programme.ts'
import { at, contextOf, memberAt, type EmulatedTransaction, type VoucherifyState } from './state.ts'
import { condition, idOf, listed, notFound, Refused } from './words.ts'

const base = '/v2/loyalties/programs/{programId}/members/{memberId}'

/** Accepts first, does it a moment later, and says in the list what became of it. */
function begin(state: VoucherifyState, list: EmulatedTransaction[], made: EmulatedTransaction, act: () => Promise<Record<string, unknown>>): EmulatedTransaction {
  list.unshift(made)
  state.later(async () => {
    made.status = 'PROCESSING'
    try {
      made.details = { ...made.details, ...(await act()) }
      made.status = 'APPROVED'
    } catch (error) {
      const code = isLoyaltyError(error) ? error.code : undefined
      made.details = { ...made.details, rejection: { reason: code === 'insufficient_points' ? 'NOT_ENOUGH_BALANCE' : code === 'not_eligible' ? 'PAYMENT_EXCEEDS_ORDER_TOTAL_AMOUNT' : 'ORDER_NOT_FOUND' } }
      made.status = 'REJECTED'
    }
    made.updated_at = at(state)
  })
  return made
}

const shown = ({ memberId: _, ...transaction }: EmulatedTransaction) => transaction
const isActive = ({ isBlocked }: { readonly isBlocked?: true }) => {
  if (isBlocked) throw new Refused(423, 'non_active_member', 'The member is not active')
}

/** Orders paid with points, and rewards bought with them. */
export const spendingRoutes = (state: VoucherifyState, rewards: readonly Reward[]): Readonly<Record<string, Route>> => {
  const { sandbox, programId } = state
  const own = (list: readonly EmulatedTransaction[], memberId: string, query: URLSearchParams) => {
    const id = condition(query, 'id', '$is')
    return list.filter((one) => one.memberId === memberId && (id === null || one.id === id)).map(shown)
  }
  return {
    [`GET ${base}/orders/payments`]: ({ at: { memberId = '' }, query }) => listed(own(state.payments, memberAt(state, memberId).memberId, query), { query }, { cursor: 'lcrsotx', now: sandbox.now() }),
    [`POST ${base}/orders/payments`]: async ({ at: { memberId: id = '' }, body }) => {
      const { card_id: card, order: { source_id: orderName = '' }, payment_limit: limit, mode } = body as { card_id: string; order: { source_id?: string }; payment_limit?: { points_limit?: { max: number }; amount_limit?: { max: number } }; mode?: string }
      const customer = memberAt(state, id)
      const { memberId } = customer
      isActive(customer)
      const currency = currencyAt(memberId, card)
      const worth = programme.currencies.find((one) => one.id === currency)?.worth
      if (!worth) throw new Refused(423, 'pay_with_points_not_enabled', 'Points of this card do not pay')
      const order = state.orders.get(orderName)
      if (!order) throw notFound('order', orderName)
      const available = (await balancesOf(state, memberId)).find((one) => one.currency === currency)?.available ?? 0
      if (available <= 0) throw new Refused(423, 'zero_card_balance', 'There is nothing on the card')
      const ratio = worth.money / worth.amount
      const total = order.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
      const points = Math.min(available, limit?.points_limit?.max ?? Number.MAX_SAFE_INTEGER, Math.floor(Math.min(total, limit?.amount_limit?.max ?? total) / ratio))
      const flat = { ...(limit?.points_limit ? { points_limit: limit.points_limit.max } : {}), ...(limit?.amount_limit ? { amount_limit: limit.amount_limit.max } : {}) }
      const details = { reason: 'Points spent on order payment', rejection: null, metadata: flat, payment: { amount: points * ratio, points_spent: points, exchange_ratio: ratio } }
      const common = { program_id: programId, member_id: id, card_id: card, card_definition_id: definitionId(currency), order_id: idOf('ord', orderName), type: 'PAY_WITH_POINTS', object: 'order_transaction' }
      if (mode === 'DRY_RUN') return { body: { transaction: { ...common, card_transaction_id: null, status: 'SIMULATED', details, updated_at: null }, status: 'DRY_RUN', message: 'Only simulated' } }
      const number = `${orderName}/${state.payments.length}`
      // a second request for the same order is a second payment: nobody here knows a key
      const made = begin(state, state.payments, { ...common, id: idOf('lotx', number), memberId, card_transaction_id: idOf('lctx', number), status: 'PENDING', details, created_at: at(state), updated_at: null }, async () => {
        const { redemption } = await sandbox.redemptions.hold({ cart: { ...order, id: number }, currency, amount: points }, contextOf(memberId, `${number} hold`))
        await sandbox.redemptions.confirm({ redemptionId: redemption.id, orderId: number }, contextOf(memberId, `${number} confirm`))
        return {}
      })
      return { status: 202, body: { transaction: structuredClone(shown(made)), status: 'TRANSACTION_CREATED', message: 'Payment accepted' } }
    },

    [`GET ${base}/rewards/purchases`]: ({ at: { memberId = '' }, query }) => listed(own(state.purchases, memberAt(state, memberId).memberId, query), { query }, { cursor: 'lcrstrx', now: sandbox.now() }),
    [`POST ${base}/rewards/purchases`]: async ({ at: { memberId: id = '' }, body }) => {
      const { reward_id: wanted } = body as { reward_id: string }
      const customer = memberAt(state, id)
      const { memberId } = customer
      isActive(customer)
      const reward = rewards.find((one) => rewardId(one.id) === wanted)
      if (!reward) throw notFound('reward', wanted)
      const { items } = await sandbox.rewards.list({ limit: 100 }, contextOf(memberId))
      const now = items.find((one) => one.id === reward.id)
      if (now?.state === 'sold_out') throw new Refused(423, 'reward_out_of_stock', 'None is left')
      if (now?.lockedBecause === 'balance_too_low') throw new Refused(423, 'insufficient_card_balance', 'There is not enough on the card')
      if (now?.state !== 'available') throw new Refused(423, 'non_active_reward', 'The reward is not active')
      const number = `${reward.id}/${state.purchases.length}`
      const made = begin(state, state.purchases, {
        id: idOf('lrtx', number), memberId, card_id: cardId(memberId, reward.cost.currency), card_transaction_id: idOf('lctx', `p${number}`), program_id: programId, member_id: id, reward_id: wanted, status: 'PENDING', type: 'PURCHASE',
        details: { reason: 'Points spent on reward', rejection: null, metadata: {}, points: { total: reward.cost.amount }, result: null }, created_at: at(state), updated_at: null, object: 'reward_transaction',
      }, async () => {
        const { coupon, giftCard } = await sandbox.rewards.claim({ rewardId: reward.id }, contextOf(memberId, number))
        const digital = coupon && reward.kind === 'coupon' ? { type: 'DISCOUNT_COUPONS', discount_coupons: [{ id: `v_${coupon.id}`, code: coupon.code }] }
          : giftCard ? { type: 'GIFT_VOUCHERS', gift_vouchers: [{ id: `v_${giftCard.id}`, code: giftCard.number, amount: giftCard.balance.amount, balance: giftCard.balance.amount }] } : undefined
        const goods = digital ? { digital } : { material: { type: 'PRODUCT', product: { id: idOf('prod', reward.id) } }, digital: null }
        return { result: { reward: { id: wanted, type: digital ? 'DIGITAL' : 'MATERIAL' }, quantity: 1, ...goods } }
      })
      return { status: 202, body: { transaction: structuredClone(shown(made)), status: 'TRANSACTION_CREATED', message: 'Purchase accepted' } }
    },
  }
}
