/** What `loyalty-coupons` says, in English. */
export const words = {
  title: 'Your codes',
  code: 'Code',
  codeCopied: 'The code is copied.',
  copyByHand: 'We could not copy it. It is selected: press Ctrl+C, or ⌘C on a Mac.',
  use: 'Use it',
  toPartner: 'Go to partner',
  terms: 'Terms',
  from: 'From {date}',
  until: 'Until {date}',
  /** `{time}` is `in 5 hours`. */
  ends: 'Ends {time}',
  ended: 'Ended on {date}',
  used: { one: 'Used ({n})', other: 'Used ({n})' },
  expired: { one: 'Expired ({n})', other: 'Expired ({n})' },
  noneAvailable: 'You have no codes to use now.',
  more: 'Show more',
  came: { one: '{n} more code.', other: '{n} more codes.' },
  guest: 'Log in to see your codes.',
  login: 'Log in',
  empty: 'No codes yet. You get them for rewards and offers.',
  failed: 'Your codes are not available just now.',
}
export type CouponsWords = typeof words
