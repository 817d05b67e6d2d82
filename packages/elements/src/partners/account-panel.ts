import type { Partner } from '@loyaltykit/core'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { Speech } from '../shared/loyalty-element.ts'
import type { PartnersWords } from './partners.words.ts'

interface LinkPanel {
  readonly partner: Partner
  readonly typed: string
  readonly issue: keyof PartnersWords['linkIssues'] | undefined
  readonly busy: boolean
  /** What went wrong, where no field is to blame, and that it is being looked into. */
  readonly said: TemplateResult
  readonly type: (text: string) => void
  readonly link: (event: Event) => void
}

/** The field for an account at a partner, by the partner's own word for it. */
export function linkPanel({ partner, typed, issue, busy, said, type, link }: LinkPanel, { own, shared, format }: Speech<PartnersWords>): TemplateResult {
  return html`
    <form novalidate @submit=${link}>
      <div class="field">
        <label for="account">${partner.accountLabel ?? format.say(own.account, { partner: partner.name })} <span class="mark">(${shared.required})</span></label>
        <input id="account" part="input" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200" required .value=${live(typed)} ?readonly=${busy}
          aria-invalid=${issue ? 'true' : 'false'} aria-describedby="wrong" @input=${(event: Event) => type((event.target as HTMLInputElement).value)} />
        <p class="error" id="wrong" part="problem" role="alert">${issue ? format.say(own.linkIssues[issue], { partner: partner.name }) : nothing}</p>
      </div>
      ${said}
      <div class="actions"><button part="link-now" type="submit" aria-disabled=${busy} aria-busy=${busy}>${busy ? own.linking : own.linkNow}</button></div>
    </form>
  `
}

interface UnlinkPanel {
  readonly partner: Partner
  readonly busy: boolean
  readonly said: TemplateResult
  readonly unlink: () => void
  readonly keep: () => void
}

/** Asks once more before an account is unlinked. */
export function unlinkPanel({ partner, busy, said, unlink, keep }: UnlinkPanel, { own, format }: Speech<PartnersWords>): TemplateResult {
  return html`
    <p class="sure">${format.say(own.unlinkQuestion, { partner: partner.name })}</p>
    ${said}
    <div class="actions">
      <button part="unlink-now" type="button" aria-disabled=${busy} aria-busy=${busy} @click=${unlink}>${busy ? own.unlinking : own.unlinkNow}</button>
      <button class="quiet" part="keep" type="button" aria-disabled=${busy} @click=${keep}>${own.keep}</button>
    </div>
  `
}
