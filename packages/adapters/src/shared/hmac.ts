/** HMAC-SHA256 of a text with a secret, both in UTF-8, by the platform's own cryptography. */
export async function hmacSha256(secret: string, text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(text)))
}

/** Base64 of bytes, or of a text in UTF-8. */
export const base64 = (given: Uint8Array | string): string => btoa(Array.from(typeof given === 'string' ? new TextEncoder().encode(given) : given, (byte) => String.fromCharCode(byte)).join(''))

/** The same as addresses and tokens write it. */
export const base64Url = (given: Uint8Array | string): string => base64(given).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
