/** Which facts the answer of a call makes: the table of `stories/guides/measuring.mdx`. Loaded with the first action. */
import type { CallName } from './calls.ts'
import type { NewFact } from './facts.ts'
import { markOf } from './journal.ts'
import type { Parts } from './parts.ts'
import type { CurrencyAmount } from './schemas/base.ts'

/** The last known value of a part, before anything was sent. */
export type Known = <P extends keyof Parts>(part: P) => Parts[P] | undefined

/** Any input and any answer that the port has, by the field that is looked at. */
type Fields = Readonly<Record<string, unknown>>

/** A currency's amount that was given or used; nothing is no fact. */
const some = ({ currency, amount }: CurrencyAmount) => (amount > 0 ? { currency, amount } : undefined)

const earned = (granted: CurrencyAmount | undefined, about: Pick<NewFact, 'subjectKind' | 'subject'>): readonly NewFact[] => {
  const value = granted && some(granted)
  return value ? [{ kind: 'earned', ...about, value }] : []
}

type Deed = (told: Fields) => readonly NewFact[]

/** Prepares the facts of a call before it is sent; what is so already is not done again. `undefined`: it makes none. */
export function deedOf(name: CallName, sent: unknown, { known, memberId }: { known: Known; memberId: string | undefined }): Deed | undefined {
  const input = sent as Readonly<Record<string, string>> & { readonly amount: number; readonly score?: number }
  const isSo = <T extends { readonly id: string }>(list: readonly T[] | null | undefined, id: string | undefined, so: (one: T) => unknown) => list?.some((one) => one.id === id && so(one))
  switch (name) {
    case 'members.enrol':
      return ({ granted }) => [
        { kind: 'enrolled', subjectKind: input['referralCode'] ? 'referral' : 'program' },
        ...(granted as readonly (CurrencyAmount & { reason: string })[]).flatMap((one) => earned(one, { subjectKind: one.reason === 'welcome' ? 'program' : (one.reason as 'referral' | 'card') })),
      ]
    case 'session.verifyCode':
      return ({ outcome, session }) => (outcome === 'signed_in' && (session as { memberId: string }).memberId !== memberId ? [{ kind: 'signed_in', subjectKind: 'program', method: 'code' }] : [])
    case 'session.exchange':
      return (session) => (session['memberId'] !== memberId ? [{ kind: 'signed_in', subjectKind: 'program', method: 'host' }] : [])
    case 'offers.activate':
      return isSo(known('offers'), input['offerId'], ({ state }) => state === 'active' || state === 'used') ? undefined : () => [activated(input['offerId'])]
    case 'redemptions.hold':
      return ({ redemption }) => [held(redemption as CurrencyAmount)]
    case 'partners.exchange': {
      const exchange = known('partners')?.flatMap(({ exchanges }) => exchanges).find(({ id }) => id === input['exchangeId'])
      return ({ quote }) => {
        const value = exchange && some({ currency: exchange.from.currency, amount: (quote as { give: number }).give })
        return [{ kind: 'redeemed', subjectKind: 'exchange', subject: input['exchangeId'], ...(value ? { value } : {}) }]
      }
    }
    case 'rewards.claim':
      return ({ reward }) => [{ kind: 'claimed', subjectKind: 'reward', subject: input['rewardId'], value: some((reward as { cost: CurrencyAmount }).cost) }]
    case 'claims.submit':
      return () => [{ kind: 'claimed', subjectKind: 'claim' }]
    case 'challenges.join':
      return isSo(known('challenges'), input['challengeId'], ({ state }) => state === 'joined' || state === 'completed')
        ? undefined
        : () => [{ kind: 'accepted', subjectKind: 'challenge', subject: input['challengeId'] }]
    case 'partners.link':
      return isSo(known('partners'), input['partnerId'], ({ linked }) => linked) ? undefined : () => [{ kind: 'accepted', subjectKind: 'partner', subject: input['partnerId'] }]
    case 'cards.link': {
      const cards = known('cards')
      return ({ card, granted }) => [
        ...(isSo(cards, (card as { id: string }).id, () => true) ? [] : [{ kind: 'accepted', subjectKind: 'card' } as const]),
        ...earned(granted as CurrencyAmount | undefined, { subjectKind: 'card' }),
      ]
    }
    case 'giftCards.attach': {
      const giftCards = known('giftCards')
      return ({ giftCard }) => (isSo(giftCards, (giftCard as { id: string }).id, () => true) ? [] : [{ kind: 'accepted', subjectKind: 'gift_card' }])
    }
    case 'surveys.answer': {
      const about = { subjectKind: 'survey', subject: input['surveyId'] } as const
      return ({ granted }) => [{ kind: 'answered', ...about, score: input.score }, ...earned(granted as CurrencyAmount | undefined, about)]
    }
    default:
      return undefined
  }
}

export const activated = (offerId: string | undefined): NewFact => ({ kind: 'activated', subjectKind: 'offer', subject: offerId })

export const held = ({ currency, amount }: CurrencyAmount): NewFact => ({ kind: 'redeemed', subjectKind: 'cart', value: { currency, amount } })

/** The ids of an intent's facts: the same after a reload and in another tab, and the key can't be told from them. */
export const factId = (key: string, index = 0): string => markOf(`${index} ${key}`) + markOf(`${key} ${index}`)
