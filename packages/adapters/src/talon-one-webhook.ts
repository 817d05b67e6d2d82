/**
 * Talon.One's notifications as a source of the gateway: what they tell of a member becomes news for that member's open pages.
 *
 * Switch on the loyalty notifications of points added and deducted, pending points that become active, tier upgrades, downgrades and coming downgrades, and those of
 * coupons in the Application. Its document has no signature: give each notification an HTTP header of your own with a secret in it. What is told of no member (campaigns, batches
 * of coupons, cards of a card-based programme), what will only happen, and what is new, changes nothing.
 */
import type { BackendChange } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { refusePage } from './shared/guarded.ts'
import { checking } from './shared/options.ts'
import { listOf, maybe } from './shared/wire.ts'

/** What `talonOneWebhook` takes. */
export interface TalonOneWebhookOptions {
  /** The header that was set up with each notification; `authorization` where absent. */
  readonly header?: string
  /** All of its value, 16 characters at least; the old and the new one while it is changed. */
  readonly secret: string | readonly string[]
  /** Only points and tiers of this loyalty programme. */
  readonly programId: number
}

/** What the gateway's `webhooks` takes. */
export interface TalonOneWebhook {
  /** What a good secret vouches for; nothing where it is not good. */
  readonly verify: (request: { readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> }) => Promise<{ readonly id: string } | undefined>
  /** Whose what has changed. */
  readonly toChanges: (event: unknown) => { readonly memberId: string; readonly parts: BackendChange['parts'] }[]
}

const points: BackendChange['parts'] = ['balances', 'activity', 'tier']
const parts: Readonly<Record<string, BackendChange['parts']>> = {
  LoyaltyPointsAdded: points, LoyaltyPointsDeducted: points, LoyaltyAddedDeductedPointsBalances: points, LoyaltyPointsPendingToActive: ['balances', 'activity'],
  TierUpgrade: ['tier', 'offers'], TierDowngrade: ['tier', 'offers'], TierWillDowngrade: ['tier'],
  CouponCreated: ['coupons'], CouponUpdated: ['coupons'], CouponDeleted: ['coupons'],
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const About = z.object({ LoyaltyProgramID: maybe(z.number()), ProfileIntegrationID: maybe(text), CustomerProfileID: maybe(text), recipientIntegrationId: maybe(text) })
// one of points is about one member, the others are lists; coupons write theirs small
const Event = z.object({ NotificationType: text, ...About.shape, Data: maybe(listOf(About)), data: maybe(listOf(About)) })

/**
 * A source for the gateway: `createGateway({ webhooks: { 'talon-one': talonOneWebhook({ … }) } })`. Runs on a server.
 * @throws `LoyaltyError` `invalid_option` in a page, and when an option is wrong.
 */
export function talonOneWebhook({ header = 'authorization', secret, programId }: TalonOneWebhookOptions): TalonOneWebhook {
  refusePage('talon-one-webhook')
  const check = checking('talon-one-webhook')
  const secrets = [secret].flat()
  if (!/^[a-z][a-z0-9-]*$/i.test(header)) check.fail('`header` must be the name of an HTTP header.')
  if (!secrets.length || !secrets.every((one) => typeof one === 'string' && /^[!-~][ -~]{14,}[!-~]$/.test(one))) check.fail('`secret` must be the header\'s value, 16 characters at least.')
  if (!Number.isSafeInteger(programId) || programId < 1) check.fail('`programId` must be the number of a loyalty programme.')

  return {
    async verify({ headers }) {
      const [given, id] = [headers.get(header), headers.get('x-uuid')]
      if (given === null || id === null || !/^[\w-]{1,100}$/.test(id)) return undefined
      const sum = await digest(given)
      for (const one of secrets) if (isSame(await digest(one), sum)) return { id }
      return undefined
    },
    toChanges(event) {
      const told = z.safeParse(Event, event).data
      const changed = told && parts[told.NotificationType]
      if (!told || !changed) return []
      const members = [told, ...(told.Data ?? []), ...(told.data ?? [])].flatMap(({ LoyaltyProgramID: program, ProfileIntegrationID: one, CustomerProfileID: other, recipientIntegrationId: recipient }) =>
        (program === undefined || program === programId ? (one ?? other ?? recipient ?? []) : []))
      return [...new Set(members)].slice(0, 1_000).map((memberId) => ({ memberId, parts: [...changed] }))
    },
  }
}

const digest = async (value: string) => new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value)))

/** Compares in constant time. */
const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.reduce((difference, byte, index) => difference | (byte ^ (other[index] ?? 0)), one.length ^ other.length) === 0
