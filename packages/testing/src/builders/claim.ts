import type { Claim } from '@loyaltykit/core'
import type { BuilderLocale } from './program.ts'

/** A receipt of 20 November 2026 that was sent in the next day. */
export const aClaim = (changes: Partial<Claim> = {}): Claim => ({
  id: 'claim-1',
  kind: 'purchase',
  reference: 'R-4711',
  date: '2026-11-20',
  total: { amount: 8_990, currency: 'EUR' },
  submittedAt: '2026-11-21T09:15:00Z',
  state: 'submitted',
  ...changes,
})

/** One in each state, newest first. */
export const claims = (locale: BuilderLocale = 'en'): readonly Claim[] => {
  const ru = locale === 'ru'
  return [
    aClaim(),
    aClaim({ id: 'claim-2', reference: 'R-4650', date: '2026-11-12', submittedAt: '2026-11-14T12:00:00Z', state: 'in_review' }),
    aClaim({ id: 'claim-3', reference: 'R-4102', date: '2026-10-03', submittedAt: '2026-10-05T12:00:00Z', state: 'accepted', granted: { currency: 'bonus', amount: 120 }, answer: ru ? 'Нашли покупку, бонусы на счёте.' : 'We found it. The bonuses are yours.' }),
    aClaim({ id: 'claim-4', reference: 'R-3999', date: '2026-09-01', submittedAt: '2026-09-02T12:00:00Z', state: 'refused', answer: ru ? 'Этот чек оплачен подарочной картой.' : 'This receipt was paid with a gift card.' }),
  ]
}
