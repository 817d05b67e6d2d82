import type { Coupon } from '@loyaltykit/core'
import type { Route } from '../shared/routes.ts'
import { profileBody } from './profile-body.ts'
import { at, contextOf, profileAt, profileFor, type EmulatedProfile, type TalonOneState } from './state.ts'
import { notFound } from './words.ts'

const states: Readonly<Record<Coupon['state'], string>> = { available: 'active', used: 'used', expired: 'expired' }

/** The campaign that personal coupons are of, and those of the offers with a code. */
export const couponCampaign = 30
export const campaignOf = (state: TalonOneState, offerId: string): number => state.number(`campaign ${offerId}`)

const couponBody = (state: TalonOneState, code: string, { campaignId, owner, until, used }: { campaignId: number; owner?: string | undefined; until?: string | undefined; used: boolean }) => ({
  id: state.number(`coupon ${code}`), created: at(state), campaignId, value: code, usageLimit: owner === undefined ? 0 : 1, usageCounter: used ? 1 : 0, reservation: owner === undefined, isReservationMandatory: owner !== undefined,
  ...(until === undefined ? {} : { expiryDate: until }), ...(owner === undefined ? {} : { recipientIntegrationId: owner }),
})

const couponsOf = async ({ sandbox }: TalonOneState, { memberId }: EmulatedProfile) => (memberId === undefined ? [] : sandbox.coupons.list({}, contextOf(memberId)))

/** Codes that belong to campaigns, not to persons. */
export const publicCodes = async (state: TalonOneState): Promise<readonly { readonly code: string; readonly campaignId: number }[]> =>
  (await state.sandbox.offers.list({}, contextOf())).flatMap(({ id, code }) => (code === undefined ? [] : [{ code, campaignId: campaignOf(state, id) }]))

/** Whose coupon it is, where it is somebody's. */
export async function ownerOf(state: TalonOneState, code: string): Promise<string | undefined> {
  for (const profile of state.profiles.values()) if ((await couponsOf(state, profile)).some((coupon) => coupon.code === code)) return profile.integrationId
  return undefined
}

/** The coupons of an inventory: a person's own, and what is reserved. */
export async function inventoryCoupons(state: TalonOneState, profile: EmulatedProfile): Promise<object[]> {
  const own = (await couponsOf(state, profile)).map(({ code, state: is, validUntil }) => ({
    ...couponBody(state, code, { campaignId: couponCampaign, owner: profile.integrationId, until: validUntil, used: is === 'used' }), profileRedemptionCount: is === 'used' ? 1 : 0, state: states[is],
  }))
  const reserved = (await publicCodes(state)).filter(({ code }) => state.reservations.get(code)?.has(profile.integrationId))
  return [...own, ...reserved.map(({ code, campaignId }) => ({ ...couponBody(state, code, { campaignId, used: false }), profileRedemptionCount: 0, state: 'active' }))]
}

/** Coupons in a wallet. */
export const couponRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => {
  const known = async (code: string) => {
    const found = (await publicCodes(state)).find((one) => one.code === code)
    if (!found) throw notFound('Coupon')
    return found
  }
  const given = (body: unknown) => (body as { integrationIDs: string[] }).integrationIDs
  return {
    'POST /v1/coupon_reservations/{couponValue}': async ({ at: { couponValue: code = '' }, body }) => {
      const { campaignId } = await known(code)
      const holders = state.reservations.get(code) ?? new Set()
      for (const id of given(body)) holders.add(profileFor(state, id).integrationId)
      state.reservations.set(code, holders)
      return { status: 201, body: { ...couponBody(state, code, { campaignId, used: false }), reservationCounter: holders.size } }
    },
    'DELETE /v1/coupon_reservations/{couponValue}': async ({ at: { couponValue: code = '' }, body }) => {
      await known(code)
      for (const id of given(body)) state.reservations.get(code)?.delete(id)
      return { status: 204 }
    },
    'GET /v1/coupon_reservations/customerprofiles/{couponValue}': async ({ at: { couponValue: code = '' } }) => {
      await known(code)
      const data = [...(state.reservations.get(code) ?? [])].map((id) => profileBody(state, profileAt(state, id)))
      return { body: { totalResultSize: data.length, data } }
    },
  }
}
