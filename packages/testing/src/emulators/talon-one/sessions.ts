import type { Answer } from '../shared/server.ts'
import type { Route } from '../shared/routes.ts'
import { mainCurrency } from './ledgers.ts'
import { profileBody } from './profile-body.ts'
import { referralBody } from './referrals.ts'
import { evaluate, pointsAttribute, undone, type Effect, type Verdict } from './rules.ts'
import { applicationId, at, contextOf, profileFor, type EmulatedProfile, type EmulatedSession, type TalonOneState } from './state.ts'
import { isSet, notFound, Refused } from './words.ts'

/** Attributes that are set up for sessions in this account; others are refused. */
const sessionAttributes: readonly string[] = [pointsAttribute, 'channel']

type Given = Partial<Pick<EmulatedSession, 'profileId' | 'couponCodes' | 'referralCode' | 'state' | 'cartItems' | 'attributes'>>

export function sessionBody(state: TalonOneState, { order: _, ...session }: EmulatedSession): object {
  const total = session.cartItems.reduce((sum, { price = 0, quantity }) => sum + price * quantity, 0)
  const isFirst = session.profileId === undefined || ![...state.sessions.values()].some(({ profileId, integrationId, created }) => profileId === session.profileId && integrationId !== session.integrationId && created < session.created)
  // its document asks for `coupon` and `referral` without saying what they are
  return { ...session, coupon: session.couponCodes?.[0] ?? '', referral: session.referralCode ?? '', applicationId, firstSession: isFirst, total, cartItemTotal: total, additionalCostTotal: 0, cartItemAdditionalCostTotal: 0 }
}

/** What is given comes upon what was there; a dry request knows only what is given. */
function merged(state: TalonOneState, integrationId: string, given: Given, isDry: boolean): EmulatedSession {
  const known = isDry ? undefined : state.sessions.get(integrationId)
  const fresh = { id: state.number(`session ${integrationId}`), integrationId, created: at(state), updateCount: 0, state: 'open' as const, cartItems: [], attributes: {} }
  const before = known ?? fresh
  return { ...before, ...given, attributes: { ...before.attributes, ...given.attributes }, updated: at(state), updateCount: before.updateCount + 1 }
}

function check(known: EmulatedSession | undefined, { attributes = {}, state: wanted = known?.state ?? 'open' }: Given): void {
  const unknown = Object.keys(attributes).find((name) => !sessionAttributes.includes(name))
  if (unknown !== undefined) throw new Refused(400, 'Unknown attribute', { pointer: `/customerSession/attributes/${unknown}`, says: `attribute ${unknown} does not exist` })
  const ways: Readonly<Record<EmulatedSession['state'], readonly string[]>> = { open: ['open', 'closed', 'cancelled'], closed: ['cancelled'], partially_returned: ['cancelled'], cancelled: [] }
  if (known && !ways[known.state].includes(wanted)) throw new Refused(400, 'Invalid session state', { pointer: '/customerSession/state', says: `a ${known.state} session can't become ${wanted}` })
}

/** Books what a session has become. */
async function settle(state: TalonOneState, known: EmulatedSession | undefined, session: EmulatedSession, { cart, points, effects }: Verdict, profile: EmulatedProfile | undefined): Promise<EmulatedSession> {
  const { sandbox } = state
  if (session.state === 'cancelled' && known?.order) await sandbox.till.refund({ orderId: known.order.id })
  if (session.state !== 'closed' || cart.items.length === 0) return session
  const order = `${session.integrationId.slice(0, 180)}#${session.updateCount}`
  const paid = { ...cart, id: order }
  const memberId = profile?.memberId
  const hold = memberId !== undefined && points > 0 ? await sandbox.redemptions.hold({ cart: paid, currency: mainCurrency, amount: points }, contextOf(memberId, order)) : undefined
  await sandbox.till.purchase({ memberId, cart: paid, orderId: order, ...(hold ? { redemptionId: hold.redemption.id } : {}) })
  const accepted = effects.find(({ effectType }) => effectType === 'acceptReferral')
  if (accepted && session.profileId !== undefined) state.referrals.find(({ code }) => code === accepted.props['value'])?.friends.push(session.profileId)
  return { ...session, order: { id: order, points } }
}

/** Updates a session, or says what updating would do. */
export async function update(state: TalonOneState, integrationId: string, given: Given, { isDry = false, content = [] }: { isDry?: boolean; content?: readonly string[] } = {}): Promise<Answer> {
  const known = state.sessions.get(integrationId)
  check(isDry ? undefined : known, given)
  const session = merged(state, integrationId, given, isDry)
  const profile = session.profileId === undefined || session.profileId === '' ? undefined : isDry ? state.profiles.get(session.profileId) : profileFor(state, session.profileId)
  const verdict = await evaluate(state, session, profile)
  const effects: readonly Effect[] = session.state === 'cancelled' ? verdict.effects.flatMap(undone) : verdict.effects
  const settled = isDry ? session : await settle(state, known, session, verdict, profile)
  if (!isDry) state.sessions.set(integrationId, settled)
  const referral = state.referrals.find(({ code }) => code === session.referralCode)
  return {
    body: {
      effects, createdCoupons: [], createdReferrals: [],
      ...(content.includes('customerSession') ? { customerSession: sessionBody(state, settled) } : {}),
      ...(content.includes('customerProfile') && profile ? { customerProfile: profileBody(state, profile) } : {}),
      ...(content.includes('referral') && referral ? { referral: { ...referralBody(referral), referredCustomers: referral.friends } } : {}),
      ...(content.includes('ruleFailureReasons') ? { ruleFailureReasons: [] } : {}),
    },
  }
}

/** Carts on their way to orders. */
export const sessionRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => ({
  'PUT /v2/customer_sessions/{customerSessionId}': ({ at: { customerSessionId: id = '' }, query, body }) => {
    const { customerSession, responseContent = [] } = body as { customerSession: Given; responseContent?: string[] }
    return update(state, id, customerSession, { isDry: isSet(query, 'dry'), content: responseContent })
  },
  'GET /v2/customer_sessions/{customerSessionId}': ({ at: { customerSessionId: id = '' } }) => {
    const found = state.sessions.get(id)
    if (!found) throw notFound('Customer session')
    return { body: { effects: [], createdCoupons: [], createdReferrals: [], customerSession: sessionBody(state, found) } }
  },
  'PUT /v2/customer_sessions/{customerSessionId}/reopen': async ({ at: { customerSessionId: id = '' } }) => {
    const found = state.sessions.get(id)
    if (!found) throw notFound('Customer session')
    if (found.state !== 'closed') throw new Refused(400, 'Invalid session state', { pointer: '/state', says: 'only a closed session can be opened again' })
    const { order, ...open } = found
    if (order) await state.sandbox.till.refund({ orderId: order.id })
    state.sessions.set(id, { ...open, state: 'open', updated: at(state), updateCount: open.updateCount + 1 })
    return { body: { effects: [] } }
  },
})
