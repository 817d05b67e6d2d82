import { LoyaltyError, toLoyaltyError, type ErrorBody, type WriteContext } from '@loyaltykit/core'
import type { KeyStore } from '../keys.ts'

const day = 86_400_000
/** How long an answer is kept: longer than any client asks again with its key. */
const keep = 7 * day
/** After so long somebody who acts is taken for dead, in milliseconds: longer than a write may last. */
const lease = 60_000

/** What a write may say to whoever takes it up after an interruption. */
export interface Notes {
  /** What an earlier, interrupted attempt with this key has noted. */
  readonly noted: unknown
  /** Keeps something before the next step: what to look for where its answer is lost. */
  note(what: unknown): Promise<void>
}

type Kept =
  | { readonly body: string; readonly until: number; readonly by: string; readonly noted?: unknown }
  | { readonly body: string; readonly answer: unknown }
  | { readonly body: string; readonly error: ErrorBody }

/**
 * Does a write once per key, whoever asks and however often: the first answer is given again, a refusal too; another input is a conflict. Who
 * comes while it is under way waits for its end. What failed for the moment is taken up by the next attempt, with what was noted.
 */
export async function once<Output>(keys: KeyStore, { scope, input, context }: { scope: string; input: unknown; context: WriteContext }, act: (notes: Notes) => Promise<Output>): Promise<Output> {
  const { idempotencyKey: key, signal } = context
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) throw new LoyaltyError('invalid_input', 'A key of 1 to 200 characters is missing.', { details: { issues: [{ path: 'idempotencyKey', message: 'must be 1 to 200 characters' }] } })
  const id = `key ${await digest(`${scope}\n${key}`)}`
  const body = await digest(canonical(input))
  const by = crypto.randomUUID()
  for (let pause = 20; ; pause = Math.min(500, pause * 2)) {
    const text = await keys.get(id)
    const known = text === undefined ? undefined : (JSON.parse(text) as Kept)
    if (known && known.body !== body) throw new LoyaltyError('conflict', 'This key was used for another call. Take a new key for a new intent.')
    if (known && 'answer' in known) return known.answer as Output
    if (known && 'error' in known) throw revived(known.error)
    if (known && known.until > Date.now()) {
      await sleep(pause, signal)
      continue
    }
    const mine = JSON.stringify({ body, until: Date.now() + lease, by, noted: known?.noted })
    if (await keys.swap(id, text, mine, keep)) return run(mine, known?.noted)
  }

  async function run(mine: string, noted: unknown): Promise<Output> {
    let held = mine
    const put = async (record: Kept) => {
      const next = JSON.stringify(record)
      // somebody has taken it up meanwhile: what becomes of it is theirs
      if (await keys.swap(id, held, next, keep)) held = next
      else if ('until' in record && record.until > 0) throw new LoyaltyError('timeout', 'This took too long. Try again with the same key.')
    }
    let last = noted
    try {
      const answer = await act({ noted, note: (what) => put({ body, until: Date.now() + lease, by, noted: (last = what) }) })
      await put({ body, answer: answer ?? null })
      return answer
    } catch (caught) {
      const error = toLoyaltyError(caught)
      await put(isFinal(error) ? { body, error: toBody(error) } : { body, until: 0, by, noted: last })
      throw error
    }
  }
}

/** One at a time of those that give the same name, over all processes. @throws `LoyaltyError` `aborted` where the signal aborts while it waits. */
export async function alone<Output>(keys: KeyStore, name: string, signal: AbortSignal, act: () => Promise<Output>): Promise<Output> {
  const id = `turn ${name}`
  for (let pause = 10; ; pause = Math.min(250, pause * 2)) {
    const text = await keys.get(id)
    const isFree = text === undefined || Number(text.split(' ')[0]) <= Date.now()
    const mine = `${Date.now() + lease} ${crypto.randomUUID()}`
    if (isFree && (await keys.swap(id, text, mine, lease))) {
      try {
        return await act()
      } finally {
        await keys.swap(id, mine, undefined, lease)
      }
    }
    await sleep(pause, signal)
  }
}

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

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
