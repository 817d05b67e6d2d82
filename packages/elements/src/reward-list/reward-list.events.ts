import type { AnyClient, Reward } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What a member got for a reward: the reward as it is now, with a coupon or a gift card where it gives one. */
export type TakenReward = Awaited<ReturnType<NonNullable<AnyClient['claimReward']>>>

/** Somebody has confirmed that they want a reward. Cancel it, and the host page takes it itself. */
export class LoyaltyClaimRewardRequestEvent extends IntentEvent {
  readonly reward: Reward
  constructor(reward: Reward) {
    super('loyalty-claim-reward-request')
    this.reward = reward
  }
}

/** A reward is taken, and paid for. */
export class LoyaltyRewardClaimedEvent extends FactEvent {
  readonly reward: Reward
  /** The code or the stored value that it gave. */
  readonly coupon: TakenReward['coupon']
  readonly giftCard: TakenReward['giftCard']
  constructor({ reward, coupon, giftCard }: Pick<TakenReward, 'reward' | 'coupon' | 'giftCard'>) {
    super('loyalty-reward-claimed')
    this.reward = reward
    this.coupon = coupon
    this.giftCard = giftCard
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-claim-reward-request': LoyaltyClaimRewardRequestEvent
    'loyalty-reward-claimed': LoyaltyRewardClaimedEvent
  }
}
