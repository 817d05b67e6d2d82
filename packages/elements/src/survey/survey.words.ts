/** What `loyalty-survey` says, in English. */
export const words = {
  prize: '{amount} for your answer',
  ends: { nps: { low: 'Not at all likely', high: 'Extremely likely' }, rating: { low: 'Very bad', high: 'Very good' } },
  /** What a screen reader calls a star, and an end of the scale. */
  star: '{number} of 5',
  end: '{number}: {words}',
  comment: 'Would you like to add something?',
  send: 'Send',
  sending: 'Sending…',
  notNow: 'Not now',
  dismissed: 'All right, not now.',
  missing: { nps: 'Choose a number.', rating: 'Choose how many stars.', choice: 'Choose an answer.', text: 'Write your answer.' },
  thanks: 'Thank you!',
  granted: 'You got {amount}.',
  helps: 'Your answer helps us get better.',
  closed: 'This question is closed by now. Thank you all the same.',
  next: 'Next question',
  guest: 'Log in to see whether there is a question for you.',
  login: 'Log in',
  empty: 'There are no questions for you just now.',
  failed: 'There is no question to show just now.',
}
export type SurveyWords = typeof words
