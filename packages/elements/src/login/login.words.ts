import { passcodeWords } from '../shared/passcode.words.ts'

/** What `loyalty-login` says, in English. */
export const words = {
  ...passcodeWords,
  title: 'Log in to {program}',
  intro: 'We send you a one-time code.',
  continueWith: 'Continue with {provider}',
  /** Between the providers and the form for a code. */
  or: 'or',
  /** Where neither a code nor a provider is offered. */
  onSite: 'Log in on this site, and you are logged in here too.',
  loggedInAs: 'You are logged in as {name}.',
  loggedIn: 'You are logged in.',
  logOut: 'Log out',
  logOutEverywhere: 'Log out on all devices',
  notEnrolled: 'You are not a member yet',
  notEnrolledPhone: 'There is no membership for {identifier} so far. Your number is confirmed already, so joining takes a minute.',
  notEnrolledEmail: 'There is no membership for {identifier} so far. Your e-mail is confirmed already, so joining takes a minute.',
  notEnrolledProvider: 'There is no membership for this account so far. Who you are is confirmed already, so joining takes a minute.',
  join: 'Join {program}',
  /** How a log-in at a provider ended. */
  outcomes: {
    cancelled: 'You turned back, so you are not logged in.',
    expired: 'That took too long. Please try again.',
    failed: 'The log-in did not work. Try again in a moment.',
    /** It went well, and yet nobody is logged in. */
    blocked: 'Your browser has not kept the log-in. Allow cookies for this site, and try again.',
  },
  failed: 'You can’t log in just now.',
}
export type LoginWords = typeof words
