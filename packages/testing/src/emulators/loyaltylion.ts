/** LoyaltyLion's Headless API on the sandbox's engine. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { configuration } from './loyaltylion/configuration.ts'
import { customerAnswer } from './loyaltylion/customer.ts'
import { programme } from './loyaltylion/programme.ts'
import { rewardRoutes } from './loyaltylion/rewards.ts'
import { enrol, Refused, visit, type LoyaltyLionState } from './loyaltylion/state.ts'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'

/** A LoyaltyLion of one's own, with the shop that uses it. */
export interface LoyaltyLionEmulator extends Served {
  readonly siteId: number
  /** For servers: it may do anything. */
  readonly apiKey: string
  /** What a shop's server signs customers' tokens with. */
  readonly keyId: string
  readonly secret: string
  /** What a token must say here. LoyaltyLion's own names of these fields are in no document that is at hand: these are the emulation's. */
  payload(merchantId: string, seconds?: number): { readonly key_id: string; readonly merchant_id: string; readonly expires_at: string }
  readonly sandbox: Sandbox
  readonly shop: {
    /** A customer who is in the programme. */
    join(merchantId: string): Promise<void>
    /** The sandbox's own id of such a customer. */
    memberId(merchantId: string): string
    /** An order is paid. */
    purchase(sale: { readonly merchantId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    /** All of an order comes back. */
    refund(goods: { readonly orderId: string }): Promise<void>
    block(merchantId: string): Promise<void>
  }
}

export { loyaltyLionCheck } from './loyaltylion/document.ts'

/** Opens a LoyaltyLion on a port of this machine. */
export async function emulateLoyaltyLion(): Promise<LoyaltyLionEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'loyaltylion', now: '2026-11-22T10:00:00Z' })
  const [siteId, apiKey, keyId, secret] = [4_711, 'emulated-api-key', 'emulated-key-id', 'emulated-secret']
  const state: LoyaltyLionState = { sandbox, customers: new Map(), claims: [] }
  const base = '/headless/2025-06/{site}'
  const customer = `${base}/customers/{merchantId}`
  const known = (merchantId: string) => {
    const found = state.customers.get(merchantId)
    if (!found) throw new Refused(404, 'not_found')
    return found
  }
  const route = routed({
    [`GET ${base}/configuration`]: () => ({ body: configuration() }),
    [`GET ${customer}`]: async ({ at: { merchantId = '' } }) => ({ body: await customerAnswer(state, known(merchantId)) }),
    [`POST ${customer}/sessions`]: async ({ at: { merchantId = '' }, body }) => {
      const { customer: { email } } = body as { customer: { email: string } }
      if ([...state.customers.values()].some((one) => one.email === email && one.merchantId !== merchantId)) throw new Refused(422, 'email_already_in_use')
      return { body: { ...(await customerAnswer(state, await enrol(state, visit(state, merchantId, email)))), requested_cart_actions: [] } }
    },
    ...rewardRoutes(state),
  })

  /** A key of the shop may do anything, a token only what is its customer's own: the programme is not. */
  function authorize({ headers, path, body }: Heard): void {
    const bearer = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
    if (bearer === apiKey) return
    const [encoded = '', signature = ''] = bearer.split('.')
    const [expected, given] = [createHmac('sha256', secret).update(encoded).digest(), Buffer.from(signature, 'hex')]
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refused(401, 'unauthorized')
    const { key_id, merchant_id, expires_at } = JSON.parse(Buffer.from(encoded, 'base64').toString()) as Record<string, string>
    if (key_id !== keyId || Date.parse(expires_at ?? '') <= sandbox.now()) throw new Refused(401, 'unauthorized')
    const whose = /\/customers\/([^/]+)/.exec(path)?.[1]
    if (merchant_id !== (whose === undefined ? (body as { customer_merchant_id?: string } | undefined)?.customer_merchant_id : decodeURIComponent(whose))) throw new Refused(403, 'forbidden')
  }

  const served = await serveEmulator(async (heard) => {
    const { headers, ...answer } = heard.method === 'OPTIONS' ? { status: 204 } : await answerTo(heard)
    // a browser sends by itself again what was lost on a connection that it had used before: here it has none
    return { ...answer, headers: { ...headers, 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type', connection: 'close' } }
  })

  /** A page of any shop may ask. */
  async function answerTo(heard: Heard): Promise<Answer> {
    try {
      if (!heard.path.startsWith(`/headless/2025-06/${siteId}/`)) throw new Refused(404, 'not_found')
      if (!['web', 'pos', 'mobile'].includes(heard.headers['x-loyaltylion-channel'] ?? heard.query.get('channel') ?? '')) throw new Refused(400, 'channel_required')
      authorize(heard)
      return await (route(heard) ?? new Refused(404, 'not_found').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  }
  const shop: LoyaltyLionEmulator['shop'] = {
    join: async (merchantId) => void (await enrol(state, visit(state, merchantId, `customer-${state.customers.size}@shop.example`))),
    memberId: (merchantId) => known(merchantId).memberId ?? '',
    purchase: async ({ merchantId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: known(merchantId).memberId ?? '', cart, orderId })),
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    block: async (merchantId) => {
      const one = known(merchantId)
      state.customers.set(merchantId, { ...one, isBlocked: true })
      await sandbox.desk.block(one.memberId ?? '')
    },
  }
  return {
    ...served, siteId, apiKey, keyId, secret, sandbox, shop,
    payload: (merchantId, seconds = 3_600) => ({ key_id: keyId, merchant_id: merchantId, expires_at: new Date(sandbox.now() + seconds * 1_000).toISOString() }),
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}
