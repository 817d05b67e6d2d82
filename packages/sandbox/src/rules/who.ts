/** For whom a rule holds: everything that is named must be true. A guest has no segment, no card and the lowest tier. */
export interface Who {
  /** In any of these segments. */
  readonly segments?: readonly string[]
  /** In this tier or a higher one. */
  readonly tier?: string
  /** Has bought nothing yet that was not given back. */
  readonly firstOrder?: true
  /** Has told these. */
  readonly told?: readonly ('email' | 'phone' | 'birthday' | 'city')[]
  /** Has linked a card of plastic. */
  readonly card?: 'plastic'
  /** Has linked an account at this partner. */
  readonly partner?: string
}

/** Which goods, by category or article: those of `only` (all where absent) that are not of `except`. */
export interface Goods {
  readonly only?: readonly string[]
  readonly except?: readonly string[]
}

/** Where and when a purchase is made: everything that is named must be true. Days are those of UTC. */
export interface Occasion {
  /** At any of these partners; `own` stands for the programme's own shops. */
  readonly partners?: readonly string[]
  readonly days?: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
}
