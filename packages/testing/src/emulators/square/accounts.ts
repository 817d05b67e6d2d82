import type { ActivityEntry } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { at, contextOf, notFound, paged, Refused, type EmulatedAccount, type SquareState } from './state.ts'

export async function accountBody({ sandbox, programId }: SquareState, { id, customerId, phone, memberId, createdAt }: EmulatedAccount) {
  const [points] = await sandbox.balances.list({}, contextOf(memberId))
  return {
    id, program_id: programId, balance: points?.available ?? 0, lifetime_points: points?.lifetime ?? 0, customer_id: customerId, enrolled_at: createdAt, created_at: createdAt, updated_at: at({ sandbox }),
    mapping: { id: `map-${id}`.slice(0, 36), created_at: createdAt, phone_number: phone },
    ...(points?.expiring?.length ? { expiring_point_deadlines: points.expiring.map(({ amount, at: expires_at }) => ({ points: amount, expires_at })) } : {}),
  }
}

export function accountAt({ accounts }: SquareState, id: string): EmulatedAccount {
  const found = accounts.get(id)
  if (!found) throw notFound('Loyalty account')
  return found
}

/** Makes the phone's owner a member of the sandbox's programme: what a form and a code do there. */
export async function enrol(state: SquareState, { phone, customerId = `CUSTOMER${state.accounts.size + 1}` }: { phone: string; customerId?: string | undefined }): Promise<EmulatedAccount> {
  const { sandbox, accounts } = state
  if ([...accounts.values()].some((one) => one.phone === phone || one.customerId === customerId)) throw new Refused(400, 'BAD_REQUEST', 'A loyalty account with this phone number exists', 'loyalty_account.mapping')
  const guest = (step: string) => contextOf(undefined, `enrol ${phone} ${step}`)
  const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: phone } }, guest('code'))
  const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox.find(({ to, code }) => to === phone && code !== undefined)?.code ?? '' }, guest('verify'))
  if (verified.outcome !== 'not_enrolled') throw new Error('The number is a member\'s already.')
  const { member } = await sandbox.members.enrol({ ticket: verified.ticket, profile: {}, consents: [] }, guest('form'))
  const made: EmulatedAccount = { id: `acct-${accounts.size + 1}`, customerId, phone, memberId: member.id, createdAt: at(state) }
  accounts.set(made.id, made)
  return made
}

async function entriesOf({ sandbox }: SquareState, memberId: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...items)
    cursor = next
  }
  return found
}

/** A line of the sandbox's ledger as an event. */
function eventBody({ programId }: SquareState, account: EmulatedAccount, { id, at: created_at, kind, amount, reason, reference }: ActivityEntry) {
  const common = { id, created_at, loyalty_account_id: account.id, source: 'LOYALTY_API' }
  const details = { loyalty_program_id: programId, points: amount }
  if (kind === 'earn' && reason === 'purchase') return { ...common, type: 'ACCUMULATE_POINTS', accumulate_points: { ...details, ...(reference === undefined ? {} : { order_id: reference }) } }
  if (kind === 'spend') return { ...common, type: 'CREATE_REWARD', create_reward: { ...details, reward_id: 'r' } }
  if (kind === 'expire') return { ...common, type: 'EXPIRE_POINTS', expire_points: details }
  if (kind === 'reverse' && amount > 0) return { ...common, type: 'DELETE_REWARD', delete_reward: { ...details, reward_id: 'r' } }
  return { ...common, type: 'ADJUST_POINTS', adjust_points: { ...details, reason: reason ?? 'Adjusted' } }
}

interface EventsAsked { readonly query?: { readonly filter?: { readonly loyalty_account_filter?: { readonly loyalty_account_id: string }; readonly date_time_filter?: { readonly created_at: { readonly end_at?: string } } } }; readonly limit?: number; readonly cursor?: string }
interface AccountsAsked { readonly query?: { readonly customer_ids?: readonly string[]; readonly mappings?: readonly { readonly phone_number?: string }[] }; readonly limit?: number; readonly cursor?: string }

/** Accounts and what has happened on them. */
export const accountRoutes = (state: SquareState): Readonly<Record<string, Route>> => ({
  'POST /v2/loyalty/accounts': async ({ body }) => {
    const { loyalty_account: { program_id, mapping, customer_id } } = body as { loyalty_account: { program_id: string; mapping?: { phone_number?: string }; customer_id?: string } }
    if (program_id !== state.programId) throw notFound('Loyalty program')
    if (!mapping?.phone_number) throw new Refused(400, 'MISSING_REQUIRED_PARAMETER', 'mapping is missing', 'loyalty_account.mapping')
    return { body: { loyalty_account: await accountBody(state, await enrol(state, { phone: mapping.phone_number, customerId: customer_id })) } }
  },
  'POST /v2/loyalty/accounts/search': async ({ body }) => {
    const { query = {}, limit, cursor } = body as AccountsAsked
    const found = [...state.accounts.values()].filter(({ customerId, phone }) => (!query.customer_ids || query.customer_ids.includes(customerId)) && (!query.mappings || query.mappings.some(({ phone_number }) => phone_number === phone)))
    const { page, ...more } = paged(found, { ...(limit === undefined ? {} : { limit }), cursor, most: 200 })
    return { body: { ...(page.length ? { loyalty_accounts: await Promise.all(page.map((one) => accountBody(state, one))) } : {}), ...more } }
  },
  'GET /v2/loyalty/accounts/{account_id}': async ({ at: { account_id: id = '' } }) => ({ body: { loyalty_account: await accountBody(state, accountAt(state, id)) } }),
  'POST /v2/loyalty/events/search': async ({ body }) => {
    const { query: { filter: { loyalty_account_filter: who, date_time_filter: when } = {} } = {}, limit, cursor } = body as EventsAsked
    const accounts = who ? [accountAt(state, who.loyalty_account_id)] : [...state.accounts.values()]
    const events = (await Promise.all(accounts.map(async (account) => (await entriesOf(state, account.memberId)).filter(({ kind }) => kind !== 'hold' && kind !== 'release').map((entry) => eventBody(state, account, entry))))).flat()
      .filter(({ created_at }) => when?.created_at.end_at === undefined || Date.parse(created_at) < Date.parse(when.created_at.end_at))
    const { page, ...more } = paged(events, { ...(limit === undefined ? {} : { limit }), cursor, most: 30 })
    return { body: { ...(page.length ? { events: page } : {}), ...more } }
  },
})
