/**
 * SaaSquatch's webhooks as a source of the gateway: what they tell of a person becomes news for that person's open pages.
 *
 * Subscribe your gateway's address; SaaSquatch signs with keys of its own, so there is no secret to keep. `user.reward.balance.changed`, `reward.created`, `referral.started`,
 * `referral.converted`, `referral.ended` and `user.created` are told on; what is told of nobody, and what is new, changes nothing. In the classic programme a referral is told
 * without the names of its people (only by SaaSquatch's inner ids), so that pages hear of it with the reward.
 */
import { isSafeUrl, LoyaltyError, type BackendChange } from '@loyaltykit/core'
import { compactVerify, createRemoteJWKSet, customFetch, errors } from 'jose'
import type { SaasquatchUser } from './saasquatch/person.ts'
import { refusePage } from './shared/guarded.ts'
import { base64Url } from './shared/hmac.ts'
import { checking } from './shared/options.ts'
import { fields, text } from './shared/told.ts'

/** What `saasquatchWebhook` takes. */
export interface SaasquatchWebhookOptions {
  /** The alias of the tenant whose events are meant: SaaSquatch signs all tenants' with the same keys. */
  readonly tenant: string
  /** Who a person at SaaSquatch is to the gateway; `undefined`: nobody. Where absent their id. */
  readonly memberId?: (user: SaasquatchUser) => string | undefined
  /** Where SaaSquatch's public keys are. `https://app.referralsaasquatch.com/.well-known/jwks.json` where absent. */
  readonly keys?: string
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What the gateway's `webhooks` takes. */
export interface SaasquatchWebhook {
  /** What a good signature vouches for; nothing where it is not good. Fails: `network` where the keys can't be read, so that it is sent again. */
  readonly verify: (request: { readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> }) => Promise<{ readonly id: string } | undefined>
  /** Whose what has changed. */
  readonly toChanges: (event: unknown) => { readonly memberId: string; readonly parts: BackendChange['parts'] }[]
}

const parts: Readonly<Record<string, BackendChange['parts']>> = {
  'user.created': ['member'], 'user.reward.balance.changed': ['balances', 'activity'], 'reward.created': ['balances', 'activity', 'coupons'],
  'referral.started': ['referral'], 'referral.converted': ['referral'], 'referral.ended': ['referral'],
}

/** Said of a signature that is not good, and not of keys that could not be read. */
const isForged = (error: unknown): boolean =>
  [errors.JWSInvalid, errors.JWSSignatureVerificationFailed, errors.JWKSNoMatchingKey, errors.JOSEAlgNotAllowed, errors.JOSENotSupported].some((kind) => error instanceof kind)

/**
 * A source for the gateway: `createGateway({ webhooks: { saasquatch: saasquatchWebhook({ tenant }) } })`. Runs on a server.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function saasquatchWebhook(options: SaasquatchWebhookOptions): SaasquatchWebhook {
  const { tenant, memberId = ({ id }) => id, keys = 'https://app.referralsaasquatch.com/.well-known/jwks.json', fetch = globalThis.fetch } = options
  refusePage('saasquatch-webhook')
  const check = checking('saasquatch-webhook')
  check.credential('tenant', tenant, 'the alias of a tenant')
  if (typeof memberId !== 'function') check.fail('`memberId` must be a function.')
  if (typeof keys !== 'string' || !isSafeUrl(keys)) check.fail('`keys` must be an https address.')
  const jwks = createRemoteJWKSet(new URL(keys), { [customFetch]: (url, init) => fetch(url, init as RequestInit) })

  return {
    async verify({ headers, body }) {
      // the header and the signature, with the body between them left out
      const [, header = '', signature = ''] = /^([\w-]+)\.\.([\w-]+)$/.exec(headers.get('x-hook-jws-rfc-7797') ?? '') ?? []
      if (!header) return undefined
      try {
        await compactVerify(`${header}.${base64Url(body)}.${signature}`, jwks, { algorithms: ['RS256'] })
      } catch (error) {
        if (isForged(error)) return undefined
        throw new LoyaltyError('network', 'The keys of SaaSquatch\'s webhooks can\'t be read now.', { cause: error })
      }
      const { id, tenantAlias } = fields(parsed(body))
      // every tenant's events are signed with these keys
      const told = text(id)
      return tenantAlias === tenant && told !== undefined && told.length <= 200 ? { id: told } : undefined
    },
    toChanges(event) {
      const { type, tenantAlias, data } = fields(event)
      const changed = tenantAlias === tenant && typeof type === 'string' && Object.hasOwn(parts, type) ? parts[type] : undefined
      const told = fields(data)
      const { id, accountId } = fields(told['referrer'] ?? (type === 'user.created' ? told : { id: told['userId'], accountId: told['accountId'] }))
      if (!changed || !text(id) || !text(accountId)) return []
      const member = memberId({ id: String(id), accountId: String(accountId) })
      return member === undefined ? [] : [{ memberId: member, parts: [...changed] }]
    },
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
