import { html, nothing, type TemplateResult } from 'lit'
import type { LightForm } from './light-form.ts'

interface Field {
  readonly name: string
  readonly label: string
  /** The word for it, where it must be filled in. */
  readonly required?: string | undefined
  /** Autofill detail tokens of HTML. */
  readonly autocomplete: string
  readonly hint?: string | undefined
  /** What is wrong with it and what to do. */
  readonly error: string | undefined
}

/** A field of one line. */
export interface TextField extends Field {
  readonly type?: 'text' | 'tel' | 'email' | 'date'
  /** `text` and the others are no names: nothing is written large in them. */
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email'
  /** What is typed runs from left to right in every language: a number of a card. */
  readonly ltr?: true
  /** How much can be typed, in characters. */
  readonly maxlength?: number
  /** Dates. */
  readonly min?: string
  readonly max?: string
}

/** A list to choose one from; the empty value is no choice. */
export interface ChoiceField extends Field {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export function textField(form: LightForm, field: TextField): TemplateResult {
  const { name, type = 'text', inputmode, maxlength, min, max, autocomplete, required } = field
  const names = type === 'text' && inputmode === undefined
  return around(form, field, html`
    <input
      id=${form.idOf(name)}
      name=${name}
      type=${type}
      autocomplete=${autocomplete}
      inputmode=${inputmode ?? nothing}
      maxlength=${maxlength ?? nothing}
      min=${min ?? nothing}
      max=${max ?? nothing}
      dir=${name === 'code' || field.ltr ? 'ltr' : nothing}
      autocapitalize=${names ? 'words' : 'none'}
      spellcheck="false"
      ?required=${required !== undefined}
      aria-invalid=${field.error ? 'true' : 'false'}
      aria-describedby=${describedBy(form, field)}
      .value=${form.values[name] ?? ''}
    />
  `)
}

export function choiceField(form: LightForm, field: ChoiceField): TemplateResult {
  const { name, options, autocomplete, required } = field
  const chosen = form.values[name] ?? ''
  return around(form, field, html`
    <select
      id=${form.idOf(name)}
      name=${name}
      autocomplete=${autocomplete}
      ?required=${required !== undefined}
      aria-invalid=${field.error ? 'true' : 'false'}
      aria-describedby=${describedBy(form, field)}
    >
      ${options.map(({ value, label }) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`)}
    </select>
  `)
}

/** A field of several lines. */
export function areaField(form: LightForm, field: Field & { readonly maxlength: number }): TemplateResult {
  const { name, maxlength, autocomplete, required } = field
  return around(form, field, html`
    <textarea
      id=${form.idOf(name)}
      name=${name}
      rows="3"
      autocomplete=${autocomplete}
      maxlength=${maxlength}
      ?required=${required !== undefined}
      aria-invalid=${field.error ? 'true' : 'false'}
      aria-describedby=${describedBy(form, field)}
      .value=${form.values[name] ?? ''}
    ></textarea>
  `)
}

/** A box to tick. `more` stands below its text. */
export function tickField(form: LightForm, field: Omit<Field, 'autocomplete' | 'hint'>, more: unknown = nothing): TemplateResult {
  const { name, label, required, error } = field
  const id = form.idOf(name)
  return html`
    <div class="tick">
      <input
        id=${id}
        name=${name}
        type="checkbox"
        ?required=${required !== undefined}
        aria-invalid=${error ? 'true' : 'false'}
        aria-describedby=${error ? `${id}-error` : nothing}
        .checked=${form.values[name] === 'on'}
      />
      <label for=${id}>${label} ${mark(required)}</label>
      ${more} ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}
    </div>
  `
}

const around = (form: LightForm, { name, label, required, hint, error }: Field, control: TemplateResult) => html`
  <div class="field ${name === 'code' ? 'code' : ''}">
    <label for=${form.idOf(name)}>${label} ${mark(required)}</label>
    ${hint ? html`<p class="hint" id="${form.idOf(name)}-hint">${hint}</p>` : nothing} ${control}
    ${error ? html`<p class="error" id="${form.idOf(name)}-error">${error}</p>` : nothing}
  </div>
`

const mark = (required: string | undefined) => (required === undefined ? nothing : html`<span class="mark">(${required})</span>`)

/** What is wrong is read before what helps. */
function describedBy(form: LightForm, { name, hint, error }: Field): string | typeof nothing {
  const id = form.idOf(name)
  return [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])].join(' ') || nothing
}
