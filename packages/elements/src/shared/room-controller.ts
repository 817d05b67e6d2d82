import type { ReactiveController, ReactiveElement } from 'lit'

/** Less than this is not worth a change, in pixels. */
const leastSpare = 64

/**
 * Gives back reserved room that turns out not to be needed, where nobody can see it happen: a guest's place ends where the
 * window does, and one that is still below the window is as high as what it shows. What stands in view never moves.
 *
 * For an element whose reserve is much larger than its smallest looks, and whose `:host` rule is
 * `min-block-size: var(--_room, …em)`. A page that sets a `min-block-size` of its own keeps it.
 */
export class RoomController implements ReactiveController {
  readonly #host: ReactiveElement
  #watch: IntersectionObserver | undefined

  constructor(host: ReactiveElement) {
    this.#host = host
  }

  hostUpdated(): void {
    // what comes may need all of it: the reserve is there again before
    if (this.#isLoading()) return this.#keep()
    this.#watch ??= new IntersectionObserver(() => this.#give(), { threshold: [0, 0.25, 0.5, 0.75, 1] })
    // whoever is watched anew is told where it is
    this.#watch.unobserve(this.#host)
    this.#watch.observe(this.#host)
  }

  hostDisconnected(): void {
    this.#keep()
  }

  #isLoading(): boolean {
    try {
      return this.#host.matches(':state(loading)')
    } catch {
      // no custom states here: nobody knows
      return true
    }
  }

  #keep(): void {
    this.#watch?.disconnect()
    this.#watch = undefined
    this.#host.style.removeProperty('--_room')
  }

  #give(): void {
    const host = this.#host
    if (!this.#watch || !host.isConnected) return
    const { top, bottom, height } = host.getBoundingClientRect()
    const { clientHeight: fold } = host.ownerDocument.documentElement
    // its end is in view, or above: what follows would move
    if (bottom <= fold) return
    const before = host.style.getPropertyValue('--_room')
    const beside = neighbours(host)
    host.style.setProperty('--_room', `${Math.max(0, Math.ceil(fold - top))}px`)
    const isWorth = height - host.getBoundingClientRect().height >= leastSpare
    if (!isWorth || beside.some(({ element, at }) => at < fold && element.getBoundingClientRect().top !== at)) host.style.setProperty('--_room', before)
  }
}

/** What stands around an element, with where it begins: in a row whose middle is aligned, some of it could move. */
function neighbours(host: Element): readonly { readonly element: Element; readonly at: number }[] {
  const found = []
  for (let parent: Element | null = host; parent && parent !== host.ownerDocument.body; parent = parent.parentElement)
    for (const element of parent.parentElement?.children ?? []) found.push({ element, at: element.getBoundingClientRect().top })
  return found
}
