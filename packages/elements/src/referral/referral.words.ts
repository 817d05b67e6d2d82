/** What `loyalty-referral` says, in English. */
export const words = {
  title: 'Invite friends',
  youGet: 'You get',
  friendGets: 'Your friend gets',
  link: 'Your link',
  code: 'Your code',
  copyLink: 'Copy link',
  copyCode: 'Copy code',
  linkCopied: 'Link copied',
  codeCopied: 'Code copied',
  /** Copying is not allowed here; the text is selected instead. */
  copyByHand: 'We could not copy it. It is selected: press Ctrl+C, or ⌘C on a Mac.',
  share: 'Share…',
  /** What the share sheet of the device sends along with the link. */
  shareText: 'Join {program} with my link and get {amount}.',
  shareTextPlain: 'Join {program} with my link.',
  qr: 'QR code',
  /** For those who can't see it. */
  qrLabel: 'QR code of your link',
  qrFailed: 'The QR code could not be drawn. Copy the link instead.',
  invitations: { one: '{number} friend invited', other: '{number} friends invited' },
  noneYet: 'No friends invited yet',
  left: 'You can invite {number} more',
  friend: 'A friend',
  states: { joined: 'Joined', rewarded: 'Rewarded', refused: 'Did not count' },
  reward: '+{amount}',
  limit: 'You have invited as many friends as you can. Thank you!',
  notEligible: 'Inviting friends is not open to you yet.',
  invitedBy: '{name} invites you',
  invited: 'A friend invites you',
  joinAndGet: 'Join {program} and get {amount}.',
  join: 'Join {program}.',
  invalid: 'This invitation does not count any more. You can still join {program}.',
  guest: 'Log in to get your own link.',
  login: 'Log in',
  failed: 'Inviting friends is not available just now.',
}
export type ReferralWords = typeof words
