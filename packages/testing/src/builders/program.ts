import type { Program } from '@loyaltykit/core'

/** What builders write texts in. */
export type BuilderLocale = 'en' | 'ru'

const texts = {
  en: {
    name: 'Stride Club', bonus: 'Bonuses', bronze: 'Bronze', silver: 'Silver', gold: 'Gold',
    five: '5% back in bonuses', seven: '7% back in bonuses', ten: '10% back in bonuses', early: 'Early access to sales', delivery: 'Free delivery', repair: 'Free shoe repair once a year',
    terms: 'I accept the rules of Stride Club', processing: 'I agree to the processing of my personal data', sms: 'Send me offers by SMS', email: 'Send me offers by e-mail',
  },
  ru: {
    name: 'Клуб Stride', bonus: 'Бонусы', bronze: 'Бронза', silver: 'Серебро', gold: 'Золото',
    five: '5 % бонусами с покупки', seven: '7 % бонусами с покупки', ten: '10 % бонусами с покупки', early: 'Ранний доступ к распродажам', delivery: 'Бесплатная доставка', repair: 'Бесплатный ремонт обуви раз в год',
    terms: 'Принимаю правила Клуба Stride', processing: 'Даю согласие на обработку персональных данных', sms: 'Присылайте предложения по СМС', email: 'Присылайте предложения по электронной почте',
  },
} as const

/** A programme with one currency (100 bonuses are 1 EUR), three tiers by spend, and an enrolment form. */
export function aProgram(changes: Partial<Program> = {}, locale: BuilderLocale = 'en'): Program {
  const text = texts[locale]
  return {
    id: 'stride',
    name: text.name,
    locales: ['en', 'ru'],
    currencies: [{ id: 'bonus', unit: 'bonus', name: text.bonus, scale: 0, rate: { amount: 100, money: { amount: 100, currency: 'EUR' } } }],
    tiers: [
      { id: 'bronze', name: text.bronze, rank: 0, reachedBy: [], benefits: [{ id: 'earn', title: text.five }] },
      {
        id: 'silver', name: text.silver, rank: 1, reachedBy: [{ metric: 'spend', amount: 30_000, currency: 'EUR' }],
        benefits: [{ id: 'earn', title: text.seven }, { id: 'early', title: text.early }],
      },
      {
        id: 'gold', name: text.gold, rank: 2, reachedBy: [{ metric: 'spend', amount: 100_000, currency: 'EUR' }],
        benefits: [{ id: 'earn', title: text.ten }, { id: 'early', title: text.early }, { id: 'delivery', title: text.delivery }, { id: 'repair', title: text.repair }],
      },
    ],
    enrolment: {
      identifiers: ['phone', 'email'],
      fields: [{ name: 'givenName', required: true }, { name: 'familyName', required: false }, { name: 'birthday', required: false }],
      consents: [
        { id: 'terms', purpose: 'terms', text: text.terms, version: '2026-01', required: true, url: 'https://shop.example/club/rules' },
        { id: 'processing', purpose: 'processing', text: text.processing, version: '2026-01', required: true, url: 'https://shop.example/privacy' },
        { id: 'marketing-sms', purpose: 'marketing', channel: 'sms', text: text.sms, version: '2026-01', required: false },
        { id: 'marketing-email', purpose: 'marketing', channel: 'email', text: text.email, version: '2026-01', required: false },
      ],
      cardLinking: false,
      referralCode: true,
      welcome: [{ currency: 'bonus', amount: 500 }],
    },
    referral: { advocate: { currency: 'bonus', amount: 500 }, friend: { currency: 'bonus', amount: 500 } },
    ...changes,
  }
}
