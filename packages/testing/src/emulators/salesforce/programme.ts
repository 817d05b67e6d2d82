import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as Salesforce can have one: points that are spent, points that qualify for tiers and are not. */
export const programme: Preset = {
  id: 'emulated-salesforce',
  name: usual('NTO Insider'),
  locales: ['en'],
  money: 'EUR',
  currencies: [{ id: 'reward', unit: 'point', name: usual('Reward Points'), scale: 0, pending: '14 days' }, { id: 'tier', unit: 'point', name: usual('Tier Points'), scale: 0 }],
  earn: [{ id: 'purchase', currency: 'reward', per: 'money', rates: { all: { amount: 1, for: 100 } } }, { id: 'status', currency: 'tier', per: 'money', rates: { all: { amount: 2, for: 100 } } }],
  spend: [],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'silver', name: usual('Silver'), reachedBy: [], benefits: [] },
    { id: 'gold', name: usual('Gold'), reachedBy: [{ metric: 'points', amount: 200, currency: 'tier' }], benefits: [] },
    { id: 'platinum', name: usual('Platinum'), reachedBy: [{ metric: 'points', amount: 5_000, currency: 'tier' }], benefits: [] },
  ],
  welcome: [{ currency: 'reward', amount: 100 }],
  offers: [],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4800',
  activity: {
    purchase: usual('Accrual'), redemption: usual('Redemption'), hold: usual('Redemption'), release: usual('Redemption'), welcome: usual('Manual Points Adjustment'), referral: usual('Accrual'),
    refund_earned: usual('Accrual'), refund_spent: usual('Accrual'), expire: usual('Points Expiration'), reward: usual('Redemption'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}

/** Salesforce's own ids of what the sandbox calls otherwise. */
export const currencyIds = { reward: '0lc4x000000L1bmAAC', tier: '0lc4x000000L1bnAAC' } as const
export const tierIds = { silver: '0lg4x000000L1bmAAC', gold: '0lg4x000000L1bnAAC', platinum: '0lg4x000000L1boAAC' } as const
export const tierGroupId = '0lt4x000000L1bXAAS'

/** Its promotions, of which some are joined. */
export const promotions = [
  { id: '0c84x000000CoNiAAK', name: 'Double points in May', needs: false, from: '2021-01-02', until: undefined, locked: false, image: 'https://images.example/may.jpg' },
  { id: '0c84x000000CtzRAAS', name: 'New year promotion', needs: true, from: '2022-11-01', until: '2027-11-30', locked: false, image: undefined },
  { id: '0c84x000000CtzWAAS', name: 'Gold alone', needs: true, from: '2022-11-01', until: '2027-11-30', locked: true, image: undefined },
] as const
