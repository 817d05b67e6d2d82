import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as Voucherify can have one: two cards, tiers by points, rewards with a price, a stock and dates, and no text but one. */
export const programme: Preset = {
  id: 'emulated-voucherify',
  name: usual('Summer Rewards'),
  locales: ['en'],
  money: 'EUR',
  currencies: [
    { id: 'points', unit: 'point', name: usual('Summer points'), scale: 0, worth: { amount: 1, money: 5 }, pending: '14 days', life: '12 months' },
    { id: 'beans', unit: 'stamp', name: usual('Coffee beans'), scale: 0 },
  ],
  earn: [
    { id: 'purchase', currency: 'points', per: 'money', rates: { bronze: { amount: 1, for: 100 }, silver: { amount: 2, for: 100 }, gold: { amount: 3, for: 100 } } },
    { id: 'bean', currency: 'beans', per: 'item', rates: { all: { amount: 1, for: 1 } } },
  ],
  spend: [{ id: 'order', currency: 'points', share: 100, min: 1, step: 1, hold: '1 hours' }],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'bronze', name: usual('Bronze'), reachedBy: [], benefits: [] },
    { id: 'silver', name: usual('Silver'), reachedBy: [{ metric: 'points', amount: 100, currency: 'points' }], benefits: [] },
    { id: 'gold', name: usual('Gold'), reachedBy: [{ metric: 'points', amount: 1_000, currency: 'points' }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 600 }],
  referral: { advocate: { currency: 'points', amount: 100 }, friend: { currency: 'points', amount: 50 }, yearly: 100 },
  offers: [
    { id: 'first-order', kind: 'discount', audience: 'public', activation: 'none', code: 'HELLO10', once: true, who: { firstOrder: true }, effect: { kind: 'discount', percent: 10 }, title: usual('10% off your first order') },
    { id: 'spring', kind: 'discount', audience: 'public', activation: 'none', code: 'SPRING5', valid: { from: 'month' }, effect: { kind: 'discount', percent: 5 }, title: usual('5% off in spring') },
  ],
  rewards: [
    { id: 'five-off', cost: { currency: 'points', amount: 100 }, title: usual('5 EUR off'), gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' } },
    { id: 'ten-percent', cost: { currency: 'points', amount: 150 }, until: '45 days', title: usual('10% off this season'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' } },
    { id: 'tote', cost: { currency: 'points', amount: 200 }, stock: 1, title: usual('The last tote bag'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'gift', cost: { currency: 'points', amount: 250 }, title: usual('A gift card of 10 EUR'), gives: { kind: 'gift_card', money: 10_00, life: '12 months' } },
    { id: 'espresso', cost: { currency: 'beans', amount: 9 }, title: usual('An espresso'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'bicycle', cost: { currency: 'points', amount: 9_000 }, title: usual('A bicycle'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'socks', cost: { currency: 'points', amount: 90 }, stock: 0, title: usual('Wool socks'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'new-season', cost: { currency: 'points', amount: 90 }, from: '30 days', until: '90 days', title: usual('10% off the new season'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' } },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4400',
  activity: {
    purchase: usual('Order paid'), redemption: usual('Points spent on order payment'), hold: usual('Points spent on order payment'), release: usual('Points returned'), welcome: usual('Welcome points'),
    referral: usual('Friend invited'), refund_earned: usual('Order returned'), refund_spent: usual('Order returned'), expire: usual('Points expired'), reward: usual('Points spent on reward'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}
