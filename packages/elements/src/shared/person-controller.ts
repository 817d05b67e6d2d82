import type { AnyClient } from '@loyaltykit/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Says when somebody else is there: what one person has typed or seen is not for the next. The host follows `$session`. */
export class PersonController implements ReactiveController {
  readonly #client: () => AnyClient | undefined
  readonly #changed: () => void
  #was: string | undefined
  #of: AnyClient | undefined

  /** `changed` is called before the host renders for another person; not for the first one. */
  constructor(host: ReactiveControllerHost, client: () => AnyClient | undefined, changed: () => void) {
    this.#client = client
    this.#changed = changed
    host.addController(this)
  }

  hostConnected(): void {}

  hostUpdate(): void {
    this.settle()
  }

  /** Looks at once, for a host that begins something for the person in `willUpdate`. */
  settle(): void {
    const client = this.#client()
    const session = client?.$session.value
    if (!session || session.status === 'unknown') return
    const who = session.status === 'member' ? `member ${session.memberId ?? ''}` : 'guest'
    const isOther = this.#was !== undefined && (this.#was !== who || this.#of !== client)
    this.#was = who
    this.#of = client
    if (isOther) this.#changed()
  }
}
