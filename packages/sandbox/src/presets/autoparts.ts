import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A car-parts chain: 1.5 % back in bonuses with two decimals. Many buy first and say later who they are: a receipt that nobody was
 * identified for is claimed by its number.
 */
export const autoparts: Preset = {
  id: 'autoparts',
  name: { en: 'Garage Club', ru: 'Клуб «Гараж»' },
  locales: ['ru', 'en'],
  money: 'RUB',
  currencies: [{ id: 'bonus', unit: 'bonus', name: { en: 'Bonuses', ru: 'Бонусы' }, scale: 2, worth: { amount: 1_00, money: 1_00 }, pending: '14 days', life: '24 months', returnedLife: '30 days' }],
  earn: [
    { id: 'purchase', currency: 'bonus', per: 'money', goods: { except: ['gift-cards'] }, rates: { garage: { amount: 15, for: 1_000 }, workshop: { amount: 30, for: 1_000 } } },
    {
      id: 'oil-day', currency: 'bonus', per: 'money', goods: { only: ['oil'] }, on: { days: ['sat', 'sun'] }, rates: { all: { amount: 15, for: 1_000 } },
      title: { en: 'Oil at the weekend, receipt {reference}', ru: 'Масло в выходные, чек {reference}' },
    },
  ],
  spend: [{ id: 'cart', currency: 'bonus', share: 30, min: 50_00, step: 1_00, goods: { except: ['gift-cards', 'sale'] }, hold: '30 minutes' }],
  undiscounted: ['gift-cards', 'sale'],
  tiers: [
    { id: 'garage', name: { en: 'Garage', ru: 'Гараж' }, reachedBy: [], benefits: [{ id: 'earn', title: { en: '1.5% back', ru: '1,5% бонусами' } }] },
    {
      id: 'workshop', name: { en: 'Workshop', ru: 'Мастерская' }, reachedBy: [{ metric: 'spend', amount: 50_000_00 }, { metric: 'orders', amount: 12 }],
      benefits: [{ id: 'earn', title: { en: '3% back', ru: '3% бонусами' } }, { id: 'fitting', title: { en: 'Tyres fitted for nothing', ru: 'Бесплатный шиномонтаж' } }],
    },
  ],
  tierPolicy: { period: '12 months' },
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '12 months' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '6 months' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 3, within: '12 months' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '60 days' } } },
  ],
  welcome: [{ currency: 'bonus', amount: 100_00 }],
  offers: [{
    id: 'oil-change', kind: 'discount', audience: 'public', activation: 'none', code: 'OIL10', valid: { from: 'month' },
    title: { en: '10% off oil and filters', ru: 'Скидка 10% на масло и фильтры' }, effect: { kind: 'discount', percent: 10, goods: { only: ['oil', 'filters'] } },
  }],
  cards: { barcode: 'code128' },
  claims: {
    kinds: ['purchase'], withinDays: 30, review: 'receipt',
    answers: {
      counted: { en: 'Your receipt is found and counted.', ru: 'Чек найден, бонусы начислены.' },
      unknown: { en: 'We found no such receipt, or it was counted before. Look at its number, date and total.', ru: 'Такого чека нет, или он уже учтён. Проверьте номер, дату и сумму.' },
    },
  },
  enrolment: {
    identifiers: ['phone'],
    fields: [{ name: 'givenName', required: true }],
    consents: usualConsents('https://parts.example/club', 'sms'),
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '5500',
  termsUrl: 'https://parts.example/club/terms',
  activity: pointsActivity,
  messages: messagesOf('Garage Club', 'Клуб «Гараж»'),
}
