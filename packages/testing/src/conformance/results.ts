import type { Exchange } from './wire.ts'

/** A check that failed. */
export interface Failed {
  readonly group: string
  readonly check: string
  /** What was expected, and what the check saw. */
  readonly expected: string
  readonly exchange?: Exchange
  readonly todo: string
}

/** A check that was not run. */
export interface LeftOut {
  readonly group: string
  readonly check: string
  readonly needs: readonly string[]
}

/** What came of a run. */
export interface Results {
  readonly passed: { readonly group: string; readonly check: string }[]
  readonly failed: Failed[]
  readonly leftOut: LeftOut[]
}

export const noResults = (): Results => ({ passed: [], failed: [], leftOut: [] })

/** How a group did: what the capability table shows. */
export function markOf({ passed, failed, leftOut }: Results, group: string, there: boolean): 'proved' | 'absent' | 'failed' | 'partly' | 'untried' {
  const of = (list: readonly { readonly group: string }[]) => list.some((one) => one.group === group)
  if (of(failed)) return 'failed'
  if (!there) return 'absent'
  if (!of(passed)) return 'untried'
  return of(leftOut) ? 'partly' : 'proved'
}
