import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Speech } from '../shared/loyalty-element.ts'
import { grouped, type CardCode } from './card-code.ts'
import type { CardWords } from './card.words.ts'

/** A code as the page shows it. Bars are drawn as high as their box. */
export const codeImage = ({ shape, size, path }: CardCode, { own }: Speech<CardWords>): TemplateResult =>
  shape === 'square'
    ? html`<svg class="square" role="img" aria-label=${own.qr} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d=${path} /></svg>`
    : html`<svg class="bars" role="img" aria-label=${own.barcode} viewBox="0 0 ${size} 1" preserveAspectRatio="none" shape-rendering="crispEdges"><path d=${path} /></svg>`

interface Till {
  readonly program: string
  readonly number: string
  readonly code: CardCode | undefined
  /** Brings the code while it is drawn. */
  readonly drawing: boolean
  readonly opened: (dialog: Element | undefined) => void
  readonly closed: () => void
}

/** The card for a scanner: a white page, whatever the theme, and the code as large as the screen allows. */
export const till = ({ program, number, code, drawing, opened, closed }: Till, speech: Speech<CardWords>): TemplateResult => html`
  <dialog class="till" part="till" aria-labelledby="till-title" @close=${closed} ${ref(opened)}>
    <div class="till-head">
      <h2 id="till-title">${program}</h2>
      <button class="quiet" part="till-close" type="button" @click=${close}>${speech.shared.close}</button>
    </div>
    <div class="till-body">
      ${code ? html`<div class="till-code" part="till-code">${codeImage(code, speech)}</div>` : nothing}
      <p class="till-number" part="till-number"><bdi dir="ltr">${grouped(number)}</bdi></p>
      <p class="till-hint">${code ? speech.own.scan : drawing ? nothing : speech.own.tell}</p>
    </div>
  </dialog>
`

const close = ({ currentTarget }: Event) => (currentTarget as Element).closest('dialog')?.close()
