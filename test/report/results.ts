/** What a step of the test command found out. */
export interface Failure {
  readonly name: string
  readonly message: string
}

export interface Results {
  passed: number
  skipped: number
  failures: Failure[]
}

export function noResults(): Results {
  return { passed: 0, skipped: 0, failures: [] }
}

export function add(to: Results, from: Results): Results {
  to.passed += from.passed
  to.skipped += from.skipped
  to.failures.push(...from.failures)
  return to
}
