import { challenges, gifts, surveys } from './fashion/goals.ts'
import { offers } from './fashion/offers.ts'
import { cards, claims } from './fashion/desk.ts'
import { partners } from './fashion/partners.ts'
import { draws, giftCards, rewards } from './fashion/rewards.ts'
import { activity, messages } from './fashion/texts.ts'
import type { Preset } from './preset.ts'

/** A shoe and clothing retailer's bonus club: a part of each purchase comes back as bonuses, 100 of which are worth 1.00 EUR. */
export const fashion: Preset = {
  id: 'fashion',
  name: { en: 'Stride Club', ru: 'Клуб Stride' },
  locales: ['en', 'ru'],
  money: 'EUR',
  currencies: [{
    id: 'bonus',
    unit: 'bonus',
    name: { en: 'Bonuses', ru: 'Бонусы' },
    scale: 0,
    worth: { amount: 100, money: 100 },
    pending: '14 days',
    life: '12 months',
    returnedLife: '30 days',
  }],
  earn: [
    {
      id: 'purchase', currency: 'bonus', per: 'money', goods: { except: ['gift-cards'] }, on: { partners: ['own'] },
      rates: { bronze: { amount: 5, for: 100 }, silver: { amount: 7, for: 100 }, gold: { amount: 10, for: 100 } },
    },
    { id: 'northbank', currency: 'bonus', per: 'money', on: { partners: ['northbank'] }, rates: { all: { amount: 3, for: 100 } } },
    { id: 'roadway', currency: 'bonus', per: 'money', on: { partners: ['roadway'] }, rates: { all: { amount: 2, for: 100 } } },
  ],
  partners,
  cards,
  claims,
  spend: [{ id: 'cart', currency: 'bonus', share: 30, min: 100, step: 10, goods: { except: ['gift-cards', 'sale'] }, hold: '30 minutes' }],
  undiscounted: ['gift-cards', 'sale'],
  tierPolicy: { period: '12 months' },
  tiers: [
    {
      id: 'bronze',
      name: { en: 'Bronze', ru: 'Бронза' },
      reachedBy: [],
      benefits: [
        { id: 'earn', title: { en: '5% back in bonuses', ru: '5% бонусами с покупок' }, text: { en: 'Five bonuses for every euro you pay.', ru: 'Пять бонусов за каждый оплаченный евро.' } },
        { id: 'returns', title: { en: '30 days for returns', ru: 'Возврат в течение 30 дней' } },
      ],
    },
    {
      id: 'silver',
      name: { en: 'Silver', ru: 'Серебро' },
      reachedBy: [{ metric: 'spend', amount: 300_00 }],
      benefits: [
        { id: 'earn', title: { en: '7% back in bonuses', ru: '7% бонусами с покупок' }, text: { en: 'Seven bonuses for every euro you pay.', ru: 'Семь бонусов за каждый оплаченный евро.' } },
        { id: 'early-sale', title: { en: 'The sale one day early', ru: 'Распродажа на день раньше' } },
        { id: 'hemming', title: { en: 'Free hemming', ru: 'Бесплатная подгонка по длине' } },
      ],
    },
    {
      id: 'gold',
      name: { en: 'Gold', ru: 'Золото' },
      reachedBy: [{ metric: 'spend', amount: 1000_00 }],
      benefits: [
        { id: 'earn', title: { en: '10% back in bonuses', ru: '10% бонусами с покупок' }, text: { en: 'Ten bonuses for every euro you pay.', ru: 'Десять бонусов за каждый оплаченный евро.' } },
        { id: 'delivery', title: { en: 'Free delivery, always', ru: 'Бесплатная доставка всегда' } },
        { id: 'stylist', title: { en: 'An hour with a stylist each season', ru: 'Час со стилистом каждый сезон' } },
      ],
    },
  ],
  segments: [
    { id: 'lapsed', stage: 'lapsed', when: { quiet: { min: '180 days' } } },
    { id: 'at-risk', stage: 'at_risk', when: { quiet: { min: '90 days' } } },
    { id: 'loyal', stage: 'loyal', when: { orders: { min: 3, within: '12 months' } } },
    { id: 'newcomer', stage: 'newcomer', when: { joined: { max: '60 days' } } },
  ],
  welcome: [{ currency: 'bonus', amount: 500 }],
  referral: { advocate: { currency: 'bonus', amount: 500 }, friend: { currency: 'bonus', amount: 500 }, yearly: 10 },
  gifts,
  offers,
  rewards,
  giftCards,
  draws,
  challenges,
  surveys,
  enrolment: {
    identifiers: ['phone', 'email'],
    fields: [{ name: 'givenName', required: true }, { name: 'familyName', required: false }, { name: 'birthday', required: false }],
    consents: [
      {
        id: 'terms', purpose: 'terms', version: '2026-09', required: true, url: 'https://shop.example/club/terms',
        text: { en: 'I accept the club rules. Friends I invite see my first name, and I see their initial.', ru: 'Принимаю правила клуба. Приглашённые друзья видят моё имя, а я — первую букву их имени.' },
      },
      {
        id: 'processing', purpose: 'processing', version: '2026-09', required: true, url: 'https://shop.example/club/privacy',
        text: { en: 'I agree that my data is processed to run my club account.', ru: 'Даю согласие на обработку персональных данных для участия в клубе.' },
      },
      {
        id: 'marketing-sms', purpose: 'marketing', channel: 'sms', version: '2026-09', required: false,
        text: { en: 'Tell me about offers by SMS.', ru: 'Хочу получать предложения по SMS.' },
      },
      {
        id: 'marketing-email', purpose: 'marketing', channel: 'email', version: '2026-09', required: false,
        text: { en: 'Tell me about offers by e-mail.', ru: 'Хочу получать предложения по электронной почте.' },
      },
    ],
  },
  phones: [{ prefix: '8', digits: 11, becomes: '+7' }],
  cardPrefix: '2790',
  termsUrl: 'https://shop.example/club/terms',
  activity,
  messages,
}
