/** What all elements say, in English. */
export const en = {
  /** How numbers are written in the language tags that are listed, so that the first number needs no `Intl`. In others `Intl` writes them. */
  numbers: { group: ',', decimal: '.', tags: 'en en-US en-GB en-AU en-CA en-IE en-NZ' },
  units: {
    point: { one: 'point', other: 'points' },
    bonus: { one: 'bonus', other: 'bonuses' },
    mile: { one: 'mile', other: 'miles' },
    night: { one: 'night', other: 'nights' },
    stay: { one: 'stay', other: 'stays' },
    stamp: { one: 'stamp', other: 'stamps' },
    credit: { one: 'credit', other: 'credits' },
  },
  /** A number with its word. */
  amount: '{number} {unit}',
  loading: 'Loading',
  retry: 'Try again',
  /** Below a value that could not be refreshed. */
  lastKnown: 'As of {time}. We will try again by ourselves.',
  checking: 'No answer yet. Checking whether it went through…',
  required: 'required',
  optional: 'optional',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  errors: {
    network: 'We could not reach the loyalty service. Check your connection and try again.',
    timeout: 'The loyalty service is taking too long. Try again in a moment.',
    rate_limited: 'That was too often. Wait a moment and try again.',
    unauthenticated: 'Please log in again.',
    forbidden: 'This is not available for your account.',
    not_found: 'We could not find this. Check it and try again.',
    conflict: 'Something changed meanwhile. Look again, then try once more.',
    invalid_input: 'Something is not filled in right. Check the marked fields.',
    insufficient_points: 'You do not have enough for this.',
    wrong_code: 'This is not the code we sent. Check it and try again.',
    expired: 'This has expired. Start again.',
    not_eligible: 'This is not available for you now.',
    unsupported: 'This programme does not offer this.',
    bad_response: 'The loyalty service gave an answer we could not use. Try again later.',
    backend_failed: 'The loyalty service has a problem. Try again later.',
    uncertain: 'We sent it but got no answer, so it may have gone through. Look at your balance before you try again.',
    aborted: 'This was stopped.',
    invalid_option: 'This page is not set up right.',
  },
}
export type SharedWords = typeof en
