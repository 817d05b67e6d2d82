/** What log-in and enrolment both say while a phone or an e-mail is confirmed, in English. */
export const passcodeWords = {
  phone: 'Mobile phone',
  email: 'E-mail',
  phoneHint: 'For example +44\u00a07700\u00a0900123.',
  phoneHintNational: 'Without a country code we take {code}.',
  usePhone: 'Use a phone number instead',
  useEmail: 'Use e-mail instead',
  getCode: 'Get a code',
  codeTitle: 'Enter the code',
  code: 'Code from the message',
  sent: 'We have sent {n} digits to {to}.',
  confirm: 'Continue',
  resend: 'Send another code',
  resendIn: 'in {n} s',
  resent: 'Another code is on its way.',
  newCode: 'Get a new code',
  change: 'Use another phone or e-mail',
  busy: 'One moment…',
  summary: 'Please check:',
  /** The code has expired, or was tried too often. */
  spent: 'This code no longer works. Get a new one, and go on here.',
  /** The code was right, but too much time has passed since. */
  late: 'Too much time has passed since the code. Get a new one: what you have typed is kept.',
  tooOften: 'That was too often. Try again after {time}.',
  problems: {
    phone: { missing: 'Enter your phone number.', invalid: 'Enter the whole phone number with its country code, for example +44\u00a07700\u00a0900123.' },
    email: { missing: 'Enter your e-mail.', invalid: 'Enter the e-mail in full, for example name@example.com.' },
    code: { missing: 'Enter the code from the message.', short: 'Enter all {n} digits of the code.', wrong: 'This is not the code we sent. Check the message and enter it again.' },
  },
}
export type PasscodeWords = typeof passcodeWords
