import { passcodeWords } from '../shared/passcode.words.ts'
import { profileProblems, profileWords } from '../shared/profile.words.ts'

/** What `loyalty-enrolment-form` says, in English. */
export const words = {
  ...passcodeWords,
  title: 'Join {program}',
  titleWelcome: 'Join {program} and get {amount}',
  steps: 'Step {step} of {steps}',
  intro: 'It begins with a one-time code.',
  invited: '{name} invited you: you get {amount} for joining.',
  invitedNoName: 'You were invited: you get {amount} for joining.',
  detailsTitle: 'About you',
  confirmedAs: 'Confirmed: {identifier}',
  ...profileWords,
  cardNumber: 'Number of your plastic card, if you have one',
  referralCode: 'Invitation code, if you have one',
  consents: 'Your consent',
  readDocument: 'Read the document',
  opensNewTab: '(opens in a new tab)',
  joinNow: 'Join',
  referralGives: 'This code brings you {amount}.',
  referralUnknown: 'We don’t know this code. Correct it, or go on without it.',
  fieldProblems: {
    ...profileProblems,
    cardNumber: { missing: 'Enter the card number.', invalid: 'We don’t know this card. Check the number, or leave it out.' },
    referralCode: { missing: 'Enter the code.', invalid: 'This code is not valid. Correct it, or press “Join” again to go on without it.' },
    consent: { missing: 'Tick this to join.', invalid: 'Read this again, and tick it to join.' },
  },
  consentMissing: 'Tick “{consent}”.',
  done: 'Welcome, {name}!',
  doneNoName: 'Welcome!',
  doneText: 'You are a member of {program} now.',
  granted: { welcome: '{amount} as a welcome', referral: '{amount} for coming by invitation', card: '{amount} for your card' },
  member: 'You are a member of {program}, {name}.',
  memberNoName: 'You are a member of {program}.',
  already: 'You have been a member before, so we have logged you in.',
  becameMember: 'This phone or e-mail has a membership by now. Get a code to log in.',
  failed: 'You can’t join just now.',
}
export type EnrolmentFormWords = typeof words
