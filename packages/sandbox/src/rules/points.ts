import type { Duration } from '../engine/duration.ts'
import type { Goods, Occasion, Who } from './who.ts'
import type { Words } from './words.ts'

/** So much of a loyalty currency, in its minor units. */
export interface Points {
  readonly currency: string
  readonly amount: number
}

/** A loyalty currency. */
export interface CurrencyRule {
  readonly id: string
  readonly unit: 'point' | 'bonus' | 'mile' | 'night' | 'stay' | 'stamp' | 'credit'
  readonly name: Words
  /** The programme's own word by language and plural category, instead of the unit's. */
  readonly forms?: Readonly<Record<string, Readonly<Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many' | 'other', string>>>>>
  readonly scale: number
  /** What it is worth when it pays: so many of its minor units are so many minor units of the shop's money. Absent where it can't pay. */
  readonly worth?: { readonly amount: number; readonly money: number }
  /** How long earned points wait before they can be spent: the return window. At once where absent. */
  readonly pending?: Duration
  /** How long points live once they can be spent. For ever where absent. */
  readonly life?: Duration
  /** The least life of points that a refund gives back. */
  readonly returnedLife?: Duration
}

/** What a purchase earns. Every rule that holds adds its part, each rounded down. Without `on` a rule holds everywhere that earns: in own shops and at partners with `earns`. */
export interface EarnRule {
  readonly id: string
  readonly currency: string
  /** What is counted: money paid with money (in minor units), pieces, nights or stays. */
  readonly per: 'money' | 'item' | 'night' | 'stay'
  /** By tier, or for `all`: so many minor units of the currency for each `for` of what is counted. */
  readonly rates: Readonly<Record<string, { readonly amount: number; readonly for: number }>>
  readonly goods?: Goods
  readonly who?: Who
  readonly on?: Occasion
  /** What the ledger says, instead of the purchase's own text; `{reference}` is the order's number. */
  readonly title?: Words
}

/** How points pay. Of the rules for one currency the first that holds counts. Without `on` a rule holds in own shops and at partners with `spends`. */
export interface SpendRule {
  readonly id: string
  readonly currency: string
  /** The largest part of a cart, in percent. */
  readonly share: number
  readonly min: number
  readonly step: number
  /** What they pay for. */
  readonly goods?: Goods
  readonly who?: Who
  readonly on?: Occasion
  /** How long a hold lasts. */
  readonly hold: Duration
}

/** Points that come by themselves. */
export interface GiftRule {
  readonly id: string
  /** Each year on the birthday, or when a member comes into a segment. */
  readonly on: 'birthday' | { readonly segment: string }
  readonly points: Points
  /** They burn after this time; the currency's own life where absent. */
  readonly life?: Duration
  readonly who?: Who
  /** Not twice within this time. */
  readonly pause?: Duration
  /** What the ledger says. */
  readonly title: Words
  /** What is sent; `{amount}`, `{name}`, `{until}` stand for what changes. */
  readonly message?: Words
}
