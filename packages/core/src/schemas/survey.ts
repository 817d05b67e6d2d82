import * as z from 'zod/mini'
import { CurrencyAmount, Id, Line, list } from './base.ts'

/** One question asked at the right moment. */
export const Survey = z.object({
  id: Id,
  kind: z.enum(['nps', 'rating', 'choice', 'text']),
  question: Line,
  choices: z.optional(list(z.object({ id: Id, label: Line }), 20)),
  comment: z.boolean(),
  prize: z.optional(CurrencyAmount),
})
export type Survey = z.infer<typeof Survey>

export const Surveys = list(Survey, 20)
export const AnswerSurvey = z.object({
  surveyId: Id,
  /** 0 to 10 for `nps`, 1 to 5 for `rating`. */
  score: z.optional(z.int().check(z.minimum(0), z.maximum(10))),
  /** One of `choices`, for `choice`. */
  choice: z.optional(Id),
  /** The answer itself for `text`; else only where the question takes one. */
  comment: z.optional(z.string().check(z.maxLength(2_000))),
})
export const SurveyAnswered = z.object({ granted: z.optional(CurrencyAmount) })
