/** What everything that asks for a profile says, in English. */
export const profileWords = {
  givenName: 'First name',
  familyName: 'Last name',
  birthday: 'Date of birth',
  gender: 'Gender',
  genders: { unset: 'Not chosen', female: 'Female', male: 'Male', another: 'Other' },
  city: 'City',
  postalCode: 'Postal code',
}
/** The same, of what is wrong with it. */
export const profileProblems = {
  givenName: { missing: 'Enter your first name.', invalid: 'Enter your first name again.' },
  familyName: { missing: 'Enter your last name.', invalid: 'Enter your last name again.' },
  birthday: { missing: 'Enter your date of birth.', invalid: 'Enter the date of birth in full: a day in the past.' },
  gender: { missing: 'Choose one.', invalid: 'Choose one.' },
  city: { missing: 'Enter your city.', invalid: 'Enter your city again.' },
  postalCode: { missing: 'Enter your postal code.', invalid: 'Enter the postal code again, up to 20 characters.' },
}
export type ProfileWords = typeof profileWords
export type ProfileProblems = typeof profileProblems
