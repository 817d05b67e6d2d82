/** What `loyalty-challenges` says, in English. */
export const words = {
  title: 'Challenges',
  sections: { joined: 'On the way', available: 'To take part in', completed: 'Completed', expired: 'Ended' },
  /** How far one is: `{have}` and `{need}` are numbers, `{n}` is `need`. */
  progress: {
    orders: { one: '{have} of {need} order', other: '{have} of {need} orders' },
    items: { one: '{have} of {need} item', other: '{have} of {need} items' },
    nights: { one: '{have} of {need} night', other: '{have} of {need} nights' },
    stays: { one: '{have} of {need} stay', other: '{have} of {need} stays' },
    referrals: { one: '{have} of {need} friend', other: '{have} of {need} friends' },
    /** Both are money. */
    spend: '{have} of {need}',
    /** `{two}` and `{units}` are the currency's word for two and for many. */
    points: '{have} of {need} {units}',
    count: '{have} of {need}',
  },
  prize: 'Prize: {amount}',
  badge: 'Badge: {badge}',
  won: 'You got {amount}',
  until: 'Until {date}',
  /** `{time}` is `in 5 hours`. */
  ends: 'Ends {time}',
  ended: 'Ended on {date}',
  completedOn: 'Completed on {date}',
  join: 'Take part',
  joining: 'One moment…',
  /** For a screen reader, once. */
  nowJoined: 'You take part: {title}.',
  nowCompleted: 'Done: {title}!',
  gone: 'This challenge is over or full. The list is up to date now.',
  guest: 'Log in to take part and to see how far you are.',
  login: 'Log in',
  empty: 'There are no challenges just now. Look in again soon.',
  failed: 'The challenges are not available just now.',
}
export type ChallengesWords = typeof words
