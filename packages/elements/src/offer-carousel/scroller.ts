import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Where a row stands: whether there is something before and after what is seen. */
export interface Edges {
  readonly atStart: boolean
  readonly atEnd: boolean
}

/** Watches a row that scrolls by itself, and moves it by pages or cards. Sizes are the style sheet's; nothing is laid out here. */
export class ScrollController implements ReactiveController {
  edges: Edges = { atStart: true, atEnd: true }
  readonly #host: ReactiveControllerHost
  readonly #nearEnd: () => void
  #row: HTMLElement | undefined
  #observer: ResizeObserver | undefined

  /** `nearEnd`: the end of the row comes into sight. */
  constructor(host: ReactiveControllerHost, nearEnd: () => void) {
    this.#host = host
    this.#nearEnd = nearEnd
    host.addController(this)
  }

  hostDisconnected(): void {
    this.watch(undefined)
  }

  /** The row that is on the page now. */
  watch(row: HTMLElement | undefined): void {
    if (row === this.#row) {
      this.look()
      return
    }
    this.#observer?.disconnect()
    this.#row = row
    if (!row) return
    this.#observer = new ResizeObserver(() => this.look())
    this.#observer.observe(row)
  }

  /** Sees where the row stands. */
  readonly look = (): void => {
    const row = this.#row
    if (!row) return
    const gone = Math.abs(row.scrollLeft)
    const left = row.scrollWidth - row.clientWidth - gone
    if (left < row.clientWidth) this.#nearEnd()
    const edges = { atStart: gone < 2, atEnd: left < 2 }
    if (edges.atStart === this.edges.atStart && edges.atEnd === this.edges.atEnd) return
    this.edges = edges
    this.#host.requestUpdate()
  }

  /** Moves by what is seen; `forward` is the reading direction. */
  page(forward: boolean): void {
    if (this.#row) this.#move(forward, this.#row.clientWidth * 0.9)
  }

  /** The arrow keys move by a card, Home and End to the ends. Gives whether the key was one of these. */
  key({ key }: KeyboardEvent): boolean {
    const row = this.#row
    if (!row) return false
    if (key === 'Home' || key === 'End') row.scrollTo({ left: key === 'Home' ? 0 : this.#sign() * row.scrollWidth })
    else if (key === 'ArrowLeft' || key === 'ArrowRight') this.#move((key === 'ArrowRight') === (this.#sign() > 0), row.firstElementChild?.clientWidth ?? row.clientWidth)
    else return false
    return true
  }

  #move(forward: boolean, by: number): void {
    this.#row?.scrollBy({ left: (forward ? 1 : -1) * this.#sign() * by })
  }

  #sign(): 1 | -1 {
    return this.#row && getComputedStyle(this.#row).direction === 'rtl' ? -1 : 1
  }
}
