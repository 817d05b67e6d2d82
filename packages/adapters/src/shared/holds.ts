import { LoyaltyError, type Balance, type Cart, type Context, type Money, type Redemption } from '@loyaltykit/core'
import type { KeyStore } from '../keys.ts'
import { foundOf, sentOnce, toldAfter, type Begun } from './doubt.ts'
import { memberOf, type Act, type Unguarded } from './guarded.ts'
import { alone, digest } from '@loyaltykit/core/keys'

/** Points set aside by a promise among those who share a store of keys. */
export interface Hold<Place> {
  readonly redemption: Redemption
  /** Where the points are and what they will pay for, in the loyalty system's words: a wallet, a card, a reward. JSON. */
  readonly place: Place
  /** The key it was asked for with. */
  readonly key: string
  /** The order that it has paid for, or is about to. */
  readonly orderId?: string
  /** The payment that was begun for it. */
  readonly paying?: Begun<unknown>
}

/** What is asked for: points of a currency, for a cart. */
export interface Wish {
  readonly cart: Cart
  readonly currency: string
  readonly amount: number
}

/** What `holdsIn` takes. */
export interface HoldsOptions<Place, Mark> {
  readonly keys: KeyStore
  /** The adapter's name, with what tells one programme from another. */
  readonly name: string
  /** How long a hold lasts, in milliseconds. 30 minutes where absent. */
  readonly holdFor?: number | undefined
  /** For how long an unanswered payment may still be on its way, in milliseconds: see `Sending`. 30 seconds where absent. */
  readonly doubt?: number | undefined
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number
  /** Called first by every call. Fails with `unauthenticated` for who is not in the programme. */
  member(context: Context): Promise<unknown>
  /** What the member has after it, with what is held taken off. */
  balances(context: Context): Promise<Balance[]>
  /**
   * Whether so many points may pay for this cart, beside what is held already: what they take off the price, and where they are. Reserves nothing.
   * Fails as `redemptions.hold` does: `insufficient_points`, `not_eligible`, `invalid_input` (`currency`).
   */
  promise(wish: Wish, holds: readonly Hold<Place>[], context: Act): Promise<{ readonly money: Money; readonly place: Place }>
  /**
   * Where `promise` has set the points aside at the loyalty system: gives them back, and does not mind when they are back. Called before a hold is
   * cancelled, and for one whose time is over as soon as its member is seen again.
   */
  release?(hold: Hold<Place>, context: Context): Promise<void>
  /** How the loyalty system is paid: an order with points, points burnt, a voucher bought with them. Sent at most once: see `Sending`. */
  readonly pay: {
    /** What the payment will be told by. Fails where it can't be made (any more): then nothing has begun. */
    mark(hold: Hold<Place>, context: Act): Promise<Mark>
    /** The id of the payment with this mark, if there is one. */
    find(hold: Hold<Place>, mark: Mark, context: Act): Promise<string | undefined>
    /** Makes the payment; gives its id. */
    send(hold: Hold<Place>, mark: Mark, context: Act): Promise<string>
    /** Waits where a payment is answered before it is made. Gives what it was refused with; then the points are only held again. */
    settled?(hold: Hold<Place>, id: string, context: Act): Promise<LoyaltyError | undefined>
  }
}

/** The holds of an adapter, kept in its store of keys. */
export interface Holds<Place> {
  /** The member's holds that last, the newest first; none for a guest. */
  open(context: Pick<Context, 'identity'>): Promise<readonly Hold<Place>[]>
  /** Before a member's points are read: gives back what was set aside for holds that have ended. Where that fails, the next one tries. */
  letGo(context: Context): Promise<void>
  /** One write about points at a time for each member: what was looked up stays true until it is done. `context` has a shorter time. */
  inTurn<T>(context: Act, act: (context: Act) => Promise<T>): Promise<T>
  /** The group of the port. */
  readonly redemptions: Required<NonNullable<Unguarded['redemptions']>>
}

/** How long holds are remembered after the last change of one, in milliseconds. */
const month = 30 * 86_400_000

/** So many points are held in these; `fits` tells those that are meant. */
export const heldIn = <Place>(holds: readonly Hold<Place>[], fits: (hold: Hold<Place>) => boolean = () => true): number =>
  holds.filter(fits).reduce((sum, { redemption }) => sum + redemption.amount, 0)

/**
 * Holds for a loyalty system that can't set points aside: a hold is a promise among those who ask this adapter, and the points are taken when it is
 * confirmed. Who talks to the loyalty system past it may spend the same points meanwhile; then nothing is paid, and `confirm` fails as the payment does.
 * One that can set them aside but does not give them back by itself does so in `promise`, with `release`.
 */
export function holdsIn<Place, Mark>({ keys, name, holdFor = 30 * 60_000, doubt = 30_000, clock, member, balances, promise, release, pay }: HoldsOptions<Place, Mark>): Holds<Place> {
  const idOf = async (memberId: string) => `holds ${await digest(`${name}\n${memberId}`)}`
  const read = (text: string | undefined) => (text === undefined ? [] : (JSON.parse(text) as Hold<Place>[]))
  /** A payment that may still arrive keeps its points held, also past the end of the hold. */
  const lasts = ({ redemption: { state, expiresAt }, paying }: Hold<Place>) =>
    state === 'held' && (Date.parse(expiresAt ?? '') > clock() || (paying !== undefined && Date.now() - paying.since < doubt))
  const turn = `${name}\n`
  const inTurn: Holds<Place>['inTurn'] = (context, act) => alone(keys, `${turn}${memberOf(context)}`, context.signal, (signal) => act({ ...context, signal }))
  /** Its time is over, and its points may still be set aside there. */
  const isStale = (hold: Hold<Place>) => release !== undefined && hold.redemption.state === 'held' && !lasts(hold)

  /** The member's holds for one write. What somebody else has changed meanwhile is not written over. */
  async function look(context: Context) {
    const id = await idOf(memberOf(context))
    let text = await keys.get(id)
    return {
      all: () => read(text),
      async put(hold: Hold<Place>): Promise<Hold<Place>> {
        const known = read(text)
        const isSame = ({ redemption }: Hold<Place>) => redemption.id === hold.redemption.id
        const changed = known.some(isSame) ? known.map((one) => (isSame(one) ? hold : one)) : [hold, ...known]
        // what is over is forgotten first
        const kept = JSON.stringify(changed.sort((a, b) => Number(isOver(a)) - Number(isOver(b))).slice(0, 100))
        if (!(await keys.swap(id, text, kept, month))) throw new LoyaltyError('backend_failed', 'Somebody else has changed what is held meanwhile. Try again.')
        text = kept
        return hold
      },
      own(redemptionId: string): Hold<Place> {
        const hold = read(text).find(({ redemption }) => redemption.id === redemptionId)
        if (!hold) throw new LoyaltyError('not_found', 'There is no such hold. It may have ended: look at your points.')
        return hold
      },
    }
  }
  type Look = Awaited<ReturnType<typeof look>>
  async function sweep(at: Look, context: Context): Promise<void> {
    for (const stale of at.all().filter(isStale)) {
      // a payment that was begun for it may have taken the points: then they are not given back
      const id = stale.paying && (await foundOf(stale.paying, (mark) => pay.find(stale, mark as Mark, context as Act), doubt))
      if (id !== undefined) {
        await settle(at, stale, id, context as Act)
        continue
      }
      await release?.(stale, context)
      await at.put({ ...without(stale, 'paying', 'orderId'), redemption: { ...without(stale.redemption, 'expiresAt'), state: 'expired' } })
    }
  }
  const aside = <Input>(act: (input: Input, look: Look, context: Act) => Promise<Hold<Place>>) => (input: Input, given: Act) => inTurn(given, async (context) => {
    await member(context)
    const at = await look(context)
    await sweep(at, context)
    const hold = await act(input, at, context)
    return { redemption: ended(hold, clock()).redemption, balances: await toldAfter(balances(context)) }
  })

  /** What became of a payment that was begun: paid, or only held, with what it was refused with. */
  async function settle({ put }: Look, hold: Hold<Place>, id: string, context: Act): Promise<{ hold: Hold<Place>; refused?: LoyaltyError }> {
    const refused = await pay.settled?.(hold, id, context)
    if (refused) return { hold: await put(without(hold, 'paying', 'orderId')), refused }
    return { hold: await put({ ...without(hold, 'paying'), redemption: { ...without(hold.redemption, 'expiresAt'), state: 'confirmed' } }) }
  }
  async function caughtUp(at: Look, hold: Hold<Place>, context: Act): ReturnType<typeof settle> {
    if (!hold.paying) return { hold }
    const id = await foundOf(hold.paying, (mark) => pay.find(hold, mark as Mark, context), doubt)
    return id === undefined ? { hold: await at.put(without(hold, 'paying', 'orderId')) } : settle(at, hold, id, context)
  }

  return {
    inTurn,
    async letGo(context) {
      if (!release || context.identity.kind !== 'member' || !read(await keys.get(await idOf(context.identity.memberId))).some(isStale)) return
      await alone(keys, `${turn}${memberOf(context)}`, context.signal, async (signal) => sweep(await look({ ...context, signal }), { ...context, signal })).catch((error: unknown) => {
        if (context.signal.aborted) throw error
      })
    },
    async open({ identity }) {
      return identity.kind === 'member' ? read(await keys.get(await idOf(identity.memberId))).filter(lasts) : []
    },
    redemptions: {
      async list(_input, context) {
        await member(context)
        return read(await keys.get(await idOf(memberOf(context)))).filter(lasts).map(({ redemption }) => redemption)
      },
      hold: aside(async (wish: Wish, { all, put }, context) => {
        const { cart, currency, amount } = wish
        const holds = all().filter(lasts)
        // its answer was lost on the way to the store
        const same = all().find(({ key }) => key === context.idempotencyKey)
        if (same) return same
        if (holds.some(({ redemption }) => redemption.currency === currency && redemption.cartId === cart.id)) throw new LoyaltyError('conflict', 'Points are held for this cart already. Let them go first, then choose again.')
        const { money, place } = await promise(wish, holds, context)
        return put({ redemption: { id: crypto.randomUUID(), state: 'held', currency, amount, money, cartId: cart.id, expiresAt: new Date(clock() + holdFor).toISOString() }, place, key: context.idempotencyKey })
      }),
      cancel: aside(async ({ redemptionId }: { redemptionId: string }, at, context) => {
        const { hold } = await caughtUp(at, at.own(redemptionId), context)
        if (hold.redemption.state === 'confirmed') throw new LoyaltyError('conflict', 'These points have paid for an order already.')
        if (ended(hold, clock()).redemption.state !== 'held') return hold
        await release?.(hold, context)
        return at.put({ ...hold, redemption: { ...without(hold.redemption, 'expiresAt'), state: 'cancelled' } })
      }),
      confirm: aside(async ({ redemptionId, orderId }: { redemptionId: string; orderId: string }, at, context) => {
        const { hold: known, refused } = await caughtUp(at, at.own(redemptionId), context)
        if (refused) throw refused
        const { state } = ended(known, clock()).redemption
        if (state === 'confirmed' && known.orderId === orderId) return known
        if (state === 'confirmed' || state === 'cancelled') throw new LoyaltyError('conflict', 'These points were let go, or have paid for another order.')
        if (state === 'expired') throw new LoyaltyError('expired', 'The hold has ended and the points are back. Choose again how many to use.')
        let hold: Hold<Place> = { ...known, orderId }
        const id = await sentOnce<Mark>({
          begun: undefined, doubt,
          keep: async (paying) => void (hold = await at.put(paying ? { ...hold, paying } : without(hold, 'paying'))),
          mark: () => pay.mark(hold, context), find: (mark) => pay.find(hold, mark, context), send: (mark) => pay.send(hold, mark, context),
        })
        const end = await settle(at, hold, id, context)
        if (end.refused) throw end.refused
        return end.hold
      }),
    },
  }
}

const isOver = <Place>({ redemption }: Hold<Place>): boolean => redemption.state !== 'held'

/** As it is now: a hold lets go by itself. */
function ended<Place>(hold: Hold<Place>, now: number): Hold<Place> {
  const { redemption } = hold
  return redemption.state === 'held' && Date.parse(redemption.expiresAt ?? '') <= now ? { ...hold, redemption: { ...without(redemption, 'expiresAt'), state: 'expired' } } : hold
}

const without = <T extends object, K extends keyof T>(from: T, ...fields: K[]): Omit<T, K> => Object.fromEntries(Object.entries(from).filter(([key]) => !fields.includes(key as K))) as Omit<T, K>
