import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as LoyaltyLion can have one: points that pay for nothing but rewards, tiers by points, rewards with a limit for each customer, a stock, a tier. */
export const programme: Preset = {
  id: 'emulated-loyaltylion',
  name: usual('Lion Rewards'),
  locales: ['en'],
  money: 'EUR',
  currencies: [{ id: 'points', unit: 'point', name: usual('Points'), scale: 0, pending: '14 days', life: '12 months' }],
  earn: [{ id: 'purchase', currency: 'points', per: 'money', rates: { bronze: { amount: 1, for: 100 }, silver: { amount: 2, for: 100 }, gold: { amount: 3, for: 100 } } }],
  spend: [],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'bronze', name: usual('Bronze'), reachedBy: [], benefits: [{ id: 'birthday', title: usual('A present on your birthday') }] },
    { id: 'silver', name: usual('Silver'), reachedBy: [{ metric: 'points', amount: 100, currency: 'points' }], benefits: [{ id: 'early', title: usual('Early access'), text: usual('A day before everybody else.') }] },
    { id: 'gold', name: usual('Gold'), reachedBy: [{ metric: 'points', amount: 1_000, currency: 'points' }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 600 }],
  referral: { advocate: { currency: 'points', amount: 100 }, friend: { currency: 'points', amount: 1 }, yearly: 100 },
  offers: [],
  rewards: [
    { id: 'five-off', cost: { currency: 'points', amount: 100 }, title: usual('€5 voucher'), text: usual('For any order.'), gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' } },
    { id: 'free-shipping', cost: { currency: 'points', amount: 150 }, each: 1, title: usual('Free shipping'), gives: { kind: 'coupon', effect: { kind: 'money', money: 4_90 }, life: '30 days' } },
    { id: 'gift', cost: { currency: 'points', amount: 250 }, title: usual('€10 gift card'), gives: { kind: 'gift_card', money: 10_00, life: '12 months' } },
    { id: 'fitting', cost: { currency: 'points', amount: 50 }, title: usual('A fitting in the shop'), gives: { kind: 'service', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'bicycle', cost: { currency: 'points', amount: 9_000 }, title: usual('A bicycle'), gives: { kind: 'service', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'socks', cost: { currency: 'points', amount: 90 }, stock: 0, title: usual('Wool socks'), gives: { kind: 'service', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'gold-only', cost: { currency: 'points', amount: 80 }, who: { tier: 'gold' }, title: usual('15% off'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 15 }, life: '30 days' } },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4500',
  activity: {
    purchase: usual('Make a purchase'), redemption: usual('Points spent'), hold: usual('Points spent'), release: usual('Points returned'), welcome: usual('Join the program'),
    referral: usual('Refer a friend'), refund_earned: usual('Order returned'), refund_spent: usual('Order returned'), expire: usual('Points expired'), reward: usual('Reward redeemed'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}

/** Kinds of LoyaltyLion's rewards, by the programme's own ids, with what is particular to each. */
export const kinds = {
  'five-off': 'cart_discount_voucher',
  'free-shipping': 'free_shipping_voucher',
  'gift': 'gift_card',
  'fitting': 'custom',
  'bicycle': 'custom',
  'socks': 'custom',
  'gold-only': 'product_discount_voucher',
} as const
export type RewardKind = (typeof kinds)[keyof typeof kinds]

const place = (list: readonly { readonly id: string }[], id: string | undefined): number => list.findIndex((one) => one.id === id)

/** LoyaltyLion's ids are numbers. */
export const tierNumber = (id: string): number => place(programme.tiers, id) + 1
export const rewardNumber = (id: string): number => 101 + place(programme.rewards ?? [], id)
export const rewardOf = (number: unknown): string | undefined => programme.rewards?.[Number(number) - 101]?.id
export const ruleNumbers = { purchase: 201, join_program: 202, referral: 203, custom: 204 } as const

/** An amount of the shop's money, in its major units. */
export const money = (minor: number) => ({ amount: minor / 100, formatted: `€${minor / 100}` })
