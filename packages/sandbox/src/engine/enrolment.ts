import type { Enrol, Issue, Profile } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { endOf } from './currencies.ts'
import { instant } from './duration.ts'
import { lookAgain, watchBirthday } from './gifts.ts'
import { plainEmail } from './identifiers.ts'
import { send } from './messages.ts'
import { advocateOf, invite, samePerson } from './referrals.ts'
import { invalid, refuse } from './refusals.ts'
import { openSession, type IssuedSession } from './sessions.ts'
import { digits, newId, spelling, type World } from './world.ts'

/** Makes a member of somebody who has proved an identifier, and signs in. */
export function enrol(world: World, input: Enrol, locale: string): { readonly member: MemberRecord; readonly session: IssuedSession } {
  const at = world.now()
  const ticket = world.records.get('tickets', input.ticket)
  if (!ticket) throw refuse('expired', 'This sign-up is not valid any more. Ask for a new code.')
  const identifier = `${ticket.kind}:${ticket.value}`
  if (world.records.get('identifiers', identifier)) throw refuse('conflict', 'You are a member already. Sign in instead.')
  if (ticket.expiresAt <= at) throw refuse('expired', 'This sign-up is not valid any more. Ask for a new code.')

  const profile = plainProfile({ ...input.profile, [ticket.kind]: ticket.value })
  const issues = [...profileIssues(world, profile), ...consentIssues(world, input.consents)]
  const code = input.referralCode?.trim()
  const advocate = code ? advocateOf(world, code) : undefined
  if (code && !advocate) issues.push({ path: 'referralCode', message: 'is not a code that is valid now. Look at it again, or leave it out' })
  if (advocate && samePerson(advocate, profile)) issues.push({ path: 'referralCode', message: 'is your own: it is for your friends. Leave it out' })
  if (input.cardNumber?.trim()) issues.push({ path: 'cardNumber', message: 'can\'t be given here: this programme takes no old cards at sign-up' })
  const [first, ...others] = issues
  if (first) throw invalid(first, ...others)

  const member: MemberRecord = {
    id: newId(world), status: 'active', joinedAt: at, locale, profile,
    consents: world.preset.enrolment.consents.map(({ id, version }) => ({ id, version, granted: input.consents.some((consent) => consent.id === id && consent.granted), at: instant(at) })),
    cardNumber: `${world.preset.cardPrefix}${digits(world, 10)}`,
    referralCode: freeCode(world),
    ...(advocate ? { invitedBy: advocate.id } : {}),
  }
  world.records.put('members', member)
  world.records.put('identifiers', { id: identifier, memberId: member.id })
  world.records.put('codes', { id: member.referralCode, memberId: member.id })
  if (advocate) invite(world, advocate, member.id)
  for (const points of world.preset.welcome) {
    grant(world, { memberId: member.id, ...points, at, expiresAt: endOf(world, points.currency, at), reason: 'welcome', words: 'welcome' })
    send(world, member, world.preset.messages.welcome, { amount: String(points.amount), name: profile.givenName ?? '' })
  }
  watchBirthday(world, member, at)
  lookAgain(world, member, at)
  return { member, session: openSession(world, member.id) }
}

function plainProfile(profile: Profile): Profile {
  const trimmed = Object.entries(profile).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
  const plain: Profile = Object.fromEntries(trimmed.filter(([, value]) => value !== '' && value !== undefined))
  return plain.email === undefined ? plain : { ...plain, email: plainEmail(plain.email) ?? plain.email }
}

function profileIssues(world: World, profile: Profile): Issue[] {
  const missing = world.preset.enrolment.fields.filter(({ name, required }) => required && profile[name] === undefined)
  const issues = missing.map(({ name }) => ({ path: `profile.${name}`, message: 'is missing' }))
  if (profile.birthday !== undefined && (profile.birthday > instant(world.now()).slice(0, 10) || profile.birthday < '1900-01-01')) {
    issues.push({ path: 'profile.birthday', message: 'is no birthday of somebody who could join today' })
  }
  return issues
}

function consentIssues(world: World, given: Enrol['consents']): Issue[] {
  const { consents } = world.preset.enrolment
  const unknown = given.filter(({ id }) => !consents.some((request) => request.id === id)).map(({ id }) => ({ path: `consents.${id}`, message: 'is not asked for by this programme' }))
  return [...unknown, ...consents.flatMap(({ id, version, required }): Issue[] => {
    const answers = given.filter((consent) => consent.id === id)
    if (answers.length > 1) return [{ path: `consents.${id}`, message: 'is answered twice' }]
    const [answer] = answers
    if (required && !answer?.granted) return [{ path: `consents.${id}`, message: 'is needed to join' }]
    if (answer && answer.version !== version) return [{ path: `consents.${id}`, message: 'has a new wording. Read it and answer again' }]
    return []
  })]
}

function freeCode(world: World): string {
  for (;;) {
    const code = spelling(world, 8)
    if (!world.records.get('codes', code)) return code
  }
}
