import { LoyaltyError, toLoyaltyError } from './errors.ts'
import type { KeyStore } from './keys.ts'
import type { WriteContext } from './port.ts'
import type { ErrorBody } from './schemas/error.ts'

const day = 86_400_000
/** How long an answer is kept, in milliseconds: longer than any client asks again with its key. */
const week = 7 * day
/** After so long somebody who acts is taken for dead, in milliseconds. */
const lease = 60_000
/** So long before that they stop by themselves: what they have sent has time to arrive, or to be refused. */
const reserve = 15_000

/** What a write may say to whoever takes it up after an interruption. */
export interface Notes {
  /** What an earlier, interrupted attempt with this key has noted. */
  readonly noted: unknown
  /** Keeps something before the next step: what to look for where its answer is lost. */
  note(what: unknown): Promise<void>
}

type Kept =
  | { readonly body: string; readonly by: string; readonly noted?: unknown }
  | { readonly body: string; readonly answer: unknown }
  | { readonly body: string; readonly error: ErrorBody }

/**
 * Does a write once per key, whoever asks and however often: the first answer is given again, a refusal too; another input is a conflict. Who
 * comes while it is under way waits for its end. What failed for the moment is taken up by the next attempt, with what was noted. `act` is given a
 * signal that aborts with the context's, and before its turn ends by itself. The answer is JSON, and is kept, for `keep` milliseconds (a week where absent): it must hold no secret.
 * @throws `LoyaltyError` what `act` throws; `conflict` for another input, `invalid_input` for a key that is none, `timeout` where a turn was too short, `aborted` for who has given up.
 */
export async function once<Output>(keys: KeyStore, { scope, input, context, keep = week }: { readonly scope: string; readonly input: unknown; readonly context: WriteContext; readonly keep?: number }, act: (notes: Notes, signal: AbortSignal) => Promise<Output>): Promise<Output> {
  const { idempotencyKey: key, signal } = context
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) throw new LoyaltyError('invalid_input', 'A key of 1 to 200 characters is missing.', { details: { issues: [{ path: 'idempotencyKey', message: 'must be 1 to 200 characters' }] } })
  const name = await digest(`${scope}\n${key}`)
  const [id, body] = [`key ${name}`, await digest(canonical(input))]

  const read = async () => {
    const text = await keys.get(id)
    const known = text === undefined ? undefined : (JSON.parse(text) as Kept)
    if (known && known.body !== body) throw new LoyaltyError('conflict', 'This key was used for another call. Take a new key for a new intent.')
    if (known && 'error' in known) throw revived(known.error)
    return { text, known }
  }
  for (let pause = 20; ; pause = Math.min(500, pause * 2)) {
    const { known } = await read()
    if (known && 'answer' in known) return known.answer as Output
    const lease = await lend(keys, `act ${name}`, signal)
    if (lease) {
      try {
        // it may have ended between the two
        const { text, known: now } = await read()
        if (now && 'answer' in now) return now.answer as Output
        return await run(text, now && 'by' in now ? now.noted : undefined, lease.signal)
      } finally {
        await lease.end()
      }
    }
    await sleep(pause, signal)
  }

  async function run(text: string | undefined, noted: unknown, limit: AbortSignal): Promise<Output> {
    let held = text
    const by = crypto.randomUUID()
    const put = async (record: Kept): Promise<boolean> => {
      const next = JSON.stringify(record)
      if (!(await keys.swap(id, held, next, keep))) return false
      held = next
      return true
    }
    const note = async (what: unknown) => {
      // somebody has taken it up meanwhile: what becomes of it is theirs
      if (limit.aborted || !(await put({ body, by, noted: what }))) throw tooLong()
    }
    // from here on an earlier one, who was taken for dead, notes nothing more
    await note(noted)
    let answer: Output
    try {
      answer = await act({ noted, note }, limit)
    } catch (caught) {
      const error = toLoyaltyError(caught)
      // where even this can't be kept, the failure itself is still what to tell
      if (isFinal(error)) await put({ body, error: toBody(error) }).catch(() => false)
      throw error
    }
    // not kept: who asks again finds what was noted
    await put({ body, answer: answer ?? null }).catch(() => false)
    return answer
  }
}

/**
 * One at a time of those that give the same name, over all processes. Its `signal` aborts with the given one, and before the turn ends by itself.
 * @throws `LoyaltyError` `aborted` where the signal aborts while it waits, `timeout` where it takes longer than a turn.
 */
export async function alone<Output>(keys: KeyStore, name: string, signal: AbortSignal, act: (signal: AbortSignal) => Promise<Output>): Promise<Output> {
  const turn = `turn ${await digest(name)}`
  for (let pause = 10; ; pause = Math.min(250, pause * 2)) {
    const lease = await lend(keys, turn, signal)
    if (lease) {
      try {
        return await act(lease.signal)
      } finally {
        await lease.end()
      }
    }
    await sleep(pause, signal)
  }
}

/**
 * Something that one has at a time. It ends by the clock of the store alone, so no clock of a process need agree with another's; who has it is
 * stopped well before, by time that passes here.
 */
async function lend(keys: KeyStore, id: string, outer: AbortSignal): Promise<{ readonly signal: AbortSignal; readonly end: () => Promise<void> } | undefined> {
  if (outer.aborted) throw toLoyaltyError(outer.reason, 'aborted')
  const [mine, start] = [crypto.randomUUID(), performance.now()]
  if (!(await keys.swap(id, undefined, mine, lease))) return undefined
  const tooLate = new AbortController()
  const timer = setTimeout(() => tooLate.abort(tooLong()), Math.max(0, lease - reserve - (performance.now() - start)))
  return {
    signal: AbortSignal.any([outer, tooLate.signal]),
    async end() {
      clearTimeout(timer)
      // where it can't be given back it ends by itself
      await keys.swap(id, mine, undefined, lease).catch(() => false)
    },
  }
}

const tooLong = () => new LoyaltyError('timeout', 'This took too long. Try again with the same key.')

/** Waits, and no longer than somebody waits for it. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw toLoyaltyError(signal.reason, 'aborted')
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(toLoyaltyError(signal.reason, 'aborted'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** What a call was refused with for good. Anything else may go better another time, or is not known. */
const isFinal = ({ code, retryable }: LoyaltyError): boolean => !retryable && !['aborted', 'uncertain', 'unauthenticated', 'bad_response'].includes(code)

const toBody = ({ code, message, retryable, details }: LoyaltyError): ErrorBody => ({
  code, message, retryable,
  ...(details ? { details: { ...(details.issues ? { issues: [...details.issues] } : {}), ...(details.retryAt === undefined ? {} : { retryAt: details.retryAt }) } } : {}),
})

const revived = ({ code, message, retryable, details }: ErrorBody): LoyaltyError => new LoyaltyError(code, message, { retryable, ...(details ? { details } : {}) })

/** JSON with the fields of every object in one order: equal inputs give equal texts. */
const canonical = (value: unknown): string => JSON.stringify(value, (_, entry: unknown) =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry) ?? ''

/** SHA-256, in hexadecimal digits: no id in a store tells who somebody is. */
export async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
