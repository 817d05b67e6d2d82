/** What `loyalty-offer-carousel` says, in English. */
export const words = {
  title: 'Offers for you',
  titleGuest: 'Offers',
  /** What a screen reader calls the parts. */
  carousel: 'carousel',
  slide: 'slide',
  position: '{number} of {count}',
  previous: 'Previous offers',
  next: 'Next offers',
  states: { active: 'Active', locked: 'Locked', used: 'Used', expired: 'Ended' },
  from: 'From {date}',
  until: 'Until {date}',
  /** `{time}` is `in 5 hours`. */
  ends: 'Ends {time}',
  ended: 'Ended on {date}',
  code: 'Code',
  activate: 'Activate',
  activating: 'Activating…',
  activated: 'Activated',
  /** For a screen reader, once. */
  nowActive: '“{title}” is active now.',
  codeCopied: 'The code is copied.',
  copyByHand: 'We could not copy it. It is selected: press Ctrl+C, or ⌘C on a Mac.',
  use: 'Use it',
  toPartner: 'Go to partner',
  details: 'Details',
  hideDetails: 'Close',
  terms: 'Terms',
  more: 'Show more offers',
  joinFirst: 'Log in or join to use this offer.',
  guest: 'Log in to see the offers made for you.',
  login: 'Log in',
  empty: 'There are no offers just now. Look in again soon.',
  failed: 'The offers are not available just now.',
}
export type OfferCarouselWords = typeof words
