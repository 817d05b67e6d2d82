import type { CallName, CallWorld } from './calls.ts'
import { lastValue, type Resource } from './resource.ts'
import type { Part, Parts } from './parts.ts'
import type { Claim } from './schemas/claim.ts'
import type { Redemption } from './schemas/redemption.ts'
import type { GiftCard } from './schemas/gift-card.ts'
import type { Reward } from './schemas/reward.ts'
import type { Session, Verified } from './schemas/session.ts'

/** One thing of a list, as an answer names it: it takes its place in the list, or comes first. */
const lists = { offer: 'offers', coupon: 'coupons', giftCard: 'giftCards', challenge: 'challenges', partner: 'partners', claim: 'claims' } as const

/** What each call makes stale, beside what its answer says. */
const stale: Partial<Record<CallName, readonly (Part | 'quotes')[]>> = {
  'offers.activate': ['quotes'],
  'redemptions.hold': ['quotes', 'activity'],
  'redemptions.cancel': ['quotes', 'activity'],
  'redemptions.confirm': ['quotes', 'activity', 'tier'],
  'rewards.claim': ['coupons', 'activity', 'quotes'],
  'giftCards.attach': ['giftCards'],
  // an offer, or what a cart earns, may be for those with an account there
  'partners.link': ['partners', 'offers', 'quotes'],
  'partners.unlink': ['partners', 'offers', 'quotes'],
  'partners.exchange': ['activity', 'quotes'],
  'challenges.join': ['challenges'],
  'surveys.answer': ['surveys', 'balances', 'activity', 'rewards', 'quotes'],
  'claims.submit': ['claims'],
  // or for those with a card
  'cards.link': ['cards', 'member', 'offers', 'quotes'],
  // an offer may be for those who have told something
  'preferences.update': ['offers'],
}

/** Puts into the stores what an answer says: it knows better than any read that is still on its way. Then other tabs are told. */
export function takeEffect({ session, broughtBy: { referral, source }, tabs, personChanged, forget, put, reread, state }: CallWorld, name: CallName, answer: object): void {
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
    source.keep(undefined)
  }
  for (const part of ['member', 'balances', 'preferences'] as const)
    if (part in answer) put(part, (answer as Parts)[part])
  for (const [field, part] of Object.entries(lists)) {
    const one = (answer as Record<string, { readonly id: string } | undefined>)[field]
    const all = last(part) as readonly { readonly id: string }[] | undefined
    if (!one || !all) continue
    const known = all.some(({ id }) => id === one.id)
    // a card that was only looked at is nobody's
    if (known || name !== 'giftCards.check') put(part, (known ? all.map((other) => (other.id === one.id ? one : other)) : [one, ...all]) as never)
  }
  if (name.startsWith('redemptions.')) {
    const { redemption } = answer as { redemption: Redemption }
    const others = (last('redemptions') ?? []).filter(({ id }) => id !== redemption.id)
    put('redemptions', redemption.state === 'held' ? [redemption, ...others] : others)
  }
  const old = [
    ...(stale[name] ?? []), ...lockedAnew(name, answer), ...(name === 'rewards.claim' ? broughtBy(answer as Claimed) : []), ...givenBy(name, answer),
    // where no cards are kept, what was on it is in a balance now
    ...(name === 'giftCards.attach' && !last('giftCards') ? (['balances', 'activity', 'quotes'] as const) : []),
  ]
  if (old.length) reread(old)
  if (name !== 'members.enrol' && name !== 'giftCards.check')
    tabs.tell({ kind: 'changed', memberId: session.memberId(), parts: [...new Set(['balances', 'redemptions', 'offers', 'member', 'preferences', ...old])] })
}

/** What points change that came with an answer which does not name the balances: a receipt that was counted at once, an old card. */
function givenBy(name: CallName, answer: object): readonly Part[] {
  if (name === 'claims.submit' && (answer as { claim: Claim }).claim.state === 'accepted') return ['balances', 'activity', 'tier', 'offers', 'rewards', 'challenges']
  return name === 'cards.link' && 'granted' in answer ? ['balances', 'activity', 'rewards'] : []
}

/** A reward may be locked for want of points, or open now. */
const lockedAnew = (name: CallName, answer: object): readonly Part[] => ('balances' in answer && name !== 'members.enrol' ? ['rewards'] : [])

interface Claimed {
  readonly reward: Reward
  readonly giftCard?: GiftCard
}

/** What a reward brings beside a coupon. */
const broughtBy = ({ giftCard, reward }: Claimed): readonly Part[] => [...(giftCard ? ['giftCards' as const] : []), ...(reward.kind === 'draw' ? ['offers' as const] : [])]
