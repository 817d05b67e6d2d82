/**
 * Open Loyalty's webhooks as a source of the gateway: what they tell of a member becomes news for that member's open pages.
 *
 * Subscribe with HMAC switched on, at least to `WalletBalanceUpdated`, `CustomerLevelChanged`, `CustomerBoughtReward`, `RewardRedemptionStatusChanged`, `CustomerUpdated`,
 * `CustomerDeactivated` and `MemberChallengeProgressWasChanged`; what is told of no member, and what is new, changes nothing.
 */
import { isSafeUrl, type BackendChange } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { refusePage } from './shared/guarded.ts'
import { checking } from './shared/options.ts'
import { maybe } from './shared/wire.ts'

/** What `openLoyaltyWebhook` takes. */
export interface OpenLoyaltyWebhookOptions {
  /** The address that Open Loyalty was told to call, as it was told: its signature is over host and path, whatever a proxy makes of them. */
  readonly url: string
  /** The secret that was shown once, `whsec_` and hexadecimal digits; the old and the new one while it is rotated. */
  readonly secret: string | readonly string[]
  /** Only events of this store. */
  readonly storeCode: string
}

/** What the gateway's `webhooks` takes. */
export interface OpenLoyaltyWebhook {
  /** What a good signature vouches for; nothing where it is not good. */
  readonly verify: (request: { readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> }) => Promise<{ readonly id: string; readonly sentAt: number } | undefined>
  /** Whose what has changed. */
  readonly toChanges: (event: unknown) => { readonly memberId: string; readonly parts: BackendChange['parts'] }[]
}

const parts: Readonly<Record<string, BackendChange['parts']>> = {
  WalletBalanceUpdated: ['balances', 'activity', 'redemptions', 'rewards'], AvailablePointsAmountChanged: ['balances', 'activity', 'rewards'], UnitsTransferWasAdded: ['balances', 'activity'], CampaignEffectWasApplied: ['balances', 'activity', 'coupons'],
  CustomerBoughtReward: ['rewards', 'coupons', 'balances', 'activity'], RewardRedemptionStatusChanged: ['coupons', 'balances', 'activity'], CustomerLevelChanged: ['tier', 'rewards', 'offers'], TransactionAssignedToCustomer: ['balances', 'activity', 'tier', 'challenges'],
  CustomerUpdated: ['member'], CustomerDeactivated: ['member', 'referral'], CustomerEmailWasChanged: ['member'], CustomerPhoneNumberWasChanged: ['member'],
  MemberAchievementProgressWasChanged: ['challenges'], MemberChallengeProgressWasChanged: ['challenges'], ChallengesWereProcessed: ['challenges'], AchievementsWereProcessed: ['challenges'],
}

const Named = maybe(z.object({ customerId: maybe(z.string()) }))
const About = z.object({ customer: Named, member: Named, issuedReward: Named, customerId: maybe(z.string()), memberId: maybe(z.string()) })
const Event = z.object({ eventName: z.string(), storeCode: z.string(), data: z.union([z.array(About), About]) })

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * A source for the gateway: `createGateway({ webhooks: { 'open-loyalty': openLoyaltyWebhook({ … }) } })`. Runs on a server.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function openLoyaltyWebhook({ url, secret, storeCode }: OpenLoyaltyWebhookOptions): OpenLoyaltyWebhook {
  refusePage('open-loyalty-webhook')
  const check = checking('open-loyalty-webhook')
  if (typeof url !== 'string' || !isSafeUrl(url)) check.fail('`url` must be the https address that Open Loyalty calls.')
  check.credential('storeCode', storeCode, 'the code of a store')
  const secrets = [secret].flat()
  if (!secrets.length || !secrets.every((one) => typeof one === 'string' && /^(whsec_)?[0-9a-f]{32,128}$/.test(one))) check.fail('`secret` must be what Open Loyalty has shown: whsec_ and hexadecimal digits.')
  const { hostname, pathname } = new URL(url)
  const bytes = (text: string) => new TextEncoder().encode(text)

  return {
    async verify({ headers, body }) {
      const [signature = '', time = '', request = ''] = ['x-webhook-signature', 'x-webhook-timestamp', 'x-webhook-request-id'].map((name) => headers.get(name) ?? '')
      if (!/^[0-9a-f]{64}$/.test(signature) || !/^\d{1,12}$/.test(time) || !/^[\w-]{1,100}$/.test(request)) return undefined
      const signed = bytes(['POST', `${hostname.length}:${hostname}`, `${pathname.length}:${pathname}`, hex(await crypto.subtle.digest('SHA-256', body)), time, request].join('\n'))
      const given = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      for (const one of secrets) {
        // its digits are the key as they are written
        const key = await crypto.subtle.importKey('raw', bytes(one.replace(/^whsec_/, '')), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
        // compared in constant time
        if (await crypto.subtle.verify('HMAC', key, given, signed)) return { id: messageOf(body) ?? request, sentAt: Number(time) * 1_000 }
      }
      return undefined
    },
    toChanges(event) {
      const told = z.safeParse(Event, event).data
      const changed = told && told.storeCode === storeCode ? parts[told.eventName] : undefined
      if (!told || !changed) return []
      const members = [told.data].flat().flatMap((about) => about.customer?.customerId ?? about.member?.customerId ?? about.issuedReward?.customerId ?? about.memberId ?? about.customerId ?? [])
      return [...new Set(members)].slice(0, 1_000).map((memberId) => ({ memberId, parts: [...changed] }))
    },
  }
}

/** What is the same for every delivery of one event; the request's own id is another with each. */
function messageOf(body: Uint8Array): string | undefined {
  try {
    return z.safeParse(z.object({ messageId: z.string().check(z.minLength(1), z.maxLength(200)) }), JSON.parse(new TextDecoder().decode(body))).data?.messageId
  } catch {
    return undefined
  }
}
