import type { Offer } from '@loyaltykit/core'

/** A personal offer to activate, valid for a few days after 22 November 2026. */
export const anOffer = (changes: Partial<Offer> = {}): Offer => ({
  id: 'double-boots',
  kind: 'multiplier',
  audience: 'personal',
  title: 'Double bonuses on boots',
  text: 'Twice the bonuses on every pair of boots in your next order.',
  state: 'available',
  activation: 'needed',
  validUntil: '2026-11-26T21:00:00Z',
  terms: 'Once per member. Not together with other multipliers.',
  ...changes,
})

/** One of each kind and state that a carousel shows. */
export const offers = (): readonly Offer[] => [
  anOffer(),
  anOffer({ id: 'accessories', kind: 'discount', title: '15% off accessories', text: 'Belts, bags and laces.', state: 'active', activation: 'none', code: 'LACES15', validUntil: '2026-12-31T21:00:00Z' }),
  anOffer({ id: 'bank', kind: 'partner', audience: 'public', title: '1,000 bonuses with your first card payment', text: 'Get the card of North Bank and pay with it in our shop.', activation: 'none', partner: { id: 'north-bank', name: 'North Bank' }, url: 'https://bank.example/stride', validUntil: undefined }),
  anOffer({ id: 'gold-care', kind: 'gift', title: 'A shoe care kit', text: 'A gift with your next order.', state: 'locked', lockedBecause: 'For Gold members', activation: 'none', validUntil: undefined }),
  anOffer({ id: 'back', kind: 'win_back', title: '300 bonuses if you come back this week', text: 'They burn after 7 days.', state: 'used', activation: 'needed' }),
]
