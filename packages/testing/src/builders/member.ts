import type { ActivityEntry, Balance, Member, MetricProgress, Redemption, Referral, TierStanding } from '@loyaltykit/core'

/** A member who joined in January 2026. */
export const aMember = (changes: Partial<Member> = {}): Member => ({
  id: 'm-1',
  status: 'active',
  joinedAt: '2026-01-15T09:30:00Z',
  profile: { givenName: 'Ada', phone: '+447700900123' },
  consents: [{ id: 'terms', version: '2026-01', granted: true, at: '2026-01-15T09:30:00Z' }],
  cardNumber: '2200 0000 0017',
  ...changes,
})

/** 1,250 bonuses, some more on their way, some soon to expire. */
export const aBalance = (changes: Partial<Balance> = {}): Balance => ({
  currency: 'bonus',
  available: 1_250,
  pending: 320,
  pendingBatches: [{ amount: 320, at: '2026-12-06T10:00:00Z' }],
  held: 0,
  expiring: [{ amount: 200, at: '2027-01-31T23:59:59Z' }],
  lifetime: 4_870,
  ...changes,
})

/** Spend towards a tier, in euro cents. */
export const aMetric = (changes: Partial<MetricProgress> = {}): MetricProgress => ({ metric: 'spend', have: 42_000, need: 100_000, currency: 'EUR', ...changes })

/** Silver, on the way to Gold. */
export const aStanding = (changes: Partial<TierStanding> = {}): TierStanding => ({
  current: 'silver',
  since: '2026-05-02T10:00:00Z',
  validUntil: '2027-05-31T23:59:59Z',
  next: { tier: 'gold', metrics: [aMetric()] },
  keep: { by: '2027-05-31T23:59:59Z', metrics: [aMetric({ have: 12_000, need: 30_000 })] },
  ...changes,
})

export const anEntry = (changes: Partial<ActivityEntry> = {}): ActivityEntry => ({
  id: 'e-1', at: '2026-11-20T12:00:00Z', kind: 'earn', currency: 'bonus', amount: 320, state: 'pending', reason: 'purchase', text: 'Order 1001', reference: '1001', availableAt: '2026-12-04T12:00:00Z',
  ...changes,
})

export const aRedemption = (changes: Partial<Redemption> = {}): Redemption => ({
  id: 'r-1', state: 'held', currency: 'bonus', amount: 600, money: { amount: 600, currency: 'EUR' }, cartId: 'cart-1', expiresAt: '2026-11-22T11:30:00Z',
  ...changes,
})

/** A link, a friend who joined, and one who bought. */
export const aReferral = (changes: Partial<Referral> = {}): Referral => ({
  code: 'ADA-7K2',
  url: 'https://shop.example/?ref=ADA-7K2',
  advocate: { currency: 'bonus', amount: 500 },
  friend: { currency: 'bonus', amount: 500 },
  invitations: [
    { id: 'i-2', state: 'joined', at: '2026-11-18T08:00:00Z', name: 'Gr…' },
    { id: 'i-1', state: 'rewarded', at: '2026-10-02T08:00:00Z', name: 'Al…', reward: { currency: 'bonus', amount: 500 } },
  ],
  left: 8,
  ...changes,
})
