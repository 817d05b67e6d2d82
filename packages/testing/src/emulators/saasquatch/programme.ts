import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as SaaSquatch can have one: points for purchases and for friends, that end after a year. Without tiers, a catalogue or offers. */
export const programme: Preset = {
  id: 'emulated-saasquatch',
  name: usual('Friends Club'),
  locales: ['en'],
  money: 'EUR',
  currencies: [{ id: 'POINTS', unit: 'point', name: usual('Points'), scale: 0, life: '12 months' }],
  earn: [{ id: 'purchase', currency: 'POINTS', per: 'money', rates: { all: { amount: 1, for: 100 } } }],
  spend: [],
  tierPolicy: { period: '12 months' },
  tiers: [],
  welcome: [{ currency: 'POINTS', amount: 50 }],
  referral: { advocate: { currency: 'POINTS', amount: 500 }, friend: { currency: 'POINTS', amount: 250 }, yearly: 100 },
  offers: [],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4700',
  activity: {
    purchase: usual('Purchase'), redemption: usual('Redeemed'), hold: usual('Redeemed'), release: usual('Returned'), welcome: usual('Welcome'), referral: usual('Referral'),
    refund_earned: usual('Order returned'), refund_spent: usual('Order returned'), expire: usual('Expired'), reward: usual('Redeemed'),
  },
  messages: { code: usual('{code}'), welcome: usual('Welcome, {name}: {amount}') },
}

/** The id of the referral programme. */
export const programId = 'friends-club'
