/** Talon.One's Integration API on the sandbox's engine: sessions and what their rules do, profiles, a profile-based loyalty programme, coupons, referrals, achievements. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'
import { campaignRoutes } from './talon-one/campaigns.ts'
import { couponRoutes } from './talon-one/coupons.ts'
import { ledgerRoutes } from './talon-one/ledgers.ts'
import { join, profileRoutes } from './talon-one/profiles.ts'
import { programme } from './talon-one/programme.ts'
import { referralCampaign, referralRoutes } from './talon-one/referrals.ts'
import { pointsAttribute } from './talon-one/rules.ts'
import { sessionRoutes, update } from './talon-one/sessions.ts'
import { contextOf, profileAt, type TalonOneState } from './talon-one/state.ts'
import { notFound, Refused } from './talon-one/words.ts'

/** A Talon.One of one's own, with the shop that uses it. */
export interface TalonOneEmulator extends Served {
  readonly apiKey: string
  readonly programId: number
  /** The attribute of a session by which points pay, and the campaign in which friends are invited. */
  readonly pointsAttribute: string
  readonly referralCampaign: number
  /** A profile that stands for somebody new. */
  readonly newcomer: string
  /** The engine: its clock, its till. */
  readonly sandbox: Sandbox
  readonly shop: {
    /** A profile that has joined. */
    join(integrationId: string): Promise<void>
    /** The sandbox's own id of a profile that has joined. */
    memberId(integrationId: string): string
    /** A session is closed: an order is paid. */
    purchase(sale: { readonly integrationId: string; readonly cart: Cart; readonly orderId: string; readonly referralCode?: string }): Promise<void>
    /** A closed session is cancelled: all of its order comes back. */
    refund(goods: { readonly orderId: string }): Promise<void>
    /** Gives a coupon of one's own, by the name of its kind. */
    coupon(integrationId: string, kind: 'five-off' | 'ten-percent'): Promise<string>
  }
}

/** Documents of Talon.One that its exchanges are checked by. */
export const talonOneDocuments: readonly string[] = ['talon-one/integration-api.yaml']

type Json = Readonly<Record<string, unknown>>

/** Its document lets an effect have the properties of any kind: here each has those of its own. Of the kinds that it does not name it may have any. */
export function talonOneRefined(document: Json): Json {
  const components = document['components'] as { schemas: Record<string, Json> } & Json
  const kinds = Object.keys(components.schemas).flatMap((name) => /^(\w+)EffectProps$/.exec(name)?.slice(1) ?? [])
  const ofKind = (kind: string) => ({
    if: { properties: { effectType: { const: `${kind[0]?.toLowerCase() ?? ''}${kind.slice(1)}` } } },
    then: { properties: { props: { $ref: `#/components/schemas/${kind}EffectProps` } } },
  })
  const { Effect: effect = {} } = components.schemas
  return { ...document, components: { ...components, schemas: { ...components.schemas, Effect: { allOf: [effect, ...kinds.map(ofKind)] } } } }
}

/** How many requests for one profile or session are taken at a time. */
const parallel = 3

/** Opens a Talon.One on a port of this machine. */
export async function emulateTalonOne(): Promise<TalonOneEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'talon-one', now: '2026-11-22T10:00:00Z' })
  const [apiKey, programId, newcomer] = ['emulated-api-key', 33, 'newcomer']
  const numbers = new Map<string, number>()
  const state: TalonOneState = {
    sandbox, programId, profiles: new Map(), sessions: new Map(), referrals: [], reservations: new Map(), answers: new Map(),
    number: (of) => {
      const known = numbers.get(of) ?? 1_000 + numbers.size
      numbers.set(of, known)
      return known
    },
  }
  const route = routed({ ...sessionRoutes(state), ...profileRoutes(state), ...ledgerRoutes(state), ...couponRoutes(state), ...referralRoutes(state), ...campaignRoutes(state) })
  const busy = new Map<string, number>()
  const served = await serveEmulator(async (heard) => {
    if (heard.headers['authorization'] !== `ApiKey-v1 ${apiKey}`) return new Refused(401, 'Invalid API key').answer
    const about = subjectsOf(heard)
    if (about.some((one) => (busy.get(one) ?? 0) >= parallel)) return new Refused(409, 'Too many requests are updating this profile/session at the same time').answer
    for (const one of about) busy.set(one, (busy.get(one) ?? 0) + 1)
    try {
      return await once(state, heard, async () => (await route(heard)) ?? notFound('Path').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    } finally {
      for (const one of about) busy.set(one, (busy.get(one) ?? 1) - 1)
    }
  })
  const shop: TalonOneEmulator['shop'] = {
    join: (integrationId) => join(state, integrationId),
    memberId: (integrationId) => profileAt(state, integrationId).memberId ?? '',
    purchase: async ({ integrationId, cart, orderId, referralCode }) => {
      const cartItems = cart.items.map(({ sku, quantity, price, categories: [category] = [] }) => ({ sku, quantity, price: price / 100, ...(category === undefined ? {} : { category }) }))
      await update(state, orderId, { profileId: integrationId, cartItems, couponCodes: cart.codes ?? [], state: 'closed', ...(referralCode === undefined ? {} : { referralCode }) })
    },
    refund: async ({ orderId }) => void (state.sessions.get(orderId)?.state === 'closed' && await update(state, orderId, { state: 'cancelled' })),
    coupon: async (integrationId, kind) => {
      const { coupon } = await sandbox.rewards.claim({ rewardId: kind }, contextOf(profileAt(state, integrationId).memberId, `${kind} ${integrationId}`))
      return coupon?.code ?? ''
    },
  }
  await shop.join(newcomer)
  return {
    ...served, apiKey, programId, newcomer, pointsAttribute, referralCampaign, sandbox, shop,
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}

/** The profile and the session that a request of the limited kinds is about. */
function subjectsOf({ method, path, body }: Heard): string[] {
  const [, kind, id] = method === 'PUT' ? (/^\/v2\/(customer_sessions|customer_profiles)\/([^/]+)$/.exec(path) ?? []) : []
  if (id === undefined) return []
  const profile = kind === 'customer_profiles' ? decodeURIComponent(id) : (body as { customerSession?: { profileId?: string } } | undefined)?.customerSession?.profileId
  return [...(kind === 'customer_sessions' ? [`session ${id}`] : []), ...(profile ? [`profile ${profile}`] : [])]
}

/** Requests that its document says are idempotent with a key. */
const idempotent = /^PUT \/v2\/(customer_sessions\/[^/]+(\/reopen)?|customer_profiles\/[^/]+)$/

async function once({ answers }: TalonOneState, { method, path, headers }: Heard, act: () => Promise<Answer>): Promise<Answer> {
  const key = headers['idempotency-key']
  if (key === undefined || !idempotent.test(`${method} ${path}`)) return act()
  if (key.length > 255) throw new Refused(400, 'Invalid idempotency key')
  const name = `${method} ${path} ${key}`
  const answer = answers.get(name) ?? await act()
  answers.set(name, answer)
  return answer
}
