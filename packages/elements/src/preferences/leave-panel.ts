import type { Balance, Program } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { chosen } from '../shared/chosen.ts'
import { currencyOf } from '../shared/format.ts'
import type { Speech } from '../shared/loyalty-element.ts'
import type { PreferencesWords } from './preferences.words.ts'

interface LeavePanel {
  readonly program: Program
  /** What the member has; absent where that is not known. */
  readonly balances: readonly Balance[] | undefined
  readonly comment: string
  readonly understood: boolean
  /** "Leave" was pressed without the tick. */
  readonly unticked: boolean
  readonly busy: boolean
  /** What went wrong, or goes on. */
  readonly said: TemplateResult
  readonly type: (comment: string) => void
  readonly tick: (understood: boolean) => void
  readonly leave: () => void
  readonly stay: () => void
}

/** The last step before somebody leaves: what is lost, a tick, and the way back first. */
export function leavePanel({ program, balances, comment, understood, unticked, busy, said, type, tick, leave, stay }: LeavePanel, { own, shared, format }: Speech<PreferencesWords>): TemplateResult {
  const losses = lossesOf(program, balances, { own, format })
  return html`
    <div class="leave-panel" part="leave-panel" role="group" aria-labelledby="leave-title" tabindex="-1">
      <h4 id="leave-title">${format.say(own.leaveTitle, { program: program.name })}</h4>
      ${losses.length
        ? html`<p>${own.lose}</p><ul class="losses" part="losses">${[...losses, own.loseRest].map((loss) => html`<li>${loss}</li>`)}</ul>`
        : html`<p part="losses">${own.loseAll}</p>`}
      <div class="field">
        <label for="comment">${own.comment} <span class="mark">(${shared.optional})</span></label>
        <textarea id="comment" rows="3" maxlength="2000" .value=${comment} @input=${({ target }: Event) => type((target as HTMLTextAreaElement).value)}></textarea>
      </div>
      <div class="tick">
        <input id="understood" type="checkbox" ?checked=${chosen(understood)} aria-invalid=${unticked} aria-describedby=${unticked ? 'unticked' : nothing} @change=${({ target }: Event) => tick((target as HTMLInputElement).checked)} />
        <label for="understood">${own.understood}</label>
        ${unticked ? html`<p class="error" id="unticked">${own.tickFirst}</p>` : nothing}
      </div>
      ${said}
      <div class="actions">
        <button part="stay" type="button" aria-disabled=${busy} @click=${stay}>${own.stay}</button>
        <button class="quiet danger" part="leave" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${leave}>${busy ? own.leaving : own.leaveNow}</button>
      </div>
    </div>
  `
}

/** Per currency what the member has and what is on its way. A debt is nothing to lose. */
function lossesOf(program: Program, balances: readonly Balance[] | undefined, { own, format }: Pick<Speech<PreferencesWords>, 'own' | 'format'>): readonly string[] {
  return (balances ?? []).flatMap(({ currency, available, held = 0, pending = 0 }) => {
    const unit = currencyOf(program, currency)
    const has = available + held
    return [...(has > 0 ? [format.amount(has, unit)] : []), ...(pending > 0 ? [format.say(own.losePending, { amount: format.amount(pending, unit) })] : [])]
  })
}
