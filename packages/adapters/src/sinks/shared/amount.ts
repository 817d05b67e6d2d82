import type { LoyaltyFact } from '@loyaltykit/core'

/** How many digits of an amount are behind the point, by currency, as `Currency.scale` says; 0 where absent. */
export type Scales = Readonly<Record<string, number>>

/** A fact's value as people count it: 1050 of a currency with scale 2 is 10.5. */
export const unitsOf = (value: NonNullable<LoyaltyFact['value']>, scales: Scales | undefined): number => value.amount / 10 ** (scales?.[value.currency] ?? 0)
