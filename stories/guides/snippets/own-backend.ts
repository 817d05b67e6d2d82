import { createLoyalty, LoyaltyError, type Balance, type LoyaltyBackend, type Program } from '@loyaltykit/core'

const programme: Program = {
  id: 'our-club',
  name: 'Our Club',
  locales: ['en'],
  currencies: [{ id: 'bonus', unit: 'bonus', scale: 0 }],
  tiers: [],
}

const backend = {
  name: 'our-club',
  credential: 'shopper-token',
  ambient: true, // the shop's own cookie says who is there
  program: { get: async () => programme },
  balances: {
    list: async (_input, { signal }) => {
      const response = await fetch('/api/points', { signal })
      if (response.status === 401) throw new LoyaltyError('unauthenticated', 'Log in again.')
      if (!response.ok) throw new LoyaltyError('backend_failed', 'The points could not be read. Try again later.')
      const { points } = (await response.json()) as { points: number }
      return [{ currency: 'bonus', available: points }] satisfies Balance[]
    },
  },
} satisfies LoyaltyBackend

export const loyalty = createLoyalty({ backend })
