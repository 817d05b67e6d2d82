/** What `loyalty-earn-preview` says, in English. */
export const words = {
  earn: 'Earn {amount}',
  guest: 'Members earn {amount}',
  /** Between amounts of two currencies. */
  and: ' + ',
  /** Between details. */
  then: ' · ',
  availableFrom: 'Available from {date}',
  offer: 'Includes {amount} from “{title}”',
  welcome: 'Join and get {amount} at once',
}
export type EarnPreviewWords = typeof words
