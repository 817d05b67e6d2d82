/** News from the backend while somebody looks. Loaded when a member's page first shows something, where the backend has a stream. */
import { check, type Shape } from './check.ts'
import type { PendingCall } from './client.ts'
import { LoyaltyError, toLoyaltyError, toldPause } from './errors.ts'
import type { LoyaltyBackend } from './port.ts'
import type { Reading } from './reader.ts'
import type { Report, Store } from './resource.ts'
import type { SessionKeeper } from './session.ts'

/** What the news need of their client. */
export interface LiveWorld {
  readonly backend: LoyaltyBackend
  readonly session: SessionKeeper
  readonly locale: () => string
  readonly clock: () => number
  readonly report: Report
  /** Aborts when the client ends. */
  readonly ended: AbortSignal
  readonly $pending: Store<readonly PendingCall[]> & { readonly value: readonly PendingCall[] }
  /** All that the client reads, by part; each quote as `quotes`. */
  readonly readings: () => readonly (readonly [name: string, reading: Reading])[]
  /** Reads these where somebody looks, and notes elsewhere that they are old. */
  readonly reread: (names?: readonly string[]) => void
  /** See `createRenewal`. */
  readonly renew: () => Promise<boolean>
  /** The newest change that what the client began with has in it, and for whom. */
  readonly since: { readonly id: string; readonly epoch: number } | undefined
}

export interface Live {
  /** Looks whether news are wanted: somebody began or stopped to look. */
  look(): void
}

/** In milliseconds. */
const times = {
  /** How long the stream outlives the last listener: the next page of the same site may come. */
  linger: 5_000,
  /** How long it outlives a page that is hidden. */
  hidden: 60_000,
  /** Changes that come together are read together. */
  gather: 50,
  /** Changes are read at most so often. */
  pace: 1_000,
  /** How long an action that is under way may hold a change back, so that both are read at once. */
  hold: 3_000,
  /** A connection that lasted so long was a good one. */
  good: 10_000,
  longestPause: 60_000,
  /** So long may the answer of a log-out come after the end of the stream. */
  settle: 500,
} as const

/** Looser than the schema: a part that this copy of the SDK does not know spoils nothing. */
const shape: Shape = ['o', { id: ['s', 1, 200], at: 't', parts: ['a', ['s', 1, 50], 0, 100] }]

/** A quote is made of these. */
const quoted = ['program', 'member', 'tier', 'balances', 'offers', 'redemptions', 'coupons']

/** Keeps one stream open while a member looks, and reads again what it names. It goes on from the last change after each break. */
export function keepLive({ backend, session, locale, clock, report, ended, $pending, readings, reread, renew, since }: LiveWorld): Live {
  if (ended.aborted) return { look() {} }
  const page = pageEvents()
  /** What a change has named, and the reading's number when it came. */
  const due = new Map<Reading, number>()
  let flight: { readonly stop: AbortController } | undefined
  let epoch = session.epoch
  let last = since?.epoch === epoch ? since.id : undefined
  /** Somebody has listened before, for this person. */
  let begun = false
  /** The backend will give no news: to this person, or at all. */
  let refused: 'person' | 'all' | undefined
  let leaving: ReturnType<typeof setTimeout> | undefined
  let reading: ReturnType<typeof setTimeout> | undefined
  let goOn = () => {}

  const isLookedAt = () => readings().some(([name, { $state }]) => name !== 'program' && $state.lc > 0)

  function look() {
    if (epoch !== session.epoch) {
      close()
      epoch = session.epoch
      last = undefined
      begun = false
      due.clear()
      if (refused === 'person') refused = undefined
    }
    if (ended.aborted || refused || session.$session.value.status !== 'member') return close()
    const isHidden = page.isHidden()
    if (!isHidden && due.size) readSoon(times.gather)
    if (!isHidden && isLookedAt()) {
      clearTimeout(leaving)
      leaving = undefined
      if (!flight) open()
    } else if (flight) leaving ??= later(close, isHidden ? times.hidden : times.linger)
  }

  function open() {
    const mine = (flight = { stop: new AbortController() })
    void follow(mine.stop.signal).finally(() => {
      if (flight === mine) flight = undefined
    })
  }

  function close() {
    clearTimeout(leaving)
    leaving = undefined
    flight?.stop.abort()
    flight = undefined
  }

  /** One connection after another, until nobody wants any. Never fails. */
  async function follow(signal: AbortSignal) {
    /** The log-in that a renewal gave and that has not been good for anything yet. */
    let unproven: string | number | undefined
    for (let failures = 0; !signal.aborted;) {
      const from = clock()
      const mark = session.mark()
      let error: LoyaltyError | undefined
      try {
        await untilAborted(signal, listen)
      } catch (caught) {
        error = toLoyaltyError(caught)
      }
      if (signal.aborted) return
      const isGood = Math.abs(clock() - from) >= times.good
      if (isGood) [failures, unproven] = [0, undefined]
      if (error?.code === 'unauthenticated') {
        // a log-out ends the stream before it is answered: then there is nothing to renew
        await pauseFor(times.settle, signal)
        if (signal.aborted) return
        // a read may have renewed it already
        if (mark !== session.mark()) continue
        try {
          if (mark !== unproven && (await renew())) {
            unproven = session.mark()
            continue
          }
          if (signal.aborted) return
          refused = 'person'
          // whoever is there now, a read finds out
          return reread()
        } catch (caught) {
          error = toLoyaltyError(caught)
        }
      } else if (error?.code === 'invalid_input' && last !== undefined) last = undefined
      else if (error && !passes(error)) {
        refused = 'all'
        if (!['unsupported', 'not_found'].includes(error.code)) report({ message: 'There are no live changes.', cause: error })
        return
      }
      await pauseFor(250 + Math.max(error ? toldPause(error, clock()) : 0, Math.random() * Math.min(times.longestPause, 1_000 * 2 ** failures)), signal, (wake) => (goOn = wake))
      failures = Math.min(failures + 1, 10)
    }
  }

  /** One connection. */
  async function listen(signal: AbortSignal) {
    // what came in between can't be asked for
    if (begun && last === undefined) note()
    begun = true
    const changes = backend.stream!.open(last === undefined ? {} : { after: last }, { signal, locale: locale(), identity: session.identity() })
    for await (const change of changes) {
      if (signal.aborted) return
      const result = check(shape, change)
      if ('value' in result) {
        const { id, parts } = result.value as { id: string; parts: string[] }
        last = id
        note(parts)
      } else report({ message: `stream.open gave a change that was dropped: ${result.issues[0]?.path} ${result.issues[0]?.message}` })
    }
  }

  function note(parts?: readonly string[]) {
    const isNamed = (name: string) => !parts || parts.includes(name) || (name === 'quotes' && parts.some((part) => quoted.includes(part)))
    for (const [name, one] of readings()) if (isNamed(name)) due.set(one, one.version)
    if (due.size) readSoon(times.gather)
  }

  function readSoon(pause: number) {
    reading ??= later(() => {
      reading = undefined
      readDue(pause === times.hold)
    }, pause)
  }

  /** An action under way knows its own change: what is left to read after it goes with what the action itself reads again. */
  function readDue(isOverdue = false) {
    if (!due.size || page.isHidden()) return
    if ($pending.value.length && !isOverdue) return readSoon(times.hold)
    clearTimeout(reading)
    reading = later(() => {
      reading = undefined
      readDue()
    }, times.pace)
    // what was asked for after the change came, and is on its way, will have it
    const names = readings().filter(([, one]) => due.has(one) && !(due.get(one) !== one.version && ['loading', 'refreshing'].includes(one.$state.value.status))).map(([name]) => name)
    due.clear()
    if (names.length) reread([...new Set(names)])
  }

  const leave = [
    session.$session.listen(look),
    $pending.listen((pending) => {
      if (!pending.length) readDue()
    }),
    page.listen({
      look,
      close,
      online: () => goOn(),
    }),
  ]
  ended.addEventListener('abort', () => {
    close()
    clearTimeout(reading)
    for (const one of leave) one()
  })

  return { look }
}

/** Worth another try: what a log-in page of a hotel's network answers, too. */
const passes = ({ retryable, code }: LoyaltyError) => retryable || code === 'bad_response' || code === 'aborted'

/** Does not hold a process, and does not wait for a backend that is deaf to the signal. */
async function untilAborted(signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  let stop = () => {}
  const end = new Promise<never>((_, reject) => {
    stop = () => reject(new LoyaltyError('aborted', 'Nobody looks any more.'))
    signal.addEventListener('abort', stop)
  })
  try {
    await Promise.race([end, work(signal)])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Waits so long, or until it is woken or aborted. */
const pauseFor = (milliseconds: number, signal: AbortSignal, begun: (wake: () => void) => void = () => {}): Promise<void> =>
  untilAborted(signal, () => new Promise<void>((resolve) => {
    begun(resolve)
    later(resolve, milliseconds)
  })).catch(() => {})

/** Does not hold a process either. */
function later(act: () => void, milliseconds: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(act, milliseconds)
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}

/** What happens to the page; nothing where there is none. */
function pageEvents() {
  const { document } = globalThis as { document?: Partial<EventTarget> & { readonly visibilityState?: string } }
  const page = document && (globalThis as unknown as Partial<EventTarget>)
  return {
    isHidden: () => document?.visibilityState === 'hidden',
    listen({ look, close, online }: Readonly<Record<'look' | 'close' | 'online', () => void>>) {
      const all = [[document, 'visibilitychange', look], [page, 'pageshow', look], [page, 'pagehide', close], [page, 'online', online]] as const
      for (const [target, event, act] of all) target?.addEventListener?.(event, act)
      return () => {
        for (const [target, event, act] of all) target?.removeEventListener?.(event, act)
      }
    },
  }
}
