/** What `loyalty-card` says, in English. */
export const words = {
  title: 'Your card',
  show: 'Show at the till',
  /** In the large view, above the code. */
  scan: 'Hold the code up to the scanner.',
  tell: 'Tell the number at the till.',
  /** For those who can't see it. */
  qr: 'QR code of your card',
  barcode: 'Barcode of your card',
  codeFailed: 'The code could not be drawn. Tell the number instead.',
  number: 'Card number',
  copyNumber: 'Copy card number',
  numberCopied: 'Card number copied',
  copyByHand: 'We could not copy it. It is selected: press Ctrl+C, or ⌘C on a Mac.',
  wallets: { apple: 'Apple Wallet', google: 'Google Wallet', samsung: 'Samsung Wallet' },
  /** `{wallet}` is one of them. */
  addTo: 'Add to {wallet}',
  others: 'Also yours',
  kinds: { virtual: 'Card on the phone', plastic: 'Plastic card' },
  linkedOn: 'Linked on {date}',
  link: 'Link a card you have',
  numberLabel: 'Number of the card',
  numberHint: 'It is on the front or the back of the card. Spaces do not matter.',
  linkNow: 'Link this card',
  linking: 'Linking…',
  linked: 'Card {number} is linked now.',
  granted: 'You get {amount} for it.',
  already: 'Card {number} is yours already.',
  problems: {
    missing: 'Enter the number of the card.',
    short: 'This number is too short. Enter all of it.',
    invalid: 'This is not a number of a card. Check it.',
    unknown: 'We don’t know this card. Check the number.',
    taken: 'This card is linked to somebody else. If it is yours, ask our service.',
  },
  /** `{time}` is `in 5 minutes`. */
  tooOften: 'That was too often. You can try again {time}.',
  guest: 'Log in to see your card.',
  login: 'Log in',
  empty: 'You have no card yet.',
  failed: 'Your card can not be shown just now.',
}
export type CardWords = typeof words
