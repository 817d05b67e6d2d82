import type { ReactiveController, ReactiveElement } from 'lit'
import { copyText } from './copy-text.ts'

/** How long "Copied" is seen, in milliseconds. */
const shownFor = 4_000

/** Copies a code of a list. Where copying is refused it selects the code, so that the person can. */
export class CopyController implements ReactiveController {
  /** Whose code was copied a moment ago, by id. */
  copied: string | undefined
  /** Whose code is selected instead. */
  selected: string | undefined
  readonly #host: ReactiveElement
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#become({})
  }

  /** `shown`: the node that has the code on the page. Gives whether it was copied. */
  async copy(id: string, code: string, shown: Node | null | undefined): Promise<boolean> {
    if (await copyText(code, this.#host.renderRoot as ShadowRoot)) {
      this.#become({ copied: id })
      return true
    }
    if (shown) this.#host.ownerDocument.getSelection()?.selectAllChildren(shown)
    this.#become({ selected: id })
    return false
  }

  #become({ copied, selected }: { copied?: string; selected?: string }): void {
    clearTimeout(this.#timer)
    this.copied = copied
    this.selected = selected
    if (copied !== undefined) this.#timer = setTimeout(() => this.#become({}), shownFor)
    this.#host.requestUpdate()
  }
}
