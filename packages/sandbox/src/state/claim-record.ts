import type { Claim, CurrencyAmount, Money } from '@loyaltykit/core'

/** "My purchase is missing", and what became of it. */
export interface ClaimRecord {
  readonly id: string
  readonly memberId: string
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: Claim['kind']
  /** As it was typed, and as it is compared with others: `purchase/A17`. */
  readonly reference: string
  readonly key: string
  readonly date?: string
  readonly total?: Money
  readonly place?: string
  readonly comment?: string
  readonly state: Claim['state']
  /** What the reviewer wrote, or which text of the rule says it. */
  readonly answer?: string
  readonly says?: 'unknown' | 'counted'
  readonly granted?: CurrencyAmount
}
