import type { Route } from '../shared/routes.ts'
import { at, profileFor, type EmulatedReferral, type TalonOneState } from './state.ts'
import { Refused } from './words.ts'

/** The campaign in which friends are invited. */
export const referralCampaign = 50

export const referralBody = ({ id, created, code, campaignId, advocate, friends }: EmulatedReferral) => ({ id, created, code, campaignId, advocateProfileIntegrationId: advocate, usageLimit: 0, usageCounter: friends.length })

/** Why a code of a friend does nothing for somebody; `undefined` where it works. */
export function referralFault({ referrals }: TalonOneState, code: string, profileId: string | undefined): string | undefined {
  const found = referrals.find((one) => one.code === code)
  if (!found) return 'ReferralNotFound'
  if (found.advocate === profileId) return 'ReferralRecipientIdSameAsAdvocate'
  return profileId !== undefined && referrals.some(({ friends }) => friends.includes(profileId)) ? 'ReferralCustomerAlreadyReferred' : undefined
}

/** Codes of advocates. */
export const referralRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => ({
  'POST /v1/referrals': ({ body }) => {
    const { campaignId, advocateProfileIntegrationId: advocate } = body as { campaignId: number; advocateProfileIntegrationId: string }
    if (campaignId !== referralCampaign) throw new Refused(400, 'Campaign not found', { pointer: '/campaignId', says: 'the campaign has no referrals' })
    const id = state.number(`referral ${advocate} ${state.referrals.length}`)
    const made: EmulatedReferral = { id, created: at(state), code: `FRIEND${id}`, campaignId, advocate: profileFor(state, advocate).integrationId, friends: [] }
    state.referrals.push(made)
    return { status: 201, body: referralBody(made) }
  },
})
