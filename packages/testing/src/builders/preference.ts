import type { Preferences } from '@loyaltykit/core'
import { aProgram, type BuilderLocale } from './program.ts'

/** The consents of `aProgram`: the needed ones given, news by SMS allowed, by e-mail not answered. */
export function aPreferences(changes: Partial<Preferences> = {}, locale: BuilderLocale = 'en'): Preferences {
  const requests = aProgram({}, locale).enrolment?.consents ?? []
  const at = '2026-01-15T09:30:00Z'
  return {
    requests,
    consents: requests.filter(({ id }) => id !== 'marketing-email').map(({ id, version }) => ({ id, version, granted: true, at })),
    ...changes,
  }
}
