import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })
const voucher = { kind: 'product', effect: { kind: 'voucher' }, life: '10 months' } as const

/** A programme as a seller at Square can have one: whole points for money, rewards for points, no levels. */
export const programme: Preset = {
  id: 'emulated-square',
  name: usual('Loyalty'),
  locales: ['en'],
  money: 'USD',
  currencies: [{ id: 'points', unit: 'point', name: usual('Stars'), scale: 0, life: '12 months' }],
  earn: [{ id: 'purchase', currency: 'points', per: 'money', rates: { all: { amount: 1, for: 1_00 } } }],
  spend: [],
  tiers: [],
  welcome: [{ currency: 'points', amount: 60 }],
  offers: [
    { id: 'double', kind: 'multiplier', audience: 'public', activation: 'none', valid: { from: 'month' }, title: usual('Double Stars') },
    { id: 'ten-more', kind: 'bonus', audience: 'public', activation: 'none', title: usual('10 Stars more') },
  ],
  rewards: [
    { id: 'coffee', cost: { currency: 'points', amount: 10 }, title: usual('Free coffee'), gives: voucher },
    { id: 'cake', cost: { currency: 'points', amount: 25 }, title: usual('Free cake'), gives: voucher },
    { id: 'lunch', cost: { currency: 'points', amount: 60 }, title: usual('Free lunch'), gives: voucher },
    { id: 'machine', cost: { currency: 'points', amount: 5_000 }, title: usual('A coffee machine'), gives: voucher },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4400',
  activity: {
    purchase: usual('Order'), redemption: usual('Reward'), hold: usual('Reward'), release: usual('Reward returned'), welcome: usual('Welcome'), referral: usual('Friend'), refund_earned: usual('Refund'), refund_spent: usual('Refund'), expire: usual('Expired'), reward: usual('Reward'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}
