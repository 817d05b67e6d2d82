import type { Route } from '../shared/routes.ts'
import { programId, programme } from './programme.ts'
import { rewardsOf } from './rewards.ts'
import { known, ledgerOf, ownerOf, Refused, upsert, type EmulatedReferral, type EmulatedUser, type Person, type SaasquatchState } from './state.ts'

const media = ['EMAIL', 'MOBILE', 'EMBED', 'POPUP', 'UNKNOWN', 'HOSTED']
const links = ({ code }: EmulatedUser) => Object.fromEntries(media.map((medium, index) => [medium, { DIRECT: `http://ssqt.example/m${index}${code}`, EMAIL: `http://ssqt.example/e${index}${code}` }]))

function userBody({ dateCreated, dateBlocked, ...user }: EmulatedUser, query: URLSearchParams): object {
  const more: Readonly<Record<string, unknown>> = { dateCreated, dateBlocked: dateBlocked ?? null }
  const clean = `http://ssqt.example/m${user.code}`
  return {
    id: user.id, cookieId: null, accountId: user.accountId, firstName: user.firstName ?? '', lastName: user.lastName ?? null, email: user.email ?? null, referable: true, locale: user.locale ?? null, countryCode: null,
    referralCode: user.code, referralCodes: { [programId]: user.code }, referredByCodes: user.referredByCodes ?? [], imageUrl: '', customFields: {}, segments: [],
    programShareLinks: { [programId]: { cleanShareLink: clean, MOBILE: { DIRECT: `${clean}?m` }, EMAIL: { DIRECT: `${clean}?e` }, UNKNOWN: { DIRECT: `${clean}?u` } } },
    ...Object.fromEntries((query.get('extraFields') ?? '').split(',').filter((name) => name in more).map((name) => [name, more[name]])),
  }
}

/** A person as the other side of a referral sees them. */
const partyBody = ({ id, accountId, code, firstName = '', email, dateCreated }: EmulatedUser) => ({
  id, accountId, referralCode: code, email: email ?? null, firstName, lastName: null, imageUrl: '', firstSeenIP: '10.230.163.157', lastSeenIP: null, dateCreated, emailHash: '180bc1412a038746af9b37fb782724a2', referralSource: null, locale: null,
})

async function referralBody(state: SaasquatchState, { id, referrer, referred, started, ended, referrerModerationStatus }: EmulatedReferral): Promise<object> {
  const [advocate, friend] = [known(state, { userId: referrer, accountId: state.users.get(referrer)?.accountId }), known(state, { userId: referred, accountId: state.users.get(referred)?.accountId })]
  // a referral converts with the friend's first purchase, which is when both get theirs
  const paid = (await ledgerOf(state, friend.memberId)).find(({ reason, amount }) => reason === 'referral' && amount > 0)?.at
  const rewards = paid === undefined ? [] : await rewardsOf(state, advocate)
  const theirs = paid === undefined ? [] : await rewardsOf(state, friend)
  return {
    id, referredUser: partyBody(friend), referrerUser: partyBody(advocate), referralCodeUsed: advocate.code, shareLinkUsed: null, moderationStatus: 'ACTIONED', referredModerationStatus: 'APPROVED', referrerModerationStatus,
    fraudSignals: {}, dateReferralStarted: started, dateReferralPaid: paid === undefined ? null : Date.parse(paid), dateReferralEnded: ended ?? null, dateModerated: started,
    referrerReward: rewards.find((one) => one['rewardSource'] === 'FRIEND_SIGNUP' && one['dateGiven'] === Date.parse(paid ?? '')) ?? null,
    referredReward: theirs.find((one) => one['rewardSource'] === 'REFERRED') ?? null,
  }
}

/** The paths that a page may call, with a person's token or, where nobody need be told who asks, without. */
export const peopleRoutes = (state: SaasquatchState, base: string): Readonly<Record<string, Route>> => {
  const user = `${base}/open/account/{accountId}/user/{userId}`
  return {
    [`GET ${user}`]: ({ at, query }) => ({ body: userBody(known(state, at), query) }),
    [`PUT ${user}`]: async ({ at: { userId, accountId }, body, query }) => {
      const person = body as Person
      if (person.id !== userId || person.accountId !== accountId) throw new Refused(400, 'The user is another one than the path names', 'BAD_REQUEST')
      return { body: userBody(await upsert(state, person), query) }
    },
    [`GET ${user}/shareurls`]: ({ at, query }) => {
      const mine = links(known(state, at))
      const medium = query.get('engagementMedium')
      const share = query.get('shareMedium')
      const chosen = Object.entries(mine).filter(([name]) => medium === null || name === medium)
      const shown = chosen.map(([name, all]) => [name, Object.fromEntries(Object.entries(all).filter(([one]) => share === null || one === share))])
      return { body: { shareLinks: { cleanShareLink: `http://ssqt.example/m${known(state, at).code}`, ...Object.fromEntries(shown) } } }
    },
    [`GET ${base}/open/code/{code}`]: ({ at: { code } }) => {
      const owner = ownerOf(state, code)
      if (!owner || owner.dateBlocked !== undefined) throw new Refused(404, 'Code not found', 'NOT_FOUND')
      return { body: { code, dateCreated: owner.dateCreated, programId, referrerName: `${owner.firstName ?? ''} T`, reward: { type: 'CREDIT', unit: 'POINTS', credit: programme.referral?.friend.amount ?? 0 } } }
    },
    [`GET ${base}/open/referrals`]: async ({ query }) => {
      const [referrer, referred] = [query.get('referringUserId'), query.get('referredUserId')]
      if (referrer === null && referred === null) throw new Refused(400, 'Say whose referrals', 'BAD_REQUEST')
      const all = state.referrals.filter((one) => (referrer ?? one.referrer) === one.referrer && (referred ?? one.referred) === one.referred)
      const [limit, offset] = [Number(query.get('limit') ?? 10), Number(query.get('offset') ?? 0)]
      const referrals = await Promise.all(all.slice(offset, offset + limit).map((one) => referralBody(state, one)))
      return { body: { count: referrals.length, totalCount: all.length, referrals } }
    },
  }
}
