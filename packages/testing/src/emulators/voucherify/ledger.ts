import type { ActivityEntry } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { currencyAt, definitionId } from './members.ts'
import { contextOf, memberAt, type VoucherifyState } from './state.ts'
import { condition, dayOf, idOf, listed } from './words.ts'

/** A line of the sandbox's ledger in Voucherify's kinds; a hold on its way to a payment is none. */
function typeOf({ kind, state, reason, amount }: ActivityEntry): string | undefined {
  switch (kind) {
    case 'earn': return state === 'pending' ? 'PENDING_POINTS_ADDED' : 'POINTS_EARNED'
    case 'spend': return reason === 'reward' ? 'POINTS_SPENT_ON_REWARD' : 'POINTS_SPENT_ON_ORDER'
    case 'expire': return 'POINTS_EXPIRED'
    case 'reverse': return amount < 0 ? 'POINTS_REFUNDED' : 'POINTS_RETURNED'
    case 'hold': case 'release': return undefined
    default: return amount < 0 ? 'ADMIN_DEBIT' : 'ADMIN_CREDIT'
  }
}

async function entriesOf({ sandbox }: VoucherifyState, memberId: string, currency: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ currency, limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...items)
    cursor = next
  }
  return found
}

/** What has happened on a card. */
export const ledgerRoutes = (state: VoucherifyState): Readonly<Record<string, Route>> => ({
  'GET /v2/loyalties/programs/{programId}/members/{memberId}/cards/{cardId}/transactions': async ({ at: { memberId = '', cardId = '' }, query }) => {
    const { memberId: member } = memberAt(state, memberId)
    const currency = currencyAt(member, cardId)
    const before = condition(query, 'created_at', '$before')
    const lines = (await entriesOf(state, member, currency)).flatMap((entry) => {
      const type = typeOf(entry)
      if (type === undefined || (before !== null && Date.parse(entry.at) >= Date.parse(before))) return []
      const points = type === 'PENDING_POINTS_ADDED' ? { total: entry.amount, date: dayOf(entry.availableAt), type: 'PERIOD_BASED' } : { total: entry.amount, expiration_date: dayOf(entry.expiresAt) }
      const links = type === 'POINTS_SPENT_ON_ORDER' && entry.reference !== undefined ? { order: { id: idOf('ord', entry.reference) } } : {}
      return [{
        id: idOf('lctx', entry.id), card_id: cardId, program_id: state.programId, member_id: memberId, card_definition_id: definitionId(currency), card_type: 'INDIVIDUAL', type,
        details: { reason: entry.text ?? null, rejection: null, metadata: {}, points, ...links },
        status: 'APPROVED', created_at: entry.at, updated_at: entry.at, object: 'card_transaction',
      }]
    })
    return listed(query.get('order') === 'created_at' ? lines.reverse() : lines, { query }, { cursor: 'lcrsctx', now: state.sandbox.now() })
  },
})
