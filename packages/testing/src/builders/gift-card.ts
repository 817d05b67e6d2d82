import type { GiftCard } from '@loyaltykit/core'

/** A card with 35 EUR on it. */
export const aGiftCard = (changes: Partial<GiftCard> = {}): GiftCard => ({
  id: 'g-1',
  number: '•••• 4821',
  balance: { amount: 3_500, currency: 'EUR' },
  state: 'active',
  expiresAt: '2027-11-30T21:00:00Z',
  ...changes,
})

/** One of each state. */
export const giftCards = (): readonly GiftCard[] => [
  aGiftCard(),
  aGiftCard({ id: 'g-2', number: '•••• 1177', balance: { amount: 0, currency: 'EUR' }, state: 'spent' }),
  aGiftCard({ id: 'g-3', number: '•••• 0903', balance: { amount: 1_000, currency: 'EUR' }, state: 'expired', expiresAt: '2026-06-30T21:00:00Z' }),
  aGiftCard({ id: 'g-4', number: '•••• 5560', balance: { amount: 5_000, currency: 'EUR' }, state: 'blocked', expiresAt: undefined }),
]
