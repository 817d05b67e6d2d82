import type { operations } from '@loyaltykit/core/operations'
import type { z } from 'zod/mini'

type Table = typeof operations
type Rows = { [G in keyof Table]: { [M in keyof Table[G] & string as `${G}.${M}`]: Table[G][M] } }[keyof Table]
type Merged<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never
type ByName = Merged<Rows>
type RowOf<Name extends CallName> = ByName[Name] extends infer Row extends { input: z.core.$ZodType; output: z.core.$ZodType } ? Row : never

/** Every call of the port by its name: `redemptions.hold`. */
export type CallName = keyof ByName & string
/** What a call takes. */
export type CallInput<Name extends CallName> = z.input<RowOf<Name>['input']>
/** What it takes, once checked. */
export type CleanInput<Name extends CallName> = z.output<RowOf<Name>['input']>
/** What it answers. */
export type CallOutput<Name extends CallName> = z.output<RowOf<Name>['output']>
