import type { Preset } from '@loyaltykit/sandbox'

const say = (en: string, pl: string) => ({ en, pl })

/** A programme as Open Loyalty can have one: two wallets, one of them with fractions, a tier set, rewards, challenges and badges, in its two languages. */
export const programme: Preset = {
  id: 'emulated-open-loyalty',
  name: say('Harbour Club', 'Klub Portowy'),
  locales: ['en', 'pl'],
  money: 'EUR',
  currencies: [
    { id: 'default', unit: 'point', name: say('Points', 'Punkty'), scale: 2, worth: { amount: 100, money: 7 }, pending: '14 days', life: '12 months' },
    { id: 'stamps', unit: 'stamp', name: say('Stamps', 'Pieczątki'), scale: 0 },
  ],
  earn: [
    { id: 'purchase', currency: 'default', per: 'money', rates: { bronze: { amount: 125, for: 100 }, silver: { amount: 150, for: 100 }, gold: { amount: 200, for: 100 } } },
    { id: 'stamp', currency: 'stamps', per: 'item', rates: { all: { amount: 1, for: 1 } } },
  ],
  // a block has no end of its own
  spend: [{ id: 'order', currency: 'default', share: 100, min: 1, step: 1, hold: '1000 months' }],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'bronze', name: say('Bronze', 'Brąz'), reachedBy: [], benefits: [{ id: 'newsletter', title: say('Newsletter', 'Biuletyn') }] },
    { id: 'silver', name: say('Silver', 'Srebro'), reachedBy: [{ metric: 'points', amount: 100_00, currency: 'default' }], benefits: [{ id: 'delivery', title: say('Free delivery', 'Darmowa dostawa') }] },
    { id: 'gold', name: say('Gold', 'Złoto'), reachedBy: [{ metric: 'points', amount: 1_000_00, currency: 'default' }], benefits: [] },
  ],
  welcome: [{ currency: 'default', amount: 600_50 }],
  referral: { advocate: { currency: 'default', amount: 100_00 }, friend: { currency: 'default', amount: 50_00 }, yearly: 100 },
  offers: [],
  rewards: [
    { id: 'five-off', cost: { currency: 'default', amount: 100_00 }, title: say('5 EUR off', '5 EUR taniej'), gives: { kind: 'coupon', effect: { kind: 'money', money: 5_00 }, life: '60 days' } },
    { id: 'ten-percent', cost: { currency: 'default', amount: 150_50 }, until: '45 days', title: say('10% off this season', '10% taniej w tym sezonie'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' } },
    { id: 'tote', cost: { currency: 'default', amount: 200_00 }, stock: 1, title: say('The last tote bag', 'Ostatnia torba'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'mug', cost: { currency: 'default', amount: 50_00 }, each: 1, title: say('A mug, one each', 'Kubek, po jednym'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'lounge', cost: { currency: 'default', amount: 60_00 }, who: { tier: 'gold' }, title: say('The lounge', 'Salonik'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'bicycle', cost: { currency: 'default', amount: 9_000_00 }, title: say('A bicycle', 'Rower'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'socks', cost: { currency: 'default', amount: 90_00 }, stock: 0, title: say('Wool socks', 'Wełniane skarpety'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
    { id: 'new-season', cost: { currency: 'default', amount: 90_00 }, from: '30 days', until: '90 days', title: say('10% off the new season', '10% taniej w nowym sezonie'), gives: { kind: 'coupon', effect: { kind: 'percent', percent: 10 }, life: '30 days' } },
    { id: 'pin', cost: { currency: 'stamps', amount: 3 }, title: say('An enamel pin for stamps', 'Przypinka za pieczątki'), gives: { kind: 'product', effect: { kind: 'voucher' }, life: '30 days' } },
  ],
  challenges: [
    { id: 'three-orders', title: say('Three orders', 'Trzy zamówienia'), text: say('Buy three times.', 'Kup trzy razy.'), metric: 'orders', need: 3, joining: 'none', prize: { currency: 'default', amount: 30_00 }, badge: say('Regular', 'Bywalec') },
    { id: 'big-spender', title: say('Spend 200 EUR', 'Wydaj 200 EUR'), metric: 'spend', need: 200_00, joining: 'none', prize: { currency: 'stamps', amount: 2 } },
  ],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '7700',
  activity: {
    purchase: say('Order paid', 'Zamówienie opłacone'), redemption: say('Paid with points', 'Zapłacono punktami'), hold: say('Points blocked', 'Punkty zablokowane'), release: say('Points unblocked', 'Punkty odblokowane'),
    welcome: say('Welcome points', 'Punkty powitalne'), referral: say('Friend invited', 'Zaproszony znajomy'), refund_earned: say('Order returned', 'Zwrot zamówienia'), refund_spent: say('Order returned', 'Zwrot zamówienia'),
    expire: say('Points expired', 'Punkty wygasły'), reward: say('Points spent on reward', 'Punkty wydane na nagrodę'), challenge: say('Challenge completed', 'Wyzwanie ukończone'),
  },
  messages: { code: say('{code}', '{code}'), welcome: say('Welcome, {name}: {amount}', 'Witaj, {name}: {amount}') },
}

/** Campaigns that members are shown; the engine has no part in them. */
export const campaigns: readonly { readonly id: string; readonly name: { readonly en: string; readonly pl: string }; readonly visibleTo: 'none' | 'tier'; readonly tier?: string; readonly effect: string; readonly type?: 'referral'; readonly ends?: string }[] = [
  { id: 'double-june', name: say('Double points in June', 'Podwójne punkty w czerwcu'), visibleTo: 'none', effect: 'give_points', ends: '2027-06-30T22:00:00Z' },
  { id: 'birthday-gift', name: say('A gift on your birthday', 'Prezent urodzinowy'), visibleTo: 'none', effect: 'give_reward' },
  { id: 'silver-week', name: say('Silver week', 'Srebrny tydzień'), visibleTo: 'tier', tier: 'silver', effect: 'give_points' },
  { id: 'bring-a-friend', name: say('Bring a friend', 'Przyprowadź znajomego'), visibleTo: 'none', effect: 'give_points', type: 'referral' },
]
