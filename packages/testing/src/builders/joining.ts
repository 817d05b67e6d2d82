import type { ActivityPage, CodeChallenge, ReferralLookup, Session } from '@loyaltykit/core'
import { anEntry } from './member.ts'

/** A one-time code on its way by SMS, asked for on 22 November 2026 at 10:00. */
export const aCodeChallenge = (changes: Partial<CodeChallenge> = {}): CodeChallenge =>
  ({ id: 'challenge-1', channel: 'sms', to: '+4 ··· ··23', length: 6, expiresAt: '2026-11-22T10:10:00Z', resendAt: '2026-11-22T10:00:30Z', ...changes })

/** A log-in for 30 days. */
export const aSession = (changes: Partial<Session> = {}): Session => ({ memberId: 'm-1', token: 'token-1', refreshToken: 'refresh-1', expiresAt: '2026-12-22T10:00:00Z', ...changes })

/** What a friend's code says before log-in. */
export const aReferralLookup = (changes: Partial<ReferralLookup> = {}): ReferralLookup => ({ valid: true, friend: { currency: 'bonus', amount: 500 }, from: 'Ada', ...changes })

/** A page of the ledger: on its way, spent, expired, welcome. */
export const anActivityPage = (changes: Partial<ActivityPage> = {}): ActivityPage => {
  const { availableAt: _, reference: __, reason: ___, ...settled } = anEntry({ state: 'final' })
  return {
    items: [
      anEntry({ id: 'e-4' }),
      { ...settled, id: 'e-3', at: '2026-11-02T15:20:00Z', kind: 'spend', amount: -600, reason: 'redemption', text: 'Paid for order 982' },
      { ...settled, id: 'e-2', at: '2026-10-01T00:00:00Z', kind: 'expire', amount: -120, text: 'Expired' },
      { ...settled, id: 'e-1', at: '2026-01-15T09:30:00Z', amount: 500, reason: 'welcome', text: 'Welcome to the club' },
    ],
    ...changes,
  }
}
