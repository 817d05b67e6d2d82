import type { OwnedTable } from '../state/records.ts'
import type { MemberRecord, Tables } from '../state/tables.ts'
import { say, type Words } from '../rules/words.ts'
import { activity, balances } from './activity.ts'
import { toClaim } from './claims.ts'
import { toCoupon } from './coupons.ts'
import { after, instant } from './duration.ts'
import { toGiftCard } from './gift-cards.ts'
import { toRedemption } from './holds.ts'
import { toMember } from './program.ts'
import { toReferral } from './referrals.ts'
import { tooMany } from './refusals.ts'
import { toStanding } from './standing.ts'
import type { World } from './world.ts'

/** How many documents a member gets within a day. */
const daily = 3
/** How many characters a document may have. */
const longest = 2_000_000

/** For whom, and in which language, a record is told. */
interface Telling {
  readonly world: World
  readonly member: MemberRecord
  readonly words: (text: Words | undefined) => string | undefined
  /** A rule's id, of a record named `<member>/<rule>`. */
  readonly ruleOf: (record: { readonly id: string }) => string
}

const time = (at: number | undefined) => (at === undefined ? undefined : instant(at))

/**
 * What a document says of each record that belongs to a member; `elsewhere` for what another part of it says. A new table asks for a row,
 * so that nothing is forgotten. Marks of the sandbox itself (hashes, numbers, batches) are not told, nor is anything of others.
 */
const sections: { readonly [T in OwnedTable]: 'elsewhere' | readonly [name: string, tell: (record: Tables[T], telling: Telling) => object] } = {
  identifiers: ['identifiers', ({ id }) => ({ kind: id.slice(0, id.indexOf(':')), value: id.slice(id.indexOf(':') + 1) })],
  codes: 'elsewhere',
  sessions: ['sessions', ({ expiresAt }) => ({ expiresAt: instant(expiresAt) })],
  batches: 'elsewhere',
  entries: 'elsewhere',
  orders: ['orders', ({ id, at, store, cart, lines, total, due, refundedMoney }, { world }) => ({
    id, at: instant(at), store, partner: cart.partner, stay: cart.stay, currency: world.preset.money, total, paidWithMoney: due, givenBack: refundedMoney,
    items: cart.items.map((item, index) => ({ ...item, cameBack: lines[index]?.refunded })),
  })],
  redemptions: ['redemptions', (record, { world }) => ({ ...toRedemption(world, record), orderId: record.orderId })],
  offers: ['offers', ({ activatedAt, until, usedBy, ...record }, { world, words, ruleOf }) => ({
    offer: words(world.preset.offers.find(({ id }) => id === ruleOf(record))?.title), activatedAt: time(activatedAt), validUntil: time(until), usedBy,
  })],
  gifts: ['gifts', ({ at, ...record }, { world, words, ruleOf }) => ({ gift: words(world.preset.gifts?.find(({ id }) => id === ruleOf(record))?.title), lastAt: instant(at) })],
  cards: ['cards', ({ id, at }) => ({ number: id, linkedAt: instant(at) })],
  links: ['partners', ({ partnerId, account, at }, { world }) => ({ partner: world.preset.partners?.find(({ id }) => id === partnerId)?.name, account, linkedAt: instant(at) })],
  claims: ['claims', (claim, { world, member }) => ({ ...toClaim(world, claim, member.locale), comment: claim.comment })],
  invitations: 'elsewhere',
  goals: ['challenges', ({ joinedAt, completed, ...record }, { world, words, ruleOf }) => ({
    challenge: words(world.preset.challenges?.find(({ id }) => id === ruleOf(record))?.title), joinedAt: time(joinedAt), completedAt: time(completed?.at),
  })],
  answers: ['answers', ({ surveyId, at, score, choice, comment }, { world, words }) => {
    const survey = world.preset.surveys?.find(({ id }) => id === surveyId)
    return { question: words(survey?.question), at: instant(at), score, choice: words(survey?.choices?.find(({ id }) => id === choice)?.label), comment }
  }],
  coupons: ['coupons', (record, { world, member }) => toCoupon(world, record, member.locale)],
  purchaseCodes: 'elsewhere',
  rewardClaims: ['rewards', ({ rewardId, at, currency, amount, cancelledAt }, { world, words }) => ({
    reward: words(world.preset.rewards?.find(({ id }) => id === rewardId)?.title), at: instant(at), currency, amount, cancelledAt: time(cancelledAt),
  })],
  giftCards: ['giftCards', (record, { world }) => toGiftCard(world, record)],
  drawTickets: ['drawTickets', ({ drawId, number, round, orderId, void: isVoid }, { world, words }) => ({
    draw: words(world.preset.draws?.find(({ id }) => id === drawId)?.title), number, drawnAt: instant(round), orderId, void: isVoid,
  })],
}

/** All that is known of a member, as a document to keep: at most three within a day. */
export function exportOf(world: World, member: MemberRecord, locale: string): string {
  const at = world.now()
  const id = `export:${member.id}`
  const times = (world.records.get('requests', id)?.times ?? []).filter((asked) => after(asked, '1 day') > at)
  const [first] = times
  if (first !== undefined && times.length >= daily) throw tooMany(after(first, '1 day'))
  world.records.unit(() => world.records.put('requests', { id, times: [...times, at] }))
  return written(documentOf(world, { ...member, locale }, at))
}

function documentOf(world: World, member: MemberRecord, at: number): Record<string, unknown> {
  const { preset, records } = world
  const { locale, referralCode, invitedBy, source, earlierConsents = [], ...rest } = member
  const words = (text: Words | undefined) => text && say(text, locale, preset.locales[0])
  const telling: Telling = { world, member, words, ruleOf: (record) => record.id.slice(member.id.length + 1) }
  const { consents, ...person } = toMember({ ...rest, locale, referralCode })
  return {
    program: words(preset.name), exportedAt: instant(at),
    member: { ...person, referralCode, joinedByInvitation: invitedBy !== undefined, ...(source ? { broughtBy: source } : {}) },
    consents, earlierConsents,
    balances: balances(world, member.id),
    tier: toStanding(world, member),
    activity: activity(world, member, { limit: Number.MAX_SAFE_INTEGER }, locale).items,
    ...Object.fromEntries((Object.keys(sections) as OwnedTable[]).flatMap((table) => {
      const section = sections[table]
      if (section === 'elsewhere') return []
      const [name, tell] = section as readonly [string, (record: object, telling: Telling) => object]
      return [[name, records.of(table, member.id).map((record) => tell(record, telling))]]
    })),
    ...(preset.referral && member.status === 'active' ? { invitations: toReferral(world, member).invitations } : {}),
    messages: messagesTo(world, member),
  }
}

/** What was sent to the member. One-time codes are nothing to keep; what came to the number before belongs to somebody else. */
function messagesTo(world: World, member: MemberRecord): object[] {
  const addresses = world.records.of('identifiers', member.id).map(({ id }) => id.slice(id.indexOf(':') + 1))
  return world.records.all('messages')
    .filter(({ to, code, at }) => addresses.includes(to) && code === undefined && at >= member.joinedAt)
    .map(({ at, to, channel, text }) => ({ at: instant(at), to, channel, text }))
}

/** Text that is short enough: of the longest lists the newest entries, and how many are left out. */
function written(document: Record<string, unknown>): string {
  for (let most = 100_000; ; most = Math.floor(most / 2)) {
    const leftOut: Record<string, number> = {}
    const cut = Object.fromEntries(Object.entries(document).map(([name, value]) => {
      if (!Array.isArray(value) || value.length <= most) return [name, value]
      leftOut[name] = value.length - most
      // the activity has the newest first, all else the oldest
      return [name, name === 'activity' ? value.slice(0, most) : value.slice(-most)]
    }))
    const text = JSON.stringify(Object.keys(leftOut).length ? { ...cut, leftOut } : cut, undefined, 2)
    if (text.length <= longest || most === 0) return text
  }
}
