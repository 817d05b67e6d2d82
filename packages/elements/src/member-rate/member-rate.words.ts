/** What `loyalty-member-rate` says, in English. */
export const words = {
  /** For those who can't see which price is struck through. */
  publicPrice: 'Public price:',
  yourPrice: 'Your price:',
  nights: { one: 'for {n} night', other: 'for {n} nights' },
  tierSaves: '{tier} price, you save {money}',
  saves: 'Member price, you save {money}',
  next: '{tier} pays {money}',
  top: 'This is the lowest price there is.',
  because: 'Includes: {titles}',
  and: ', ',
  guest: 'Members pay {money}',
  guestTier: '{tier} members pay {money}',
  join: 'Join',
  login: 'Log in',
  same: 'Members pay the same.',
  book: 'Book',
  /** For those who hear the button without the price. */
  bookAt: 'Book for {money}',
  tiers: 'Prices by tier',
  tier: 'Tier',
  price: 'Price',
  yours: 'Your tier',
}
export type MemberRateWords = typeof words
