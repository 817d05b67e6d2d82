import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A group of malls: one membership across its tenants. Points are earned at one tenant and spent at another; visitors who have not joined
 * see the public offers and what they would have as members.
 */
export const mall: Preset = {
  id: 'mall',
  name: { en: 'Arcade', ru: 'Аркада' },
  locales: ['en', 'ru'],
  money: 'EUR',
  currencies: [{ id: 'points', unit: 'point', name: { en: 'Arcade points', ru: 'Баллы Аркады' }, scale: 0, worth: { amount: 100, money: 1_00 }, pending: '7 days', life: '12 months', returnedLife: '30 days' }],
  earn: [
    { id: 'tenants', currency: 'points', per: 'money', rates: { all: { amount: 3, for: 100 } }, on: { partners: ['bookery', 'northwind', 'kinoplex'] } },
    {
      id: 'cafes', currency: 'points', per: 'money', rates: { all: { amount: 5, for: 100 } }, on: { partners: ['fika'] },
      title: { en: 'Café Fika, receipt {reference}', ru: 'Кафе Fika, чек {reference}' },
    },
    {
      id: 'quiet-tuesday', currency: 'points', per: 'money', rates: { all: { amount: 3, for: 100 } }, on: { partners: ['bookery', 'northwind', 'kinoplex', 'fika'], days: ['tue'] },
      title: { en: 'More on Tuesdays, receipt {reference}', ru: 'Больше по вторникам, чек {reference}' },
    },
  ],
  spend: [{ id: 'tenants', currency: 'points', share: 50, min: 100, step: 50, on: { partners: ['bookery', 'fika', 'kinoplex'] }, hold: '20 minutes' }],
  tiers: [],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '120 days' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '60 days' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 4, within: '60 days' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '30 days' } } },
  ],
  welcome: [{ currency: 'points', amount: 300 }],
  referral: { advocate: { currency: 'points', amount: 300 }, friend: { currency: 'points', amount: 300 }, yearly: 20 },
  offers: [
    {
      id: 'parking', kind: 'gift', audience: 'public', activation: 'none', valid: { from: 'month' },
      title: { en: 'Two hours of parking with any receipt', ru: 'Два часа парковки с любым чеком' },
    },
    {
      id: 'join-cinema', kind: 'welcome', audience: 'public', activation: 'none', partner: { id: 'kinoplex', name: 'Kinoplex' }, url: 'https://kinoplex.example/arcade',
      title: { en: 'Join, and the second cinema ticket is half the price', ru: 'Вступите — и второй билет в кино за полцены' },
    },
    {
      id: 'fika-cake', kind: 'discount', audience: 'public', activation: 'none', code: 'CAKE15', partner: { id: 'fika', name: 'Café Fika' }, valid: { from: 'month' },
      title: { en: '15% off cakes at Café Fika', ru: 'Скидка 15% на торты в кафе Fika' }, effect: { kind: 'discount', percent: 15, goods: { only: ['cakes'] } },
    },
    {
      id: 'come-again', kind: 'draw', audience: 'personal', activation: 'none', who: { segments: ['at-risk'] }, valid: { from: 'segment', for: '14 days' },
      title: { en: 'Come this fortnight and take part in the draw', ru: 'Приходите за две недели и участвуйте в розыгрыше' },
    },
  ],
  draws: [{
    id: 'month', at: 'month', tickets: { from: 30_00 }, prizes: [{ count: 1, points: { currency: 'points', amount: 10_000 } }, { count: 5, points: { currency: 'points', amount: 1_000 } }],
    title: { en: 'The draw of the month', ru: 'Розыгрыш месяца' },
    message: { en: 'Arcade: you have won {amount} points.', ru: 'Аркада: ваш выигрыш — {amount} баллов.' },
  }],
  partners: [
    { id: 'bookery', name: 'Bookery', earns: true, spends: true, url: 'https://bookery.example/', text: { en: 'Books and paper.', ru: 'Книги и канцелярия.' } },
    { id: 'northwind', name: 'Northwind', earns: true, spends: false, url: 'https://northwind.example/', text: { en: 'Coats and jackets.', ru: 'Пальто и куртки.' } },
    { id: 'fika', name: 'Café Fika', earns: true, spends: true, url: 'https://fika.example/', text: { en: 'Coffee and cakes.', ru: 'Кофе и торты.' } },
    { id: 'kinoplex', name: 'Kinoplex', earns: true, spends: true, url: 'https://kinoplex.example/', text: { en: 'Eight screens.', ru: 'Восемь залов.' } },
  ],
  cards: { barcode: 'qr' },
  claims: { kinds: ['purchase'], withinDays: 14, review: 'desk' },
  enrolment: {
    identifiers: ['email', 'phone'],
    fields: [{ name: 'givenName', required: true }, { name: 'birthday', required: false }],
    consents: usualConsents('https://arcade.example/club', 'email'),
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '3300',
  termsUrl: 'https://arcade.example/club/terms',
  activity: pointsActivity,
  messages: messagesOf('Arcade', 'Аркада'),
}
