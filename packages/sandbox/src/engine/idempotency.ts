import { LoyaltyError, toLoyaltyError, type ErrorBody } from '@loyaltykit/core'
import { invalid, KeptRefusal, refuse } from './refusals.ts'
import { hash, type World } from './world.ts'

/** JSON with the fields of every object in one order: equal bodies give equal texts. */
const canonical = (value: unknown): string => JSON.stringify(value, (_, entry: unknown) =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry)
    ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
    : entry)

export const fingerprint = (value: unknown): string => hash(canonical(value))

/** What may go better another time is not remembered: the same key may try again. */
const passing = (error: LoyaltyError): boolean => error.retryable || error.code === 'aborted'

/**
 * Does a command once per key. The same key with the same body is answered as it was the first time, a refusal too; with another body
 * it is a conflict. Scope is the operation and who calls. The key's answer is kept in the same unit of work as what the command did.
 */
export function once(world: World, { key, scope, input }: { key: unknown; scope: string; input: unknown }, command: () => unknown): unknown {
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) throw invalid({ path: 'idempotencyKey', message: 'must be 1 to 200 characters' })
  const id = hash(`${scope}\n${key}`)
  const body = fingerprint(input)
  const known = world.records.get('keys', id)
  if (known) {
    if (known.fingerprint !== body) throw refuse('conflict', 'This key was used for another call. Take a new key for a new intent.')
    if (known.error) throw revive(known.error)
    return known.answer
  }
  const keep = (outcome: { answer: unknown } | { error: ErrorBody }) => world.records.put('keys', { id, fingerprint: body, at: world.now(), ...outcome })
  const refusal = (error: LoyaltyError) => {
    keep({ error: toBody(error) })
    return new KeptRefusal(error)
  }
  let outcome: unknown
  try {
    outcome = world.records.unit(() => {
      const answer = command()
      if (answer instanceof KeptRefusal) return refusal(answer.error)
      keep({ answer: answer ?? null })
      return answer
    })
  } catch (caught) {
    const error = toLoyaltyError(caught)
    // nothing of the command is left; only that it was refused
    if (!passing(error)) world.records.unit(() => refusal(error))
    throw error
  }
  if (outcome instanceof KeptRefusal) throw outcome.error
  return outcome
}

const toBody = ({ code, message, retryable, details }: LoyaltyError): ErrorBody => ({
  code, message, retryable,
  ...(details ? { details: { ...(details.issues ? { issues: [...details.issues] } : {}), ...(details.retryAt === undefined ? {} : { retryAt: details.retryAt }) } } : {}),
})

const revive = ({ code, message, retryable, details }: ErrorBody): LoyaltyError => new LoyaltyError(code, message, { retryable, ...(details ? { details } : {}) })
