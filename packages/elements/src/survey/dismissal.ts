const keyOf = (programId: string) => `loyaltykit:survey-dismissed:${programId}`

/** Whether somebody said "not now" in this visit: in this tab, until it is closed. Storage may be forbidden: then it is not known after a reload. */
export function isDismissed(programId: string): boolean {
  try {
    return sessionStorage.getItem(keyOf(programId)) !== null
  } catch {
    return false
  }
}

/** Keeps that somebody said "not now"; `false` forgets it. */
export function keepDismissal(programId: string, dismissed: boolean): void {
  try {
    if (dismissed) sessionStorage.setItem(keyOf(programId), '1')
    else sessionStorage.removeItem(keyOf(programId))
  } catch {
    // it is a convenience
  }
}
