/** What `loyalty-activity` says, in English. */
export const words = {
  title: 'Your activity',
  show: 'Show',
  groups: { all: 'All', earned: 'Earned', spent: 'Spent', expired: 'Expired' },
  currency: 'Currency',
  everyCurrency: 'All currencies',
  kinds: {
    earn: 'Earned', spend: 'Spent', expire: 'Expired', adjust: 'Correction', transfer: 'Transfer', reverse: 'Cancelled', hold: 'Set aside', release: 'No longer set aside',
  },
  reasons: {
    purchase: 'Purchase', refund: 'Refund', welcome: 'Welcome', referral: 'Referral', birthday: 'Birthday', win_back: 'Welcome back', offer: 'Offer', challenge: 'Challenge',
    survey: 'Survey', exchange: 'Exchange', card: 'Card', claim: 'Claim', redemption: 'Payment', reward: 'Reward', draw: 'Prize draw', service: 'Service',
  },
  plus: '+{amount}',
  pending: 'Pending',
  pendingUntil: 'Pending until {date}',
  reversed: 'Taken back',
  validUntil: 'Valid until {date}',
  more: 'Show more',
  loadingMore: 'Loading…',
  /** For a screen reader, once. */
  came: { one: '{n} more entry.', other: '{n} more entries.' },
  /** The pages that were read had nothing of what is shown. */
  noneSince: 'Nothing of this kind back to {date}.',
  noMore: 'That is all there is.',
  moreFailed: 'Earlier entries could not be loaded.',
  export: 'Download as CSV',
  /** `{number}` entries so far. */
  exporting: 'Collecting… {number}',
  exported: { one: '{n} entry is in the file.', other: '{n} entries are in the file.' },
  exportedPart: { one: 'The file has the latest {n} entry.', other: 'The file has the latest {n} entries.' },
  nothingToExport: 'There is nothing to download.',
  file: 'activity',
  columns: {
    date: 'Date', text: 'Description', kind: 'Kind', reason: 'Reason', reference: 'Reference', amount: 'Amount', currency: 'Currency', state: 'State', availableAt: 'Available from', expiresAt: 'Valid until',
  },
  states: { pending: 'Pending', final: 'Done', reversed: 'Taken back' },
  guest: 'Log in to see what you have earned and spent.',
  login: 'Log in',
  empty: 'Nothing here yet. What you earn and spend will be listed here.',
  none: 'There is nothing of this kind.',
  failed: 'Your activity is not available just now.',
}
export type ActivityWords = typeof words
