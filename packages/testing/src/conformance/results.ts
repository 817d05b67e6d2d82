import { groups } from '../contract/contract.ts'
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

const byOption: Readonly<Record<string, string>> = {
  'signUp': 'members: --code-url, --code, --token, --token-command or signUp of --hooks',
  'more members': 'more members: --token once more, or --token-command',
  'codeFor': 'one-time codes: --code-url or --code',
  'another': 'a second instance: --another',
  'origin': 'an allowed origin: --origin',
}

/** A means of a subject is one word that names no group; calls have a dot, and everything else is words. */
export const canBeGiven = (need: string): boolean => need in byOption || (/^[a-z]\w*$/i.test(need) && !(groups as readonly string[]).includes(need))

/** Which option gives what was needed, or what the server would have to have. A means that has no option of its own is a function of `--hooks`. */
export function howToEnable(need: string): string {
  if (canBeGiven(need)) return byOption[need] ?? `${need} of --hooks`
  return (groups as readonly string[]).includes(need) ? `the group ${need}` : /^\w+\.\w+$/.test(need) ? `the call ${need}` : need
}

/** How a group did, in the capability table. What the server has no calls for does not count against it. */
export function markOf({ passed, failed, leftOut }: Results, group: string, there: boolean): 'proved' | 'absent' | 'failed' | 'partly' | 'untried' {
  const of = (list: readonly { readonly group: string }[]) => list.some((one) => one.group === group)
  if (of(failed)) return 'failed'
  if (!there) return 'absent'
  if (!of(passed)) return 'untried'
  return of(leftOut.filter(({ needs }) => needs.every(canBeGiven))) ? 'partly' : 'proved'
}
