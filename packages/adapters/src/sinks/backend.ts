/** The loyalty backend itself, through `events.send` of the port. */
import { deadlines, toLoyaltyError, withDeadline, type LoyaltyBackend, type LoyaltyFact, type Report } from '@loyaltykit/core'
import { allowed, isAllowed, type SinkOptions } from './shared/consent.ts'

/** What `backendSink` takes. */
export interface BackendSinkOptions extends SinkOptions {
  /** A backend that has the group `events`. */
  readonly backend: Pick<LoyaltyBackend, 'events'>
  /** Facts that could not be sent. Silent where absent. */
  readonly onReport?: Report
}

/** Hears facts; `flush` sends what waits, `end` sends it and stops. */
export interface BackendSink {
  (fact: LoyaltyFact): void
  flush(): void
  end(): void
}

/** Sent when so many wait, or the oldest waits so long (milliseconds): the first sooner, so that what sends them is there when the page is left. */
const enough = 20
const patience = { first: 1_000, later: 5_000 }
/** A request may outlive its page only up to 64 KiB, so no batch is larger. */
const most = 50
/** More do not wait: the oldest are dropped. */
const room = 200
/** So many batches at most are under way. */
const lanes = 4
/** Pauses before a batch is tried again, in milliseconds; then it is dropped. */
const pauses = [1_000, 5_000]

interface Batch {
  readonly key: string
  readonly facts: readonly LoyaltyFact[]
}

/**
 * Sends facts in batches, each with one key and tried at most three times, then dropped and reported. What waits is sent when the page
 * is hidden or left. It is sent as a guest, never with a member's log-in. All facts of one visit of the page share a random `visit`,
 * drawn after consent and kept in memory only; a withdrawal forgets it, and all that waits. Nothing is stored.
 */
export function backendSink({ backend: { events }, onReport, ...options }: BackendSinkOptions): BackendSink {
  let waiting: LoyaltyFact[] = []
  let trying: Batch[] = []
  let visit: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let hasSent = false
  /** Ends the pauses of batches that are tried again. */
  const resumes = new Set<() => void>()

  const drop = () => {
    waiting = []
    trying = []
    visit = undefined
  }
  const report = (message: string, cause?: unknown) => onReport?.({ message, ...(cause === undefined ? {} : { cause }) })

  async function post({ key, facts }: Batch): Promise<void> {
    if (!events) throw toLoyaltyError(new Error('This programme takes no facts.'), 'unsupported')
    await withDeadline(deadlines.write, undefined, (signal) => events.send({ facts: [...facts] }, { signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: key }))
  }

  async function pursue(batch: Batch): Promise<void> {
    trying.push(batch)
    for (let attempt = 0; trying.includes(batch); attempt += 1) {
      if (!isAllowed(options.consent)) return drop()
      try {
        await post(batch)
        break
      } catch (caught) {
        const { retryable } = toLoyaltyError(caught)
        const pause = pauses[attempt]
        if (!retryable || pause === undefined) {
          report(`${batch.facts.length} facts could not be sent and are dropped.`, caught)
          break
        }
        await rest(pause * (0.5 + Math.random()))
      }
    }
    trying = trying.filter((one) => one !== batch)
    if (waiting.length >= enough) flush()
  }

  const rest = (milliseconds: number) => new Promise<void>((resolve) => {
    const resume = () => {
      clearTimeout(pausing)
      resumes.delete(resume)
      resolve()
    }
    const pausing = setTimeout(resume, milliseconds)
    resumes.add(resume)
  })

  function flush() {
    clearTimeout(timer)
    timer = undefined
    hasSent = true
    while (waiting.length && trying.length < lanes) void pursue({ key: randomKey(), facts: waiting.splice(0, most) })
  }

  const hear = allowed(options, (fact) => {
    if (ended) return
    visit ??= randomKey()
    waiting.push({ ...fact, visit })
    if (waiting.length > room) waiting.shift()
    if (waiting.length >= enough) flush()
    else timer ??= setTimeout(flush, hasSent ? patience.later : patience.first)
  })

  const page = 'document' in globalThis ? (globalThis as unknown as EventTarget & { readonly document: EventTarget & { readonly visibilityState: string } }) : undefined
  /** What waits for its next try has it now. */
  const leave = () => {
    flush()
    for (const resume of [...resumes]) resume()
  }
  const hide = () => {
    if (page?.document.visibilityState === 'hidden') leave()
  }
  page?.addEventListener('pagehide', leave)
  page?.document.addEventListener('visibilitychange', hide)

  return Object.assign(
    (fact: LoyaltyFact) => {
      // a withdrawal is noticed at the next fact, at the next batch, or at the end of the page, whichever is first
      if (isAllowed(options.consent)) hear(fact)
      else drop()
    },
    {
      flush,
      end() {
        flush()
        ended = true
        page?.removeEventListener('pagehide', leave)
        page?.document.removeEventListener('visibilitychange', hide)
      },
    },
  )
}

/** 128 random bits as text; `randomUUID` is missing on insecure origins. */
const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
