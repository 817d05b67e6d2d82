import { isLoyaltyError, type ActivityEntry } from '@loyaltykit/core'
import { contextOf } from '../shared/people.ts'
import type { Route } from '../shared/routes.ts'
import { programme } from './programme.ts'
import { dayOf, memberAt, paged, profileAt, Refused, span, type EmulatedAward, type EmulatedMember, type OhipState } from './state.ts'

async function entriesOf({ sandbox, numbers }: OhipState, memberId: string): Promise<ActivityEntry[]> {
  const found: ActivityEntry[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { items, next } = await sandbox.activity.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }, contextOf(memberId))
    found.push(...items)
    cursor = next
  }
  for (const { id } of found.toReversed()) if (!numbers.has(id)) numbers.set(id, 3_001 + numbers.size)
  return found
}

const isOfStay = ({ kind, reason }: ActivityEntry) => reason === 'purchase' || (kind === 'reverse' && reason === 'refund')

function transactionBody({ hotelId, membershipType, numbers, stays }: OhipState, { id: profileId, membership: { idNo, cardNo } }: EmulatedMember, entry: ActivityEntry) {
  const { id, at, amount, reason, reference } = entry
  const ofStay = isOfStay(entry)
  const stay = ofStay ? stays.get(reference ?? '') : undefined
  return {
    transactionDate: at.slice(0, 10), transactionType: ofStay ? 'ST' : reason === 'claim' ? 'CLM' : 'ADJ', hotelId, pointsCalculated: true,
    membershipType, cardNumber: cardNo, membershipLevel: 'BLUE', awardPoints: amount,
    ...(ofStay ? { reservationIdList: [{ id: `9${numbers.get(id)}`, type: 'Reservation' }, { id: reference, type: 'Confirmation' }], stayRecordId: `${numbers.get(id)}` } : {}),
    ...(stay ? { stayTimeSpan: { startDate: stay.arrival, endDate: stay.departure }, tierNightPoints: stay.nights, tierStayPoints: 1 } : {}), pointsCreditDate: at.slice(0, 10),
    membershipTransactionId: { id: `${numbers.get(id)}`, type: 'MembershipTransaction' }, membershipId: { id: `${idNo}`, type: 'Membership' }, profileIdList: [{ id: profileId, type: 'Profile' }],
  }
}

function awardBody({ membershipType, hotelId }: OhipState, { membership: { idNo, cardNo } }: EmulatedMember, { number, awardCode, points, day, cancelled }: EmulatedAward) {
  return {
    membershipId: idNo, membershipType, membershipCardNo: cardNo, hotelId, awardNumber: number, awardPoints: points, awardCode, dateAwarded: day, awardBasedOn: 'Other',
    ...(cancelled ? { awardCancellationNumber: cancelled.number, awardCancelDate: cancelled.day, actualCancelPoints: 0 } : {}),
  }
}

const otherInfo = ({ id, title, text, cost }: NonNullable<typeof programme.rewards>[number]) => ({
  awardType: id, shortDescription: title['en'], pointsRequired: cost.amount, awardValue: 10, sellBeginDate: '2026-01-01', ...(text ? { longDescription: text['en'] } : {}),
})
const rank = (level: string | undefined) => programme.tiers.findIndex(({ id }) => id === level)

/** What was earned and what it was given for. */
export const ledgerRoutes = (state: OhipState): Readonly<Record<string, Route>> => ({
  'GET /crm/v1/profileTransactions/{profileId}': async ({ at: { profileId = '' }, query }) => {
    const profile = profileAt(state, profileId)
    const isWithin = span(state, query, 'startDate', 'endDate')
    if (!profile.membership) return { status: 204 }
    const booking = query.get('confirmationNumber')
    const entries = (await entriesOf(state, profile.membership.memberId)).filter((entry) =>
      entry.kind !== 'spend' && entry.reason !== 'reward' && isWithin(entry.at.slice(0, 10)) && (booking === null || (isOfStay(entry) && entry.reference === booking)))
    // in no order that its document tells: the oldest first
    return paged('profileTransactions', entries.toReversed().map((entry) => transactionBody(state, profile as EmulatedMember, entry)), query, 100)
  },
  'GET /crm/v1/memberships/{membershipId}/awards': ({ at: { membershipId = '' }, query }) => {
    const member = memberAt(state, membershipId)
    const codes = query.getAll('awardCode')
    const issued = state.awards.filter(({ idNo, awardCode }) => idNo === member.membership.idNo && (codes.length === 0 || codes.includes(awardCode)))
    return paged('membershipAwardsList', issued.map((award) => awardBody(state, member, award)), query, 200)
  },
  'GET /crm/v1/availableAwardsBasedOnType': ({ query }) => {
    const level = query.get('membershipLevel') ?? undefined
    if (query.get('awardBasedOn') !== 'Other' || query.get('membershipType') !== state.membershipType) return { status: 204 }
    const available = (programme.rewards ?? []).filter(({ who }) => level === undefined || who?.tier === undefined || rank(level) >= rank(who.tier))
    return { body: { membershipAvailableAwards: available.map((reward) => ({ otherInfo: otherInfo(reward) })) } }
  },
  'POST /crm/v1/issueOtherAwards': async ({ body }) => {
    const { issueAwardsInfo: [wanted] = [] } = body as { issueAwardsInfo?: { membershipId?: number; otherInfo?: { awardType?: string } }[] }
    const member = memberAt(state, wanted?.membershipId)
    const reward = programme.rewards?.find(({ id }) => id === wanted?.otherInfo?.awardType)
    if (!reward) throw new Refused(404, 'Award not found', 'CRM-3001')
    if (member.membership.isInactive) throw new Refused(400, 'The membership is not active', 'CRM-3002')
    // no key of the caller is known here: each request is another award
    const { coupon } = await state.sandbox.rewards.claim({ rewardId: reward.id }, contextOf(member.membership.memberId, `award ${crypto.randomUUID()}`)).catch((error: unknown) => {
      if (!isLoyaltyError(error)) throw error
      throw new Refused(400, 'The award can not be issued', 'CRM-3003')
    })
    const award: EmulatedAward = { number: 51_001 + state.awards.length, idNo: member.membership.idNo, awardCode: reward.id, points: reward.cost.amount, day: dayOf(state), code: coupon?.code ?? '' }
    state.awards.push(award)
    return { status: 201, body: { issueAwards: [{ pointsRequired: award.points, awardNumber: award.number, stayDate: award.day }] } }
  },
})
