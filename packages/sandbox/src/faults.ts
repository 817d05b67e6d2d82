import { LoyaltyError, type ErrorCode } from '@loyaltykit/core'
import { hash } from './engine/world.ts'

/** A call as a fault sees it. `count`: the how manieth of this operation, from 1. */
export interface FaultCall {
  readonly operation: string
  readonly input: unknown
  readonly count: number
}

/** Something that happens always, at a rate from 0 to 1, or when a function says so. */
export type Chance = boolean | number | ((call: FaultCall) => boolean)

/** What may go wrong with an operation. */
export interface Fault {
  /** Milliseconds before it acts: so many, or from the first to the second. */
  readonly delay?: number | readonly [min: number, max: number]
  /** It fails with this code and does nothing: always, at a rate, or where the function gives a code. */
  readonly fail?: ErrorCode | { readonly code: ErrorCode; readonly rate: number } | ((call: FaultCall) => ErrorCode | undefined)
  /** Milliseconds until a `rate_limited` fault says to come back. 30,000 where absent. */
  readonly retryAfter?: number
  /** It arrives twice, as after a retry that nobody needed: the second answer is given. */
  readonly duplicate?: Chance
  /** A later call overtakes it: it acts after the next one, or after 1,000 ms where none comes. */
  readonly overtaken?: Chance
  /** It acts, then the answer is lost: fails with `network`. */
  readonly loseAnswer?: Chance
  /** It acts, then answers something that is not what the port promises. */
  readonly nonsense?: Chance
}

/** Faults by operation: `redemptions.hold`; `*` for all that have no own. */
export type Faults = Readonly<Record<string, Fault>>

/** Runs calls through the faults in force. The same seed and the same order of calls give the same faults. */
export function createFaults({ seed, now, faults = {} }: { seed: string; now: () => number; faults?: Faults | undefined }) {
  let current = faults
  let draws = 0
  const counts = new Map<string, number>()
  const overtaken = new Set<() => void>()

  const chance = () => Number.parseInt(hash(`${seed}/faults/${(draws += 1)}`).slice(0, 8), 16) / 0x1_0000_0000
  const happens = (what: Chance | undefined, call: FaultCall) =>
    typeof what === 'function' ? what(call) : typeof what === 'number' ? chance() < what : what === true

  function failure({ fail }: Fault, call: FaultCall): ErrorCode | undefined {
    if (typeof fail === 'function') return fail(call)
    if (typeof fail === 'object') return chance() < fail.rate ? fail.code : undefined
    return fail
  }

  return {
    set(news: Faults) {
      current = news
    },
    async run(operation: string, input: unknown, signal: AbortSignal | undefined, act: () => unknown): Promise<unknown> {
      const fault = current[operation] ?? current['*']
      stopIfAborted(signal)
      const arrive = () => {
        try {
          return act()
        } finally {
          for (const goOn of [...overtaken]) goOn()
        }
      }
      if (!fault) return arrive()
      const count = (counts.get(operation) ?? 0) + 1
      counts.set(operation, count)
      const call = { operation, input, count }
      const { delay, retryAfter = 30_000 } = fault
      if (delay !== undefined) await pause(typeof delay === 'number' ? delay : delay[0] + chance() * (delay[1] - delay[0]), signal)
      const code = failure(fault, call)
      if (code === 'rate_limited') {
        throw new LoyaltyError(code, 'Too many calls. Wait a little and try again.', { details: { retryAt: new Date(now() + retryAfter).toISOString() } })
      }
      if (code) throw new LoyaltyError(code, `The sandbox was told to fail ${operation}.`)
      if (happens(fault.overtaken, call)) await next(overtaken, signal)
      let answer = arrive()
      if (happens(fault.duplicate, call)) answer = arrive()
      if (happens(fault.loseAnswer, call)) throw new LoyaltyError('network', 'The answer was lost on its way. Try again.')
      return happens(fault.nonsense, call) ? { nonsense: true, balances: 'a lot' } : answer
    },
  }
}

/** Resolves when the next call has acted, or when none comes. */
async function next(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  const over = new AbortController()
  const goOn = () => over.abort()
  waiting.add(goOn)
  try {
    await pause(1_000, AbortSignal.any([over.signal, ...(signal ? [signal] : [])]))
  } catch {
    stopIfAborted(signal)
  } finally {
    waiting.delete(goOn)
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new LoyaltyError('aborted', 'The call was given up.', { cause: signal.reason })
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new LoyaltyError('aborted', 'The call was given up.', { cause: signal?.reason }))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
