import type { AnyClient, ReferralLookup } from '@loyaltykit/core'
import type { ReactiveController, ReactiveElement } from 'lit'

/** Asks once for each code what it is worth to the friend who came with it. */
export class InvitedController implements ReactiveController {
  /** Absent while it is not known. */
  answer: ReferralLookup | undefined
  /** Asked, and no answer yet. */
  asking = false
  readonly #host: ReactiveElement
  #asked: { readonly client: AnyClient; readonly code: string } | undefined

  constructor(host: ReactiveElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#asked = undefined
    this.asking = false
  }

  /** A code that can't be looked up has no answer: the element then says what the programme gives in general. */
  look(client: AnyClient, code: string | undefined): void {
    if (this.#asked?.client === client && this.#asked.code === code) return
    this.answer = undefined
    this.asking = false
    this.#asked = undefined
    if (!code || !client.lookUpReferral || !client.can('referrals.lookUp')) return
    const asked = (this.#asked = { client, code })
    this.asking = true
    void client
      .lookUpReferral({ code })
      .then((answer) => {
        if (asked === this.#asked) this.answer = answer
      })
      .catch(() => {})
      .finally(() => {
        if (asked !== this.#asked) return
        this.asking = false
        this.#host.requestUpdate()
      })
  }
}
