import type { Balance } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { at, contextOf, customerId, customerOf, memberAt, type EmulatedCustomer, type VoucherifyState } from './state.ts'
import { dayOf, idOf, listed, notFound, ownOf, Refused } from './words.ts'

export const customerBody = ({ sourceId, told, createdAt }: EmulatedCustomer) => ({
  id: customerId(sourceId), source_id: sourceId, ...told, metadata: {}, created_at: createdAt, object: 'customer',
  summary: { redemptions: { total_redeemed: 0, total_failed: 0, total_succeeded: 0, total_rolled_back: 0, total_rollback_failed: 0, total_rollback_succeeded: 0, gift: { redeemed_amount: 0, amount_to_go: 0 }, loyalty_card: { redeemed_points: 0, points_to_go: 0 } }, orders: { total_amount: 0, total_count: 0, average_amount: 0, last_order_amount: 0 } },
  loyalty: { points: 0, referred_customers: 0, campaigns: {} }, referrals: { total: 0, campaigns: [] }, system_metadata: {}, assets: { cockpit_url: 'https://cockpit.example' },
})

export const memberBody = ({ programId }: VoucherifyState, { sourceId, memberId = '', joinedAt, isBlocked }: EmulatedCustomer) => ({
  id: idOf('lmbr', memberId), customer_id: customerId(sourceId), program_id: programId, status: isBlocked ? 'INACTIVE' : 'ACTIVE', metadata: {}, created_at: joinedAt, updated_at: null, object: 'member',
})

export const cardId = (memberId: string, currency: string): string => idOf('lcrd', `${memberId}/${currency}`)
export const definitionId = (currency: string): string => idOf('lcdef', currency)

/** The currency of a member's card. */
export function currencyAt(memberId: string, card: string): string {
  const currency = programme.currencies.find(({ id }) => cardId(memberId, id) === card)?.id
  if (currency === undefined) throw notFound('card', card)
  return currency
}

export const balancesOf = ({ sandbox }: VoucherifyState, memberId: string): Promise<readonly Balance[]> => sandbox.balances.list({}, contextOf(memberId))

function cardBody(state: VoucherifyState, memberId: string, number: string, { currency, available, held = 0, pending = 0, pendingBatches = [], expiring = [], lifetime = 0 }: Balance) {
  const id = cardId(memberId, currency)
  // a code is made a moment after the card
  const code = state.coded.has(id) ? `${currency}-${number}` : null
  state.coded.add(id)
  const zero = { earned: 0, added: 0, purchased: 0, purchased_reversed: 0, subtracted: 0, expired: 0, spent: 0, refunded: 0, returned: 0, locked: 0, unlocked: 0 }
  return {
    id, card_definition_id: definitionId(currency), card_type: 'INDIVIDUAL', code,
    lifetime_bucket: { points: { total: lifetime, ...zero }, pending_points: { total: pending, activated: 0, canceled: 0 } },
    balance: { points: available + held, pending_points: pending },
    next_expiration: expiring[0] ? { points: expiring[0].amount, date: dayOf(expiring[0].at) } : null,
    next_activation: pendingBatches[0] ? { points: pendingBatches[0].amount, type: 'PERIOD_BASED', date: dayOf(pendingBatches[0].at) } : null,
    object: 'card',
  }
}

export const tierId = (tier: string): string => idOf('lt', tier)
export const structureId: string = idOf('lts', 'tiers')
const thresholds = programme.tiers.map(({ id, name, reachedBy: [goal] }) => ({ id, name: name['en'] ?? id, min: goal?.amount ?? 0 }))

async function tierProgress({ sandbox }: VoucherifyState, memberId: string, currency: string) {
  if (currency !== 'points') return { current: null, tier_structure: null, deferred: [], risks: [], opportunities: [], object: 'member_tier_progress' }
  const { current, since, validUntil, next, keep } = await sandbox.tiers.progress({}, contextOf(memberId))
  const rank = thresholds.findIndex(({ id }) => id === current)
  const tier = (id: string | undefined) => (id === undefined ? null : { id: tierId(id), name: thresholds.find((one) => one.id === id)?.name ?? null })
  const have = next?.metrics[0]?.have ?? keep?.metrics[0]?.have ?? 0
  const max = thresholds[rank + 1]?.min
  return {
    current: { tier: tier(current), start_at: since ?? null, expires_at: validUntil ?? null, points: { current: have, min: thresholds[rank]?.min ?? 0, ...(max === undefined ? {} : { max }) } },
    tier_structure: { id: structureId, object: 'tier_structure' },
    deferred: [],
    risks: keep?.otherwise === undefined ? [] : [{ type: 'TIER_DOWNGRADE', date: keep.by, tier: tier(keep.otherwise) }],
    opportunities: next ? [{ valid_until: null, tier: tier(next.tier), points: (next.metrics[0]?.need ?? 0) - have }] : [],
    object: 'member_tier_progress',
  }
}

async function memberCards(state: VoucherifyState, customer: EmulatedCustomer & { readonly memberId: string }) {
  const { memberId, joinedAt } = customer
  const { cardNumber = '' } = await state.sandbox.members.get({}, contextOf(memberId))
  return (await balancesOf(state, memberId)).map((balance) => ({ member_role: 'OWNER', created_at: joinedAt, card: cardBody(state, memberId, cardNumber, balance), object: 'member_card', currency: balance.currency }))
}

/** Makes the customer a member of the sandbox's programme: what a form and a code do there. */
export async function join(state: VoucherifyState, sourceId: string): Promise<EmulatedCustomer & { readonly memberId: string }> {
  const { sandbox, customers } = state
  const customer = customerOf(state, sourceId)
  if (customer.memberId !== undefined) throw new Refused(409, 'member_already_exists', `Customer '${sourceId}' is a member`)
  const value = `+4420${String(customers.size).padStart(8, '0')}`
  const guest = (step: string) => contextOf(undefined, `join ${sourceId} ${step}`)
  const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value } }, guest('code'))
  const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox.find(({ to, code }) => to === value && code !== undefined)?.code ?? '' }, guest('verify'))
  if (verified.outcome !== 'not_enrolled') throw new Error('The number is a member\'s already.')
  const { member } = await sandbox.members.enrol({ ticket: verified.ticket, profile: {}, consents: [] }, guest('form'))
  const { code: referralCode } = await sandbox.referrals.get({}, contextOf(member.id))
  const joined = { ...customer, memberId: member.id, joinedAt: at(state), referralCode }
  customers.set(sourceId, joined)
  return joined
}

const base = '/v2/loyalties/programs/{programId}'
const card = `${base}/members/{memberId}/cards/{cardId}`

/** Customers, members and their cards. */
export const memberRoutes = (state: VoucherifyState): Readonly<Record<string, Route>> => ({
  'POST /v1/customers': ({ body }) => {
    const { source_id: given, ...told } = body as Record<string, unknown>
    const sourceId = String(given)
    const known = state.customers.get(sourceId)
    const customer = { ...(known ?? { sourceId, createdAt: at(state) }), told: { ...known?.told, ...told } }
    state.customers.set(sourceId, customer)
    return { body: customerBody(customer) }
  },
  'GET /v1/customers/{id}': ({ at: { id = '' } }) => ({ body: customerBody(customerOf(state, id)) }),
  [`POST ${base}/members`]: async ({ body }) => {
    const { customer_identification: { customer_id: id, customer_source_id: source } } = body as { customer_identification: Record<string, string> }
    const customer = await join(state, customerOf(state, id ?? source ?? '').sourceId)
    const cards = (await memberCards(state, customer)).map(({ currency: _, ...one }) => one)
    return { body: { ...memberBody(state, customer), cards } }
  },
  [`GET ${base}/memberships/{id}`]: async ({ at: { id = '' }, query }) => {
    const by = query.get('identification_type') ?? 'customer_id'
    const { memberId, ...customer } = by === 'member_id' ? memberAt(state, id) : state.customers.get(id) ?? customerOf(state, id)
    if (memberId === undefined) throw notFound('member', id)
    const cards = await Promise.all((await memberCards(state, { ...customer, memberId })).map(async ({ currency, ...one }) => ({ ...one, tier_progress: await tierProgress(state, memberId, currency) })))
    return { body: { member: memberBody(state, { ...customer, memberId }), program: { id: state.programId, name: programme.name['en'], status: 'ACTIVE', metadata: {}, object: 'program' }, cards, object: 'membership' } }
  },
  [`GET ${card}/expiring-points`]: async ({ at: { memberId = '', cardId: id = '' }, query }) => {
    const { memberId: member, sourceId } = memberAt(state, memberId)
    const currency = currencyAt(member, id)
    const parts = (await balancesOf(state, member)).find((one) => one.currency === currency)?.expiring ?? []
    return listed(parts.map((part, index) => ({
      id: idOf('lcpeb', `${id}${index}`), card_id: id, customer_id: customerId(sourceId), card_definition_id: definitionId(currency), program_id: state.programId, card_type: 'INDIVIDUAL', member_id: memberId,
      points: { total: part.amount }, expiration_date: dayOf(part.at), expiration_type: 'ROLLING_EXPIRATION', status: 'ACTIVE', created_at: at(state), updated_at: null, object: 'card_points_bucket',
    })), { query }, { cursor: 'lcrspeb', now: state.sandbox.now() })
  },
  [`GET ${card}/pending-points`]: async ({ at: { memberId = '', cardId: id = '' }, query }) => {
    const { memberId: member } = memberAt(state, memberId)
    const currency = currencyAt(member, id)
    const parts = (await balancesOf(state, member)).find((one) => one.currency === currency)?.pendingBatches ?? []
    return listed(parts.map((part, index) => ({
      id: idOf('lcppb', `${id}${index}`), card_id: id, card_definition_id: definitionId(currency), program_id: state.programId, card_type: 'INDIVIDUAL', member_id: memberId,
      points: { total: part.amount }, date: dayOf(part.at), type: 'PERIOD_BASED', status: 'PENDING', created_at: at(state), updated_at: null, object: 'card_pending_points_bucket',
    })), { query }, { cursor: 'lcrsppb', now: state.sandbox.now() })
  },
})

export { ownOf, thresholds }
