import type { Issue, Profile } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import { instant } from './duration.ts'
import { plainEmail } from './identifiers.ts'
import { isPlainLine } from './plain-text.ts'
import type { World } from './world.ts'

/** What changes of a profile: what is absent stays, `null` clears. */
export type ProfileChanges = { readonly [Name in keyof Profile]?: Profile[Name] | null }

/** A profile as it is kept and compared: without blanks at the ends, without empty fields. */
export function plainProfile(profile: ProfileChanges): Profile {
  const trimmed = Object.entries(profile).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
  const plain: Profile = Object.fromEntries(trimmed.filter(([, value]) => value !== '' && value !== undefined && value !== null))
  return plain.email === undefined ? plain : { ...plain, email: plainEmail(plain.email) ?? plain.email }
}

/** What is missing of a profile, or can't be. */
export function profileIssues(world: World, profile: Profile): Issue[] {
  const missing = world.preset.enrolment.fields.filter(({ name, required }) => required && profile[name] === undefined)
  const issues = missing.map(({ name }) => ({ path: `profile.${name}`, message: 'is missing' }))
  if (profile.birthday !== undefined && (profile.birthday > instant(world.now()).slice(0, 10) || profile.birthday < '1900-01-01')) {
    issues.push({ path: 'profile.birthday', message: 'is no birthday of somebody who could join today' })
  }
  for (const name of ['givenName', 'familyName', 'city', 'postalCode'] as const) {
    const text = profile[name]
    if (text !== undefined && !isPlainLine(text)) issues.push({ path: `profile.${name}`, message: 'has characters that can\'t be seen. Type it again' })
  }
  return issues
}

/**
 * A member's profile after a change, and what is wrong with the change. What one signs in with stays: another one needs a proof. A second
 * phone or e-mail is only written down; nobody signs in with it, and it is taken whether or not it is somebody's log-in, so that the answer
 * tells nothing of other members.
 */
export function changedProfile(world: World, { id, profile }: MemberRecord, changes: ProfileChanges): { readonly profile: Profile; readonly issues: readonly Issue[] } {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const changed = plainProfile({ ...profile, ...Object.fromEntries(given) })
  // what was missing before is asked for elsewhere
  const issues = profileIssues(world, changed).filter(({ path }) => given.some(([name]) => path === `profile.${name}`))
  for (const kind of ['phone', 'email'] as const) {
    const signsIn = profile[kind] !== undefined && world.records.get('identifiers', `${kind}:${profile[kind]}`)?.memberId === id
    if (signsIn && changed[kind] !== profile[kind]) issues.push({ path: `profile.${kind}`, message: 'is what you sign in with: it changes only with a proof that the new one is yours. Ask the desk' })
  }
  return { profile: changed, issues }
}
