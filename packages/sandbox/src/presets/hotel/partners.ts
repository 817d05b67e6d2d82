import type { PartnerRule } from '../../rules/partners.ts'

/** Companies one earns at, and exchanges with. */
export const partners: readonly PartnerRule[] = [
  {
    id: 'aquila', name: 'Aquila Air', earns: false, spends: false, url: 'https://aquila.example/',
    text: { en: 'An airline with 140 destinations. Points become miles, and miles points.', ru: 'Авиакомпания, 140 направлений. Баллы превращаются в мили и обратно.', de: 'Eine Fluglinie mit 140 Zielen. Punkte werden Meilen und umgekehrt.' },
    link: { label: { en: 'Aquila number', ru: 'Номер Aquila', de: 'Aquila-Nummer' }, pattern: '^AQ\\d{8}$', holds: [{ currency: 'miles', amount: 12_000 }] },
    currencies: [{ id: 'miles', unit: 'mile', name: { en: 'Aquila miles', ru: 'Мили Aquila', de: 'Aquila-Meilen' }, scale: 0 }],
    exchanges: [
      { id: 'to-miles', from: { currency: 'points', amount: 2 }, to: { currency: 'miles', amount: 1 }, min: 2_000, step: 2 },
      { id: 'to-points', from: { currency: 'miles', amount: 3 }, to: { currency: 'points', amount: 2 }, min: 3_000, step: 3 },
    ],
  },
  {
    id: 'rollway', name: 'Rollway', earns: true, spends: false, url: 'https://rollway.example/',
    text: { en: 'Cars at airports and stations: 5 points for each euro.', ru: 'Автомобили в аэропортах и на вокзалах: 5 баллов за евро.', de: 'Mietwagen an Flughäfen und Bahnhöfen: 5 Punkte je Euro.' },
  },
  {
    id: 'northbank', name: 'Northbank', earns: true, spends: false, url: 'https://bank.example/harbour-card',
    text: { en: 'A bank card that earns points everywhere.', ru: 'Банковская карта, которая приносит баллы везде.', de: 'Eine Bankkarte, die überall Punkte bringt.' },
  },
]
