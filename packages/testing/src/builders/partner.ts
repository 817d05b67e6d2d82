import type { Partner } from '@loyaltykit/core'
import type { BuilderLocale } from './program.ts'

const texts = {
  en: { name: 'Northern Air', text: 'Fly with your bonuses, and earn more on every flight.', account: 'Polar Miles number', miles: 'Polar Miles' },
  ru: { name: 'Северные авиалинии', text: 'Летайте за бонусы и получайте новые за каждый рейс.', account: 'Номер участника «Полярных миль»', miles: 'Полярные мили' },
} as const

/** An airline whose accounts can be linked, and where 1,000 bonuses become 250 miles and 500 miles become 1,000 bonuses. */
export function aPartner(changes: Partial<Partner> = {}, locale: BuilderLocale = 'en'): Partner {
  const text = texts[locale]
  return {
    id: 'northern-air',
    name: text.name,
    text: text.text,
    url: 'https://air.example/?from=stride',
    earns: true,
    spends: true,
    linked: true,
    accountLabel: text.account,
    currencies: [{ id: 'polar-mile', unit: 'mile', name: text.miles, scale: 0 }],
    exchanges: [
      { id: 'to-miles', from: { currency: 'bonus', amount: 1_000 }, to: { currency: 'polar-mile', amount: 250 }, min: 200, max: 20_000, step: 100 },
      { id: 'to-bonuses', from: { currency: 'polar-mile', amount: 500 }, to: { currency: 'bonus', amount: 1_000 }, min: 500, step: 500 },
    ],
    ...changes,
  }
}

/** An airline, a bank where one earns, a car club where one spends. */
export const partners = (locale: BuilderLocale = 'en'): readonly Partner[] => {
  const ru = locale === 'ru'
  return [
    aPartner({}, locale),
    {
      id: 'north-bank', name: ru ? 'Банк «Север»' : 'North Bank', text: ru ? 'Бонусы за каждую оплату картой банка.' : 'Bonuses for everything you pay with its card.',
      url: 'https://bank.example/stride', earns: true, spends: false, linked: false, accountLabel: ru ? 'Последние 4 цифры карты' : 'Last 4 digits of your card', exchanges: [],
    },
    { id: 'car-club', name: ru ? 'Автоклуб' : 'Car Club', text: ru ? 'Помощь на дороге за бонусы.' : 'Roadside help for bonuses.', earns: false, spends: true, exchanges: [] },
  ]
}
