import { isPlainDate, type EnrolmentField, type Profile, type Program } from '@loyaltykit/core'
import { birthdays } from '../shared/profile-fields.ts'
import { toEmail, toPhone } from '../shared/phone.ts'
import type { PreferenceChanges } from './preferences.events.ts'

type ProfileChanges = NonNullable<PreferenceChanges['profile']>
type Kind = 'phone' | 'email'

/** What of a profile is shown, and what of it can be changed here. */
export interface ProfilePlan {
  /** What the member logs in with: another one needs a proof, so it is shown only. */
  readonly fixed: readonly { readonly name: Kind; readonly value: string }[]
  readonly fields: readonly EnrolmentField[]
}

/**
 * The fields that the programme asks at sign-up. A phone or an e-mail that one may log in with is fixed, unless the programme asks for it
 * as a further field and there is the other one to log in with; should it be the log-in after all, the backend says so.
 */
export function planOf({ enrolment }: Program, profile: Profile): ProfilePlan {
  if (!enrolment) return { fixed: [], fields: [] }
  const known = enrolment.identifiers.filter((kind) => profile[kind] !== undefined)
  const isField = (kind: Kind) => enrolment.fields.some(({ name }) => name === kind)
  const fixed = known.filter((kind) => known.length === 1 || !isField(kind))
  return {
    fixed: fixed.map((name) => ({ name, value: profile[name] ?? '' })),
    fields: enrolment.fields.filter(({ name }) => !fixed.includes(name as Kind)),
  }
}

/** What was typed, as a profile has it; `undefined` where it is nothing. */
export function typedValue(name: EnrolmentField['name'], text: string, countryCode?: string): string | undefined {
  const typed = text.trim()
  if (!typed) return undefined
  return name === 'phone' ? (toPhone(typed, countryCode) ?? typed) : name === 'email' ? (toEmail(typed) ?? typed) : typed
}

/** What is wrong with a field; nothing where it is good. What was there before needs no check. */
export function problemIn({ name, required }: EnrolmentField, text: string, { profile, now, countryCode }: { readonly profile: Profile; readonly now: number; readonly countryCode: string | undefined }): 'missing' | 'invalid' | undefined {
  const typed = text.trim()
  // a programme may ask for what it did not ask for when the member joined: that must not keep them from changing the rest
  if (!typed) return required && profile[name] !== undefined ? 'missing' : undefined
  if (typedValue(name, typed, countryCode) === profile[name]) return undefined
  if (name === 'phone') return toPhone(typed, countryCode) ? undefined : 'invalid'
  if (name === 'email') return toEmail(typed) ? undefined : 'invalid'
  if (name !== 'birthday') return undefined
  const { min, max } = birthdays(now)
  return isPlainDate(typed) && typed >= min && typed <= max ? undefined : 'invalid'
}

/** Only what is other than before; `null` where it was cleared. */
export function changesOf(fields: readonly EnrolmentField[], values: Readonly<Record<string, string>>, profile: Profile, countryCode?: string): ProfileChanges {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      if (values[name] === undefined) return []
      const value = typedValue(name, values[name], countryCode)
      return value === profile[name] ? [] : [[name, value ?? null]]
    }),
  )
}
