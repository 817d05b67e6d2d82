import { contextOf, joined } from '../shared/people.ts'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { dayOf, memberAt, paged, profileAt, Refused, type EmulatedMember, type EmulatedProfile, type OhipState } from './state.ts'

/** Makes the guest a member of the sandbox's programme. */
export async function addMembership(state: OhipState, profile: EmulatedProfile): Promise<EmulatedMember> {
  if (profile.membership) throw new Refused(400, 'The profile has a membership of this type', 'CRM-2001')
  const idNo = 88_001 + [...state.profiles.values()].filter(({ membership }) => membership).length
  const made: EmulatedMember = { ...profile, membership: { idNo, cardNo: `HC${idNo * 7}`, memberId: await joined(state.sandbox, profile.phone), signedUp: dayOf(state), isInactive: false } }
  state.profiles.set(profile.id, made)
  return made
}

async function membershipBody({ sandbox, membershipType }: OhipState, { givenName, surname, membership: { idNo, cardNo, memberId, signedUp, isInactive } }: EmulatedMember): Promise<object> {
  const [[points], { current }] = await Promise.all([sandbox.balances.list({}, contextOf(memberId)), sandbox.tiers.progress({}, contextOf(memberId))])
  return {
    nameOnCard: `${givenName} ${surname}`, programDescription: 'Harbour Club', membershipLevel: current, inactive: isInactive, currentPoints: points?.available ?? 0,
    pointsLabel: 'Points', preferredCard: true, membershipId: cardNo,
    membershipType, membershipIdNo: idNo, signupDate: signedUp, effectiveDate: signedUp, centralSetup: true,
  }
}

async function tierPoints({ sandbox }: OhipState, { membership: { memberId } }: EmulatedMember): Promise<{ nights: number; stays: number; next?: number }> {
  const { next, keep } = await sandbox.tiers.progress({}, contextOf(memberId))
  const metrics = next?.metrics ?? keep?.metrics ?? []
  const have = (metric: string) => metrics.find((one) => one.metric === metric)?.have ?? 0
  const nights = next?.metrics.find(({ metric }) => metric === 'nights')
  return { nights: have('nights'), stays: have('stays'), ...(nights ? { next: Math.max(0, nights.need - nights.have) } : {}) }
}

/** Profiles, their memberships, and how far those are. */
export const profileRoutes = (state: OhipState): Readonly<Record<string, Route>> => ({
  'GET /crm/v1/profiles/{profileId}': async ({ at: { profileId = '' }, query }) => {
    const profile = profileAt(state, profileId)
    const parts = new Set(query.getAll('fetchInstructions'))
    const airline = { membershipId: 'AQ-5', membershipType: 'AQ', membershipIdNo: 1, membershipLevel: 'BASE', inactive: false, currentPoints: 7 }
    return {
      body: {
        profileIdList: [{ id: profile.id, type: 'Profile' }, { id: `C${profile.id}`, type: 'CorporateId' }],
        profileDetails: {
          ...(parts.has('Profile') ? { customer: { personName: [{ givenName: profile.givenName, surname: profile.surname, nameType: 'Primary' }] } } : {}),
          ...(parts.has('Communication') ? {
            emails: { emailInfo: [{ email: { emailAddress: profile.email, type: 'EMAIL', primaryInd: true }, id: '1', type: 'Communication' }], count: 1 },
            telephones: { telephoneInfo: [{ telephone: { phoneTechType: 'PHONE', phoneUseType: 'MOBILE', phoneNumber: profile.phone, primaryInd: true }, id: '2', type: 'Communication' }], count: 1 },
          } : {}),
          ...(parts.has('Membership') ? { profileMemberships: { profileMembership: [airline, ...(profile.membership ? [await membershipBody(state, profile as EmulatedMember)] : [])] } } : {}),
          profileType: 'Guest', statusCode: 'Active',
        },
      },
    }
  },
  'POST /crm/v1/profiles/{profileId}/memberships': async ({ at: { profileId = '' }, body }) => {
    const { profileMemberships: [wanted] = [] } = body as { profileMemberships?: { membershipType?: string }[] }
    if (wanted?.membershipType !== state.membershipType) throw new Refused(400, 'The membership type is not known', 'CRM-2002')
    await addMembership(state, profileAt(state, profileId))
    return { status: 201, headers: { location: `/crm/v1/profiles/${profileId}/memberships` }, body: { links: [] } }
  },
  'GET /crm/v1/profiles/{profileId}/memberships/info': async ({ at: { profileId = '' }, query }) => {
    const profile = profileAt(state, profileId)
    if (!profile.membership || query.get('membershipType') !== state.membershipType) return { status: 204 }
    const member = profile as EmulatedMember
    const [points] = await state.sandbox.balances.list({}, contextOf(member.membership.memberId))
    const { nights, stays, next } = await tierPoints(state, member)
    return {
      body: {
        memberInfo: {
          memberInfoDetails: { guestTotalNights: nights, guestTotalStay: stays, tierBaseNights: nights, tierBonusNights: 0, tierBaseStay: stays, tierBonusStay: 0, totalAwardPoints: points?.lifetime ?? 0 },
          ...(next === undefined ? {} : { nextTierPoints: next }), pointsAvailable: points?.available ?? 0,
        },
      },
    }
  },
  'GET /crm/v1/memberships/{membershipId}/pointsToExpire': async ({ at: { membershipId = '' }, query }) => {
    const [points] = await state.sandbox.balances.list({}, contextOf(memberAt(state, membershipId).membership.memberId))
    const list = (points?.expiring ?? []).map(({ amount, at }) => ({ pointsExpiryDate: at.slice(0, 10), originalPointsExpiryDate: at.slice(0, 10), pointsToExpire: amount, extend: true }))
    return paged('memberPointsToExpireList', list, query, 100)
  },
  'GET /crm/v1/membershipTierProjections': async ({ query }) => {
    const found = [...state.profiles.values()].find(({ membership }) => membership?.cardNo === query.get('membershipId'))
    if (!found?.membership) return { status: 204 }
    const { next } = await state.sandbox.tiers.progress({}, contextOf(found.membership.memberId))
    const missing = next?.metrics.map(({ metric, have, need }) => `${Math.max(0, need - have)} more ${metric}`).join(' or ')
    const name = programme.tiers.find(({ id }) => id === next?.tier)?.name['en']
    return { body: { membershipTierProjection: missing === undefined ? {} : { upgrade: `${missing} to reach ${name}.` } } }
  },
})
