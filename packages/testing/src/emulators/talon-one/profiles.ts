import type { Route } from '../shared/routes.ts'
import { achievementsOf, achievementProgress } from './achievements.ts'
import { inventoryCoupons } from './coupons.ts'
import { ledgersOf } from './ledgers.ts'
import { profileBody } from './profile-body.ts'
import { programme } from './programme.ts'
import { referralBody } from './referrals.ts'
import { at, contextOf, profileAt, profileFor, type TalonOneState } from './state.ts'
import { isSet, notFound, Refused } from './words.ts'

/** Attributes that are set up for profiles in this account; others are refused. */
export const profileAttributes: readonly string[] = ['FirstName', 'LastName', 'Email', 'Phone', 'Birthday', 'City', 'InvitedBy']

/** Makes the profile's person a member of the sandbox's programme: what a form and a code do there. */
export async function join(state: TalonOneState, integrationId: string): Promise<void> {
  const { sandbox, profiles } = state
  const profile = profileFor(state, integrationId)
  if (profile.memberId !== undefined) throw new Refused(400, 'Customer has already joined the loyalty program')
  const value = `+4420${String(profile.id).padStart(8, '0')}`
  const guest = (step: string) => contextOf(undefined, `join ${integrationId} ${step}`)
  const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value } }, guest('code'))
  const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox.find(({ to, code }) => to === value && code !== undefined)?.code ?? '' }, guest('verify'))
  if (verified.outcome !== 'not_enrolled') throw new Error('The number is a member\'s already.')
  const { member } = await sandbox.members.enrol({ ticket: verified.ticket, profile: {}, consents: [] }, guest('form'))
  profiles.set(integrationId, { ...profile, memberId: member.id, joinedAt: at(state) })
}

/** Profiles, and what a profile has. */
export const profileRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => ({
  'PUT /v2/customer_profiles/{integrationId}': ({ at: { integrationId = '' }, query, body }) => {
    const { attributes = {}, responseContent = [] } = (body ?? {}) as { attributes?: Record<string, unknown>; responseContent?: string[] }
    const unknown = Object.keys(attributes).find((name) => !profileAttributes.includes(name))
    if (unknown !== undefined) throw new Refused(400, 'Unknown attribute', { pointer: `/attributes/${unknown}`, says: `attribute ${unknown} does not exist` })
    const profile = profileFor(state, integrationId)
    const changed = { ...profile, attributes: Object.fromEntries(Object.entries({ ...profile.attributes, ...attributes }).filter(([, value]) => value !== null)) }
    if (!isSet(query, 'dry')) state.profiles.set(integrationId, changed)
    return { body: { effects: [], createdCoupons: [], createdReferrals: [], ...(responseContent.includes('customerProfile') ? { customerProfile: profileBody(state, changed) } : {}) } }
  },
  'POST /v1/loyalty_programs/{loyaltyProgramId}/profile/{integrationId}/join': async ({ at: { loyaltyProgramId, integrationId = '' } }) => {
    if (Number(loyaltyProgramId) !== state.programId) throw notFound('Loyalty program')
    await join(state, integrationId)
    return {}
  },
  'GET /v1/customer_profiles/{integrationId}/inventory': async ({ at: { integrationId = '' }, query }) => {
    const profile = profileAt(state, integrationId)
    const { main, subledgers } = await ledgersOf(state, profile)
    const loyalty = {
      cards: [],
      programs: profile.memberId === undefined ? {} : { [state.programId]: { id: state.programId, title: programme.name['en'], name: 'summer_rewards', joinDate: profile.joinedAt, ledger: main, subLedgers: subledgers } },
    }
    return {
      body: {
        ...(isSet(query, 'profile') ? { profile: profileBody(state, profile) } : {}),
        ...(isSet(query, 'loyalty') ? { loyalty } : {}),
        ...(isSet(query, 'referrals') ? { referrals: state.referrals.filter(({ advocate }) => advocate === integrationId).map((one) => ({ ...referralBody(one), referredCustomers: one.friends })) } : {}),
        ...(isSet(query, 'coupons') ? { coupons: await inventoryCoupons(state, profile) } : {}),
        ...(isSet(query, 'giveaways') ? { giveaways: [] } : {}),
        ...(isSet(query, 'achievements') ? { achievements: await achievementProgress(state, profile) } : {}),
      },
    }
  },
  'GET /v1/customer_profiles/{integrationId}/achievements': async ({ at: { integrationId = '' }, query }) => {
    const data = await achievementsOf(state, profileAt(state, integrationId))
    const [size, skip] = [Number(query.get('pageSize') ?? 1_000), Number(query.get('skip') ?? 0)]
    return { body: { totalResultSize: data.length, data: data.slice(skip, skip + size) } }
  },
})
