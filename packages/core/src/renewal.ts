import type { CallWorld } from './calls.ts'
import { toLoyaltyError } from './errors.ts'
import type { Session } from './schemas/session.ts'

/** How long another tab's renewal is waited for, in milliseconds. */
const patience = 5_000

interface RenewalWorld extends Pick<CallWorld, 'backend' | 'session' | 'personChanged'> {
  /** `session.refresh`. */
  readonly refresh: (refreshToken: string | undefined) => Promise<Session>
  /** `session.current`, and nothing done about what it fails with. */
  readonly isSomebody: () => Promise<boolean>
}

/**
 * Renews the log-in that is held, or the one that the transport carries (a cookie, a host's token): one renewal at a time, in all tabs of a browser; if the person signed out meanwhile, its
 * tokens are thrown away. Gives `false` when the person must sign in again; fails when that can't be said now.
 */
export function createRenewal({ backend, session, personChanged, refresh, isSomebody }: RenewalWorld): () => Promise<boolean> {
  let flight: Promise<boolean> | undefined

  /** Another tab may have renewed it already; then our refresh token is worth nothing. */
  function renewedElsewhere(): boolean {
    const found = session.reload()
    if (found === 'changed') personChanged()
    return found === 'renewed'
  }

  /** Not so for a log-in that has ended and may be renewed: then this fails. */
  async function isNobody(): Promise<boolean> {
    try {
      return !(await isSomebody())
    } catch (error) {
      if (toLoyaltyError(error).code === 'unauthenticated') return false
      throw error
    }
  }

  async function renew(): Promise<boolean> {
    const { epoch } = session
    const isHeld = session.held() !== undefined
    if (isHeld && renewedElsewhere()) return true
    const refreshToken = session.held()?.refreshToken
    if (epoch !== session.epoch || !backend.session?.refresh || (isHeld ? refreshToken === undefined : !backend.ambient)) return false
    try {
      // a log-out in another tab has left nothing to renew, and a refusal would stand on the console of the host
      if (!isHeld && (await isNobody())) return false
      const next = await refresh(refreshToken)
      if (epoch !== session.epoch) return false
      session.renew(next)
      // a host may have signed in somebody else meanwhile
      if (isHeld || !session.learn(next.memberId)) return true
      personChanged()
      return false
    } catch (error) {
      if (epoch !== session.epoch) return false
      if (!['unauthenticated', 'not_found', 'expired', 'invalid_input', 'forbidden', 'unsupported'].includes(toLoyaltyError(error).code)) throw error
      return isHeld && renewedElsewhere()
    }
  }

  return () => {
    flight ??= oneTabAtATime(`loyaltykit:${backend.name}:renewal`, renew).finally(() => {
      flight = undefined
    })
    return flight
  }
}

/** A lock with an end: one that can't be had in time, or at all, is done without. */
async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = 'document' in globalThis ? lockManager() : undefined
  if (!locks) return work()
  let begun: Promise<T> | undefined
  try {
    return await locks.request(name, { signal: AbortSignal.timeout(patience) }, () => (begun = work()))
  } catch {
    return begun ?? work()
  }
}

interface Locks {
  request<T>(name: string, options: { signal: AbortSignal }, work: () => Promise<T>): Promise<T>
}

/** Reading it throws in a sandboxed frame. */
function lockManager(): Locks | undefined {
  try {
    return (globalThis as { navigator?: { locks?: Locks } }).navigator?.locks
  } catch {
    return undefined
  }
}
