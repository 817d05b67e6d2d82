import type { Preset } from '@loyaltykit/sandbox'

const usual = (text: string) => ({ en: text })

/** A programme as a project of Mindbox can have one: bonuses with kopecks that pay half of an order, levels that are segments, promotions with and without codes. */
export const programme: Preset = {
  id: 'emulated-mindbox',
  name: usual('Клуб'),
  locales: ['en'],
  money: 'RUB',
  currencies: [{ id: 'points', unit: 'bonus', name: usual('Бонусы'), scale: 2, worth: { amount: 1, money: 1 }, pending: '14 days', life: '12 months' }],
  earn: [{ id: 'purchase', currency: 'points', per: 'money', rates: { base: { amount: 5, for: 100 }, silver: { amount: 7, for: 100 } } }],
  // nothing that was begun ends by itself
  spend: [{ id: 'order', currency: 'points', share: 50, min: 1, step: 1, hold: '300 days' }],
  tierPolicy: { period: '12 months' },
  tiers: [
    { id: 'base', name: usual('Базовый'), reachedBy: [], benefits: [] },
    { id: 'silver', name: usual('Серебряный'), reachedBy: [{ metric: 'spend', amount: 1_000_00, currency: 'RUB' }], benefits: [] },
  ],
  welcome: [{ currency: 'points', amount: 600_00 }],
  offers: [
    { id: 'first-order', kind: 'discount', audience: 'public', activation: 'none', code: 'HELLO10', once: true, effect: { kind: 'discount', percent: 10 }, title: usual('10% на первый заказ') },
    { id: 'boots', kind: 'discount', audience: 'public', activation: 'none', valid: { from: 'month' }, effect: { kind: 'discount', percent: 5, goods: { only: ['boots'] } }, title: usual('5% на сапоги') },
  ],
  rewards: [],
  enrolment: { identifiers: ['phone'], fields: [], consents: [] },
  phones: [],
  cardPrefix: '4400',
  activity: {
    purchase: usual('Бонусы за заказ'), redemption: usual('Оплата бонусами'), hold: usual('Оплата бонусами'), release: usual('Возврат бонусов'),
    welcome: usual('Приветственные бонусы'), referral: usual('Друг'),
    refund_earned: usual('Возврат заказа'), refund_spent: usual('Возврат заказа'), expire: usual('Сгорание бонусов'), reward: usual('Подарок'),
  },
  messages: { code: usual('{code}'), welcome: usual('{name}: {amount}') },
}
