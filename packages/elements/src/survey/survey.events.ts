import type { AnyClient, CurrencyAmount, Survey } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What somebody answered: `score` 0 to 10 (`nps`) or 1 to 5 (`rating`), or one of `choices`; `comment` is also the answer to a `text` question. */
export type SurveyAnswer = Parameters<NonNullable<AnyClient['answerSurvey']>>[0]

/** Somebody has answered. Cancel it, and the host page sends the answer itself. */
export class LoyaltyAnswerSurveyRequestEvent extends IntentEvent {
  readonly survey: Survey
  readonly answer: SurveyAnswer
  constructor(survey: Survey, answer: SurveyAnswer) {
    super('loyalty-answer-survey-request')
    this.survey = survey
    this.answer = answer
  }
}

/** An answer has arrived. What was written stays between the member and the programme. */
export class LoyaltySurveyAnsweredEvent extends FactEvent {
  readonly survey: Survey
  readonly score: number | undefined
  readonly choice: string | undefined
  /** What the member was given for it. */
  readonly granted: CurrencyAmount | undefined
  constructor(survey: Survey, { score, choice }: SurveyAnswer, granted: CurrencyAmount | undefined) {
    super('loyalty-survey-answered')
    this.survey = survey
    this.score = score
    this.choice = choice
    this.granted = granted
  }
}

/** Somebody does not want to answer now: nothing more is asked in this visit. */
export class LoyaltySurveyDismissedEvent extends FactEvent {
  readonly survey: Survey
  constructor(survey: Survey) {
    super('loyalty-survey-dismissed')
    this.survey = survey
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-answer-survey-request': LoyaltyAnswerSurveyRequestEvent
    'loyalty-survey-answered': LoyaltySurveyAnsweredEvent
    'loyalty-survey-dismissed': LoyaltySurveyDismissedEvent
  }
}
