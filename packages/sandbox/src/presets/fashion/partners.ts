import type { PartnerRule } from '../../rules/partners.ts'

/** The bank and the car club that are in the programme. */
export const partners: readonly PartnerRule[] = [
  {
    id: 'northbank', name: 'Northbank', url: 'https://bank.example/stride-card', earns: true, spends: true,
    text: {
      en: 'Pay with the Northbank card: 3 bonuses of the club for every euro. Bonuses and the bank’s thank-you points change into each other.',
      ru: 'Платите картой Northbank: 3 бонуса клуба за каждый евро. Бонусы и баллы «Спасибо» банка обмениваются друг на друга.',
    },
    link: { label: { en: 'Northbank customer number', ru: 'Номер клиента Northbank' }, pattern: '\\d{8}', holds: [{ currency: 'northbank-thanks', amount: 2_000 }] },
    currencies: [{ id: 'northbank-thanks', unit: 'point', name: { en: 'Thank-you points', ru: 'Баллы «Спасибо»' }, scale: 0 }],
    exchanges: [
      { id: 'bonus-to-northbank', from: { currency: 'bonus', amount: 10 }, to: { currency: 'northbank-thanks', amount: 8 }, min: 100, max: 20_000, step: 10 },
      { id: 'northbank-to-bonus', from: { currency: 'northbank-thanks', amount: 10 }, to: { currency: 'bonus', amount: 9 }, min: 100, max: 20_000, step: 10 },
    ],
  },
  {
    id: 'roadway', name: 'Roadway', url: 'https://carclub.example/stride', earns: true, spends: true,
    text: {
      en: 'Tyres, service and help on the road. 2 bonuses of the club for every euro, and bonuses pay there too.',
      ru: 'Шины, сервис и помощь на дороге. 2 бонуса клуба за каждый евро, и бонусами можно платить.',
    },
    link: { label: { en: 'Roadway membership number', ru: 'Номер членского билета Roadway' }, pattern: 'RW\\d{6}', holds: [{ currency: 'roadway-mile', amount: 500 }] },
    currencies: [{ id: 'roadway-mile', unit: 'mile', name: { en: 'Road miles', ru: 'Дорожные мили' }, scale: 0 }],
    exchanges: [
      { id: 'bonus-to-roadway', from: { currency: 'bonus', amount: 5 }, to: { currency: 'roadway-mile', amount: 2 }, min: 100, max: 10_000, step: 50 },
      { id: 'roadway-to-bonus', from: { currency: 'roadway-mile', amount: 1 }, to: { currency: 'bonus', amount: 2 }, min: 50, max: 5_000 },
    ],
  },
]
