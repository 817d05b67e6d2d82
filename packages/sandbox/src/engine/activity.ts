import type { ActivityEntry, ActivityPage, Balance } from '@loyaltykit/core'
import type { ActivityWords, Preset } from '../presets/preset.ts'
import { say, type Words } from '../rules/words.ts'
import type { EntryRecord, MemberRecord } from '../state/tables.ts'
import { instant } from './duration.ts'
import { amountOf, memberAccount } from './ledger.ts'
import { fill } from './messages.ts'
import { invalid } from './refusals.ts'
import { spendable } from './batches.ts'
import type { World } from './world.ts'

/** A page of a member's ledger, the newest first. The cursor is the last line shown, so that new lines on top move nothing. */
export function activity(world: World, member: MemberRecord, { cursor, limit = 20, currency }: { cursor?: string | undefined; limit?: number | undefined; currency?: string | undefined }, locale: string): ActivityPage {
  const [, below] = cursor === undefined ? [] : /^before-([1-9]\d{0,14})$/.exec(cursor) ?? []
  // it names a line of this member's own
  if (cursor !== undefined && (below === undefined || world.records.get('entries', `e${below}`)?.memberId !== member.id)) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
  const lines = world.records.of('entries', member.id)
    .filter((entry) => (below === undefined || entry.number < Number(below)) && (currency === undefined || entry.currency === currency))
    .sort((a, b) => b.number - a.number)
  const shown = lines.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map((entry) => toEntry(world, entry, locale)), ...(last && lines.length > limit ? { next: `before-${last.number}` } : {}) }
}

function toEntry(world: World, entry: EntryRecord, locale: string): ActivityEntry {
  const { id, at, kind, currency, amount, state, reason, reference, availableAt, expiresAt } = entry
  const text = textOf(world, entry, locale)
  return {
    id, at: instant(at), kind, currency, amount, state, ...(text ? { text } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(reference === undefined ? {} : { reference }),
    ...(availableAt === undefined || state !== 'pending' ? {} : { availableAt: instant(availableAt) }),
    ...(expiresAt === undefined || state === 'reversed' ? {} : { expiresAt: instant(expiresAt) }),
  }
}

function textOf(world: World, { words, memberId, reference = '' }: EntryRecord, locale: string): string {
  const { preset } = world
  const [kind = '', id] = words.split(/:(.*)/)
  const text = id === undefined ? preset.activity[words as keyof ActivityWords] : titles[kind]?.(preset, id)
  if (!text) return ''
  const order = kind === 'hold' || kind === 'release' ? undefined : world.records.get('orders', reference)
  const partner = kind === 'exchange' ? id : order?.memberId === memberId ? order.cart.partner : undefined
  const name = preset.partners?.find((one) => one.id === partner)?.name
  const said = say(text, locale, preset.locales[0])
  return `${fill(said, { reference, partner: name ?? '' })}${name === undefined || said.includes('{partner}') ? '' : ` · ${name}`}`.slice(0, 300)
}

/** The titles of rules that give points. */
const titles: Readonly<Record<string, (preset: Preset, rule: string) => Words | undefined>> = {
  offer: ({ offers }, rule) => offers.find(({ id }) => id === rule)?.title,
  earn: ({ earn }, rule) => earn.find(({ id }) => id === rule)?.title,
  gift: ({ gifts }, rule) => gifts?.find(({ id }) => id === rule)?.title,
  reward: ({ rewards }, rule) => rewards?.find(({ id }) => id === rule)?.title,
  draw: ({ draws }, rule) => draws?.find(({ id }) => id === rule)?.title,
  exchange: (preset) => preset.activity.exchange,
  challenge: ({ challenges }, rule) => challenges?.find(({ id }) => id === rule)?.title,
  // a question is no reason: the programme may say it in its own words
  survey: ({ surveys, activity: words }, rule) => words.survey ?? surveys?.find(({ id }) => id === rule)?.question,
}

/** What a member has, by currency. */
export function balances(world: World, memberId: string): Balance[] {
  return world.preset.currencies.map(({ id: currency }) => {
    const at = (place: 'available' | 'pending' | 'held') => amountOf(world, memberAccount(memberId, currency, place))
    const batches = world.records.of('batches', memberId).filter((batch) => batch.currency === currency)
    const waiting = batches.filter(({ state, left }) => state === 'pending' && left > 0)
    return {
      currency,
      available: at('available'),
      pending: at('pending'),
      pendingBatches: byDate(waiting.map(({ left, availableAt }) => ({ amount: left, at: availableAt }))),
      held: at('held'),
      expiring: byDate(spendable(world, memberId, currency).flatMap(({ left, expiresAt }) => (expiresAt === undefined ? [] : { amount: left, at: expiresAt }))),
      lifetime: batches.reduce((sum, batch) => sum + (batch.returned ? 0 : batch.amount - batch.takenBack), 0),
    }
  })
}

/** One part per date, the soonest first; at most 100. */
function byDate(parts: readonly { amount: number; at: number }[]): { amount: number; at: string }[] {
  const dates = new Map<number, number>()
  for (const { amount, at } of parts) dates.set(at, (dates.get(at) ?? 0) + amount)
  return [...dates].sort(([a], [b]) => a - b).slice(0, 100).map(([at, amount]) => ({ amount, at: instant(at) }))
}
