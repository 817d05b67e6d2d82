import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A postal operator's programme for its favourite customers: points for services, not for money, that buy rewards. Staff signs people up
 * at the counter with a one-time code on the customer's phone.
 */
export const post: Preset = {
  id: 'post',
  name: { en: 'Favourite Customer', ru: 'Любимый клиент' },
  locales: ['ru', 'en'],
  money: 'RUB',
  currencies: [{ id: 'stars', unit: 'point', name: { en: 'Stars', ru: 'Звёзды' }, forms: { ru: { one: 'звезда', few: 'звезды', many: 'звёзд', other: 'звезды' }, en: { one: 'star', other: 'stars' } }, scale: 0, life: '12 months' }],
  earn: [
    { id: 'parcel', currency: 'stars', per: 'item', goods: { only: ['parcel'] }, rates: { all: { amount: 10, for: 1 } }, title: { en: 'Parcel sent, {reference}', ru: 'Отправлена посылка, {reference}' } },
    { id: 'letter', currency: 'stars', per: 'item', goods: { only: ['letter'] }, rates: { all: { amount: 2, for: 1 } }, title: { en: 'Registered letter, {reference}', ru: 'Заказное письмо, {reference}' } },
    { id: 'pick-up', currency: 'stars', per: 'item', goods: { only: ['pick-up'] }, rates: { all: { amount: 3, for: 1 } }, title: { en: 'Picked up the same day, {reference}', ru: 'Получено в день прибытия, {reference}' } },
    { id: 'subscription', currency: 'stars', per: 'item', goods: { only: ['subscription'] }, rates: { all: { amount: 25, for: 1 } }, title: { en: 'Subscription, {reference}', ru: 'Подписка, {reference}' } },
  ],
  spend: [],
  tiers: [],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '6 months' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '3 months' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 4, within: '12 months' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '30 days' } } },
  ],
  welcome: [{ currency: 'stars', amount: 10 }],
  offers: [
    {
      id: 'parcel-week', kind: 'multiplier', audience: 'personal', activation: 'needed', who: { segments: ['at-risk'] }, valid: { from: 'segment', for: '14 days' },
      title: { en: 'Double stars for parcels', ru: 'Двойные звёзды за посылки' }, effect: { kind: 'multiply', times: 2, goods: { only: ['parcel'] } },
    },
    {
      id: 'join', kind: 'welcome', audience: 'public', activation: 'none',
      title: { en: 'Become a favourite customer at any counter', ru: 'Станьте любимым клиентом в любом отделении' },
    },
  ],
  rewards: [
    { id: 'postcards', cost: { currency: 'stars', amount: 20 }, title: { en: 'A set of postcards', ru: 'Набор открыток' }, gives: { kind: 'product', effect: { kind: 'voucher' }, life: '3 months' } },
    { id: 'no-queue', cost: { currency: 'stars', amount: 30 }, title: { en: 'Served without a queue', ru: 'Обслуживание без очереди' }, gives: { kind: 'service', effect: { kind: 'voucher' }, life: '1 month' } },
    { id: 'parcel-100', cost: { currency: 'stars', amount: 80 }, title: { en: '100 RUB off a parcel', ru: '100 ₽ на отправку посылки' }, gives: { kind: 'coupon', effect: { kind: 'money', money: 100_00, goods: { only: ['parcel'] } }, life: '3 months' } },
  ],
  surveys: [{
    id: 'counter', kind: 'rating', comment: true, ask: { after: 'purchase', for: '7 days' }, pause: '3 months', prize: { currency: 'stars', amount: 3 },
    question: { en: 'How was the service at the counter?', ru: 'Как вас обслужили в отделении?' },
  }],
  cards: { barcode: 'code128' },
  enrolment: {
    identifiers: ['phone'],
    fields: [{ name: 'givenName', required: true }, { name: 'familyName', required: true }, { name: 'postalCode', required: false }],
    consents: usualConsents('https://post.example/favourite', 'sms'),
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '1010',
  termsUrl: 'https://post.example/favourite/terms',
  activity: pointsActivity,
  messages: messagesOf('Favourite Customer', 'Любимый клиент'),
}
