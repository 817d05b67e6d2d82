import type { Survey } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { chosen } from '../shared/chosen.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { SurveyWords } from './survey.words.ts'

/** What has been answered so far. */
export interface Given {
  readonly score?: number | undefined
  readonly choice?: string | undefined
  readonly comment?: string | undefined
}

export interface Question {
  readonly survey: Survey
  readonly given: Given
  /** Whether it was sent without an answer. */
  readonly missing: boolean
  readonly give: (given: Given) => void
}

type Said = Speech<SurveyWords>

/** Whether there is an answer, beside a comment. */
export const isAnswered = ({ kind }: Survey, { score, choice, comment }: Given): boolean =>
  kind === 'text' ? Boolean(comment?.trim()) : kind === 'choice' ? choice !== undefined : score !== undefined

/** The field or the radios of one question, with what it asks as their name. */
export function questionFields(question: Question, speech: Said): TemplateResult {
  const { survey, given, missing } = question
  const { own } = speech
  const wrong = html`<p class="error" id="wrong" part="problem" role="alert">${missing ? own.missing[survey.kind] : nothing}</p>`
  if (survey.kind === 'text')
    return html`
      <h2 class="title theirs" id="question" part="question">${survey.question}</h2>
      <div class="field">
        <textarea id="answer" part="comment" autocomplete="off" maxlength="2000" aria-labelledby="question" required aria-invalid=${missing ? 'true' : 'false'} aria-describedby="wrong" .value=${live(given.comment ?? '')} @input=${typed(question)}></textarea>
        ${wrong}
      </div>
    `
  return html`
    <h2 class="title theirs" id="question" part="question">${survey.question}</h2>
    <div class="answers" role="radiogroup" aria-labelledby="question" aria-required="true" aria-invalid=${missing ? 'true' : 'false'} aria-describedby="wrong">
      ${survey.kind === 'choice' ? choices(question) : scale(question, speech)}
    </div>
    ${wrong}
    ${survey.comment && isAnswered(survey, given)
      ? html`
          <div class="field">
            <label for="answer">${own.comment} <span class="mark">(${speech.shared.optional})</span></label>
            <textarea id="answer" part="comment" autocomplete="off" maxlength="2000" .value=${live(given.comment ?? '')} @input=${typed(question)}></textarea>
          </div>
        `
      : nothing}
  `
}

const typed = ({ give }: Question) => (event: Event) => give({ comment: (event.target as HTMLTextAreaElement).value })

const choices = ({ survey, given, give }: Question): TemplateResult => html`
  <div class="choices" part="choices">
    ${(survey.choices ?? []).map(
      ({ id, label }) => html`<label><input type="radio" name="answer" ?checked=${chosen(given.choice === id)} @change=${() => give({ choice: id })} /><span class="theirs">${label}</span></label>`,
    )}
  </div>
`

function scale({ survey, given, give }: Question, { own, format }: Said): TemplateResult {
  const kind = survey.kind === 'nps' ? 'nps' : 'rating'
  const [from, to] = kind === 'nps' ? [0, 10] : [1, 5]
  const { low, high } = own.ends[kind]
  const scores = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const nameOf = (score: number) => {
    const number = kind === 'nps' ? format.number(score) : format.say(own.star, { number: format.number(score) })
    return score === from || score === to ? format.say(own.end, { number, words: score === from ? low : high }) : number
  }
  return html`
    <div class="scale ${kind}" part="scale">
      ${scores.map(
        (score) => html`
          <label class=${given.score !== undefined && (kind === 'rating' ? score <= given.score : score === given.score) ? 'on' : ''} part="score">
            <input type="radio" name="answer" value=${score} ?checked=${chosen(given.score === score)} aria-label=${nameOf(score)} @change=${() => give({ score })} />
            ${kind === 'nps' ? html`<span aria-hidden="true">${format.number(score)}</span>` : html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${star} /></svg>`}
          </label>
        `,
      )}
    </div>
    <p class="ends" part="ends" aria-hidden="true"><span>${low}</span><span>${high}</span></p>
  `
}

/** Lines of a 24 by 24 picture. */
const star = 'm12 3 2.700 5.800 6.300.700-4.700 4.300 1.300 6.200L12 16.900 6.400 20l1.300-6.200L3 9.500l6.300-.700z'
