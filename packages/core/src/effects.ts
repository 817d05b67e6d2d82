import type { CallName, CallWorld } from './calls.ts'
import { lastValue, type Resource } from './resource.ts'
import type { Part, Parts } from './parts.ts'
import type { Offer } from './schemas/offer.ts'
import type { Redemption } from './schemas/redemption.ts'
import type { Session, Verified } from './schemas/session.ts'

/** What each call makes stale, beside what its answer says. */
const stale: Partial<Record<CallName, readonly (Part | 'quotes')[]>> = {
  'offers.activate': ['quotes'],
  'redemptions.hold': ['quotes', 'activity'],
  'redemptions.cancel': ['quotes', 'activity'],
  'redemptions.confirm': ['quotes', 'activity', 'tier'],
  'rewards.claim': ['rewards', 'coupons', 'activity'],
  'giftCards.attach': ['giftCards'],
  'partners.link': ['partners'],
  'partners.unlink': ['partners'],
  'partners.exchange': ['activity', 'quotes'],
  'challenges.join': ['challenges'],
  'surveys.answer': ['surveys', 'balances', 'activity'],
  'claims.submit': ['claims'],
  'cards.link': ['cards', 'balances', 'member'],
}

/** Puts into the stores what an answer says: it knows better than any read that is still on its way. Then other tabs are told. */
export function takeEffect({ session, referral, tabs, personChanged, forget, put, reread, state }: CallWorld, name: CallName, answer: object): void {
  const last = <P extends Part>(part: P) => lastValue((state(part) ?? { status: 'idle' }) as Resource<Parts[P]>)
  const signedIn = (next: Session) => {
    session.adopt(next)
    personChanged()
    tabs.tell({ kind: 'session' })
  }

  if (name === 'session.verifyCode') {
    if ((answer as Verified).outcome === 'signed_in') signedIn((answer as { session: Session }).session)
    return
  }
  if (name === 'session.exchange') return signedIn(answer as Session)
  if (name === 'preferences.leave') return forget()
  if (name.startsWith('session.')) return

  if (name === 'members.enrol') {
    signedIn((answer as { session: Session }).session)
    referral.keep(undefined)
  }
  for (const part of ['member', 'balances', 'preferences'] as const)
    if (part in answer) put(part, (answer as Parts)[part])
  if (name === 'offers.activate') {
    const { offer } = answer as { offer: Offer }
    const offers = last('offers')
    if (offers) put('offers', offers.map((one) => (one.id === offer.id ? offer : one)))
  }
  if (name.startsWith('redemptions.')) {
    const { redemption } = answer as { redemption: Redemption }
    const others = (last('redemptions') ?? []).filter(({ id }) => id !== redemption.id)
    put('redemptions', redemption.state === 'held' ? [redemption, ...others] : others)
  }
  const old = stale[name] ?? []
  if (old.length) reread(old)
  if (name !== 'members.enrol' && name !== 'giftCards.check')
    tabs.tell({ kind: 'changed', memberId: session.memberId(), parts: [...new Set(['balances', 'redemptions', 'offers', 'member', 'preferences', ...old])] })
}
