import type { CurrencyAmount, Issue, Survey } from '@loyaltykit/core'
import type { SurveyRule } from '../rules/goals.ts'
import { say } from '../rules/words.ts'
import type { AnswerRecord, MemberRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { endOf } from './currencies.ts'
import { after } from './duration.ts'
import { isUndone, ordersOf } from './orders.ts'
import { invalid, refuse } from './refusals.ts'
import { isFor } from './who.ts'
import { nextNumber, type World } from './world.ts'

/** What is asked about: an order's id, or `joined`; with the time in which it is asked. */
interface Occasion {
  readonly about: string
  readonly from: number
  readonly until: number
}

interface Asking {
  readonly state: 'open' | 'expired' | 'none'
  readonly about: string
}

/** Whether a question is open for a member: about the latest purchase whose time to ask has come, once, and not too soon after the last answer. */
function asking(world: World, rule: SurveyRule, member: MemberRecord, at: number): Asking {
  const none = { state: 'none', about: '' } as const
  const occasion = occasions(world, rule, member).findLast(({ from }) => from <= at)
  if (!occasion || member.status !== 'active' || !isFor(world, rule.who, member, at)) return none
  const answers = answersOf(world, rule, member)
  const last = answers.at(-1)
  if (answers.some(({ about }) => about === occasion.about)) return none
  if (last && (!rule.pause || after(last.at, rule.pause) > at)) return none
  return { state: occasion.until > at ? 'open' : 'expired', about: occasion.about }
}

function occasions(world: World, { ask }: SurveyRule, member: MemberRecord): Occasion[] {
  const about = ask.after === 'joined' ? [{ id: 'joined', at: member.joinedAt }] : ordersOf(world, member.id).filter((order) => !isUndone(order))
  return about.map(({ id, at }) => {
    const from = ask.wait ? after(at, ask.wait) : at
    return { about: id, from, until: after(from, ask.for) }
  })
}

const answersOf = (world: World, rule: SurveyRule, member: MemberRecord): AnswerRecord[] =>
  world.records.of('answers', member.id).filter(({ surveyId }) => surveyId === rule.id)

/** The questions open for a member, most wanted first: as the preset orders them. At most 20. */
export const surveysFor = (world: World, member: MemberRecord, locale: string): Survey[] =>
  (world.preset.surveys ?? [])
    .filter((rule) => asking(world, rule, member, world.now()).state === 'open')
    .slice(0, 20)
    .map((rule) => toSurvey(world, rule, locale))

function toSurvey(world: World, { id, kind, question, choices, comment, prize }: SurveyRule, locale: string): Survey {
  const own = world.preset.locales[0]
  return {
    id, kind, question: say(question, locale, own), comment,
    ...(choices ? { choices: choices.map((choice) => ({ id: choice.id, label: say(choice.label, locale, own) })) } : {}),
    ...(prize ? { prize: { ...prize } } : {}),
  }
}

/** What a member says. */
export interface SurveyReply {
  readonly surveyId: string
  readonly score?: number | undefined
  readonly choice?: string | undefined
  readonly comment?: string | undefined
}

/** Keeps an answer and gives its prize, once. What was answered already is no open question any more. */
export function answerSurvey(world: World, member: MemberRecord, { surveyId, score, choice, comment: typed }: SurveyReply): { granted?: CurrencyAmount } {
  const at = world.now()
  const rule = world.preset.surveys?.find(({ id }) => id === surveyId)
  const { state, about } = rule ? asking(world, rule, member, at) : { state: 'none', about: '' }
  if (!rule || state === 'none') throw refuse('not_found', 'There is no such question, or you have answered it already.')
  if (state === 'expired') throw refuse('expired', 'This question is not asked any more.')
  const comment = typed?.trim() || undefined
  const [first, ...others] = issuesOf(rule, { score, choice, comment })
  if (first) throw invalid(first, ...others)

  const id = `a${nextNumber(world)}`
  world.records.put('answers', {
    id, memberId: member.id, surveyId, at, about,
    ...(score === undefined ? {} : { score }), ...(choice === undefined ? {} : { choice }), ...(comment === undefined ? {} : { comment }),
  })
  const { prize } = rule
  if (!prize) return {}
  grant(world, { memberId: member.id, ...prize, at, expiresAt: endOf(world, prize.currency, at), reason: 'survey', words: `survey:${rule.id}` })
  return { granted: { ...prize } }
}

/** What is wrong with a reply to a question of this kind. */
function issuesOf({ kind, choices = [], comment: commentAllowed }: SurveyRule, { score, choice, comment }: Omit<SurveyReply, 'surveyId'>): Issue[] {
  const issues: Issue[] = []
  const [least, most] = kind === 'nps' ? [0, 10] : [1, 5]
  const scored = kind === 'nps' || kind === 'rating'
  if (scored && (score === undefined || score < least || score > most)) issues.push({ path: 'score', message: `must be a whole number from ${least} to ${most}` })
  if (!scored && score !== undefined) issues.push({ path: 'score', message: 'is not asked for. Leave it out' })
  if (kind === 'choice' && !choices.some(({ id }) => id === choice)) issues.push({ path: 'choice', message: 'must be one of the choices' })
  if (kind !== 'choice' && choice !== undefined) issues.push({ path: 'choice', message: 'is not asked for. Leave it out' })
  if (kind === 'text' && comment === undefined) issues.push({ path: 'comment', message: 'is missing' })
  if (kind !== 'text' && !commentAllowed && comment !== undefined) issues.push({ path: 'comment', message: 'is not asked for. Leave it out' })
  return issues
}
