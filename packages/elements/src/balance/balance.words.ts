/** What `loyalty-balance` says, in English. */
export const words = {
  title: 'Your balance',
  pending: '{amount} pending',
  pendingUntil: '{amount} pending until {date}',
  held: '{amount} set aside',
  expiring: '{amount} expire on {date}',
  worth: '≈ {money}',
  guest: 'Log in to see your balance.',
  login: 'Log in',
  guestCompact: 'Not logged in',
  empty: 'Nothing here yet. Your first purchase changes that.',
  failed: 'Your balance is not available just now.',
  failedCompact: 'Not available',
}
export type BalanceWords = typeof words
