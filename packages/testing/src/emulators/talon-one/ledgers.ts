import type { ActivityEntry, Balance } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { at, contextOf, joinedAt, uuidOf, type EmulatedProfile, type TalonOneState } from './state.ts'
import { decimal, isSet, paged, Refused } from './words.ts'

/** The currency that lies in the main ledger; the others are subledgers of their own names. */
export const mainCurrency = 'points'
export const subledgerOf = (currency: string): string => (currency === mainCurrency ? '' : currency)
export const scaleOf = (currency: string): number => programme.currencies.find(({ id }) => id === currency)?.scale ?? 0

const balancesOf = async ({ sandbox }: TalonOneState, { memberId }: EmulatedProfile): Promise<readonly Balance[]> => (memberId === undefined ? [] : sandbox.balances.list({}, contextOf(memberId)))

/** A debt is told apart from what is active. What a till holds is gone for everybody else. */
function figures({ currency, available: active, pending = 0, lifetime = 0 }: Balance) {
  const told = (minor: number) => decimal(minor, scaleOf(currency))
  return { activePoints: told(Math.max(0, active)), pendingPoints: told(pending), spentPoints: told(Math.max(0, lifetime - active - pending)), expiredPoints: 0, negativePoints: told(Math.max(0, -active)) }
}

const thresholds = programme.tiers.map(({ id, name, reachedBy: [goal] }) => ({ id, name: name['en'] ?? id, from: goal?.amount ?? 0 }))

async function tierOf(state: TalonOneState, { memberId = '' }: EmulatedProfile) {
  const { current, since, validUntil, next, keep } = await state.sandbox.tiers.progress({}, contextOf(memberId))
  const named = (id: string | undefined) => thresholds.find((one) => one.id === id)
  const told = (minor: number) => decimal(minor, scaleOf(mainCurrency))
  const [metric, kept] = [next?.metrics[0], keep?.metrics[0]]
  const tier = current === undefined ? undefined : { id: state.number(`tier ${current}`), name: named(current)?.name, downgradePolicy: 'one_down', ...(since === undefined ? {} : { startDate: since }), ...(validUntil === undefined ? {} : { expiryDate: validUntil }) }
  const projected = keep?.otherwise !== undefined && kept ? { projectedActivePoints: told(kept.have), stayInTierPoints: told(kept.need - kept.have), projectedTierName: named(keep.otherwise)?.name } : undefined
  return { tier, next: next && metric ? { pointsToNextTier: told(metric.need - metric.have), nextTierName: named(next.tier)?.name } : {}, projected }
}

/** The ledgers as an inventory has them: subledgers in which nothing is are left out. */
export async function ledgersOf(state: TalonOneState, profile: EmulatedProfile) {
  if (profile.memberId === undefined) return { main: undefined, subledgers: {} }
  const { tier, next } = await tierOf(state, profile)
  const ledger = (balance: Balance) => {
    const { activePoints, pendingPoints, negativePoints } = figures(balance)
    return { currentBalance: activePoints, pendingBalance: pendingPoints, negativeBalance: negativePoints, expiredBalance: 0, spentBalance: 0, tentativeCurrentBalance: activePoints, tentativePendingBalance: pendingPoints }
  }
  const all = await balancesOf(state, profile)
  const main = all.find(({ currency }) => currency === mainCurrency)
  return {
    main: main && { ...ledger(main), ...(tier ? { currentTier: tier } : {}), ...next },
    subledgers: Object.fromEntries(all.filter(({ currency, available, pending = 0 }) => currency !== mainCurrency && (available !== 0 || pending !== 0)).map((one) => [one.currency, ledger(one)])),
  }
}

async function entriesOf({ sandbox }: TalonOneState, memberId: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...items)
    cursor = next
  }
  return found
}

/** A hold on its way to a payment and what expires are no lines here. */
const isLogged = ({ kind }: ActivityEntry) => kind !== 'hold' && kind !== 'release' && kind !== 'expire'

const base = '/v1/loyalty_programs/{loyaltyProgramId}/profile/{integrationId}'

/** Balances with tiers, the log, and what is not used yet. */
export const ledgerRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => {
  const sessionOf = (reference: string | undefined) => [...state.sessions.values()].find(({ order }) => order !== undefined && order.id === reference)?.integrationId
  return {
    [`GET ${base}/balances`]: async ({ at: names, query }) => {
      const profile = joinedAt(state, names)
      const all = await balancesOf(state, profile)
      const { tier, next, projected } = await tierOf(state, profile)
      const main = all.find(({ currency }) => currency === mainCurrency)
      return {
        body: {
          ...(main ? { balance: { ...figures(main), ...(isSet(query, 'includeTiers') ? { ...(tier ? { currentTier: tier } : {}), ...next } : {}), ...(isSet(query, 'includeProjectedTier') && projected ? { projectedTier: projected } : {}) } } : {}),
          subledgerBalances: Object.fromEntries(all.filter(({ currency, available, lifetime = 0 }) => currency !== mainCurrency && (available !== 0 || lifetime !== 0)).map((one) => [one.currency, figures(one)])),
        },
      }
    },
    [`GET ${base}/transactions`]: async ({ at: names, query }) => {
      const { memberId } = joinedAt(state, names)
      const [end, start, subledger, sessions] = [query.get('endDate'), query.get('startDate'), query.get('subledgerId'), query.getAll('customerSessionIDs')]
      const lines = (await entriesOf(state, memberId)).filter(isLogged).flatMap((entry) => {
        const { id, at: when, amount, currency, reason, reference, text, availableAt, expiresAt, state: status } = entry
        if ((end !== null && Date.parse(when) > Date.parse(end)) || (start !== null && Date.parse(when) < Date.parse(start)) || (subledger !== null && subledgerOf(currency) !== subledger)) return []
        const [number, session] = [state.number(`entry ${id}`), sessionOf(reference)]
        if (sessions.length && (session === undefined || !sessions.includes(session))) return []
        return [{
          id: number, transactionUUID: uuidOf(number), created: when, programId: state.programId, type: amount < 0 ? 'subtraction' : 'addition', name: text ?? 'Points', amount: decimal(Math.abs(amount), scaleOf(currency)),
          startDate: status === 'pending' && availableAt !== undefined ? availableAt : 'immediate', expiryDate: expiresAt ?? 'unlimited', subledgerId: subledgerOf(currency),
          ...(session === undefined ? {} : { customerSessionId: session }),
          // a rule gives and takes; what comes back with an order no rule has done
          ...(entry.kind === 'reverse' || entry.kind === 'adjust' ? {} : { rulesetId: 111, ruleName: reason ?? 'Order points' }),
          ...(amount < 0 ? { flags: { createsNegativeBalance: false } } : {}),
        }]
      })
      return { body: paged(lines, query) }
    },
    [`GET ${base}/points`]: async ({ at: names, query }) => {
      const profile = joinedAt(state, names)
      const [status, sort] = [query.get('status') ?? 'active', query.get('sort') ?? 'startDate']
      if (!['active', 'pending', 'expired'].includes(status)) throw new Refused(400, 'Invalid parameter', { parameter: 'status', says: 'status is not known' })
      const wanted = query.getAll('subledgerId')
      const parts = (await balancesOf(state, profile)).filter(({ currency }) => !wanted.length || wanted.includes(subledgerOf(currency))).flatMap(({ currency, pendingBatches = [], expiring = [] }) => {
        const line = (amount: number, when: string, dates: { startDate: string; expiryDate: string }) => {
          const number = state.number(`points ${profile.integrationId} ${currency} ${status} ${when}`)
          return { id: number, transactionUUID: uuidOf(number), created: at(state), programId: state.programId, name: 'Points', subledgerId: subledgerOf(currency), amount: decimal(amount, scaleOf(currency)), ...dates }
        }
        return status === 'pending' ? pendingBatches.map(({ amount, at: when }) => line(amount, when, { startDate: when, expiryDate: 'unlimited' }))
          : status === 'active' ? expiring.map(({ amount, at: when }) => line(amount, when, { startDate: 'immediate', expiryDate: when })) : []
      })
      const field = sort.replace('-', '') as 'startDate' | 'expiryDate'
      parts.sort((a, b) => (Date.parse(a[field]) - Date.parse(b[field])) * (sort.startsWith('-') ? -1 : 1))
      return { body: paged(parts, query) }
    },
  }
}
