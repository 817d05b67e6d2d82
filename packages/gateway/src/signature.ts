/** Signatures of webhooks after standardwebhooks.com: HMAC-SHA256 over id, time and body, by the platform's own cryptography, which compares in constant time. */
import { Refusal, invalid } from './problem.ts'

/** What came, as it came. */
export interface WebhookRequest {
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** What a good signature vouches for. */
export interface WebhookProof {
  /** The same for every delivery of one event. */
  readonly id: string
  /** When it was sent, in milliseconds since 1970. Without it a copy can't be told by its age. */
  readonly sentAt?: number
}

/** The key of a secret such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`; nothing where it is not one of 24 to 64 bytes. */
export function keyOf(secret: unknown): Uint8Array<ArrayBuffer> | undefined {
  const text = typeof secret === 'string' ? secret.replace(/^whsec_/, '') : ''
  const key = fromBase64(text)
  return key && key.length >= 24 && key.length <= 64 ? key : undefined
}

/** Any of the secrets may have signed it, while one is replaced by another. Fails: `unauthenticated` where none has, `invalid_input` where a header is missing. */
export async function verifyStandard({ headers, body }: WebhookRequest, keys: readonly Uint8Array<ArrayBuffer>[]): Promise<WebhookProof> {
  const read = (name: string) => {
    const text = headers.get(name)
    if (text === null || text === '') throw invalid(name, 'is missing')
    return text
  }
  const [id, time, signatures] = [read('webhook-id'), read('webhook-timestamp'), read('webhook-signature')]
  if (!/^\d{1,12}$/.test(time)) throw invalid('webhook-timestamp', 'must be seconds since 1970')
  if (id.length > 200) throw invalid('webhook-id', 'must be at most 200 characters')
  const signed = join(new TextEncoder().encode(`${id}.${time}.`), body)
  const given = signatures.slice(0, 2_000).split(' ').flatMap((text) => (text.startsWith('v1,') ? (fromBase64(text.slice(3)) ?? []) : [])).filter(({ length }) => length === 32)
  for (const key of keys) {
    const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    for (const signature of given) if (await crypto.subtle.verify('HMAC', hmac, signature, signed)) return { id, sentAt: Number(time) * 1_000 }
  }
  throw forged()
}

export const forged = (): Refusal => new Refusal('unauthenticated', 'The signature of this event is not good. Look at the secret on both sides.')

function join(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
