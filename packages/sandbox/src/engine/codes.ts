import type { CodeChallenge, Identifier, Verified } from '@loyaltykit/core'
import { after, instant } from './duration.ts'
import { masked, plainIdentifier } from './identifiers.ts'
import { deliver } from './messages.ts'
import { KeptRefusal, refuse, tooMany } from './refusals.ts'
import { openSession, type IssuedSession } from './sessions.ts'
import { digits, newId, type World } from './world.ts'

const codeLife = '10 minutes'
const resendPause = '30 seconds'
const ticketLife = '30 minutes'
const wrongTries = 5
const hourly = 6
const length = 6

type NotEnrolled = Extract<Verified, { outcome: 'not_enrolled' }>

/** Sends a one-time code. Knows nothing of members, so the answer can't tell who is one. */
export function requestCode(world: World, identifier: Identifier, locale: string): CodeChallenge {
  const at = world.now()
  const plain = plainIdentifier(world, identifier)
  const asked = `${plain.kind}:${plain.value}`
  const times = (world.records.get('requests', asked)?.times ?? []).filter((time) => after(time, '1 hour') > at)
  const last = times.at(-1)
  if (last !== undefined && after(last, resendPause) > at) throw tooMany(after(last, resendPause))
  const [first] = times
  if (first !== undefined && times.length >= hourly) throw tooMany(after(first, '1 hour'))
  world.records.put('requests', { id: asked, times: [...times, at] })
  for (const old of world.records.all('challenges')) {
    if (old.state === 'open' && old.kind === plain.kind && old.value === plain.value) world.records.put('challenges', { ...old, state: 'replaced' })
  }
  const code = digits(world, length)
  const challenge = { ...plain, id: newId(world), code, wrongTries: 0, state: 'open' as const, expiresAt: after(at, codeLife) }
  world.records.put('challenges', challenge)
  const channel = plain.kind === 'phone' ? 'sms' : 'email'
  deliver(world, { to: plain.value, channel, words: world.preset.messages.code, values: {}, oneTimeCode: code, locale })
  return { id: challenge.id, channel, to: masked(plain), length, expiresAt: instant(challenge.expiresAt), resendAt: instant(after(at, resendPause)) }
}

/** Takes the code. A wrong one counts as a try even though the call fails. */
export function verifyCode(world: World, { challengeId, code }: { challengeId: string; code: string }): NotEnrolled | IssuedSession | KeptRefusal {
  const at = world.now()
  const challenge = world.records.get('challenges', challengeId)
  if (!challenge) throw refuse('not_found', 'There is no such code. Ask for a new one.')
  if (challenge.state !== 'open' || challenge.expiresAt <= at || challenge.wrongTries >= wrongTries) throw refuse('expired', 'This code is not valid any more. Ask for a new one.')
  if (challenge.code !== code) {
    world.records.put('challenges', { ...challenge, wrongTries: challenge.wrongTries + 1 })
    return new KeptRefusal(refuse('wrong_code', 'This is not the code that was sent. Look at it and try again.'))
  }
  world.records.put('challenges', { ...challenge, state: 'used' })
  const { kind, value } = challenge
  const known = world.records.get('identifiers', `${kind}:${value}`)
  if (known) return openSession(world, known.memberId)
  const ticket = { id: newId(world), kind, value, expiresAt: after(at, ticketLife) }
  world.records.put('tickets', ticket)
  return { outcome: 'not_enrolled', ticket: ticket.id, expiresAt: instant(ticket.expiresAt) }
}
