import { LoyaltyError } from '@loyaltykit/core'

/** Runs changes one after the other: each answer says all that is so by then, so none may overtake another. What waits for a person who has gone is dropped. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #person = 0

  run<T>(act: () => Promise<T>): Promise<T> {
    const person = this.#person
    const turn = this.#last.then(() => {
      if (person !== this.#person) throw new LoyaltyError('aborted', 'Somebody else is there by now. Nothing was sent.')
      return act()
    })
    this.#last = turn.catch(() => {})
    return turn
  }

  /** Somebody else is there. */
  drop(): void {
    this.#person += 1
  }
}
