/** How many calls are answered: for each address, and for each member. */
import { LoyaltyError, type Identity, type Report } from '@loyaltykit/core'
import { memoryKeys, type KeyStore } from '@loyaltykit/core/keys'
import { hash } from './login/secrets.ts'
import { alter } from './login/store.ts'
import { subnetOf } from './subnet.ts'

/** How many calls are answered. So many may come at once, and then as many as fit into the minute, one after the other. */
export interface CallLimits {
  /**
   * Where a request comes from: `peerAddress` of `@loyaltykit/gateway/node` where browsers reach this server directly, `addressBehind` where a proxy is in
   * front. Where nobody can say, the limit of each address does not hold. A header that anybody can send is no address.
   */
  readonly address: (request: Request) => string | null | undefined
  /** Calls a minute from one address (IPv6: one /64), which a family, an office or a whole mobile network may share: 1,200 where absent; `false`: as many as come. */
  readonly perAddress?: number | false
  /** Calls a minute for one member: 240 where absent; `false`: as many as come. */
  readonly perMember?: number | false
  /** Where calls are counted: in this process where absent. For more than one process give a store that all of them share. */
  readonly store?: KeyStore
}

/** Each fails with `rate_limited` and `retryAt` where that were too many; then it is not counted. */
export interface CountCalls {
  ofAddress(request: Request): Promise<void>
  ofMember(identity: Identity): Promise<void>
}

const minute = 60_000
/** So long a store that has failed is not asked, in milliseconds. */
const rest = 5_000

/**
 * Counts by the leaky bucket: a record is the time when all that came would have fitted in. While the shared store is away each process counts for
 * itself: neither does a shop stand still for it, nor is everything let in.
 */
export function countCalls({ address, perAddress = 1_200, perMember = 240, store }: CallLimits, now: () => number, report: Report): CountCalls {
  const own = memoryKeys(now)
  let askAgain = 0

  async function count(keys: KeyStore, id: string, most: number): Promise<number> {
    return alter(keys, id, minute, (record) => {
      const at = now()
      const full = Number(record ?? 0)
      const share = minute / most
      // a time beyond what can be is of a process with a wrong clock
      const from = full > at && full <= at + minute + share ? full : at
      const next = from + share
      // a hundredth of a share: sums of fractions are not exact
      return next > at + minute + share / 100 ? { answer: next - minute } : { to: String(next), answer: 0 }
    })
  }

  async function take(who: string, most: number): Promise<void> {
    const id = `calls ${await hash(who)}`
    let until: number | undefined
    if (store && askAgain <= performance.now()) {
      try {
        until = await count(store, id, most)
      } catch (cause) {
        askAgain = performance.now() + rest
        report({ message: 'The store of limits is away: calls are counted in this process alone.', cause })
      }
    }
    until ??= await count(own, id, most)
    if (until > 0) throw new LoyaltyError('rate_limited', 'Too many calls. Wait a moment and try again.', { details: { retryAt: new Date(Math.ceil(until)).toISOString() } })
  }

  return {
    async ofAddress(request) {
      const from = perAddress === false ? undefined : address(request)
      if (perAddress !== false && from) await take(`address ${subnetOf(from)}`, perAddress)
    },
    async ofMember(identity) {
      const who = identity.kind === 'member' ? identity.memberId : identity.kind === 'token' ? identity.token : undefined
      if (perMember !== false && who !== undefined) await take(`${identity.kind} ${who}`, perMember)
    },
  }
}

/** What is wrong with the option; nothing where it is right. */
export function faultOfLimits(limits: unknown): string | undefined {
  if (typeof limits !== 'object' || limits === null) return '`limits` must be { address, perAddress, perMember, store }.'
  const { address, store, ...numbers } = limits as Partial<CallLimits>
  if (typeof address !== 'function') return '`limits.address` must be a function that says where a request comes from: see `peerAddress`.'
  for (const [name, value] of Object.entries({ perAddress: numbers.perAddress, perMember: numbers.perMember }))
    if (value !== undefined && value !== false && !(Number.isInteger(value) && value > 0 && value <= minute)) return `\`limits.${name}\` must be calls a minute, 1 to 60,000, or false.`
  if (store !== undefined && (typeof store?.get !== 'function' || typeof store.swap !== 'function')) return '`limits.store` must have get() and swap(). Give memoryKeys(), or redisKeys().'
  return undefined
}
