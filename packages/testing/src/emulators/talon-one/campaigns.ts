import type { Route } from '../shared/routes.ts'
import { campaignOf } from './coupons.ts'
import { regulars } from './profile-body.ts'
import { applicationId, contextOf, type TalonOneState } from './state.ts'
import { paged } from './words.ts'

/** Running campaigns with what shoppers are told of their rules; what works in the dark has no words for them. */
export const campaignRoutes = (state: TalonOneState): Readonly<Record<string, Route>> => ({
  'GET /v1/integration/campaigns': async ({ query }) => {
    const somebody = [...state.profiles.values()].find(({ memberId }) => memberId !== undefined)?.memberId
    const offers = await state.sandbox.offers.list({}, contextOf(somebody))
    const common = { applicationId, state: 'enabled', tags: [] }
    const dark = { ...common, id: 10, name: 'Pay with points', features: ['loyalty'], rules: [{ title: 'Points pay' }] }
    const data = offers.map(({ id, title, text, code, audience, validFrom, validUntil }) => ({
      ...common, id: campaignOf(state, id), name: `${id} (internal)`, features: code === undefined ? ['loyalty'] : ['coupons'],
      ...(validFrom === undefined ? {} : { startTime: validFrom }), ...(validUntil === undefined ? {} : { endTime: validUntil }),
      rules: [{ title: `Rule of ${id}`, displayName: title, ...(text === undefined ? {} : { displayDescription: text }) }],
      ...(audience === 'personal' ? { linkedAudienceIds: [regulars] } : {}),
    }))
    return { body: paged([dark, ...data], query) }
  },
})
