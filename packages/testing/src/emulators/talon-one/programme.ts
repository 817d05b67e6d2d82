import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as Talon.One can have one: a main ledger with two decimals, a subledger, tiers by points, campaigns, achievements that count by themselves. */
export const programme: Preset = {
  id: 'emulated-talon-one',
  name: usual('Summer Rewards'),
  locales: ['en'],
  money: 'EUR',
  currencies: [
    { id: 'points', unit: 'point', name: usual('Summer points'), scale: 2, worth: { amount: 100, money: 5 }, pending: '14 days', life: '12 months' },
    { id: 'stamps', unit: 'stamp', name: usual('Coffee stamps'), scale: 0 },
  ],
  earn: [
    { id: 'purchase', currency: 'points', per: 'money', rates: { bronze: { amount: 7, for: 100 }, silver: { amount: 14, for: 100 }, gold: { amount: 21, for: 100 } } },
    { id: 'stamp', currency: 'stamps', per: 'item', rates: { all: { amount: 1, for: 1 } } },
  ],
  spend: [{ id: 'order', currency: 'points', share: 50, min: 100, step: 100, hold: '1 hours' }],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'bronze', name: usual('Bronze'), reachedBy: [], benefits: [] },
    { id: 'silver', name: usual('Silver'), reachedBy: [{ metric: 'points', amount: 15_00, currency: 'points' }], benefits: [] },
    { id: 'gold', name: usual('Gold'), reachedBy: [{ metric: 'points', amount: 1_000_00, currency: 'points' }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 600_00 }],
  referral: { advocate: { currency: 'points', amount: 100_00 }, friend: { currency: 'points', amount: 50_00 }, yearly: 100 },
  offers: [
    { id: 'first-order', kind: 'discount', audience: 'public', activation: 'none', code: 'HELLO10', once: true, who: { firstOrder: true }, effect: { kind: 'discount', percent: 10 }, title: usual('10% off your first order'), text: usual('With the code HELLO10.') },
    { id: 'spring', kind: 'discount', audience: 'public', activation: 'none', valid: { from: 'month' }, effect: { kind: 'discount', percent: 5, goods: { only: ['boots'] } }, title: usual('5% off boots') },
    { id: 'regulars', kind: 'bonus', audience: 'personal', activation: 'none', title: usual('Something for regulars') },
  ],
  rewards: [
    { id: 'five-off', cost: { currency: 'points', amount: 100 }, title: usual('5 EUR off'), gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' } },
    { id: 'ten-percent', cost: { currency: 'points', amount: 100 }, title: usual('10% off this season'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' } },
  ],
  challenges: [
    { id: 'three-orders', metric: 'orders', need: 3, joining: 'none', title: usual('Three orders'), text: usual('Order three times.'), prize: { currency: 'points', amount: 30_00 } },
    { id: 'big-spender', metric: 'spend', need: 500_00, joining: 'none', within: '90 days', title: usual('Spend 500 EUR'), prize: { currency: 'stamps', amount: 5 } },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4400',
  activity: {
    purchase: usual('Order points'), redemption: usual('Points on an order'), hold: usual('Points on an order'), release: usual('Points returned'), welcome: usual('Welcome points'),
    referral: usual('Friend invited'), refund_earned: usual('Order returned'), refund_spent: usual('Order returned'), expire: usual('Points expired'), reward: usual('Coupon taken'), challenge: usual('Achievement'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}
