/** Everything a person does. Loaded when the first such thing is done, so that a page that only shows points stays small. */
import { receive } from './answers.ts'
import type { BroughtBy } from './brought-by.ts'
import { check } from './check.ts'
import type { PendingCall } from './client.ts'
import { deadlines, rest, withDeadline } from './deadline.ts'
import { deedOf, factId } from './deeds.ts'
import { takeEffect } from './effects.ts'
import { LoyaltyError, toLoyaltyError, toldPause, type ErrorCode } from './errors.ts'
import type { Facts } from './facts.ts'
import { aboutOf, markOf, openJournal } from './journal.ts'
import { newKey } from './new-key.ts'
import { partSources, type Part, type Parts } from './parts.ts'
import type { Context, LoyaltyBackend, WriteContext } from './port.ts'
import { createRenewal } from './renewal.ts'
import { lastValue, type OwnStore, type Report, type Resource } from './resource.ts'
import type { Redemption } from './schemas/redemption.ts'
import type { Session } from './schemas/session.ts'
import type { SessionKeeper } from './session.ts'
import { inputShapes, outputShapes } from './shapes/calls.generated.ts'
import { shapesOf } from './shapes/shapes-of.ts'
import type { Drawer } from './storage.ts'
import type { Tabs } from './tabs.ts'
import { settleUnfinished } from './unfinished.ts'

/** `group.method` of the port. */
export type CallName = keyof typeof inputShapes

/** What calls need of their client. */
export interface CallWorld {
  readonly backend: LoyaltyBackend
  readonly session: SessionKeeper
  readonly drawer: Drawer
  readonly broughtBy: BroughtBy
  readonly tabs: Tabs
  readonly $pending: OwnStore<readonly PendingCall[]>
  readonly locale: () => string
  readonly clock: () => number
  readonly report: Report
  /** Tells of something done. */
  readonly tellFact: Facts['tell']
  /** Aborts when the client ends. */
  readonly signal: AbortSignal
  readonly state: (part: Part) => Resource<unknown> | undefined
  readonly put: <P extends Part>(part: P, value: Parts[P]) => void
  readonly reread: (parts?: readonly string[]) => void
  readonly personChanged: () => void
  readonly forget: () => void
}

export interface Calls {
  /** Does something once: a second press while it is under way joins the first. */
  act(name: CallName, input: object): Promise<unknown>
  /** Reads something that takes an input. */
  ask(name: CallName, input: object): Promise<unknown>
  /** See `createRenewal`. */
  renew(): Promise<boolean>
  /** Finds out what became of the intents that a closed page has left open. */
  settle(): Promise<void>
}

/** How long an intent is pursued with one key before the person is told that its fate is not known, in milliseconds. */
const patience = { money: 60_000, other: 15_000 } as const

/** Calls whose key outlives the page: done twice they cost something. */
const journaled: readonly CallName[] = ['redemptions.hold', 'redemptions.cancel', 'redemptions.confirm', 'offers.activate', 'rewards.claim', 'partners.exchange']

/** After these it may have been done all the same. */
const inDoubt: readonly ErrorCode[] = ['network', 'timeout', 'backend_failed', 'bad_response', 'aborted']

/** Makes the calls of one client. */
export function createCalls(world: CallWorld): Calls {
  const { backend, session, report, clock, signal: ended } = world
  const flights = new Map<string, Promise<unknown>>()
  /** Keys of this page, by person and intent: for calls that are not journaled, and where nothing can be stored. */
  const keys = new Map<string, string>()
  const renew = createRenewal({
    ...world,
    refresh: async (refreshToken) => (await act('session.refresh', refreshToken === undefined ? {} : { refreshToken })) as Session,
    isSomebody: async () => (await withDeadline(deadlines.read, ended, (signal) => (methodOf('session.current') as (input: object, context: Context) => Promise<unknown>)({}, context(signal)))) !== null,
  })

  async function act(name: CallName, input: object): Promise<unknown> {
    const source = world.broughtBy.source.$value.value
    const clean = validInput(name, name === 'members.enrol' && source ? { source, ...input } : input)
    const mark = markOf(`${name} ${JSON.stringify(clean)}`)
    const ofPerson = `${session.epoch} ${mark}`
    const current = flights.get(ofPerson)
    if (current) return current
    const flight = pursue(name, clean, mark).finally(() => flights.delete(ofPerson))
    flights.set(ofPerson, flight)
    return flight
  }

  async function pursue(name: CallName, input: unknown, mark: string): Promise<unknown> {
    const call = methodOf(name) as (input: unknown, context: WriteContext) => Promise<unknown>
    const isMoney = journaled.includes(name)
    const { epoch } = session
    const intent = keyFor(name, input, mark)
    const deed = deedOf(name, input, { known: (part) => lastValue((world.state(part) ?? { status: 'idle' }) as never), memberId: session.memberId() })
    let doubt = false
    let last: LoyaltyError | undefined
    show({ key: intent.key, call: name, status: 'sending' })

    const once = async (signal: AbortSignal) => {
      const before = doubt
      doubt = true
      try {
        const answer = await withDeadline(deadlines.write, signal, (inner) => call(input, { ...context(inner), idempotencyKey: intent.key }))
        return receive(outputShapes[name as keyof typeof outputShapes], answer, name, report) as object
      } catch (caught) {
        const error = toLoyaltyError(caught)
        // a refusal is the answer to this key, whatever was lost before; "not now" and "sign in first" say nothing of it
        if (!inDoubt.includes(error.code)) doubt = before && (error.retryable || error.code === 'unauthenticated')
        throw (last = error)
      }
    }

    try {
      const answer = await withDeadline(isMoney ? patience.money : patience.other, ended, async (signal) => {
        for (let attempt = 1, renewed = false; ; attempt += 1) {
          try {
            return await once(signal)
          } catch (caught) {
            const error = caught as LoyaltyError
            if (signal.aborted) throw error
            if (error.code === 'unauthenticated' && !renewed && !name.startsWith('session.') && (await renew())) renewed = true
            else {
              const pause = pauseBefore(attempt, error, clock())
              if (!error.retryable || pause === undefined) throw error
              show({ key: intent.key, call: name, status: 'checking' })
              await rest(pause, signal)
            }
            // never go on with somebody else's log-in
            if (epoch !== session.epoch) throw changedPerson()
          }
        }
      })
      intent.done()
      if (name === 'session.end') return answer
      if (epoch !== session.epoch) throw changedPerson()
      if (name === 'redemptions.cancel' || name === 'redemptions.confirm') forgetHolds((answer as { redemption: Redemption }).redemption.cartId)
      takeEffect(world, name, answer)
      deed?.(answer as never).forEach((fact, index) => world.tellFact(fact, factId(intent.key, index)))
      return answer
    } catch (caught) {
      const error = toLoyaltyError(caught)
      if (error.code === 'aborted') throw error
      // a log-in that the transport carries may have ended: what is shown is read again, and finds out who is there
      if (last?.code === 'unauthenticated' && !name.startsWith('session.')) world.reread()
      if (doubt && isMoney) throw uncertain(error)
      // a refusal ends the intent; after anything else the same key serves when the person tries again
      if (!doubt && last && !last.retryable && last.code !== 'unauthenticated') intent.done()
      throw last ?? error
    } finally {
      hide(intent.key)
    }
  }

  async function ask(name: CallName, input: object): Promise<unknown> {
    const clean = validInput(name, input)
    const call = methodOf(name) as (input: unknown, context: Context) => Promise<unknown>
    const { epoch } = session
    const part = partOf(name)
    const shape = part ? (await shapesOf([part]))[part] : outputShapes[name as keyof typeof outputShapes]
    for (let renewed = false; ; renewed = true) {
      if (epoch !== session.epoch) throw changedPerson()
      try {
        const answer = receive(shape as never, await withDeadline(deadlines.read, ended, (signal) => call(clean, context(signal))), name, report)
        if (epoch !== session.epoch) throw changedPerson()
        return answer
      } catch (caught) {
        const error = toLoyaltyError(caught)
        if (error.code !== 'unauthenticated' || renewed || !(await renew())) throw error
      }
    }
  }

  function methodOf(name: CallName): unknown {
    const [group, method] = name.split('.') as [keyof LoyaltyBackend, string]
    const methods = backend[group] as unknown as Record<string, unknown> | undefined
    const found = methods?.[method]
    if (typeof found !== 'function') throw new LoyaltyError('unsupported', `This programme can't do ${name}.`)
    return found.bind(methods)
  }

  const context = (signal: AbortSignal): Context => ({ signal, locale: world.locale(), identity: session.identity() })

  /** One key per intent and person; it is kept before anything is sent. */
  function keyFor(name: CallName, input: unknown, mark: string) {
    const ofPerson = `${session.epoch} ${mark}`
    const journal = journaled.includes(name) ? openJournal({ drawer: world.drawer, clock, memberId: session.memberId() }) : undefined
    const { epoch } = session
    const known = keys.get(ofPerson) ?? journal?.read()[mark]?.key
    const key = known ?? newKey()
    keys.set(ofPerson, key)
    if (!known) journal?.write(mark, { call: name, key, at: clock(), about: aboutOf(input) })
    return {
      key,
      done() {
        keys.delete(ofPerson)
        // after a log-out the journal is gone already, and must stay so
        if (epoch === session.epoch) journal?.write(mark, undefined)
      },
    }
  }

  /** What was held for this cart has come to its end: a hold whose answer got lost must not be answered again from then. */
  function forgetHolds(cartId: string | undefined) {
    const journal = openJournal({ drawer: world.drawer, clock, memberId: session.memberId() })
    for (const [mark, { call, about }] of Object.entries(journal.read())) {
      if (call !== 'redemptions.hold' || about.cartId !== cartId) continue
      keys.delete(`${session.epoch} ${mark}`)
      journal.write(mark, undefined)
    }
  }

  function show(call: PendingCall) {
    const others = world.$pending.value.filter(({ key }) => key !== call.key)
    world.$pending.set([...others, call])
  }
  function hide(key: string) {
    world.$pending.set(world.$pending.value.filter((pending) => pending.key !== key))
  }

  return { act, ask, renew, settle: () => settleUnfinished({ world, ask, show, hide }) }
}

/** @throws `LoyaltyError` `invalid_input` with the path of each field that is wrong. */
function validInput(name: CallName, input: object): unknown {
  const result = check(inputShapes[name], input)
  if ('value' in result) return result.value
  const [first] = result.issues
  throw new LoyaltyError('invalid_input', `${first?.path || 'The input'} ${first?.message ?? 'is wrong'}. Correct it and try again.`, { details: { issues: result.issues } })
}

const partOf = (name: CallName) =>
  (Object.keys(partSources) as Part[]).find((part) => `${partSources[part].group}.${partSources[part].method}` === name)

/** Full jitter, at least 250 ms; what the backend asks for is honoured up to 10 s; longer is not waited for. */
function pauseBefore(attempt: number, error: LoyaltyError, now: number): number | undefined {
  const told = toldPause(error, now)
  return told > 10_000 ? undefined : told + 250 + Math.random() * Math.min(8_000, 500 * 2 ** attempt)
}

const changedPerson = () => new LoyaltyError('aborted', 'Somebody else is signed in now.')

const uncertain = (cause: LoyaltyError) =>
  new LoyaltyError('uncertain', 'It was sent, but no answer came, so it may have been done. Look at your balance before you try again, or ask the desk.', { cause })
