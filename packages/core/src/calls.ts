/** Everything a person does. Loaded when the first such thing is done, so that a page that only shows points stays small. */
import { receive } from './answers.ts'
import { check } from './check.ts'
import { deadlines, withDeadline } from './deadline.ts'
import { LoyaltyError, toLoyaltyError } from './errors.ts'
import type { Context, LoyaltyBackend, WriteContext } from './port.ts'
import type { OwnStore, Report } from './resource.ts'
import type { SessionKeeper } from './session.ts'
import { inputShapes, outputShapes } from './shapes/calls.generated.ts'
import { partShapes } from './shapes/parts.generated.ts'
import { partSources } from './parts.ts'
import type { Drawer } from './storage.ts'
import type { PendingCall } from './client.ts'

/** `group.method` of the port. */
export type CallName = keyof typeof inputShapes

export interface CallWorld {
  readonly backend: LoyaltyBackend
  readonly session: SessionKeeper
  readonly drawer: Drawer
  readonly $pending: OwnStore<readonly PendingCall[]>
  readonly locale: () => string
  readonly clock: () => number
  readonly report: Report
  readonly signal: AbortSignal
  readonly renew: () => Promise<boolean>
}

/** How long an intent is pursued with one key before the person is told that its fate is not known, in milliseconds. */
const patience = { money: 60_000, other: 15_000 } as const

/** How long a key waits in storage for the same intent to come again, in milliseconds. */
const keyLife = 60 * 60_000

/** Calls whose key outlives the page. Their inputs hold nothing personal and no secret. */
const journaled: readonly CallName[] = ['redemptions.hold', 'redemptions.cancel', 'redemptions.confirm', 'offers.activate', 'rewards.claim', 'partners.exchange']

interface JournalEntry {
  readonly intent: string
  readonly key: string
  readonly at: number
}

/** Makes the calls of one client. */
export function createCalls(world: CallWorld) {
  const flights = new Map<string, Promise<unknown>>()
  const keys = new Map<string, string>()

  /** Does something once: a second press while it is under way joins the first. */
  function act(name: CallName, input: object): Promise<unknown> {
    const intent = intentOf(name, input)
    const current = flights.get(intent)
    if (current) return current
    const flight = pursue(name, input, intent).finally(() => flights.delete(intent))
    flights.set(intent, flight)
    return flight
  }

  async function pursue(name: CallName, input: object, intent: string): Promise<unknown> {
    const clean = validInput(name, input)
    const call = methodOf(name) as (input: unknown, context: WriteContext) => Promise<unknown>
    const key = takeKey(name, intent)
    const started = world.clock()
    const limit = journaled.includes(name) ? patience.money : patience.other
    const { epoch } = world.session
    let mayHaveHappened = false
    let renewed = false
    world.$pending.set([...world.$pending.value, { key, call: name, status: 'sending' }])
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const answer = await withDeadline(deadlines.write, world.signal, (signal) => call(clean, { ...context(signal), idempotencyKey: key }))
          const value = receive(outputShapes[name as keyof typeof outputShapes], answer, name, world.report)
          dropKey(intent)
          return value
        } catch (caught) {
          const error = toLoyaltyError(caught)
          if (error.code === 'unauthenticated' && !renewed && world.session.held() && (await world.renew())) {
            renewed = true
            continue
          }
          mayHaveHappened ||= ['network', 'timeout', 'backend_failed', 'bad_response'].includes(error.code)
          const pause = pauseBefore(attempt, error)
          const patient = error.retryable && epoch === world.session.epoch && world.clock() - started + pause < limit
          if (!patient) {
            // a final refusal frees the intent; otherwise the same key serves when the person tries again
            if (!error.retryable && error.code !== 'bad_response' && error.code !== 'aborted') dropKey(intent)
            throw mayHaveHappened && journaled.includes(name) ? uncertain(error) : error
          }
          mark(key, 'checking')
          await rest(pause)
        }
      }
    } finally {
      world.$pending.set(world.$pending.value.filter((pending) => pending.key !== key))
    }
  }

  /** Reads something that takes an input. */
  async function ask(name: CallName, input: object): Promise<unknown> {
    const clean = validInput(name, input)
    const call = methodOf(name) as (input: unknown, context: Context) => Promise<unknown>
    const shape = outputShapes[name as keyof typeof outputShapes] ?? partShapes[partOf(name)]
    try {
      return receive(shape, await withDeadline(deadlines.read, world.signal, (signal) => call(clean, context(signal))), name, world.report)
    } catch (error) {
      throw toLoyaltyError(error)
    }
  }

  function methodOf(name: CallName): unknown {
    const [group, method] = name.split('.') as [keyof LoyaltyBackend, string]
    const methods = world.backend[group] as unknown as Record<string, unknown> | undefined
    const found = methods?.[method]
    if (typeof found !== 'function') throw new LoyaltyError('unsupported', `This programme can't do ${name}.`)
    return found.bind(methods)
  }

  const context = (signal: AbortSignal): Context => ({ signal, locale: world.locale(), identity: world.session.identity() })

  function mark(key: string, status: PendingCall['status']) {
    world.$pending.set(world.$pending.value.map((pending) => (pending.key === key ? { ...pending, status } : pending)))
  }

  // The journal: keys of intents whose end is not known, for this member only.
  const journalName = () => `journal:${world.session.memberId() ?? ''}`
  const journal = (): JournalEntry[] => {
    const entries = world.drawer.get(journalName())
    return Array.isArray(entries) ? (entries as JournalEntry[]).filter((entry) => typeof entry?.key === 'string' && world.clock() - entry.at < keyLife) : []
  }
  function takeKey(name: CallName, intent: string): string {
    const known = keys.get(intent) ?? (journaled.includes(name) ? journal().find((entry) => entry.intent === intent)?.key : undefined)
    const key = known ?? newKey()
    keys.set(intent, key)
    if (!known && journaled.includes(name)) world.drawer.set(journalName(), [...journal(), { intent, key, at: world.clock() }])
    return key
  }
  function dropKey(intent: string) {
    keys.delete(intent)
    const entries = journal()
    const left = entries.filter((entry) => entry.intent !== intent)
    if (left.length < entries.length) world.drawer.set(journalName(), left.length ? left : undefined)
  }

  return { act, ask }
}

export function validInput(name: CallName, input: object): unknown {
  const result = check(inputShapes[name], input)
  if ('value' in result) return result.value
  const [first] = result.issues
  throw new LoyaltyError('invalid_input', `${first?.path || 'The input'} ${first?.message ?? 'is wrong'}. Correct it and try again.`, { details: { issues: result.issues } })
}

const intentOf = (name: CallName, input: object) => `${name} ${JSON.stringify(input)}`

const partOf = (name: CallName) =>
  (Object.keys(partSources) as (keyof typeof partSources)[]).find((part) => `${partSources[part].group}.${partSources[part].method}` === name) ?? 'quotes'

/** Full jitter, at least 250 ms; what the backend asks for is honoured up to 10 s, and longer is not waited for. */
function pauseBefore(attempt: number, error: LoyaltyError): number {
  const told = error.details?.retryAt ? Date.parse(error.details.retryAt) - Date.now() : 0
  if (told > 10_000) return Number.POSITIVE_INFINITY
  return Math.max(told, 250 + Math.random() * Math.min(8_000, 500 * 2 ** attempt))
}

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const uncertain = (cause: LoyaltyError) =>
  new LoyaltyError('uncertain', 'It was sent, but no answer came, so it may have been done. Look at your balance before you try again, or ask the desk.', { cause })

/** 128 random bits; `randomUUID` is missing on insecure origins. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
