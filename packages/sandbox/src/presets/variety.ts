import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A discount store chain with two currencies. Loyal members earn bonuses on anything and spend them on chosen goods; lapsed ones earn
 * sparks on high-margin goods only, and spend anything on anything. Phone first; whoever tells an e-mail address gets a code.
 */
export const variety: Preset = {
  id: 'variety',
  name: { en: 'Every Day Club', ru: 'Клуб «Каждый день»' },
  locales: ['ru', 'en'],
  money: 'RUB',
  currencies: [
    { id: 'bonus', unit: 'bonus', name: { en: 'Bonuses', ru: 'Бонусы' }, scale: 0, worth: { amount: 1, money: 1_00 }, pending: '1 day', life: '6 months', returnedLife: '14 days' },
    {
      id: 'spark', unit: 'point', name: { en: 'Sparks', ru: 'Искры' }, scale: 0, worth: { amount: 1, money: 1_00 }, life: '30 days', returnedLife: '7 days',
    },
  ],
  earn: [
    { id: 'loyal', currency: 'bonus', per: 'money', who: { segments: ['loyal'] }, rates: { all: { amount: 5, for: 100_00 } } },
    { id: 'usual', currency: 'bonus', per: 'money', who: { segments: ['newcomer', 'usual', 'at-risk'] }, rates: { all: { amount: 2, for: 100_00 } } },
    { id: 'lapsed', currency: 'spark', per: 'money', goods: { only: ['high-margin'] }, who: { segments: ['lapsed'] }, rates: { all: { amount: 10, for: 100_00 } } },
  ],
  spend: [
    { id: 'bonus-lapsed', currency: 'bonus', share: 50, min: 10, step: 1, who: { segments: ['lapsed'] }, hold: '20 minutes' },
    { id: 'bonus', currency: 'bonus', share: 50, min: 10, step: 1, goods: { only: ['chosen'] }, hold: '20 minutes' },
    { id: 'spark', currency: 'spark', share: 50, min: 10, step: 1, hold: '20 minutes' },
  ],
  tiers: [],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '90 days' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '45 days' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 3, within: '60 days' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '30 days' } } },
    { id: 'usual', stage: 'loyal', when: {} },
    { id: 'toys', when: { orders: { min: 2, within: '90 days', goods: { only: ['toys'] } } } },
    { id: 'big-baskets', when: { spend: { min: 10_000_00, within: '30 days' } } },
  ],
  welcome: [{ currency: 'bonus', amount: 50 }],
  gifts: [{
    id: 'come-back', on: { segment: 'lapsed' }, points: { currency: 'spark', amount: 100 }, life: '14 days', pause: '6 months',
    title: { en: '100 sparks to come back', ru: '100 искр за возвращение' },
    message: { en: 'Every Day Club: 100 sparks for anything in the shop, until {until}.', ru: 'Клуб «Каждый день»: 100 искр на любые товары, до {until}.' },
  }],
  offers: [
    {
      id: 'mail-code', kind: 'discount', audience: 'personal', activation: 'none', code: 'POST7', once: true, who: { told: ['email'] },
      locked: { en: 'Tell us your e-mail address in your profile, and the code is yours', ru: 'Укажите электронную почту в профиле — и промокод ваш' },
      title: { en: '7% off for your e-mail address', ru: 'Скидка 7% за электронную почту' }, effect: { kind: 'discount', percent: 7 },
    },
    {
      id: 'toy-month', kind: 'multiplier', audience: 'personal', activation: 'needed', who: { segments: ['toys'] }, valid: { from: 'month' },
      title: { en: 'Double bonuses on toys', ru: 'Двойные бонусы за игрушки' }, effect: { kind: 'multiply', times: 2, goods: { only: ['toys'] }, currency: 'bonus' },
    },
    {
      id: 'basket-gift', kind: 'gift', audience: 'personal', activation: 'none', who: { segments: ['big-baskets'] }, valid: { from: 'month' },
      title: { en: 'A bag for your shopping', ru: 'Сумка для покупок в подарок' },
    },
    {
      id: 'weekday-discount', kind: 'discount', audience: 'public', activation: 'none', code: 'DEN5', valid: { from: 'month' },
      title: { en: '5% off household goods', ru: 'Скидка 5% на товары для дома' }, effect: { kind: 'discount', percent: 5, goods: { only: ['household'] } },
    },
  ],
  cards: { barcode: 'ean13' },
  enrolment: {
    identifiers: ['phone'],
    fields: [{ name: 'givenName', required: false }],
    consents: usualConsents('https://shop.example/club', 'sms'),
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '2600',
  termsUrl: 'https://shop.example/club/terms',
  activity: pointsActivity,
  messages: messagesOf('Every Day Club', 'Клуб «Каждый день»'),
}
