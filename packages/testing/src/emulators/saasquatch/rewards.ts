import type { Route } from '../shared/routes.ts'
import { known, ledgerOf, Refused, type EmulatedReward, type EmulatedUser, type SaasquatchState } from './state.ts'

/** What a person was given: points that the sandbox books are rewards of the type CREDIT, each with its own end. */
export async function rewardsOf(state: SaasquatchState, { id: userId, accountId, memberId }: EmulatedUser): Promise<EmulatedReward[]> {
  const lines = await ledgerOf(state, memberId)
  const referred = state.referrals.some((one) => one.referred === userId)
  const back = new Map(lines.flatMap(({ amount, reference, at, kind }) => (amount < 0 && kind === 'reverse' && reference !== undefined ? [[reference, Date.parse(at)] as const] : [])))
  const earned = lines.filter(({ amount, kind }) => amount > 0 && kind !== 'reverse').map(({ id, amount, at, reason, reference, expiresAt, text = '' }): EmulatedReward => ({
    id: `reward-${id}`, type: 'CREDIT', dateGiven: Date.parse(at), dateExpires: expiresAt === undefined ? null : Date.parse(expiresAt), dateCancelled: back.get(reference ?? '') ?? null, dateScheduledFor: null, accountId, userId,
    cancellable: true, rewardSource: reason === 'referral' ? (referred ? 'REFERRED' : 'FRIEND_SIGNUP') : 'MANUAL', unit: 'POINTS', assignedCredit: amount, redeemedCredit: 0, redemptions: [], name: text, currency: null,
  }))
  return [...earned, ...state.given.filter((one) => one.userId === userId)].map((reward) => {
    const redemptions = state.redemptions.get(reward.id)
    return redemptions ? { ...reward, redemptions, redeemedCredit: redemptions.reduce((sum, { quantityRedeemed }) => sum + quantityRedeemed, 0) } : reward
  })
}

const left = (reward: EmulatedReward): number => Number(reward['assignedCredit']) - Number(reward['redeemedCredit'])

/** The paths of rewards: for the API key alone. */
export const rewardRoutes = (state: SaasquatchState, base: string): Readonly<Record<string, Route>> => {
  const asked = async (query: URLSearchParams) => {
    const accountId = query.get('accountId')
    if (accountId === null) throw new Refused(400, 'accountId is required', 'BAD_REQUEST')
    const users = [...state.users.values()].filter((user) => user.accountId === accountId && (query.get('userId') ?? user.id) === user.id)
    const rewards = (await Promise.all(users.map((user) => rewardsOf(state, user)))).flat()
    return rewards.filter(({ type }) => (query.get('rewardTypeFilter') ?? type) === type)
  }
  return {
    [`GET ${base}/reward`]: async ({ query }) => ({ body: { rewards: await asked(query) } }),
    [`POST ${base}/credit/bulkredeem`]: async ({ body }) => {
      const { accountId, unit, amount } = body as { accountId: string; unit: string; amount: number }
      const user = known(state, { userId: [...state.users.values()].find((one) => one.accountId === accountId)?.id, accountId })
      const now = state.sandbox.now()
      const open = (await rewardsOf(state, user)).filter((one) => one['unit'] === unit && one['dateCancelled'] === null && left(one) > 0 && (one['dateExpires'] === null || Number(one['dateExpires']) > now))
      const available = open.reduce((sum, one) => sum + left(one), 0)
      if (!Number.isInteger(amount) || amount <= 0 || amount > available) throw new Refused(400, 'There is not enough credit', 'BAD_REQUEST')
      let rest = amount
      for (const reward of open) {
        const part = Math.min(rest, left(reward))
        rest -= part
        if (part > 0) state.redemptions.set(reward.id, [...(state.redemptions.get(reward.id) ?? []), { id: crypto.randomUUID(), dateRedeemed: now, quantityRedeemed: part }])
      }
      return { body: { creditRedeemed: amount, creditAvailable: available - amount, unit } }
    },
  }
}
