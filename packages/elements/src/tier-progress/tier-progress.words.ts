/** What `loyalty-tier-progress` says, in English. Lines that begin with a wish get their capital letter by the style. */
export const words = {
  title: 'Your level',
  /** Instead of a name, for a member without one. */
  none: 'No level yet',
  validUntil: 'Valid until {date}',
  /** What is left. Spend is money; points have the programme's own word. */
  more: {
    spend: 'spend {amount} more',
    points: 'earn {amount} more',
    orders: { one: 'place {number} more order', other: 'place {number} more orders' },
    nights: { one: 'stay {number} more night', other: 'stay {number} more nights' },
    stays: { one: 'complete {number} more stay', other: 'complete {number} more stays' },
  },
  orders: { one: '{number} order', other: '{number} orders' },
  /** `{need}` is an amount with its word, `{number}` the same without. */
  progress: '{have} of {need}',
  reach: '{more} to reach {tier}',
  anyOne: 'Any one is enough to reach {tier}:',
  /** Enough for the next one, but the programme has not moved the member yet. */
  reached: 'You have done enough for {tier}. It will show here soon.',
  keep: '{more} by {date} to keep {tier}',
  kept: 'You have done enough to keep {tier}',
  or: '{one} or {other}',
  top: 'This is the highest level',
  /** When it went up while the page was open. */
  raised: 'You have reached {tier}!',
  gives: 'What {tier} gives you',
  adds: 'What {tier} adds',
  guest: 'Log in to see your level.',
  login: 'Log in',
  from: 'From {amount}',
  spent: '{amount} spent',
  start: 'From the start',
  empty: 'There are no levels yet.',
  failed: 'Your level is not available just now.',
}
export type TierProgressWords = typeof words
