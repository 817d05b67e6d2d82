import type { Challenge } from '@loyaltykit/core'
import type { BuilderLocale } from './program.ts'

/** Three orders by the end of November 2026, one of them done; taken part in. */
export const aChallenge = (changes: Partial<Challenge> = {}, locale: BuilderLocale = 'en'): Challenge => ({
  id: 'three-orders',
  title: locale === 'ru' ? 'Три заказа за осень' : 'Three orders this autumn',
  text: locale === 'ru' ? 'Сделайте три заказа до конца ноября.' : 'Place three orders by the end of November.',
  state: 'joined',
  metric: 'orders',
  have: 1,
  need: 3,
  prize: { currency: 'bonus', amount: 300 },
  validUntil: '2026-11-30T21:00:00Z',
  ...changes,
})

/** One on the way, one to take part in, one completed with a badge, one that has ended. */
export const challenges = (locale: BuilderLocale = 'en'): readonly Challenge[] => {
  const ru = locale === 'ru'
  const { text: _, prize: __, validUntil: ___, ...bare } = aChallenge()
  return [
    aChallenge({}, locale),
    { ...bare, id: 'big-spender', title: ru ? 'Покупки на 500 €' : 'Spend €500', state: 'available', metric: 'spend', currency: 'EUR', have: 12_000, need: 50_000, prize: { currency: 'bonus', amount: 1_000 } },
    { ...bare, id: 'friends', title: ru ? 'Приведите двух друзей' : 'Bring two friends', state: 'completed', metric: 'referrals', have: 2, need: 2, badge: ru ? 'Душа компании' : 'Good company', completedAt: '2026-10-12T09:00:00Z' },
    { ...bare, id: 'summer', title: ru ? 'Летние бонусы' : 'Summer bonuses', state: 'expired', metric: 'points', currency: 'bonus', have: 640, need: 1_000, validUntil: '2026-08-31T21:00:00Z' },
  ]
}
