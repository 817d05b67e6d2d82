/** What the server of a shop does for `loyaltylion` in its pages: the secrets stay here. Runs wherever there is Web Crypto. */
import { isSafeUrl, LoyaltyError } from '@loyaltykit/core'
import { refusePage } from './shared/guarded.ts'
import { base64, hmacSha256 } from './shared/hmac.ts'
import { sender } from './shared/send.ts'

/** What `signLoyaltyLionToken` takes. */
export interface LoyaltyLionToken {
  /** The secret of the site's SDK token, under Settings, General: "Token" of the "SDK secret token". Whoever has it is every customer. */
  readonly secret: string
  /**
   * What the token says: for which customer of which site it is, with which Key ID it is signed, until when. Names and forms of these fields are LoyaltyLion's, and stand on
   * its page https://developers.loyaltylion.com/headless-api/session-tokens; they are signed as they are given here. Never take the customer from what a page sends.
   */
  readonly payload: Readonly<Record<string, unknown>>
}

/**
 * A customer session token for the customer that the shop has signed in: base64 of the payload's JSON, a dot, and the hexadecimal HMAC-SHA256 of that base64 text.
 * Nobody else is asked. Keep its life short, and let the page fetch another one: `customer({ renew: true })`.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export async function signLoyaltyLionToken({ secret, payload }: LoyaltyLionToken): Promise<string> {
  refusePage('signLoyaltyLionToken')
  if (typeof secret !== 'string' || !/^[!-~]+$/.test(secret)) throw wrong('signLoyaltyLionToken: `secret` must be the secret of the SDK token.')
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload) || !Object.keys(payload).length) throw wrong('signLoyaltyLionToken: `payload` must be the fields of a customer session token.')
  const encoded = base64(JSON.stringify(payload))
  return `${encoded}.${Array.from(await hmacSha256(secret, encoded), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** What `readLoyaltyLionConfiguration` takes. */
export interface LoyaltyLionConfiguration {
  /** The number after `/sites/` in LoyaltyLion's address. */
  readonly siteId: number
  /** A key of its API, under Manage, API keys. */
  readonly apiKey: string
  /** As `channel` of `loyaltylion`. `web` where absent. */
  readonly channel?: 'web' | 'mobile' | 'pos'
  /** ISO 639-1: `en`. The site's own where absent. */
  readonly language?: string
  readonly signal?: AbortSignal
  /** Where its API begins. `https://api.loyaltylion.com` where absent. */
  readonly url?: string
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/**
 * The programme, the same for everybody, as LoyaltyLion answers it: for the option `configuration` of `loyaltylion`. Cache it for some minutes: LoyaltyLion takes 20 calls a second
 * from a whole shop.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong; `backend_failed` for a key that is refused; else as any call.
 */
export async function readLoyaltyLionConfiguration(options: LoyaltyLionConfiguration): Promise<unknown> {
  const { siteId, apiKey, channel = 'web', language, signal = AbortSignal.timeout(10_000), url = 'https://api.loyaltylion.com', fetch = globalThis.fetch } = options
  refusePage('readLoyaltyLionConfiguration')
  if (!Number.isSafeInteger(siteId) || siteId < 1) throw wrong('readLoyaltyLionConfiguration: `siteId` must be the number after /sites/ in LoyaltyLion\'s address.')
  if (typeof apiKey !== 'string' || !/^[!-~]+$/.test(apiKey)) throw wrong('readLoyaltyLionConfiguration: `apiKey` must be a key of LoyaltyLion\'s API.')
  if (typeof url !== 'string' || !isSafeUrl(url)) throw wrong('readLoyaltyLionConfiguration: `url` must be an https address.')
  const query = new URLSearchParams({ channel, ...(language === undefined ? {} : { language }) })
  const send = sender({ url: url.replace(/\/$/, ''), headers: { authorization: `Bearer ${apiKey}` }, fetch, refusal: () => undefined })
  return send({ path: `/headless/2025-06/${siteId}/configuration?${query}` }, { signal })
}

const wrong = (message: string) => new LoyaltyError('invalid_option', message)
