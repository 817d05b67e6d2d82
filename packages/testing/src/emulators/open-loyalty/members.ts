import type { Route } from '../shared/routes.ts'
import { decimal, invalid, listed, matching, uuidOf, zoned } from './words.ts'
import { balancesOf } from './points.ts'
import { programme } from './programme.ts'
import { contextOf, idOf, joinedAt, memberAt, now, type EmulatedMember, type OpenLoyaltyState } from './state.ts'

/** A name in both languages. */
export const translated = (words: Readonly<Record<string, string>> = {}) => ({ en: { name: words['en'] ?? '' }, pl: { name: words['pl'] ?? '' } })

export const tierName = (id: string | undefined) => programme.tiers.find((tier) => tier.id === id)?.name

export const tierIdOf = async ({ sandbox }: OpenLoyaltyState, memberId: string): Promise<string> => (await sandbox.tiers.progress({}, contextOf(memberId))).current ?? 'bronze'

async function memberBody(state: OpenLoyaltyState, member: EmulatedMember) {
  const { customerId, memberId, told, email, phone, loyaltyCardNumber, referralToken, registeredAt, active, anonymized = false } = member
  const tier = memberId === undefined ? undefined : await tierIdOf(state, memberId)
  const address = told['address']
  return {
    customerId, registeredAt, active, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }), ...(loyaltyCardNumber === undefined ? {} : { loyaltyCardNumber }),
    ...Object.fromEntries(['firstName', 'lastName', 'gender'].flatMap((field) => (typeof told[field] === 'string' ? [[field, told[field]]] : []))),
    ...(typeof told['birthDate'] === 'string' ? { birthDate: `${told['birthDate']}T00:00:00+00:00` } : {}), ...(address === undefined ? {} : { address }),
    createdAt: registeredAt, updatedAt: registeredAt, agreement1: true, agreement2: false, agreement3: false, transactionsCount: 0, transactionsAmount: 0, anonymized, referralToken,
    labels: [], currency: programme.money, storeCode: state.storeCode, segments: [], ...(tier === undefined ? {} : { currentLevel: { levelId: idOf.tier(tier), name: tierName(tier)?.['en'] ?? tier, translations: translated(tierName(tier)) } }),
  }
}

/** Registers a member, who has nothing before the activation. */
export function register(state: OpenLoyaltyState, told: Readonly<Record<string, unknown>>): EmulatedMember {
  const text = (field: string) => (typeof told[field] === 'string' ? { [field]: told[field] } : {})
  for (const field of ['email', 'phone', 'loyaltyCardNumber'] as const) {
    if (told[field] !== undefined && [...state.members.values()].some((one) => !one.anonymized && one[field] === told[field])) throw invalid(`Member with such ${field} already exists`, `customer.${field}`)
  }
  const referrer = told['referrerToken'] === undefined || told['referrerToken'] === null ? undefined : [...state.members.values()].find(({ referralToken }) => referralToken === told['referrerToken'])
  if (told['referrerToken'] && !referrer) throw invalid('Referrer not found', 'customer.referrerToken')
  const customerId = uuidOf('member', String(state.members.size))
  const member = { customerId, told, ...text('email'), ...text('phone'), ...text('loyaltyCardNumber'), referralToken: customerId.slice(0, 8).toUpperCase(), registeredAt: now(state), active: false }
  state.members.set(customerId, member)
  if (referrer) state.referrals.push({ referrer: referrer.customerId, referee: customerId, at: now(state) })
  return member
}

/** Makes the engine's member: what a form and a code do there. */
export async function activate(state: OpenLoyaltyState, customerId: string): Promise<void> {
  const member = memberAt(state, customerId)
  if (member.memberId !== undefined) {
    state.members.set(member.customerId, { ...member, active: true })
    return
  }
  const { sandbox } = state
  const value = `+4420${String([...state.members.keys()].indexOf(member.customerId)).padStart(8, '0')}`
  const guest = (step: string) => contextOf(undefined, `join ${member.customerId} ${step}`)
  const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value } }, guest('code'))
  const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox.find(({ to, code }) => to === value && code !== undefined)?.code ?? '' }, guest('verify'))
  if (verified.outcome !== 'not_enrolled') throw new Error('The number is a member\'s already.')
  const { member: { id: memberId, cardNumber } } = await sandbox.members.enrol({ ticket: verified.ticket, profile: {}, consents: [] }, guest('form'))
  // asked twice at once, it is one member
  const { loyaltyCardNumber = cardNumber, ...latest } = memberAt(state, customerId)
  state.members.set(member.customerId, { ...latest, ...(loyaltyCardNumber === undefined ? {} : { loyaltyCardNumber }), active: true, memberId: latest.memberId ?? memberId })
}

const base = '/api/{storeCode}'
const own = `${base}/member/{member}`

/** Members, who brought them, and what stands by their names. */
export const memberRoutes = (state: OpenLoyaltyState): Readonly<Record<string, Route>> => ({
  [`POST ${base}/member`]: ({ body }) => {
    const { customer = {} } = body as { customer?: Record<string, unknown> }
    const { customerId, email = '', phone = null, loyaltyCardNumber = null } = register(state, customer)
    return { body: { customerId, email, phone, loyaltyCardNumber } }
  },
  [`GET ${base}/member`]: async ({ query }) => listed(await Promise.all([...state.members.values()].filter(({ anonymized }) => !anonymized).filter(matching<EmulatedMember>(query, {
    customerId: (one) => one.customerId, referralToken: (one) => one.referralToken, email: (one) => one.email, active: (one) => one.active,
  })).map((member) => memberBody(state, member).then(({ segments: _, currentLevel: __, ...rest }) => rest))), { query }),
  [`GET ${own}`]: async ({ at: { member = '' } }) => ({ body: await memberBody(state, memberAt(state, member)) }),
  [`POST ${own}/activate`]: async ({ at: { member = '' } }) => {
    await activate(state, member)
    return { status: 204 }
  },
  [`GET ${own}/status`]: async ({ at: { member = '' } }) => {
    const { customerId, memberId } = joinedAt(state, member)
    const [{ available = 0, pending = 0, held = 0, lifetime = 0, expiring = [] } = {}] = await balancesOf(state, memberId)
    const units = (minor: number) => decimal(minor, 2)
    // what is blocked is not in it
    const breakdown = Object.fromEntries(expiring.map(({ at, amount }) => [zoned(at).slice(0, 10), units(amount)]))
    return { body: { customerId, activePoints: units(available), transferredPoints: 0, earnedPoints: units(lifetime), lockedPoints: units(pending), blockedPoints: units(held), currency: programme.money, storeCode: state.storeCode, pointsExpiringNextMonth: 0, pointsExpiringBreakdown: breakdown } }
  },
  [`GET ${base}/referral`]: ({ query }) => listed(state.referrals.map(({ referrer, referee, at }) => ({
    referralId: uuidOf('referral', referee), referrerId: referrer, referrerName: 'Ada Byron', referrerToken: memberAt(state, referrer).referralToken, refereeId: referee, refereeName: 'Grace Hopper', createdAt: at,
  })).filter(matching<{ referrerId: string; referrerToken: string }>(query, { referrerId: (one) => one.referrerId, referrerToken: (one) => one.referrerToken })).reverse(), { query }),
  'GET /api/store': ({ query }) => listed([{ storeId: uuidOf('store', state.storeCode), code: state.storeCode, currency: programme.money, name: programme.name['en'] ?? '', active: true, createdAt: '2026-11-22T10:00:00+00:00' }]
    .filter(matching<{ code: string }>(query, { code: (one) => one.code })), { query }),
})

