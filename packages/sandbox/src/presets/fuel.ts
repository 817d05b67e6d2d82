import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A fuel network with a shop: one point for each euro, 100 of which are worth 1.00 EUR in the shop. A linked plastic card earns half as
 * much again. Seconds after a fill-up a short-lived code for the shop comes; who stays away for 60 days gets points that burn in 14.
 */
export const fuel: Preset = {
  id: 'fuel',
  name: { en: 'Vega Card', ru: 'Карта Vega' },
  locales: ['en', 'ru'],
  money: 'EUR',
  currencies: [{ id: 'points', unit: 'point', name: { en: 'Points', ru: 'Баллы' }, scale: 0, worth: { amount: 100, money: 100 }, life: '12 months', returnedLife: '30 days' }],
  earn: [
    { id: 'purchase', currency: 'points', per: 'money', goods: { only: ['fuel', 'shop'] }, rates: { all: { amount: 1, for: 100 } } },
    {
      id: 'linked', currency: 'points', per: 'money', goods: { only: ['fuel', 'shop'] }, who: { card: 'plastic' }, rates: { all: { amount: 1, for: 200 } },
      title: { en: 'More with your linked card, receipt {reference}', ru: 'Больше с привязанной картой, чек {reference}' },
    },
  ],
  spend: [{ id: 'shop', currency: 'points', share: 50, min: 50, step: 10, goods: { only: ['shop'] }, hold: '15 minutes' }],
  tiers: [],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '60 days' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '30 days' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 4, within: '30 days' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '30 days' } } },
  ],
  welcome: [{ currency: 'points', amount: 50 }],
  gifts: [{
    id: 'win-back', on: { segment: 'lapsed' }, points: { currency: 'points', amount: 200 }, life: '14 days', pause: '6 months',
    title: { en: 'We have missed you', ru: 'Мы вас ждём' },
    message: { en: 'Vega: 200 points are on your card. They burn on {until}.', ru: 'Vega: на вашей карте 200 баллов. Они сгорят {until}.' },
  }],
  offers: [
    {
      id: 'coffee-with-fuel', kind: 'discount', audience: 'public', activation: 'none', valid: { from: 'month' },
      title: { en: '10% off coffee', ru: 'Скидка 10% на кофе' }, effect: { kind: 'discount', percent: 10, goods: { only: ['coffee'] } },
    },
    {
      id: 'stay-close', kind: 'bonus', audience: 'personal', activation: 'needed', who: { segments: ['at-risk'] }, valid: { from: 'segment', for: '7 days' },
      title: { en: 'Triple points on your next fill-up', ru: 'Тройные баллы за следующую заправку' },
      text: { en: 'Activate and come within 7 days.', ru: 'Активируйте и приезжайте в течение 7 дней.' },
      effect: { kind: 'multiply', times: 3, goods: { only: ['fuel'] } },
    },
    {
      id: 'wash-for-loyal', kind: 'gift', audience: 'personal', activation: 'none', who: { segments: ['loyal'] },
      title: { en: 'A car wash with every fourth fill-up', ru: 'Мойка за каждую четвёртую заправку' },
    },
  ],
  purchaseCodes: [{
    id: 'shop-code', goods: { only: ['fuel'] }, from: 20_00, delay: 2_000, life: '2 hours', percent: [15, 20], off: { only: ['shop'] },
    title: { en: '{percent}% off in the shop', ru: 'Скидка {percent}% в магазине' },
    terms: { en: 'One purchase within two hours.', ru: 'Одна покупка в течение двух часов.' },
    message: { en: 'Vega: {code} takes {percent}% off in the shop, for two hours.', ru: 'Vega: промокод {code} — скидка {percent}% в магазине, два часа.' },
  }],
  cards: { barcode: 'code128', pattern: '^7005\\d{12}$', gives: [{ currency: 'points', amount: 100 }] },
  claims: { kinds: ['purchase'], withinDays: 30, review: 'desk' },
  enrolment: {
    identifiers: ['phone'],
    fields: [{ name: 'givenName', required: true }],
    consents: usualConsents('https://fuel.example/card', 'sms'),
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '7004',
  termsUrl: 'https://fuel.example/card/terms',
  activity: pointsActivity,
  messages: messagesOf('Vega'),
}
