import type { Reward } from '@loyaltykit/core'

/** A coupon for 400 bonuses that can be taken now. */
export const aReward = (changes: Partial<Reward> = {}): Reward => ({
  id: 'voucher-5',
  title: '€5 off your next order',
  text: 'A code for any order above €20.',
  kind: 'coupon',
  cost: { currency: 'bonus', amount: 400 },
  state: 'available',
  ...changes,
})

/** One of each kind, state and reason that a catalogue shows. */
export const rewards = (): readonly Reward[] => [
  aReward(),
  aReward({ id: 'gift-20', kind: 'gift_card', title: 'A gift card of €20', text: 'For yourself or for somebody you like.', cost: { currency: 'bonus', amount: 1_000 }, left: 2 }),
  aReward({ id: 'bag', kind: 'product', title: 'A canvas tote bag', text: 'Sent with your next order.', cost: { currency: 'bonus', amount: 1_400 }, state: 'locked', lockedBecause: 'balance_too_low' }),
  aReward({ id: 'repair', kind: 'service', title: 'Free heel repair', text: 'In any of our shops.', cost: { currency: 'bonus', amount: 300 }, state: 'locked', lockedBecause: 'tier_too_low', tier: 'gold' }),
  aReward({ id: 'draw', kind: 'draw', title: 'A ticket for the New Year draw', text: 'A weekend in Lisbon for two.', cost: { currency: 'bonus', amount: 50 }, state: 'locked', lockedBecause: 'limit_reached', left: 0 }),
  aReward({ id: 'early', title: 'Spring sale, a day early', text: undefined, cost: { currency: 'bonus', amount: 200 }, state: 'locked', lockedBecause: 'not_yet', validFrom: '2027-03-01T00:00:00Z' }),
  aReward({ id: 'club', kind: 'service', title: 'An evening at the workshop', text: 'For ten members a year.', cost: { currency: 'bonus', amount: 500 }, state: 'locked', lockedBecause: 'not_eligible' }),
  aReward({ id: 'socks', kind: 'product', title: 'Wool socks', text: 'One size fits nearly all.', cost: { currency: 'bonus', amount: 250 }, state: 'sold_out' }),
]
