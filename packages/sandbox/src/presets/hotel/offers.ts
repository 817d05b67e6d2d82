import type { OfferRule } from '../../rules/offers.ts'

/** Offers of the hotels and of their partners, best first. */
export const offers: readonly OfferRule[] = [
  {
    id: 'come-back', kind: 'win_back', audience: 'personal', activation: 'needed', once: true,
    who: { segments: ['lapsed'] }, valid: { from: 'segment', for: '60 days' },
    title: { en: '2,000 points to come back', ru: '2000 баллов, чтобы вернуться', de: '2.000 Punkte zum Wiederkommen' },
    text: { en: 'It has been a year. The points are yours for 60 days.', ru: 'Прошёл целый год. Баллы действуют 60 дней.', de: 'Ein Jahr ist vergangen. Die Punkte gelten 60 Tage.' },
    effect: { kind: 'points', points: { currency: 'points', amount: 2_000 }, life: '60 days' },
  },
  {
    id: 'spring-again', kind: 'bonus', audience: 'personal', activation: 'needed',
    who: { segments: ['at-risk'] }, valid: { from: 'segment', for: '30 days' },
    title: { en: 'Double points on your next stay', ru: 'Двойные баллы за следующее проживание', de: 'Doppelte Punkte für den nächsten Aufenthalt' },
    text: { en: 'Book within 30 days, any of our hotels.', ru: 'Забронируйте в течение 30 дней любой из отелей.', de: 'Innerhalb von 30 Tagen in einem unserer Häuser.' },
    effect: { kind: 'multiply', times: 2, goods: { only: ['room'] } },
  },
  {
    id: 'spa-evening', kind: 'discount', audience: 'personal', activation: 'none', code: 'SPA20',
    who: { segments: ['spa-guest'] }, valid: { from: 'month' },
    title: { en: '20% off the spa in the evening', ru: 'Скидка 20% на спа вечером', de: '20 % auf den Spa am Abend' },
    effect: { kind: 'discount', percent: 20, goods: { only: ['spa'] } },
  },
  {
    id: 'first-stay', kind: 'welcome', audience: 'public', activation: 'none', code: 'HARBOUR10', once: true, who: { firstOrder: true },
    title: { en: '10% more off your first stay', ru: 'Ещё 10% скидки на первое проживание', de: 'Weitere 10 % auf den ersten Aufenthalt' },
    text: { en: 'Join, sign in and give the code when you book.', ru: 'Вступите в клуб, войдите и укажите промокод при бронировании.', de: 'Beitreten, anmelden und den Code bei der Buchung angeben.' },
    effect: { kind: 'discount', percent: 10, goods: { only: ['room'] } },
  },
  {
    id: 'aquila-miles', kind: 'partner', audience: 'public', activation: 'none', partner: { id: 'aquila', name: 'Aquila Air' }, url: 'https://aquila.example/harbour',
    title: { en: 'Fly with your points: 2 points are 1 mile', ru: 'Летайте за баллы: 2 балла — 1 миля', de: 'Mit Punkten fliegen: 2 Punkte sind 1 Meile' },
  },
  {
    id: 'rollway-car', kind: 'partner', audience: 'public', activation: 'none', partner: { id: 'rollway', name: 'Rollway' }, url: 'https://rollway.example/harbour',
    title: { en: '5 points for each euro of a rented car', ru: '5 баллов за каждый евро аренды автомобиля', de: '5 Punkte je Euro für einen Mietwagen' },
  },
  {
    id: 'northbank-card', kind: 'partner', audience: 'public', activation: 'none', partner: { id: 'northbank', name: 'Northbank' }, url: 'https://bank.example/harbour-card',
    title: { en: '5,000 points with the Northbank card', ru: '5000 баллов с картой Northbank', de: '5.000 Punkte mit der Northbank-Karte' },
  },
]
