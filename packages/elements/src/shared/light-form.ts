import { nothing, render, type ReactiveController, type ReactiveElement } from 'lit'
import { buttonStyles } from './base.styles.ts'
import { fieldStyles } from './light-form.styles.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What an element with a form gives it. */
export interface LightFormOptions {
  /** Enter or the submit button; also while an action runs. */
  readonly submit: () => void
  /** What is wrong with a field: a word of the element's own; nothing where it is good. */
  readonly check: (name: string) => string | undefined
  /** A field was typed in (`input`) or left (`change`). */
  readonly changed: (name: string, type: string) => void
}

/**
 * The form of an element, in its light DOM, where password managers and autofill reach the fields. It is one
 * `<form slot="form">` beside the host's own children; the element sets `content` in its `render`.
 * Checks on submit, then live. Values, errors and ids are by field name; a ticked box is `on`.
 */
export class LightForm implements ReactiveController {
  /** What stands in it. `nothing`: there is no form now. */
  content: unknown = nothing
  /** What was typed, of all steps. */
  values: Record<string, string> = {}
  /** What is wrong, in the order of the fields. */
  errors: ReadonlyMap<string, string> = new Map()
  readonly #host: ReactiveElement
  readonly #options: LightFormOptions
  /** Random, so that ids are unique beside another copy of LoyaltyKit too. */
  readonly #prefix = `loyalty-${Math.random().toString(36).slice(2, 10)}`
  #form: HTMLFormElement | undefined
  #tried = false

  constructor(host: ReactiveElement, options: LightFormOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  hostConnected(): void {
    dress(this.#host.getRootNode())
  }

  hostUpdated(): void {
    if (this.content === nothing && !this.#form) return
    const form = (this.#form ??= this.#make())
    if (form.parentNode !== this.#host) this.#host.append(form)
    form.hidden = this.content === nothing
    render(this.content, form, { host: this.#host })
  }

  /** The id of a field, for its label and for links. */
  idOf(name: string): string {
    return `${this.#prefix}-${name.replace(/[^\w-]/g, '_')}`
  }

  /** Puts a value into a field, whatever it shows. */
  set(name: string, value: string): void {
    this.values[name] = value
    const control = this.#control(name)
    if (control && valueOf(control) !== value) {
      if (isTick(control)) (control as HTMLInputElement).checked = value === 'on'
      else control.value = value
    }
    this.#host.requestUpdate()
  }

  /** Checks every field of the form. Where something is wrong, says so and goes to the first. */
  validate(): boolean {
    this.#tried = true
    this.#collect()
    return !this.fail(Object.fromEntries(this.#controls().map(({ name }) => [name, this.#options.check(name)])))
  }

  /** Shows what is wrong with fields of the form, and goes to the first. Gives whether one of them is there. */
  fail(errors: Readonly<Record<string, string | undefined>>): boolean {
    const found = this.#controls().flatMap(({ name }) => (errors[name] ? [[name, errors[name]] as const] : []))
    this.errors = new Map(found)
    this.#host.requestUpdate()
    const [first] = found
    if (!first) return false
    this.#tried = true
    void this.#host.updateComplete.then(() => {
      if (this.mayFocus()) this.focus(first[0])
    })
    return true
  }

  /** A field is being mended: what was wrong with it is not said any more. */
  clear(name: string): void {
    this.errors = new Map([...this.errors].filter(([wrong]) => wrong !== name))
  }

  /** Another step begins: nothing is wrong yet. Values stay. */
  begin(): void {
    this.errors = new Map()
    this.#tried = false
  }

  /** Goes to a field, or to the first; what is typed in it is selected, ready to be typed over. */
  focus(name?: string, options?: FocusOptions): void {
    const control = name === undefined ? this.#controls()[0] : this.#control(name)
    control?.focus(options)
    if (control instanceof HTMLInputElement && !isTick(control) && control.value) control.select()
  }

  /** Whether the focus may be moved here: it is in the element, or nowhere. */
  mayFocus(): boolean {
    const { activeElement, body } = this.#host.ownerDocument
    return !activeElement || activeElement === body || this.#host.matches(':focus-within')
  }

  #make(): HTMLFormElement {
    const document = this.#host.ownerDocument
    // a copy of the element brings a copy of its form
    for (const old of this.#host.querySelectorAll(':scope > form[data-loyalty]')) old.remove()
    const form = document.createElement('form')
    form.slot = 'form'
    form.noValidate = true
    form.dataset['loyalty'] = this.#host.localName
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (event.target !== form) return
      this.#collect()
      this.#options.submit()
    })
    form.addEventListener('input', this.#typed)
    form.addEventListener('change', this.#typed)
    return form
  }

  readonly #typed = ({ target, type }: Event): void => {
    const control = this.#controls().find((one) => one === target)
    if (!control) return
    const { name } = control
    this.values[name] = valueOf(control)
    if (this.errors.has(name) || (this.#tried && type === 'change')) this.#recheck(name)
    this.#options.changed(name, type)
    this.#host.requestUpdate()
  }

  #recheck(name: string): void {
    const error = this.#options.check(name)
    const errors = new Map(this.errors)
    errors.delete(name)
    if (error) errors.set(name, error)
    this.errors = new Map(this.#controls().flatMap((one) => (errors.has(one.name) ? [[one.name, errors.get(one.name) as string] as const] : [])))
  }

  /** Autofill may write without telling. */
  #collect(): void {
    for (const control of this.#controls()) this.values[control.name] = valueOf(control)
  }

  #controls(): Control[] {
    return [...(this.#form?.elements ?? [])].filter((element): element is Control => 'value' in element && element.localName !== 'button' && (element as Control).name !== '')
  }

  #control(name: string): Control | undefined {
    return this.#controls().find((control) => control.name === name)
  }
}

const isTick = (control: Control): boolean => control.type === 'checkbox'
const valueOf = (control: Control): string => (isTick(control) ? ((control as HTMLInputElement).checked ? 'on' : '') : control.value)

const sheets = new WeakMap<Document, CSSStyleSheet>()

/** Styles the forms of a document or a shadow root: one sheet, adopted once. Rules of the page do not reach into them, its tokens do. */
function dress(root: Node): void {
  const document = root.ownerDocument ?? (root as Document)
  const { adoptedStyleSheets } = root as Document | ShadowRoot
  const Sheet = document.defaultView?.CSSStyleSheet
  if (!adoptedStyleSheets || !Sheet) return
  let sheet = sheets.get(document)
  if (!sheet) {
    sheets.set(document, (sheet = new Sheet()))
    sheet.replaceSync(sheetText)
  }
  if (!adoptedStyleSheets.includes(sheet)) (root as Document | ShadowRoot).adoptedStyleSheets = [...adoptedStyleSheets, sheet]
}

/**
 * Every declaration is important and in a cascade layer: among important ones a layer wins over what is in none, whatever its
 * specificity. So neither a page's `#content input` reaches into the form nor its `* { all: unset !important }`.
 */
const important = (rules: string): string => rules.replace(/\/\*[^]*?\*\//g, '').replace(/([^\s{};][^{};]*)(?=[;}])/g, '$1 !important')

const sheetText = `@layer loyaltykit { ${important(`
form[slot='form'][data-loyalty] {
  all: revert; display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--_space); min-inline-size: 0; margin: 0; color: var(--_text); font: inherit; line-height: 1.4;
  &[hidden] { display: none; }
  & *, & *::before, & *::after { all: revert; box-sizing: border-box; }
  ${buttonStyles.cssText}
  ${fieldStyles.cssText}
}`)} }`
