import { receive } from './answers.ts'
import { deadlines, withDeadline } from './deadline.ts'
import { fromErrorBody, LoyaltyError, toLoyaltyError, toldPause } from './errors.ts'
import { partSources, type Part } from './parts.ts'
import type { Context, LoyaltyBackend } from './port.ts'
import { toFailed, toReading, type OwnStore, type Report, type Resource } from './resource.ts'
import type { Cart } from './schemas/quote.ts'
import type { SessionKeeper } from './session.ts'
import { partShapes } from './shapes/parts.generated.ts'
import { shapesOf } from './shapes/shapes-of.ts'

/** A thing that is read: a part, or the quote of one cart. */
export interface Reading {
  readonly $state: OwnStore<Resource<unknown>>
  readonly source: { readonly part: Part } | { readonly cart: Cart }
  /** Grows when something newer takes over; an answer that comes for an older number is dropped. */
  version: number
  /** For whom it was last read: see `SessionKeeper.epoch`. */
  epoch: number
  /** Known to be old, and nobody looks. */
  stale: boolean
}

export interface Reader {
  /** Read this, together with all else that is wanted in this tick. */
  want(reading: Reading): void
  /** A newer value than any on its way. */
  put(reading: Reading, value: unknown): void
  /** Whether it failed and is tried again by itself. */
  retries(reading: Reading): boolean
}

interface Options {
  readonly backend: LoyaltyBackend
  readonly session: SessionKeeper
  readonly locale: () => string
  readonly clock: () => number
  readonly report: Report
  /** Aborts when the client ends. */
  readonly ended: AbortSignal
  /** A new log-in instead of one that was refused. `false`: there is none; the person must sign in again. Fails: it can't be said now. */
  readonly renew: () => Promise<boolean>
  /** The backend says that somebody else is there than we thought. */
  readonly changed: () => void
}

type Answer = { readonly value: unknown } | { readonly error: LoyaltyError }
type Answers = Map<Reading, Answer>

/** The longest pause between two tries, in milliseconds: by our own choice, and where the backend names a time (clocks differ). */
const longestPause = { own: 60_000, told: 300_000 } as const

/** The port quotes at most so many carts in one call. */
const mostCarts = 100

/** Joins reads into calls: everything wanted in one tick is one snapshot, where the backend has that. */
export function createReader({ backend, session, locale, clock, report, ended, renew, changed }: Options): Reader {
  const wanted = new Set<Reading>()
  const failing = new Set<Reading>()
  const flights = new Set<{ readonly readings: Map<Reading, number>; readonly controller: AbortController }>()
  let tick: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  /** The log-in that a renewal gave and that has not been good for anything yet. */
  let unproven: string | number | undefined
  let asking: Promise<string | null | undefined> | undefined
  /** Asked who is there, the backend said that a log-in came along and has ended. */
  let hasEnded = false
  ended.addEventListener('abort', () => {
    clearTimeout(tick)
    clearTimeout(retry)
    for (const { controller } of flights) controller.abort()
  })

  const status = () => session.$session.value.status
  /** The transport carries the log-in, and can be asked whose it is. */
  const canAskWho = backend.ambient === true && backend.session !== undefined
  /** Member's parts are `null` for a guest, without asking; where nobody can say who is there, asking them is how to find out. */
  const isGuest = () => status() === 'guest' && (canAskWho || !backend.ambient)

  function want(reading: Reading) {
    if (ended.aborted) return
    reading.version += 1
    reading.epoch = session.epoch
    reading.stale = false
    reading.$state.set(toReading(reading.$state.value))
    wanted.add(reading)
    abandonOutdated()
    tick ??= setTimeout(() => void flush(), 0)
  }

  function abandonOutdated() {
    for (const { readings, controller } of flights)
      if ([...readings].every(([reading, version]) => reading.version !== version)) controller.abort()
  }

  async function flush() {
    tick = undefined
    const readings = new Map<Reading, number>()
    let carts = 0
    for (const reading of wanted) {
      if ('cart' in reading.source && (carts += 1) > mostCarts) continue
      readings.set(reading, reading.version)
      wanted.delete(reading)
    }
    if (wanted.size) tick = setTimeout(() => void flush(), 0)
    const flight = { readings, controller: new AbortController() }
    const { epoch } = session
    const isOver = () => epoch !== session.epoch || ended.aborted
    flights.add(flight)
    const answers = await ask([...readings.keys()], flight.controller.signal, isOver)
    flights.delete(flight)
    if (isOver()) return
    await renewIfRefused(answers)
    if (!isOver()) settle(answers, readings)
  }

  /** Every reading gets an answer; never fails. */
  async function ask(readings: readonly Reading[], signal: AbortSignal, isOver: () => boolean): Promise<Answers> {
    const answers: Answers = new Map()
    try {
      await (backend.snapshot ? askSnapshot(readings, answers, signal, isOver) : askEach(readings, answers, signal, isOver))
    } catch (error) {
      for (const reading of readings) if (!answers.has(reading)) answers.set(reading, { error: toLoyaltyError(error) })
    }
    return answers
  }

  async function askSnapshot(readings: readonly Reading[], answers: Answers, signal: AbortSignal, isOver: () => boolean) {
    const asked = isGuest() ? readings.filter((reading) => isPublic(reading) || !answers.set(reading, nothing)) : readings
    const quotes = asked.filter((reading) => 'cart' in reading.source)
    const parts = asked.flatMap(({ source }) => ('part' in source ? [source.part] : []))
    const names = [...parts, ...(canAskWho ? (['session'] as const) : []), ...(quotes.length ? (['quotes'] as const) : [])]
    if (!names.length) return
    const query = { parts: names, ...(quotes.length ? { carts: cartsOf(quotes) } : {}) }
    const [shapes, snapshot] = await Promise.all([
      shapesOf(parts),
      withDeadline(deadlines.read, signal, (inner) => backend.snapshot!.get(query, context(inner))),
    ])
    const answerOf = (part: string): Answer => {
      const answer = (snapshot as Readonly<Record<string, { value?: unknown; error?: unknown } | undefined>> | null)?.[part]
      if (answer && typeof answer === 'object' && 'value' in answer) return { value: answer.value }
      return { error: fromErrorBody(answer?.error) ?? new LoyaltyError('bad_response', `The loyalty service left out ${part}. Try again later.`) }
    }
    if (canAskWho && !isOver()) {
      const who = received(partShapes.session, answerOf('session'), 'session')
      hasEnded = isRefusal(who)
      if ('value' in who && session.learn(memberOf(who.value))) return changed()
    }
    for (const reading of asked)
      if ('part' in reading.source) answers.set(reading, received(shapes[reading.source.part] as never, answerOf(reading.source.part), reading.source.part))
    if (quotes.length) spread(quotes, answerOf('quotes'), answers)
  }

  async function askEach(readings: readonly Reading[], answers: Answers, signal: AbortSignal, isOver: () => boolean) {
    const quotes = readings.filter((reading) => 'cart' in reading.source)
    const one = async (part: Part | 'quotes', input: object, receiving: (answer: unknown) => Answer | Promise<Answer>): Promise<Answer> => {
      const { group, method } = part === 'quotes' ? { group: 'quotes' as const, method: 'quote' } : partSources[part]
      try {
        const methods = backend[group] as unknown as Record<string, (input: object, context: Context) => Promise<unknown>> | undefined
        const call = methods?.[method]?.bind(methods)
        if (!call) throw new LoyaltyError('unsupported', `This programme has no ${group}.${method}.`)
        return await receiving(await withDeadline(deadlines.read, signal, (inner) => call(input, context(inner))))
      } catch (error) {
        return { error: toLoyaltyError(error) }
      }
    }
    const readPart = async (reading: Reading, part: Part) => {
      if (!isPublic(reading)) {
        if (canAskWho && status() !== 'member') await learnWho(isOver)
        if (isOver()) return
        if (isGuest()) return answers.set(reading, nothing)
      }
      const shapes = shapesOf([part])
      shapes.catch(() => {})
      return answers.set(reading, await one(part, {}, async (value) => received((await shapes)[part] as never, { value }, `${partSources[part].group}.${partSources[part].method}`)))
    }
    const done = await Promise.allSettled([
      ...readings.map(({ source }, index) => ('part' in source ? readPart(readings[index] as Reading, source.part) : undefined)),
      ...(quotes.length ? [one('quotes', { carts: cartsOf(quotes) }, (value) => ({ value })).then((answer) => spread(quotes, answer, answers))] : []),
    ])
    for (const one of done) if (one.status === 'rejected') throw one.reason
  }

  /** One question at a time, however many wait for it. */
  async function learnWho(isOver: () => boolean) {
    const { current } = backend.session!
    asking ??= withDeadline(deadlines.read, ended, (signal) => current.call(backend.session, {}, context(signal)))
      .then((answer) => {
        hasEnded = false
        return memberOf(receive(partShapes.session, answer, 'session.current', report))
      })
      .catch((error: unknown) => {
        if (toLoyaltyError(error).code !== 'unauthenticated') throw error
        hasEnded = true
        return undefined
      })
      .finally(() => {
        asking = undefined
      })
    const memberId = await asking
    if (memberId !== undefined && !isOver() && session.learn(memberId)) changed()
  }

  function received(shape: typeof partShapes.session, answer: Answer, call: string): Answer {
    if ('error' in answer) return answer
    try {
      return { value: receive(shape, answer.value, call, report) }
    } catch (error) {
      return { error: toLoyaltyError(error) }
    }
  }

  /** Quotes go by their place in the list: a bad one harms its own cart only. */
  function spread(quotes: readonly Reading[], answer: Answer, answers: Answers) {
    const list: unknown = 'value' in answer ? (answer.value as { quotes?: unknown } | null)?.quotes : undefined
    quotes.forEach((reading, index) => {
      answers.set(reading, 'error' in answer ? answer : received(partShapes.quotes[1].quotes[1] as never, { value: Array.isArray(list) ? list[index] : undefined }, 'quotes.quote'))
    })
  }

  /** A log-in was refused: renewed, and this is read again; or ended, and all is read for a guest. */
  async function renewIfRefused(answers: Answers) {
    const refused = [...answers].filter(([, answer]) => isRefusal(answer)).map(([reading]) => reading)
    // a log-in that has ended may be all that was learned
    const mayRenew = status() === 'unknown' ? hasEnded : status() === 'member' && refused.length > 0
    if (!mayRenew) return
    const { epoch } = session
    const mark = session.mark()
    let renewed = false
    if (mark !== unproven) {
      try {
        renewed = await renew()
      } catch (error) {
        for (const reading of refused) answers.set(reading, { error: toLoyaltyError(error) })
        return
      }
    }
    if (epoch !== session.epoch || ended.aborted) return
    if (renewed) {
      unproven = session.mark()
      // all of it: what is given beside says whether the new log-in is good for anything
      for (const reading of answers.keys()) want(reading)
      return
    }
    // other parts of this very answer were given: the person is who we think, and these parts are refused for another reason
    if ([...answers].some(([reading, answer]) => 'value' in answer && !isPublic(reading))) return
    if (session.learn(null)) changed()
  }

  function settle(answers: Answers, readings: ReadonlyMap<Reading, number>) {
    const current = [...answers].filter(([reading]) => reading.version === readings.get(reading))
    const given = current.flatMap(([{ source }, answer]) => ('part' in source && 'value' in answer && answer.value !== null && !partSources[source.part].public ? [{ part: source.part, value: answer.value }] : []))
    if (given.length) {
      unproven = undefined
      const member = given.find(({ part }) => part === 'member')?.value as { id: string } | undefined
      if (backend.ambient && session.learn(member?.id)) return changed()
    }
    let failure: LoyaltyError | undefined
    for (const [reading, answer] of current) {
      // without a log-in of ours, a refusal is how the backend says that nobody is there
      const nobody = isRefusal(answer) && !isPublic(reading) && status() !== 'member'
      if (nobody) session.learn(null)
      const fate = nobody ? nothing : answer
      failing.delete(reading)
      if ('value' in fate) reading.$state.set({ status: 'ready', value: fate.value, at: clock() })
      else {
        reading.$state.set(toFailed(reading.$state.value, fate.error))
        if (!passes(fate.error)) continue
        failing.add(reading)
        failure = fate.error
      }
    }
    if (failure) retryLater(failure)
    else if (!failing.size) failures = 0
  }

  /** One timer for all that failed: a single probe, with a random pause that grows. */
  function retryLater(error: LoyaltyError) {
    const told = Math.min(toldPause(error, clock()), longestPause.told)
    if (retry !== undefined && !told) return
    failures = Math.min(failures + 1, 10)
    clearTimeout(retry)
    retry = setTimeout(() => {
      retry = undefined
      const again = [...failing]
      failing.clear()
      for (const reading of again) if (reading.$state.lc) want(reading)
    }, told + 500 + Math.random() * Math.min(longestPause.own, 1_000 * 2 ** failures))
    ;(retry as { unref?: () => void }).unref?.()
  }

  const context = (signal: AbortSignal): Context => ({ signal, locale: locale(), identity: session.identity() })

  return {
    want,
    put(reading, value) {
      reading.version += 1
      reading.epoch = session.epoch
      reading.stale = false
      wanted.delete(reading)
      failing.delete(reading)
      abandonOutdated()
      reading.$state.set({ status: 'ready', value, at: clock() })
    },
    retries: (reading) => failing.has(reading),
  }
}

const nothing: Answer = { value: null }
/** A read of nonsense harms nobody when it is asked again: a log-in page of a hotel's network goes away, a deployment ends. */
const passes = ({ retryable, code }: LoyaltyError) => retryable || code === 'bad_response'
const isPublic = ({ source }: Reading) => 'cart' in source || partSources[source.part].public === true
const isRefusal = (answer: Answer) => 'error' in answer && answer.error.code === 'unauthenticated'
const cartsOf = (quotes: readonly Reading[]) => quotes.map(({ source }) => (source as { cart: Cart }).cart)
const memberOf = (session: unknown) => (session as { memberId: string } | null)?.memberId ?? null
