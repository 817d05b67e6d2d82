import type { ActivityEntry, Balance } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { contextOf, idOf, joinedAt, type EmulatedMember, type OpenLoyaltyState } from './state.ts'
import { decimal, invalid, listed, matching, notFound, toMinor, uuidOf, zoned } from './words.ts'

export const scaleOf = (code: string): number => programme.currencies.find(({ id }) => id === code)?.scale ?? 0
const walletName = (code: string) => programme.currencies.find(({ id }) => id === code)?.name['en'] ?? code

/** What a wallet is called, in its short form. */
export const walletBasic = (code: string) => ({ name: walletName(code), code, unitSingularName: walletName(code).replace(/s$/, ''), unitPluralName: walletName(code) })
/** When the programme was set up. */
export const opened = '2026-11-22T10:00:00+00:00'

export const balancesOf = ({ sandbox }: OpenLoyaltyState, memberId: string): Promise<readonly Balance[]> => sandbox.balances.list({}, contextOf(memberId))
const moneyWorth = (code: string) => programme.currencies.find(({ id }) => id === code)?.worth

/** Every line of a member's ledger, the newest first. */
async function entriesOf({ sandbox }: OpenLoyaltyState, memberId: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...items)
    cursor = next
  }
  return found
}

/** The member's transfers: the engine's ledger in Open Loyalty's kinds, and what was blocked and spent by hand. */
async function transfersOf(state: OpenLoyaltyState, { customerId, memberId, told, email }: EmulatedMember) {
  if (memberId === undefined) return []
  return (await entriesOf(state, memberId)).flatMap((entry) => {
    const { id, at, kind, currency, amount, reason, reference, text, availableAt, expiresAt } = entry
    const [, own = ''] = /^(?:block|spend):(.+)$/.exec(reference ?? '') ?? []
    const byHand = state.transfers.get(own)
    // a block is one line, cancelled or not; what stands behind a spending is none
    if (kind === 'release' || (kind === 'hold' && byHand?.type !== 'blocked')) return []
    const type = kind === 'hold' ? 'blocked' : kind === 'expire' ? 'expired' : kind === 'transfer' ? (amount < 0 ? 'p2p_spending' : 'p2p_adding') : amount < 0 ? 'spending' : 'adding'
    const cause = reason === 'purchase' ? { transactionId: uuidOf('transaction', reference ?? id), campaignId: idOf.campaign('earn') }
      : reason === 'reward' ? { rewardId: uuidOf('claimed', id) } : reason === 'welcome' ? { internalEventName: 'CustomerWasActivated', campaignId: idOf.campaign('welcome') } : reason === 'challenge' ? { campaignId: idOf.campaign('challenge') } : undefined
    return [{
      transferId: byHand?.transferId ?? uuidOf('transfer', id), type, accountId: uuidOf('account', `${customerId}/${currency}`), storeId: uuidOf('store', state.storeCode), comment: byHand?.comment ?? text ?? '', cancelled: byHand?.cancelled ?? false,
      pending: entry.state === 'pending', value: decimal(Math.abs(amount), scaleOf(currency)), createdAt: zoned(at), ...(cause ? { actionCause: cause } : {}), ...(byHand?.externalTransferId === undefined ? {} : { externalTransferId: byHand.externalTransferId }),
      ...(availableAt && entry.state === 'pending' ? { lockedUntil: zoned(availableAt) } : {}), ...(expiresAt && type === 'adding' ? { expiresAt: zoned(expiresAt) } : {}),
      walletType: walletBasic(currency), member: { id: customerId, ...(typeof told['firstName'] === 'string' ? { firstName: told['firstName'] } : {}), ...(email === undefined ? {} : { email }) },
    }]
  })
}

interface Posted { readonly transfer: { readonly customer: string; readonly points: number; readonly walletCode?: string; readonly comment?: string; readonly externalTransferId?: string } }

/** Sets units aside in the engine, for a cart that is large enough. */
async function putAside(state: OpenLoyaltyState, type: 'blocked' | 'spending', { transfer: { customer, points, walletCode = 'default', comment, externalTransferId } }: Posted) {
  const { memberId, customerId, active } = joinedAt(state, customer)
  const scale = scaleOf(walletCode)
  const amount = toMinor(points, scale)
  if (!programme.currencies.some(({ id }) => id === walletCode)) throw invalid('This value is not valid.', 'walletCode')
  if (amount <= 0) throw invalid('This value should be positive.', 'points')
  if (!active) throw invalid('Customer is not active', 'customer')
  const available = (await balancesOf(state, memberId)).find(({ currency }) => currency === walletCode)?.available ?? 0
  if (available < amount) throw invalid('Not enough points', 'points')
  const transferId = uuidOf('by-hand', String(state.transfers.size))
  const worth = moneyWorth(walletCode)
  const cart = { id: `${type === 'blocked' ? 'block' : 'spend'}:${transferId}`, currency: programme.money, items: [{ sku: 'by-hand', quantity: 1, price: Math.ceil((amount * (worth?.money ?? 1)) / (worth?.amount ?? 1)) + 1 }] }
  const { redemption } = await state.sandbox.redemptions.hold({ cart, currency: walletCode, amount }, contextOf(memberId, `aside ${transferId}`))
  state.transfers.set(transferId, { transferId, type, customerId, walletCode, value: amount, ...(comment === undefined ? {} : { comment }), ...(externalTransferId === undefined ? {} : { externalTransferId }), redemptionId: redemption.id, cancelled: false })
  return { transferId, memberId, redemptionId: redemption.id }
}

const base = '/api/{storeCode}'

/** Wallets and what moves in them. */
export const pointRoutes = (state: OpenLoyaltyState): Readonly<Record<string, Route>> => ({
  [`GET ${base}/walletType`]: (heard) => listed(programme.currencies.map(({ id }, index) => ({ ...walletBasic(id), walletTypeId: idOf.wallet(id), active: true, isDefault: index === 0, createdAt: opened, limits: {}, allowNegativeBalance: false })), heard),
  [`GET ${base}/member/{member}/wallet`]: async ({ at: { member = '' }, query }) => {
    const { memberId, registeredAt } = joinedAt(state, member)
    const entries = await entriesOf(state, memberId)
    return listed((await balancesOf(state, memberId)).map(({ currency, available, pending = 0, held = 0, lifetime = 0 }, index) => {
      const units = (minor: number) => decimal(minor, scaleOf(currency))
      const sum = (kind: ActivityEntry['kind']) => units(entries.reduce((total, one) => (one.currency === currency && one.kind === kind ? total + Math.abs(one.amount) : total), 0))
      return {
        walletType: { ...walletBasic(currency), walletTypeId: idOf.wallet(currency), active: true, isDefault: index === 0, createdAt: opened, limits: {} }, createdAt: registeredAt,
        account: { earnedUnits: units(lifetime), transferredUnits: 0, spentUnits: sum('spend'), activeUnits: units(available), lockedUnits: units(pending), blockedUnits: units(held), expiredUnits: sum('expire') },
      }
    }), { query })
  },
  [`GET ${base}/points`]: async ({ query }) => {
    const id = query.get('member:id')
    const members = id === null ? [...state.members.values()] : [...state.members.values()].filter(({ customerId }) => customerId === id)
    const all = (await Promise.all(members.map((member) => transfersOf(state, member)))).flat()
    type Listed = (typeof all)[number]
    const kept = all.filter(matching<Listed>(query, {
      transferId: (one) => one.transferId, type: (one) => one.type, pending: (one) => one.pending, cancelled: (one) => one.cancelled, 'walletType:code': (one) => one.walletType.code, 'actionCause:transactionId': (one) => one.actionCause?.transactionId,
    }))
    // unsorted where nobody asks for an order: the oldest first, as it happens
    return listed(query.get('_orderBy[createdAt]') === 'desc' ? kept : kept.reverse(), { query })
  },
  [`GET ${base}/points/{transfer}`]: async ({ at: { transfer = '' } }) => {
    for (const member of state.members.values()) {
      const found = (await transfersOf(state, member)).find(({ transferId }) => transferId === transfer)
      if (found) return { body: found }
    }
    throw notFound()
  },
  [`POST ${base}/points/block`]: async ({ body }) => ({ body: { transferId: (await putAside(state, 'blocked', body as Posted)).transferId } }),
  [`POST ${base}/points/spend`]: async ({ body }) => {
    const { transferId, memberId, redemptionId } = await putAside(state, 'spending', body as Posted)
    await state.sandbox.redemptions.confirm({ redemptionId, orderId: `spend:${transferId}` }, contextOf(memberId, `spend ${transferId}`))
    return { body: { transferId } }
  },
  [`POST ${base}/points/{transfer}/cancel`]: async ({ at: { transfer = '' } }) => {
    const found = state.transfers.get(transfer)
    if (!found) throw notFound()
    if (found.cancelled) throw invalid('Transfer is already cancelled')
    if (found.type !== 'blocked') throw invalid('Transfer can not be cancelled')
    const { memberId } = joinedAt(state, found.customerId)
    found.cancelled = true
    await state.sandbox.redemptions.cancel({ redemptionId: found.redemptionId }, contextOf(memberId, `unblock ${transfer}`))
    return { status: 204 }
  },
})

/** A sale as the till tells it: the answer comes at once, the units a moment later. */
export const transactionRoutes = (state: OpenLoyaltyState): Readonly<Record<string, Route>> => ({
  [`POST ${base}/transaction`]: ({ body }) => {
    const { transaction: { header: { documentNumber }, items, customerData } } = body as { transaction: { header: { documentNumber: string }; items: readonly { sku: string; name: string; quantity?: number; highPrecisionQuantity?: number; grossValue: number; category: string }[]; customerData?: { customerId?: string } } }
    if (state.transactions.has(documentNumber)) throw invalid('A transaction with this number exists already', 'header.documentNumber')
    const transactionId = uuidOf('transaction', documentNumber)
    state.transactions.set(documentNumber, transactionId)
    const buyer = customerData?.customerId === undefined ? undefined : joinedAt(state, customerData.customerId)
    const cart = { id: documentNumber, currency: programme.money, items: linesOf(items.map((item) => ({ ...item, quantity: item.highPrecisionQuantity ?? item.quantity ?? 1 }))) }
    state.later(async () => void (await state.sandbox.till.purchase({ memberId: buyer?.memberId, cart, orderId: documentNumber })))
    return { body: { transactionId } }
  },
})

/** Lines of Open Loyalty, whose value is of all pieces, as lines of a cart: the last piece takes what the others leave. */
export const linesOf = (items: readonly { readonly sku: string; readonly quantity: number; readonly grossValue: number | string; readonly category?: string }[]) => items.flatMap(({ sku, quantity, grossValue, category }) => {
  const sum = toMinor(grossValue, 2)
  const price = Math.floor(sum / quantity)
  const line = (pieces: number, each: number) => (pieces > 0 ? [{ sku, quantity: pieces, price: each, ...(category ? { categories: [category] } : {}) }] : [])
  return sum % quantity === 0 ? line(quantity, price) : [...line(quantity - 1, price), ...line(1, sum - price * (quantity - 1))]
})
