import { challenges, surveys } from './hotel/goals.ts'
import { offers } from './hotel/offers.ts'
import { partners } from './hotel/partners.ts'
import { rewards } from './hotel/rewards.ts'
import { tiers } from './hotel/tiers.ts'
import { messagesOf, pointsActivity, usualConsents } from './common.ts'
import type { Preset } from './preset.ts'

/**
 * A hotel chain in three countries: ten points for each euro of a stay, 200 of which are worth 1.00 EUR; tiers by nights or stays
 * within 12 months, lower rates for members by tier, miles with an airline.
 */
export const hotel: Preset = {
  id: 'hotel',
  name: { en: 'Harbour Club', ru: 'Клуб Harbour', de: 'Harbour Club' },
  locales: ['en', 'ru', 'de'],
  money: 'EUR',
  currencies: [{
    id: 'points', unit: 'point', name: { en: 'Points', ru: 'Баллы', de: 'Punkte' }, scale: 0,
    worth: { amount: 200, money: 100 }, life: '24 months', returnedLife: '90 days',
  }],
  earn: [{
    id: 'stay', currency: 'points', per: 'money', goods: { only: ['room', 'restaurant', 'spa'] }, on: { partners: ['own'] },
    rates: { club: { amount: 10, for: 100 }, silver: { amount: 12, for: 100 }, gold: { amount: 15, for: 100 }, platinum: { amount: 20, for: 100 } },
  }, {
    id: 'car', currency: 'points', per: 'money', on: { partners: ['rollway'] }, rates: { all: { amount: 5, for: 100 } },
    title: { en: 'Rollway car rental, {reference}', ru: 'Аренда автомобиля Rollway, {reference}', de: 'Mietwagen Rollway, {reference}' },
  }],
  spend: [{ id: 'stay', currency: 'points', share: 100, min: 1_000, step: 200, goods: { only: ['room', 'restaurant', 'spa'] }, on: { partners: ['own'] }, hold: '60 minutes' }],
  tiers,
  tierPolicy: { period: '12 months', softLanding: true },
  memberPrices: [{ id: 'rate', title: { en: 'Member rate', ru: 'Цена для участника', de: 'Mitgliederpreis' }, goods: { only: ['room'] }, percent: { club: 5, silver: 8, gold: 12, platinum: 15 } }],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '12 months' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '8 months' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 3, within: '12 months' } } },
    { id: 'newcomer', stage: 'newcomer', when: { orders: { max: 0 } } },
    { id: 'spa-guest', when: { orders: { min: 1, within: '12 months', goods: { only: ['spa'] } } } },
  ],
  welcome: [{ currency: 'points', amount: 500 }],
  gifts: [{
    id: 'birthday', on: 'birthday', points: { currency: 'points', amount: 1_000 }, life: '60 days',
    title: { en: 'Happy birthday', ru: 'С днём рождения', de: 'Alles Gute zum Geburtstag' },
    message: { en: 'Happy birthday, {name}! {amount} points are yours until {until}.', ru: '{name}, с днём рождения! Дарим баллы: {amount}, до {until}.', de: 'Alles Gute, {name}! {amount} Punkte für Sie, bis {until}.' },
  }],
  referral: { advocate: { currency: 'points', amount: 2_000 }, friend: { currency: 'points', amount: 2_000 }, yearly: 10 },
  offers,
  rewards,
  partners,
  challenges,
  surveys,
  cards: { barcode: 'qr' },
  claims: { kinds: ['stay'], withinDays: 180, review: 'desk', takenUp: '1 day' },
  enrolment: {
    identifiers: ['email', 'phone'],
    fields: [{ name: 'givenName', required: true }, { name: 'familyName', required: true }, { name: 'birthday', required: false }, { name: 'city', required: false }],
    consents: [
      ...usualConsents('https://hotels.example/club', 'email'),
      {
        id: 'partner-aquila', purpose: 'partner', version: '2026-09', required: false, url: 'https://aquila.example/privacy',
        text: { en: 'Harbour may tell Aquila Air my member number, to exchange miles.', ru: 'Разрешаю передать мой номер участника авиакомпании Aquila Air для обмена миль.', de: 'Harbour darf Aquila Air meine Mitgliedsnummer für den Meilentausch mitteilen.' },
      },
    ],
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '4410',
  termsUrl: 'https://hotels.example/club/terms',
  activity: { ...pointsActivity, purchase: { en: 'Stay, booking {reference}', ru: 'Проживание, бронь {reference}', de: 'Aufenthalt, Buchung {reference}' } },
  messages: messagesOf('Harbour Club', 'Клуб Harbour'),
}
