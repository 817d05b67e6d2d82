import { check, factShape, type FactListener, type LoyaltyFact } from '@loyaltykit/core'

/** What every sink takes. */
export interface SinkOptions {
  /**
   * Whether this person allows it now. Asked at every fact, and again before anything leaves: a fact that comes before consent is
   * dropped, not kept for later. Only `true` is a yes; a promise, or a function that throws, is a no.
   */
  readonly consent: () => boolean
}

/** Hears facts: give it to `client.onEvent`. */
export type Sink = FactListener

export function isAllowed(consent: SinkOptions['consent']): boolean {
  try {
    return (consent() as unknown) === true
  } catch {
    return false
  }
}

/** Passes on what is allowed now and is a fact: its listed fields within their bounds, and nothing else that came with it. */
export const allowed = ({ consent }: SinkOptions, take: (fact: LoyaltyFact) => void): Sink =>
  (told) => {
    if (!isAllowed(consent)) return
    const result = check(factShape, told)
    if ('value' in result) take(result.value as LoyaltyFact)
  }
