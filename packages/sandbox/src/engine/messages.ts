import { say, type Words } from '../rules/words.ts'
import type { MemberRecord, MessageRecord } from '../state/tables.ts'
import { nextNumber, type World } from './world.ts'

/** How many messages the outbox keeps. */
const kept = 200

/**
 * Sends a text to a member, where the programme has one, in the member's language, by the way the member signs in with: a second phone or
 * e-mail that was only written down may be somebody else's.
 */
export function send(world: World, member: MemberRecord, words: Words | undefined, values: Readonly<Record<string, string>>, at?: number): void {
  const proved = (kind: 'phone' | 'email') => {
    const value = member.profile[kind]
    return value !== undefined && world.records.get('identifiers', `${kind}:${value}`)?.memberId === member.id ? value : undefined
  }
  const phone = proved('phone')
  const to = phone ?? proved('email')
  if (to !== undefined && words) deliver(world, { to, channel: phone === undefined ? 'email' : 'sms', words, values, locale: member.locale, at })
}

/** Puts a message in the outbox. It is announced when the command that sent it is kept. */
export function deliver(world: World, { to, channel, words, values, locale, at = world.now(), oneTimeCode }: {
  to: string; channel: MessageRecord['channel']; words: Words; values: Readonly<Record<string, string>>; locale: string
  /** When it was sent: now, where an alarm does not say otherwise. */
  at?: number | undefined
  /** `{code}` of the words, where it is one that proves who somebody is. */
  oneTimeCode?: string
}): void {
  const number = nextNumber(world)
  const text = fill(say(words, locale, world.preset.locales[0]), oneTimeCode === undefined ? values : { ...values, code: oneTimeCode })
  const message: MessageRecord = { id: `m${number}`, number, at, to, channel, text, ...(oneTimeCode === undefined ? {} : { code: oneTimeCode }) }
  world.records.put('messages', message)
  world.sent.push(message)
  const old = world.records.all('messages').sort((a, b) => b.number - a.number).slice(kept)
  for (const { id } of old) world.records.remove('messages', id)
}

/** The same in each language. */
export const fillWords = (words: Words, values: Readonly<Record<string, string>>): Words =>
  ({ ...Object.fromEntries(Object.entries(words).map(([language, text]) => [language, fill(text, values)])), en: fill(words.en, values) })

/** Puts values in place of their names in braces. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
