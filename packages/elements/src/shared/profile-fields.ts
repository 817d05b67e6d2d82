import type { EnrolmentField, Profile } from '@loyaltykit/core'
import type { TemplateResult } from 'lit'
import { choiceField, textField } from './field.ts'
import type { LightForm } from './light-form.ts'
import type { ProfileWords } from './profile.words.ts'
import type { SharedWords } from './words/en.ts'

/** A field of the profile that is not an identifier. */
type OwnField = Exclude<EnrolmentField['name'], 'phone' | 'email'>

const tokens: Readonly<Record<OwnField, string>> = {
  givenName: 'given-name',
  familyName: 'family-name',
  birthday: 'bday',
  gender: 'sex',
  city: 'address-level2',
  postalCode: 'postal-code',
}

/** How long a life is thought to be, in years. */
const longestLife = 120

export interface ProfileFieldOptions {
  readonly form: LightForm
  readonly speech: { readonly own: ProfileWords; readonly shared: SharedWords }
  readonly field: EnrolmentField & { readonly name: OwnField }
  readonly error: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

export function profileField({ form, speech, field, error, now }: ProfileFieldOptions): TemplateResult {
  const { own, shared } = speech
  const { name } = field
  const common = { name, error, label: field.label ?? own[name], autocomplete: tokens[name], required: field.required ? shared.required : undefined }
  if (name === 'gender') {
    const { unset, female, male, another } = own.genders
    const options = Object.entries({ '': unset, female, male, other: another }).map(([value, label]) => ({ value, label }))
    return choiceField(form, { ...common, options })
  }
  if (name === 'birthday') return textField(form, { ...common, type: 'date', ...birthdays(now) })
  return textField(form, { ...common, maxlength: name === 'postalCode' ? 20 : 300 })
}

/** The first and the last day somebody alive can be born on. */
export function birthdays(now: number): { readonly min: string; readonly max: string } {
  const max = new Date(now).toISOString().slice(0, 10)
  return { min: `${Number(max.slice(0, 4)) - longestLife}${max.slice(4)}`, max }
}

/** What was typed, as a profile: trimmed, without what is empty. */
export function toProfile(values: Readonly<Record<string, string | undefined>>, names: readonly string[]): Profile {
  return Object.fromEntries(names.flatMap((name) => (values[name]?.trim() ? [[name, values[name].trim()]] : [])))
}
