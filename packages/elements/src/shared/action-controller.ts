import { toLoyaltyError, type AnyClient, type LoyaltyError } from '@loyaltykit/core'
import type { ReactiveController, ReactiveElement } from 'lit'
import { LoyaltyFailedEvent, type FactEvent, type IntentEvent } from './events.ts'
import { follow } from './follow.ts'

export type ActionState =
  | { readonly status: 'idle' }
  /** `what` names which of the element's actions runs. */
  | { readonly status: 'busy'; readonly what: string }
  | { readonly status: 'failed'; readonly what: string; readonly error: LoyaltyError }

/** What one press does: the intent that the host may cancel, the default action, and the fact that follows. */
export interface Press<Answer> {
  /** The client's method, for `loyalty-failed` and for `state.what`. */
  readonly action: string
  readonly intent?: IntentEvent
  readonly act: () => Promise<Answer>
  readonly fact?: (answer: Answer) => FactEvent
}

/** Runs an element's actions: one at a time, cancellable by the host, with a state to render. Never throws. */
export class ActionController implements ReactiveController {
  state: ActionState = { status: 'idle' }
  readonly #host: ReactiveElement
  readonly #client: () => AnyClient | undefined
  #stop: (() => void) | undefined

  constructor(host: ReactiveElement, client: () => AnyClient | undefined) {
    this.#host = host
    this.#client = client
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  get busy(): boolean {
    return this.state.status === 'busy'
  }

  /** No answer has come yet, and it is being asked again with the same key. */
  get checking(): boolean {
    return this.busy && (this.#client()?.$pending.value ?? []).some(({ status }) => status === 'checking')
  }

  /** Gives the answer, or `undefined` when the host took over, something is under way already, or it failed (see `state`). */
  async run<Answer>({ action, intent, act, fact }: Press<Answer>): Promise<Answer | undefined> {
    if (this.busy) return undefined
    if (intent && !this.#host.dispatchEvent(intent)) return undefined
    const pending = this.#client()?.$pending
    if (pending) this.#stop = follow(pending, this.#host)
    this.#become({ status: 'busy', what: action })
    try {
      const answer = await act()
      this.#become({ status: 'idle' })
      if (fact) this.#host.dispatchEvent(fact(answer))
      return answer
    } catch (caught) {
      const error = toLoyaltyError(caught)
      this.#become({ status: 'failed', what: action, error })
      this.#host.dispatchEvent(new LoyaltyFailedEvent(action, error))
      return undefined
    } finally {
      this.#stop?.()
      this.#stop = undefined
    }
  }

  /** Forgets the last failure. */
  reset(): void {
    if (this.state.status === 'failed') this.#become({ status: 'idle' })
  }

  #become(state: ActionState): void {
    this.state = state
    this.#host.requestUpdate()
  }
}
