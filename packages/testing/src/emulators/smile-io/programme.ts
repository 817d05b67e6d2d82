import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })
const voucher = { kind: 'service', effect: { kind: 'voucher' }, life: '30 days' } as const

/** A programme as Smile.io can have one: coins that pay for rewards alone, at a price or as many as one likes; tiers by coins; nothing has a limit. */
export const programme: Preset = {
  id: 'emulated-smile-io',
  name: usual('Smile Club'),
  locales: ['en'],
  money: 'EUR',
  currencies: [{ id: 'points', unit: 'point', name: usual('Coins'), scale: 0, life: '12 months' }],
  earn: [{ id: 'order', currency: 'points', per: 'money', rates: { all: { amount: 1, for: 100 } } }],
  spend: [],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'bronze', name: usual('Bronze'), reachedBy: [], benefits: [] },
    { id: 'silver', name: usual('Silver'), reachedBy: [{ metric: 'points', amount: 100, currency: 'points' }], benefits: [{ id: 'early', title: usual('Early access to new product releases') }] },
    { id: 'gold', name: usual('Gold'), reachedBy: [{ metric: 'points', amount: 1_000, currency: 'points' }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 600 }],
  referral: { advocate: { currency: 'points', amount: 100 }, friend: { currency: 'points', amount: 50 }, yearly: 100 },
  offers: [],
  rewards: [
    { id: 'five-off', cost: { currency: 'points', amount: 100 }, title: usual('€5 off coupon'), text: usual('For any order.'), gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' } },
    { id: 'ten-off', cost: { currency: 'points', amount: 200 }, title: usual('Order discount'), gives: { kind: 'coupon', effect: { kind: 'money', money: 10_00 }, life: '30 days' } },
    { id: 'twenty-off', cost: { currency: 'points', amount: 400 }, title: usual('Order discount'), gives: { kind: 'coupon', effect: { kind: 'money', money: 20_00 }, life: '30 days' } },
    { id: 'bicycle', cost: { currency: 'points', amount: 9_000 }, title: usual('A bicycle'), gives: voucher },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4600',
  activity: {
    purchase: usual('Placed an order'), redemption: usual('Points spent'), hold: usual('Points spent'), release: usual('Points returned'), welcome: usual('Signed up'),
    referral: usual('Referred a friend'), refund_earned: usual('Order returned'), refund_spent: usual('Order returned'), expire: usual('Points expired'), reward: usual('Points spent on reward'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}

/** Its points products: of the slider, 100 points are 5 EUR, the sandbox has the two amounts that the tests choose. */
export const products = [
  { id: 501, rewards: { 100: 'five-off' }, exchange: 'fixed', name: '€5 off coupon', description: '100 Coins = €5 off' },
  { id: 502, rewards: { 200: 'ten-off', 400: 'twenty-off' }, exchange: 'variable', name: 'Order discount', description: '100 Coins = €5 off' },
  { id: 503, rewards: { 9000: 'bicycle' }, exchange: 'fixed', name: 'A bicycle', description: '9,000 Coins' },
] as const

export const tierNumber = (id: string | undefined): number | null => {
  const index = programme.tiers.findIndex((tier) => tier.id === id)
  return index < 0 ? null : 301 + index
}
