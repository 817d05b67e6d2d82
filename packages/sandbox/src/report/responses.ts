import type { LoyaltyFact } from '@loyaltykit/core'
import type { World } from '../engine/world.ts'
import { known, ratio, receiptsOf, sum, within, type ReportSpan } from './span.ts'

/** How people answer to what they are shown. */
export interface Responses {
  readonly offers: readonly OfferFigures[]
  readonly referral: ReferralFigures
  readonly surveys: readonly SurveyFigures[]
}

export interface OfferFigures {
  readonly offerId: string
  /** Facts `seen` and `clicked` about it. */
  readonly seen: number
  readonly clicked: number
  /** Members who activated it within the period. */
  readonly activated: number
  /** Receipts of members that used it. */
  readonly used: number
  /** Activated (used, where nothing is to be activated) / seen. */
  readonly response?: number
}

export interface ReferralFigures {
  /** Facts `shared` about an invitation. */
  readonly shared: number
  /** Facts `accepted` about one: somebody came with a friend's code. */
  readonly accepted: number
  /** Friends who joined within the period, and friends for whose first purchase both were rewarded within it. */
  readonly joined: number
  readonly rewarded: number
  /** Rewarded / accepted. */
  readonly conversion?: number
}

export interface SurveyFigures {
  readonly surveyId: string
  readonly answers: number
  /** `nps`: share of 9 and 10 less share of 0 to 6, times 100: -100 to 100. `rating`: the mean, 1 to 5. Absent for other kinds. */
  readonly score?: number
  /** `choice`: how often each was chosen. */
  readonly choices?: Readonly<Record<string, number>>
}

export function responsesOf(world: World, span: ReportSpan): Responses {
  const facts = world.records.all('facts').filter(({ at }) => within(span, Date.parse(at)))
  return { offers: offersOf(world, span, facts), referral: referralOf(world, span, facts), surveys: surveysOf(world, span) }
}

const count = (facts: readonly LoyaltyFact[], kind: LoyaltyFact['kind'], subjectKind: NonNullable<LoyaltyFact['subjectKind']>, subject?: string) =>
  facts.filter((fact) => fact.kind === kind && fact.subjectKind === subjectKind && (subject === undefined || fact.subject === subject)).length

function offersOf(world: World, span: ReportSpan, facts: readonly LoyaltyFact[]): OfferFigures[] {
  const receipts = receiptsOf(world, span).filter(({ memberId }) => memberId !== undefined)
  const records = world.records.all('offers')
  return world.preset.offers.map(({ id, activation }) => {
    const seen = count(facts, 'seen', 'offer', id)
    const activated = records.filter((record) => record.id === `${record.memberId}/${id}` && within(span, record.activatedAt)).length
    const used = receipts.filter(({ offerIds }) => offerIds.includes(id)).length
    return { offerId: id, seen, clicked: count(facts, 'clicked', 'offer', id), activated, used, ...known({ response: ratio(activation === 'needed' ? activated : used, seen) }) }
  })
}

function referralOf(world: World, span: ReportSpan, facts: readonly LoyaltyFact[]): ReferralFigures {
  const invitations = world.records.all('invitations')
  const accepted = count(facts, 'accepted', 'referral')
  const rewarded = invitations.filter(({ rewardedAt }) => within(span, rewardedAt)).length
  return {
    shared: count(facts, 'shared', 'referral'), accepted, joined: invitations.filter(({ at }) => within(span, at)).length, rewarded,
    ...known({ conversion: ratio(rewarded, accepted) }),
  }
}

function surveysOf(world: World, span: ReportSpan): SurveyFigures[] {
  const all = world.records.all('answers').filter(({ at }) => within(span, at))
  return (world.preset.surveys ?? []).map(({ id, kind }) => {
    const answers = all.filter(({ surveyId }) => surveyId === id)
    const scores = answers.flatMap(({ score }) => score ?? [])
    const share = (holds: (score: number) => boolean) => ratio(scores.filter(holds).length, scores.length) ?? 0
    const score = scores.length === 0 ? undefined
      : kind === 'nps' ? 100 * (share((one) => one >= 9) - share((one) => one <= 6))
        : kind === 'rating' ? sum(scores) / scores.length : undefined
    const choices: Record<string, number> = {}
    for (const { choice } of answers) if (choice !== undefined) choices[choice] = (choices[choice] ?? 0) + 1
    return { surveyId: id, answers: answers.length, ...known({ score, choices: kind === 'choice' ? choices : undefined }) }
  })
}
