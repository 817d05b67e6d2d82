import type { Enrol, Enrolled, Issue } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import { grant } from './batches.ts'
import { cardIssue, giveCard, newCardNumber } from './cards.ts'
import { endOf } from './currencies.ts'
import { instant } from './duration.ts'
import { lookAgain, watchBirthday } from './gifts.ts'
import { countGuess, refuseGuesser } from './guesses.ts'
import { hasLeftLately } from './leaving.ts'
import { send } from './messages.ts'
import { plainProfile, profileIssues } from './profile.ts'
import { advocateOf, invite, samePerson } from './referrals.ts'
import { invalid, KeptRefusal, refuse } from './refusals.ts'
import { openSession, type IssuedSession } from './sessions.ts'
import { newId, spelling, type World } from './world.ts'

/** A new member. */
export interface Joined {
  readonly member: MemberRecord
  readonly session: IssuedSession
  /** What was given for joining. */
  readonly granted: Enrolled['granted']
}

/** Makes a member of somebody who has proved an identifier, and signs in. A card number that is none counts as a guess. */
export function enrol(world: World, input: Enrol, locale: string): Joined | KeptRefusal {
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
  const returns = hasLeftLately(world, identifier, at)
  if (code && returns) issues.push({ path: 'referralCode', message: 'is for new members, and you have been one within the last year. Leave it out' })
  const card = input.cardNumber?.trim()
  const guesser = `card-guesses:${ticket.id}`
  if (card) refuseGuesser(world, guesser)
  const wrongCard = card ? cardIssue(world, card) : undefined
  if (wrongCard) {
    issues.push(wrongCard)
    countGuess(world, guesser)
  }
  const [first, ...others] = issues
  if (first) return new KeptRefusal(invalid(first, ...others))

  const member: MemberRecord = {
    id: newId(world), status: 'active', joinedAt: at, locale, profile,
    consents: world.preset.enrolment.consents.map(({ id, version }) => ({ id, version, granted: input.consents.some((consent) => consent.id === id && consent.granted), at: instant(at) })),
    cardNumber: newCardNumber(world),
    referralCode: freeCode(world),
    ...(advocate ? { invitedBy: advocate.id } : {}),
    // an address may name anybody: only partners are in the books
    ...(input.source && world.preset.partners?.some(({ id }) => id === input.source?.partner) ? { source: input.source } : {}),
  }
  world.records.put('members', member)
  for (const id of [identifier, `card:${member.cardNumber}`]) world.records.put('identifiers', { id, memberId: member.id })
  world.records.put('codes', { id: member.referralCode, memberId: member.id })
  if (advocate) invite(world, advocate, member.id)
  // who left lately was welcomed before
  const welcome = returns ? [] : world.preset.welcome
  for (const points of welcome) {
    grant(world, { memberId: member.id, ...points, at, expiresAt: endOf(world, points.currency, at), reason: 'welcome', words: 'welcome' })
    send(world, member, world.preset.messages.welcome, { amount: String(points.amount), name: profile.givenName ?? '' })
  }
  const fromCard = card ? giveCard(world, member, card) : []
  watchBirthday(world, member, at)
  lookAgain(world, member, at)
  return {
    member, session: openSession(world, member.id),
    granted: [...welcome.map((points) => ({ ...points, reason: 'welcome' as const })), ...fromCard.map((points) => ({ ...points, reason: 'card' as const }))],
  }
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
