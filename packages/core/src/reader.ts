import { receive } from './answers.ts'
import { deadlines, withDeadline } from './deadline.ts'
import { isLoyaltyError, LoyaltyError, toLoyaltyError } from './errors.ts'
import { partSources, type Part } from './parts.ts'
import type { Context, LoyaltyBackend } from './port.ts'
import { toFailed, toReading, type OwnStore, type Report, type Resource } from './resource.ts'
import type { Cart, Quote } from './schemas/quote.ts'
import type { Snapshot } from './schemas/snapshot.ts'
import type { SessionKeeper } from './session.ts'
import { partShapes } from './shapes/parts.generated.ts'

/** A thing that is read: a part, or the quote of one cart. */
export interface Reading {
  readonly $state: OwnStore<Resource<unknown>>
  readonly source: { readonly part: Part } | { readonly cart: Cart }
  /** Grows when something newer takes over; an answer that comes for an older number is dropped. */
  version: number
}

export interface Reader {
  /** Read this, together with all else that is wanted in this tick. */
  want(reading: Reading): void
  /** A newer value than any on its way. */
  put(reading: Reading, value: unknown): void
  /** Give up everything on its way. */
  stop(): void
}

interface Options {
  readonly backend: LoyaltyBackend
  readonly session: SessionKeeper
  readonly locale: () => string
  readonly clock: () => number
  readonly report: Report
  /** The log-in that was held is worth nothing any more. Gives whether a new one was had. */
  readonly renew: () => Promise<boolean>
  /** The backend says that somebody else is there than we thought. */
  readonly changed: () => void
}

type Answer = { readonly value: unknown } | { readonly error: LoyaltyError }

/** The longest pause between two tries, in milliseconds. */
const longestPause = 60_000

/** Joins reads into calls: everything wanted in one tick is one snapshot, where the backend has that. */
export function createReader({ backend, session, locale, clock, report, renew, changed }: Options): Reader {
  const wanted = new Set<Reading>()
  const flights = new Set<{ readonly readings: Map<Reading, number>; readonly controller: AbortController }>()
  let tick: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let stopped = false

  function want(reading: Reading) {
    if (stopped) return
    reading.version += 1
    reading.$state.set(toReading(reading.$state.value))
    wanted.add(reading)
    abandonOutdated()
    tick ??= setTimeout(() => void flush(), 0)
  }

  function abandonOutdated() {
    for (const flight of flights)
      if ([...flight.readings].every(([reading, version]) => reading.version !== version)) flight.controller.abort()
  }

  async function flush() {
    tick = undefined
    const readings = new Map([...wanted].map((reading) => [reading, reading.version]))
    wanted.clear()
    const flight = { readings, controller: new AbortController() }
    flights.add(flight)
    const { epoch } = session
    try {
      const asked = await skipGuests(readings, flight.controller.signal)
      const answers = asked.length ? await ask(asked, flight.controller.signal) : new Map<Reading, Answer>()
      if (epoch !== session.epoch || stopped) return
      if (await lostSession(answers)) return
      settle(answers, readings)
    } catch (error) {
      if (epoch === session.epoch && !stopped) {
        const failure = toLoyaltyError(error)
        settle(new Map([...readings.keys()].map((reading) => [reading, { error: failure }])), readings)
      }
    } finally {
      flights.delete(flight)
    }
  }

  /** A guest's member parts are `null` without asking. */
  async function skipGuests(readings: Map<Reading, number>, signal: AbortSignal): Promise<Reading[]> {
    const all = [...readings.keys()]
    if (session.$session.value.status === 'unknown' && backend.session && !backend.snapshot) {
      const { current } = backend.session
      const answer = await withDeadline(deadlines.read, signal, (inner) => current({}, context(inner)))
      session.learn((receive(partShapes.session, answer, 'session.current', report) as { memberId: string } | null)?.memberId ?? null)
    }
    if (session.$session.value.status !== 'guest') return all
    return all.filter((reading) => {
      if (isPublic(reading)) return true
      commit(reading, readings.get(reading), { value: null })
      return false
    })
  }

  async function ask(readings: readonly Reading[], signal: AbortSignal): Promise<Map<Reading, Answer>> {
    const quotes = readings.filter((reading) => 'cart' in reading.source)
    const carts = quotes.map(({ source }) => (source as { cart: Cart }).cart)
    const parts = readings.filter((reading) => 'part' in reading.source)
    const answers = new Map<Reading, Answer>()
    const spread = (answer: Answer) =>
      quotes.forEach((reading, index) => {
        const quote = 'value' in answer ? (answer.value as { quotes: Quote[] }).quotes[index] : undefined
        answers.set(reading, 'error' in answer ? answer : quote ? { value: quote } : { error: new LoyaltyError('bad_response', 'The loyalty service left a quote out. Try again later.') })
      })

    if (backend.snapshot) {
      const { get } = backend.snapshot
      const unknown = session.$session.value.status === 'unknown' && backend.session
      const names = [...parts.map(partOf), ...(unknown ? ['session' as const] : []), ...(carts.length ? ['quotes' as const] : [])]
      const snapshot = await withDeadline(deadlines.read, signal, (inner) => get({ parts: names, ...(carts.length ? { carts } : {}) }, context(inner)))
      if (unknown) {
        const answer = fromSnapshot(snapshot, 'session')
        if ('value' in answer) session.learn((answer.value as { memberId: string } | null)?.memberId ?? null)
      }
      for (const reading of parts) answers.set(reading, fromSnapshot(snapshot, partOf(reading)))
      if (carts.length) spread(fromSnapshot(snapshot, 'quotes'))
      return answers
    }

    await Promise.all([
      ...parts.map(async (reading) => answers.set(reading, await one(partOf(reading), {}, signal))),
      ...(carts.length ? [one('quotes', { carts }, signal).then(spread)] : []),
    ])
    return answers
  }

  async function one(part: Part | 'quotes', input: object, signal: AbortSignal): Promise<Answer> {
    const { group, method } = part === 'quotes' ? { group: 'quotes' as const, method: 'quote' } : partSources[part]
    const methods = backend[group] as unknown as Record<string, (input: object, context: Context) => Promise<unknown>> | undefined
    try {
      const call = methods?.[method]?.bind(methods)
      if (!call) throw new LoyaltyError('unsupported', `This programme has no ${group}.`)
      return { value: receive(partShapes[part], await withDeadline(deadlines.read, signal, (inner) => call(input, context(inner))), `${group}.${method}`, report) }
    } catch (error) {
      return { error: toLoyaltyError(error) }
    }
  }

  function fromSnapshot(snapshot: Snapshot, part: Part | 'quotes' | 'session'): Answer {
    const answer = (snapshot as Readonly<Record<string, { value?: unknown; error?: unknown } | undefined>> | null)?.[part]
    try {
      if (answer && typeof answer === 'object' && 'value' in answer) return { value: receive(partShapes[part], answer.value, part, report) }
      if (isLoyaltyError(answer?.error)) return { error: answer.error }
      const { code, message, retryable, details } = (answer?.error ?? {}) as Partial<LoyaltyError>
      if (code && message) return { error: new LoyaltyError(code, message, { retryable: retryable === true, ...(details ? { details } : {}) }) }
      throw new LoyaltyError('bad_response', `The loyalty service left out ${part}. Try again later.`)
    } catch (error) {
      return { error: toLoyaltyError(error, 'bad_response') }
    }
  }

  /** Somebody's log-in has ended: try to renew it, else they are a guest; either way everything is read again. */
  async function lostSession(answers: Map<Reading, Answer>): Promise<boolean> {
    const refused = [...answers.values()].some((answer) => 'error' in answer && answer.error.code === 'unauthenticated')
    if (!refused || session.$session.value.status !== 'member') return false
    const { epoch } = session
    const renewed = await renew()
    if (epoch !== session.epoch) return true
    if (renewed) for (const reading of answers.keys()) want(reading)
    else if (session.learn(null)) changed()
    return true
  }

  function settle(answers: Map<Reading, Answer>, readings: Map<Reading, number>) {
    let failed: LoyaltyError | undefined
    for (const [reading, answer] of answers) {
      // without a log-in of its own, a refusal is how the backend says that nobody is there
      const nobody = 'error' in answer && answer.error.code === 'unauthenticated' && !isPublic(reading)
      if (nobody) session.learn(null)
      if ('error' in answer && !nobody && reading.version === readings.get(reading)) failed = pickRetryable(failed, answer.error)
      if ('value' in answer && !isPublic(reading) && session.$session.value.status === 'unknown') session.learn(undefined)
      commit(reading, readings.get(reading), nobody ? { value: null } : answer)
    }
    if (failed?.retryable) retryLater(failed, [...answers.keys()])
    else if (!failed) failures = 0
  }

  function commit(reading: Reading, version: number | undefined, answer: Answer) {
    if (reading.version !== version) return
    reading.$state.set('value' in answer ? { status: 'ready', value: answer.value, at: clock() } : toFailed(reading.$state.value, answer.error))
  }

  /** One timer for all that failed: a single probe, with a random pause that grows. */
  function retryLater(error: LoyaltyError, readings: readonly Reading[]) {
    failures += 1
    const told = error.details?.retryAt ? Date.parse(error.details.retryAt) - clock() : 0
    const pause = told > 0 ? Math.min(told, 300_000) : 500 + Math.random() * Math.min(longestPause, 1_000 * 2 ** failures)
    clearTimeout(retry)
    retry = setTimeout(() => {
      for (const reading of readings) if (reading.$state.lc && reading.$state.value.status === 'failed') want(reading)
    }, pause)
    ;(retry as { unref?: () => void }).unref?.()
  }

  const context = (signal: AbortSignal): Context => ({ signal, locale: locale(), identity: session.identity() })

  return {
    want,
    put(reading, value) {
      reading.version += 1
      wanted.delete(reading)
      abandonOutdated()
      reading.$state.set({ status: 'ready', value, at: clock() })
    },
    stop() {
      stopped = true
      clearTimeout(tick)
      clearTimeout(retry)
      for (const flight of flights) flight.controller.abort()
    },
  }
}

const isPublic = ({ source }: Reading) => 'cart' in source || partSources[source.part].public === true
const partOf = ({ source }: Reading) => (source as { part: Part }).part
const pickRetryable = (one: LoyaltyError | undefined, other: LoyaltyError) => (one?.retryable ? one : other)

