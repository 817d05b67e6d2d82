import { passcodeWords } from '../shared/passcode.words.ts'

/** What `loyalty-login` says, in English. */
export const words = {
  ...passcodeWords,
  title: 'Log in to {program}',
  intro: 'We send you a one-time code.',
  loggedInAs: 'You are logged in as {name}.',
  loggedIn: 'You are logged in.',
  logOut: 'Log out',
  notEnrolled: 'You are not a member yet',
  notEnrolledPhone: 'There is no membership for {identifier} so far. Your number is confirmed already, so joining takes a minute.',
  notEnrolledEmail: 'There is no membership for {identifier} so far. Your e-mail is confirmed already, so joining takes a minute.',
  join: 'Join {program}',
  failed: 'You can’t log in just now.',
}
export type LoginWords = typeof words
