import type { Cart, Quote } from '@loyaltykit/core'
import { contextOf } from '../shared/people.ts'
import { balanceType, customerIn, decimal, Invalid, minor, type Body, type EmulatedCustomer, type MindboxState, type OperationName } from './state.ts'

type Act = (state: MindboxState, body: Body) => object | Promise<object>
type Order = NonNullable<Body['order']>

/** Its states of a coupon. */
const states = { unknown: 'NotFound', expired: 'AlreadyNotActive', used: 'Used', not_eligible: 'CanNotBeUsedForCurrentOrder' } as const

const cartOf = (id: string, { lines = [], coupons = [] }: Order): Cart => ({
  id, currency: 'RUB', codes: coupons.map(({ ids: { code } }) => code),
  items: lines.map(({ quantity, basePricePerItem, product }) => ({
    sku: product.ids['website'] ?? '', quantity: Number(quantity), price: minor(basePricePerItem), ...(product.ids['website']?.startsWith('boots') ? { categories: ['boots'] } : {}),
  })),
})

interface Verdict { readonly cart: Cart; readonly quote: Quote; readonly spent: number; readonly total: number; readonly earned: number }

async function evaluate(state: MindboxState, order: Order, customer: EmulatedCustomer | undefined, id = `calculation-${state.number('calculations')}`): Promise<Verdict> {
  if (!order.lines?.length) throw new Invalid('Заказ пуст', '/order/lines')
  const cart = cartOf(id, order)
  const { quotes: [quote] } = await state.sandbox.quotes.quote({ carts: [cart] }, contextOf(customer?.memberId))
  if (!quote) throw new Error('One cart has one quote.')
  const asked = (order.bonusPoints ?? []).reduce((sum, { amount }) => sum + minor(amount), 0)
  const spent = Math.min(asked, quote.spend?.[0]?.max ?? 0)
  const whole = quote.earn.reduce((sum, { amount }) => sum + amount, 0)
  return { cart, quote, spent, total: quote.due.amount - spent, earned: quote.due.amount > 0 ? Math.floor((whole * (quote.due.amount - spent)) / quote.due.amount) : 0 }
}

const changesOf = ({ earned, spent }: Verdict) => [{ balanceType, earnedAmount: decimal(earned), spentAmount: decimal(spent) }]

async function calculate(state: MindboxState, order: Order, customer: EmulatedCustomer | undefined): Promise<object> {
  const verdict = await evaluate(state, order, customer)
  const { quote, spent, total } = verdict
  const [points] = customer ? await state.sandbox.balances.list({}, contextOf(customer.memberId)) : []
  const [available, blocked] = [points?.available ?? 0, points?.pending ?? 0]
  return {
    order: {
      processingStatus: 'Calculated', totalPrice: decimal(total),
      lines: (order.lines ?? []).map(({ lineId, quantity, basePricePerItem, product }) => ({
        lineId, quantity, basePricePerItem, product, discountedPriceOfLine: decimal(minor(basePricePerItem) * Number(quantity)),
      })),
      appliedPromotions: quote.discounts.map(({ title, money, code, offerId }) => ({
        type: 'discount', promotion: { ids: { externalId: offerId ?? 'promotion' }, name: title, type: 'mindbox' }, amount: decimal(money.amount), ...(code === undefined ? {} : { coupon: { ids: { code } } }),
      })),
      bonusPointsChanges: changesOf(verdict),
      ...(customer ? { totalBonusPointsInfo: {
        availableAmountForCurrentOrder: decimal(quote.spend?.[0]?.max ?? 0), spentAmountForCurrentOrder: decimal(spent),
        balance: { total: decimal(available + blocked), available: decimal(available), blocked: decimal(blocked) },
      } } : {}),
      ...(order.coupons?.length ? { couponsInfo: order.coupons.map(({ ids: { code } }) => {
        const because = quote.rejectedCodes?.find((one) => one.code === code)?.because
        return { discountAmountForCurrentOrder: decimal(quote.discounts.find((one) => one.code === code)?.money.amount ?? 0), coupon: { ids: { code }, status: because ? states[because] : 'CanBeUsed' } }
      }) } : {}),
    },
  }
}

/** Sets points aside for an order as it was calculated; `undefined` where its price has changed since. */
async function begun(state: MindboxState, body: Body, transaction: string): Promise<{ readonly verdict: Verdict; readonly mindboxId: number } | undefined> {
  const customer = customerIn(state, body)
  const order = body.order ?? {}
  const verdict = await evaluate(state, order, customer, transaction)
  const asked = (order.bonusPoints ?? []).reduce((sum, { amount }) => sum + minor(amount), 0)
  if (asked !== verdict.spent || minor(order.totalPrice ?? 0) !== verdict.total) return undefined
  const hold = asked > 0 ? await state.sandbox.redemptions.hold({ cart: verdict.cart, currency: 'points', amount: asked }, contextOf(customer.memberId, `begin ${transaction}`)) : undefined
  const mindboxId = state.number(`order of ${transaction}`)
  state.orders.set(transaction, { mindboxId, memberId: customer.memberId, cart: verdict.cart, redemptionId: hold?.redemption.id, state: 'begun' })
  return { verdict, mindboxId }
}

async function committed(state: MindboxState, transaction: string, orderId: string): Promise<void> {
  const order = state.orders.get(transaction)
  if (!order || order.state === 'rolled back' || (order.state === 'made' && order.orderId !== orderId)) throw new Invalid('Транзакция не найдена', '/order/transaction')
  if (order.state === 'made') return
  const { memberId, cart, redemptionId } = order
  await state.sandbox.till.purchase({ memberId, cart, orderId, ...(redemptionId === undefined ? {} : { redemptionId }) })
  state.orders.set(transaction, { ...order, state: 'made', orderId })
}

const transactionIn = ({ order }: Body): string => {
  const id = order?.transaction?.ids.externalId
  if (id === undefined) throw new Invalid('Не указана транзакция', '/order/transaction')
  return id
}
const changed = { order: { processingStatus: 'PriceHasBeenChanged', statusDescription: 'Цена заказа изменилась' } }

/** What an order costs, and its way from a cart to the ledger. */
export const orderActs: Partial<Readonly<Record<OperationName, Act>>> = {
  calculate: (state, body) => calculate(state, body.order ?? {}, customerIn(state, body)),
  calculateGuest: (state, body) => calculate(state, body.order ?? {}, undefined),
  async begin(state, body) {
    const transaction = transactionIn(body)
    const made = await begun(state, body, transaction)
    return made ? { order: { processingStatus: 'Processed', ids: { mindboxId: made.mindboxId }, transaction: { ids: { externalId: transaction } }, bonusPointsChanges: changesOf(made.verdict) } } : changed
  },
  async commit(state, body) {
    await committed(state, transactionIn(body), body.order?.ids?.['website'] ?? '')
    return {}
  },
  async rollback(state, body) {
    const transaction = transactionIn(body)
    const order = state.orders.get(transaction)
    if (order?.state === 'made') throw new Invalid('Транзакция завершена', '/order/transaction')
    if (order?.state === 'begun') {
      if (order.redemptionId !== undefined) await state.sandbox.redemptions.cancel({ redemptionId: order.redemptionId }, contextOf(order.memberId, `rollback ${transaction}`))
      state.orders.set(transaction, { ...order, state: 'rolled back' })
    }
    return {}
  },
  async create(state, body) {
    const orderId = body.order?.ids?.['website'] ?? ''
    const made = await begun(state, body, `made at once: ${orderId}`)
    if (!made) return changed
    await committed(state, `made at once: ${orderId}`, orderId)
    return { order: { processingStatus: 'Processed', ids: { mindboxId: made.mindboxId, website: orderId }, bonusPointsChanges: changesOf(made.verdict) } }
  },
}
