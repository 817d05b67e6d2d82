import { contextOf } from '../shared/people.ts'
import type { Route } from '../shared/routes.ts'
import type { Answer } from '../shared/server.ts'
import { dayOf, memberAt, paged, Refused, span, type EmulatedClaim, type OhipState } from './state.ts'

interface Details {
  readonly reservation?: { readonly hotelId?: string; readonly confirmationNo?: readonly { readonly id: string }[]; readonly arrival?: string }
  readonly membership?: { readonly membershipIdNo?: number }
}

function summaryOf({ membershipType }: OhipState, { number, day, details, profile, log }: EmulatedClaim) {
  const { reservation, membership: _, ...told } = details as Details
  return {
    ...told, ...reservation, claimNo: { id: number, type: 'MembershipClaim' }, claimDate: day, membershipType, membershipId: profile.membership.cardNo,
    membershipIdNo: profile.membership.idNo, submitter: 'OHIP', activityLog: log,
  }
}

function search(state: OhipState, query: URLSearchParams, claims: readonly EmulatedClaim[]): readonly object[] {
  const isWithin = span(state, query, 'claimDateStart', 'claimDateEnd')
  const [booking, kind, claimType] = [query.get('confirmationNo'), query.get('membershipType'), query.get('claimType')]
  return claims.filter(({ day, details }) => isWithin(day) && (kind === null || kind === state.membershipType) && (claimType === null || claimType === details['claimType'])
    && (booking === null || (details as Details).reservation?.confirmationNo?.some(({ id }) => id === booking))).map((claim) => summaryOf(state, claim))
}

/** Claims for stays that are missing. */
export const claimRoutes = (state: OhipState): Readonly<Record<string, Route>> => ({
  'POST /crm/v1/membershipClaims': ({ body }) => {
    const { membershipClaimDetails: details } = body as { membershipClaimDetails?: Details & Readonly<Record<string, unknown>> }
    if (!details) throw new Refused(400, 'There is no claim', 'CRM-4001')
    const profile = memberAt(state, details.membership?.membershipIdNo)
    // it asks nobody whether this booking was claimed before
    const claim: EmulatedClaim = { number: `${70_001 + state.claims.length}`, day: dayOf(state), details, profile, log: [] }
    state.claims.push(claim)
    return { status: 201, headers: { location: `/crm/v1/membershipClaims/${claim.number}` }, body: { links: [] } }
  },
  'GET /crm/v1/membershipClaims': ({ query }) => paged('membershipClaimsDetail', search(state, query, state.claims), query, 200),
  'GET /crm/v1/memberships/{membershipId}/claims': ({ at: { membershipId = '' }, query }): Answer => {
    const { membership } = memberAt(state, membershipId)
    const found = search(state, query, state.claims.filter(({ profile }) => profile.membership.idNo === membership.idNo))
    return found.length ? { body: { membershipClaimsDetail: found, totalResults: found.length, count: found.length, hasMore: false } } : { status: 204 }
  },
  'GET /crm/v1/membershipClaims/{claimId}': ({ at: { claimId } }) => {
    const found = state.claims.find(({ number }) => number === claimId)
    if (!found) throw new Refused(404, 'Claim not found', 'CRM-4002')
    const { number, day, details, points, log } = found
    const claimPoints = points === undefined ? {} : { claimPoints: { awardBasePoints: points, awardTotalPoints: points } }
    return { body: { membershipClaimDetails: { ...details, claimNo: { id: number, type: 'MembershipClaim' }, claimDate: day, activityLog: log, ...claimPoints } } }
  },
})

/** What the desk decides about a claim. */
export interface Review {
  readonly claimId: string
  readonly accept: boolean
  readonly answer: string
  readonly points?: number
}

/** The desk: answers a claim, and books what it gives. */
export async function reviewClaim(state: OhipState, { claimId, accept, answer, points = 250 }: Review): Promise<void> {
  const index = state.claims.findIndex(({ number }) => number === claimId)
  const claim = state.claims[index]
  if (!claim) throw new Error('There is no such claim.')
  if (claim.log.length) return
  const { memberId } = claim.profile.membership
  if (accept) {
    const made = await state.sandbox.claims.submit({ kind: 'stay', reference: `claim-${claimId}` }, contextOf(memberId, `claim ${claimId}`))
    await state.sandbox.desk.review(made.claim.id, { accept, points: { currency: 'points', amount: points } })
  }
  const createDateTime = new Date(state.sandbox.now()).toISOString()
  state.claims[index] = {
    ...claim, details: { ...claim.details, claimStatus: 'CLOSED', approvalStatus: accept ? 'Approved' : 'Rejected', closeDate: dayOf(state) }, ...(accept ? { points } : {}),
    log: [{ sequence: 2, type: 'REMARK', comments: 'For the staff alone.', createDateTime }, { sequence: 1, type: 'REPLY', comments: answer, createDateTime }],
  }
}
