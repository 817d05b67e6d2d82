import { html, nothing, type TemplateResult } from 'lit'
import type { LightForm } from './light-form.ts'

/** All that is wrong with a form, where it is more than one thing: links to the fields. `textOf` says what is wrong with one. */
export function formSummary(form: LightForm, title: string, textOf: (name: string) => string | undefined): TemplateResult | typeof nothing {
  if (form.errors.size < 2) return nothing
  const go = (name: string) => (event: Event) => {
    event.preventDefault()
    form.focus(name)
  }
  return html`
    <div class="summary" part="summary" role="group" aria-labelledby="summary">
      <p id="summary">${title}</p>
      <ul>
        ${[...form.errors.keys()].map((name) => html`<li><a href="#${form.idOf(name)}" @click=${go(name)}>${textOf(name)}</a></li>`)}
      </ul>
    </div>
  `
}
