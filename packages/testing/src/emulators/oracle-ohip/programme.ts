import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })
const voucher = { kind: 'service', effect: { kind: 'voucher' }, life: '12 months' } as const

/** A hotel's programme as OPERA Cloud can have one: whole points, levels by nights or stays, awards for points; claims are read by people. */
export const programme: Preset = {
  id: 'emulated-oracle-ohip',
  name: usual('Harbour Club'),
  locales: ['en'],
  money: 'EUR',
  currencies: [{ id: 'points', unit: 'point', name: usual('Points'), scale: 0, life: '24 months' }],
  earn: [{ id: 'stay', currency: 'points', per: 'money', rates: { all: { amount: 10, for: 100 } } }],
  spend: [],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'BLUE', name: usual('Blue'), reachedBy: [], benefits: [] },
    { id: 'SILVER', name: usual('Silver'), reachedBy: [{ metric: 'nights', amount: 10 }, { metric: 'stays', amount: 5 }], benefits: [] },
    { id: 'GOLD', name: usual('Gold'), reachedBy: [{ metric: 'nights', amount: 25 }, { metric: 'stays', amount: 12 }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 500 }],
  offers: [],
  rewards: [
    { id: 'PARK', cost: { currency: 'points', amount: 100 }, title: usual('Free parking'), gives: voucher },
    { id: 'WINE', cost: { currency: 'points', amount: 300 }, title: usual('A bottle of wine'), text: usual('In your room when you arrive.'), gives: voucher },
    { id: 'SPA', cost: { currency: 'points', amount: 5_000 }, title: usual('A day in the spa'), gives: voucher },
    { id: 'SUITE', cost: { currency: 'points', amount: 200 }, title: usual('An evening in the club lounge'), gives: voucher, who: { tier: 'GOLD' } },
  ],
  claims: { kinds: ['stay'], withinDays: 3_000, review: 'desk' },
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4700',
  activity: {
    purchase: usual('Stay'), redemption: usual('Award'), hold: usual('Award'), release: usual('Award cancelled'), welcome: usual('Welcome'), referral: usual('Friend'), refund_earned: usual('Stay corrected'),
    refund_spent: usual('Stay corrected'), expire: usual('Expired'), reward: usual('Award'), claim: usual('Missing stay'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}
