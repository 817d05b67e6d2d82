/** Taking a reward at LoyaltyLion, which knows no idempotency key. Loaded with the first one that is taken. */
import { drawer, isLoyaltyError, LoyaltyError, toLoyaltyError, type Coupon, type RewardsGroup, type StorageLike, type WriteContext } from '@loyaltykit/core'
import type { Look, LoyaltyLionCustomer, toBalances, toGiftCard, toRewards } from '../loyaltylion.ts'
import { invalid } from '../shared/invalid.ts'
import { checkTaking } from '../shared/rewards.ts'
import { unexpected, type WireRequest } from '../shared/send.ts'

type Wire = Readonly<Record<string, unknown>>
type Claimed = Awaited<ReturnType<RewardsGroup['claim']>>

/** What claims need of their adapter: its words, and the way there. */
export interface ClaimWorld {
  readonly name: string
  readonly doubt: number
  readonly storage: StorageLike | undefined
  /** The claimed rewards as they were answered. */
  readonly claimedOf: (look: Look) => unknown
  readonly toBalances: typeof toBalances
  readonly toRewards: typeof toRewards
  readonly toCoupon: (claimed: Wire) => Coupon | undefined
  readonly toGiftCard: typeof toGiftCard
  readonly look: (who: LoyaltyLionCustomer, context: WriteContext) => Promise<Look>
  readonly send: (who: LoyaltyLionCustomer, request: WireRequest, context: WriteContext) => Promise<Wire>
}

/** A claim from before it was sent: what it is told by where its answer is lost. Ids of claims, nothing personal. */
interface Begun {
  /** Tells one customer of a shared device from the next. */
  readonly who: string
  readonly reward: string
  /** In milliseconds since 1970. */
  readonly at: number
  /** The claims of this reward that were there before. */
  readonly before: readonly string[]
  /** The claim that came of it, once that is known. */
  readonly id?: string
}

/** How long a claim is remembered, in milliseconds: as long as the client keeps its key. */
const life = 60 * 60_000
/** After these it was not done. */
const refusals = ['insufficient_points', 'not_eligible', 'not_found', 'conflict', 'forbidden', 'unauthenticated', 'rate_limited']

/** Claims, each once for its key: in this page by its answer, after a reload by a note of what was begun. */
export function claims({ name, doubt, storage, claimedOf, toBalances, toRewards, toCoupon, toGiftCard, look, send }: ClaimWorld) {
  const flights = new Map<string, { readonly reward: string; readonly answer: Promise<Claimed> }>()
  const notes = drawer(name, storage)
  const read = (): Record<string, Begun> => {
    const kept = (notes.get('claims') ?? {}) as Record<string, Begun>
    return Object.fromEntries(Object.entries(kept).filter(([, note]) => Math.abs(Date.now() - Number(note?.at)) < life))
  }
  const write = (key: string, note: Begun | undefined) => {
    const { [key]: _, ...others } = read()
    const next = note ? { ...others, [key]: note } : others
    notes.set('claims', Object.keys(next).length ? next : undefined)
  }

  return async (who: LoyaltyLionCustomer, { rewardId }: { readonly rewardId: string }, context: WriteContext): Promise<Claimed> => {
    const { idempotencyKey: key } = context
    if (typeof key !== 'string' || key.length < 1 || key.length > 200) throw invalid({ path: 'idempotencyKey', message: 'must be 1 to 200 characters' })
    const own = `${who.id} ${key}`
    const known = flights.get(own)
    if ((known ?? read()[key] ?? { reward: rewardId }).reward !== rewardId) throw new LoyaltyError('conflict', 'This key was used for another call. Take a new key for a new intent.')
    if (known) return known.answer
    const answer = claim(who, rewardId, context)
    flights.set(own, { reward: rewardId, answer })
    if (flights.size > 200) flights.delete(flights.keys().next().value ?? '')
    answer.catch((error: unknown) => {
      const { code, retryable } = toLoyaltyError(error)
      // a refusal stays one; what failed for the moment is taken up by the next attempt
      if (retryable || !refusals.includes(code) || code === 'unauthenticated') flights.delete(own)
    })
    return answer
  }

  async function claim(who: LoyaltyLionCustomer, rewardId: string, context: WriteContext): Promise<Claimed> {
    const { idempotencyKey: key } = context
    const [begunBy, begun] = begunFor(who, rewardId, key)
    const before = await look(who, context)
    const there = listed(claimedOf(before)).filter((one) => String(one['reward_id']) === rewardId)
    if (begun) {
      // what another key has got is not ours
      const others = Object.entries(read()).flatMap(([name, note]) => (name === begunBy ? [] : [note.id]))
      const ours = there.find(({ id }) => (begun.id === undefined ? !begun.before.includes(String(id)) && !others.includes(String(id)) : begun.id === String(id)))
      if (ours) {
        write(begunBy, undefined)
        write(key, { ...begun, id: String(ours['id']) })
        return answerOf(before, rewardId, ours)
      }
      if (begun.id !== undefined) throw new LoyaltyError('conflict', 'This was done before. Look at your rewards.')
      checkDoubt(begun)
      write(begunBy, undefined)
    }

    const found = toRewards(before).find(({ reward }) => reward.id === rewardId)
    if (!found) throw new LoyaltyError('not_found', 'There is no such reward. It may have ended.')
    checkTaking(found.reward)

    // another tab may have begun it meanwhile: nothing comes between this look and the note
    const [, since] = begunFor(who, rewardId, key)
    if (since) checkDoubt(since)
    const note: Begun = { who: markOf(who.id), reward: rewardId, at: Date.now(), before: there.map(({ id }) => String(id)) }
    write(key, note)
    const answer = await send(who, { method: 'POST', path: `/rewards/${found.kind}/redeem`, body: { customer_merchant_id: who.id, reward_id: Number(rewardId) } }, context).catch((error: unknown) => {
      if (isLoyaltyError(error) && refusals.includes(error.code)) write(key, undefined)
      throw error
    })
    const [claimed, customer] = [answer['claimed_reward'] as Wire | undefined, answer['customer'] as Wire | undefined]
    if (claimed?.['id'] === undefined || !customer) throw new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.')
    write(key, { ...note, id: String(claimed['id']) })
    return answerOf({ configuration: before.configuration, customer }, rewardId, claimed, answer['gift_card_code'])
  }

  /**
   * What was begun with this key; else what a page was closed over: of the same person, for the same reward, and never answered. Who presses again then has the answer to
   * that, whatever the key, for the client keeps its keys over a reload only where it knows who the member is.
   */
  function begunFor({ id: whose }: LoyaltyLionCustomer, rewardId: string, key: string): readonly [key: string, note: Begun | undefined] {
    const known = read()
    const left = Object.entries(known).find(([other, { who, reward, id }]) => id === undefined && reward === rewardId && who === markOf(whose) && !flights.has(`${whose} ${other}`))
    return known[key] || !left ? [key, known[key]] : left
  }

  /** A request without an answer may still be on its way: until it can't be, nobody may say that it was never made. */
  function checkDoubt({ at }: Begun): void {
    if (Date.now() - at < doubt) throw new LoyaltyError('timeout', 'It is being checked whether this was done. Try again with the same key.')
  }

  function answerOf(after: Look, rewardId: string, claimed: Wire, number?: unknown): Claimed {
    const reward = toRewards(after).find((one) => one.reward.id === rewardId)?.reward
    const giftCard = toGiftCard(claimed, after)
    // the whole number of a gift card is told this once: as a code, which the member can copy
    const coupon = giftCard && typeof number === 'string' ? { id: giftCard.id, code: number.slice(0, 300), title: reward?.title ?? giftCard.number, state: 'available' as const } : toCoupon(claimed)
    if (!reward) throw new LoyaltyError('bad_response', 'The loyalty service answered something unexpected. Look at your rewards.')
    return { reward, balances: toBalances(after), ...(coupon ? { coupon } : {}), ...(giftCard ? { giftCard } : {}) }
  }
}

/** One that can't be read may be the claim that is looked for: then nobody knows whether it was made. */
function listed(answer: unknown): readonly Wire[] {
  const isId = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value !== '')
  const list = Array.isArray(answer) ? (answer as readonly (Wire | null)[]) : undefined
  if (!list?.every((one): one is Wire => isId(one?.['id']) && isId(one?.['reward_id']))) throw unexpected()
  return list
}

/** A short mark of a text, which does not say it: 32 bits, FNV-1a. */
function markOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash.toString(36)
}
