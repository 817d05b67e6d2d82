/** What `loyalty-gift-card` says, in English. */
export const words = {
  title: 'Gift cards',
  number: 'Gift card number',
  numberHint: 'It is on the card or in the message it came with. Spaces do not matter.',
  pin: 'PIN',
  pinHint: 'If there is one: often under a layer to scratch off.',
  check: 'Check balance',
  checking: 'Checking…',
  attach: 'Add to my account',
  attaching: 'Adding…',
  /** `{number}` is masked. */
  onIt: '{money} on card {number}',
  attached: 'Card {number} is in your account now.',
  joinToKeep: 'Log in to keep it in your account.',
  login: 'Log in',
  yours: 'In your account',
  none: 'There is no gift card in your account yet.',
  listFailed: 'The cards in your account can not be shown just now.',
  more: { one: 'Show {n} more', other: 'Show {n} more' },
  validUntil: 'Valid until {date}',
  expiredOn: 'Expired on {date}',
  states: { active: 'Can be used', blocked: 'Blocked', expired: 'Expired', spent: 'Used up' },
  problems: {
    number: {
      missing: 'Enter the number of the gift card.',
      short: 'This number is too short. Enter all of it.',
      invalid: 'This is not a number of a gift card. Check it.',
      unknown: 'The number or the PIN is not right. Check both.',
    },
    pin: { missing: 'Enter the PIN.', invalid: 'This is not a PIN. Check it.' },
  },
  /** `{time}` is `in 5 minutes`. */
  tooOften: 'That was too often. You can try again {time}.',
  notYours: 'This card is in another account already. If it is yours, ask our service.',
}
export type GiftCardWords = typeof words
