/** `POST /v1/webhooks/<source>`: a backend's own events become changes of the stream. */
import { LoyaltyError } from '@loyaltykit/core'
import { BackendChange as ChangeSchema, Id } from '@loyaltykit/core/schemas'
import * as z from 'zod/mini'
import type { ChangeFeed, MemberChange } from './feed.ts'
import { readBytes, toJson } from './input.ts'
import { invalid } from './problem.ts'
import { forged, keyOf, verifyStandard, type WebhookProof, type WebhookRequest } from './signature.ts'

/** A system that tells of its events. It has `secret` or `verify`. */
export interface WebhookSource {
  /** The secret of the Standard Webhooks scheme (`whsec_…`, base64 of 24 to 64 bytes); two while one is replaced. */
  readonly secret?: string | readonly string[]
  /** Looks at the signature of another scheme. Gives what the signature vouches for; nothing where it is not good. Compare in constant time. */
  readonly verify?: (request: WebhookRequest) => WebhookProof | undefined | Promise<WebhookProof | undefined>
  /** Whose what has changed, in our words; `[]` for an event that no page shows. What it throws makes the sender try again. */
  readonly toChanges: (event: unknown) => readonly MemberChange[] | Promise<readonly MemberChange[]>
}

/** How far the time of an event may be from ours, in milliseconds. */
const tolerance = 5 * 60_000

const Changes = z.array(z.object({ memberId: Id, parts: ChangeSchema.shape.parts })).check(z.maxLength(1_000))

/**
 * Takes one delivery: looks at the signature of the very bytes that came, then at the time, and only then at what is in it. A delivery that
 * comes again is taken again, and published once.
 * Fails: `unauthenticated` (signature), `invalid_input` (no signature, too old, not JSON, too large), what `toChanges` or the feed throws.
 */
export async function takeWebhook(request: Request, { name, source, feed, now, signal }: {
  readonly name: string
  readonly source: WebhookSource
  readonly feed: ChangeFeed
  readonly now: () => number
  readonly signal: AbortSignal
}): Promise<void> {
  const body = await readBytes(request, signal)
  const proof = await proofOf({ headers: request.headers, body }, source)
  if (proof.sentAt !== undefined && !(Math.abs(now() - proof.sentAt) <= tolerance)) throw invalid('webhook-timestamp', 'is more than 5 minutes away from now')
  const changes = Changes.safeParse(await source.toChanges(toJson(body)))
  if (!changes.success) throw new LoyaltyError('bad_response', `toChanges of the source ${name} gave something that is no list of { memberId, parts }.`)
  for (const [index, { memberId, parts }] of changes.data.entries()) {
    if (parts.length) await feed.publish({ memberId, parts, once: `${name}/${proof.id}/${index}` })
  }
}

async function proofOf(request: WebhookRequest, { secret, verify }: WebhookSource): Promise<WebhookProof> {
  if (!verify) return verifyStandard(request, [secret ?? []].flat().flatMap((one) => keyOf(one) ?? []))
  const proof = await verify(request)
  if (!proof || typeof proof.id !== 'string' || proof.id === '') throw forged()
  return proof
}

/** What is wrong with a source; nothing where it is right. */
export function faultOf(name: string, source: WebhookSource | undefined): string | undefined {
  const { secret, verify, toChanges } = source ?? ({} as Partial<WebhookSource>)
  if (!/^[a-z0-9][a-z0-9-]{0,49}$/.test(name)) return 'must be named with small letters, digits and -'
  if (typeof toChanges !== 'function') return 'needs `toChanges`: it says whose what has changed'
  if ((secret === undefined) === (verify === undefined)) return 'needs either `secret` or `verify`: without one anybody could tell changes'
  if (verify !== undefined && typeof verify !== 'function') return 'has a `verify` that is not a function'
  if (verify) return undefined
  const secrets = [secret ?? []].flat()
  return secrets.length && secrets.every((one) => keyOf(one)) ? undefined : 'has a `secret` that is not base64 of 24 to 64 bytes (`whsec_…`)'
}
