/** What is random, hashed, derived and sealed: by the platform's own cryptography and `jose`. */
import { base64url, CompactEncrypt, compactDecrypt } from 'jose'

const encoder = new TextEncoder()

/** 256 random bits, 43 characters. */
export const random = (): string => base64url.encode(crypto.getRandomValues(new Uint8Array(32)))

/** So many random digits, each as likely as the others. */
export function randomDigits(length: number): string {
  let digits = ''
  // the last 6 of 256 would make 0 to 5 more likely
  while (digits.length < length) for (const byte of crypto.getRandomValues(new Uint8Array(length))) if (byte < 250 && digits.length < length) digits += byte % 10
  return digits
}

/** What stands in a store instead of the thing itself. */
export const hash = async (text: string): Promise<string> => base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))

/** The same for the same secret and words; nobody without the secret can make it. */
export async function derive(secret: string, ...words: readonly string[]): Promise<string> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(JSON.stringify(words)))))
}

/** Whether both are the same text, in a time that does not tell where they differ. For texts of one length, such as hashes. */
export function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

const keyOf = async (token: string) => new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(`seal ${token}`)))

/** Only who has the token can open it. */
export const seal = async (value: object, token: string): Promise<string> =>
  new CompactEncrypt(encoder.encode(JSON.stringify(value))).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(await keyOf(token))

export const unseal = async (sealed: string, token: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode((await compactDecrypt(sealed, await keyOf(token), { contentEncryptionAlgorithms: ['A256GCM'] })).plaintext))
