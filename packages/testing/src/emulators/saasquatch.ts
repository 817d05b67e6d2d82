/** SaaSquatch's REST API on the sandbox's engine: its open endpoints, and the rewards of an account. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { peopleRoutes } from './saasquatch/people.ts'
import { programId, programme } from './saasquatch/programme.ts'
import { rewardRoutes } from './saasquatch/rewards.ts'
import { known, Refused, upsert, type EmulatedReward, type Person, type SaasquatchState } from './saasquatch/state.ts'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'

export { saasquatchCheck, saasquatchWebhookCheck } from './saasquatch/document.ts'

/** A SaaSquatch of one's own, with the shop that uses it. */
export interface SaasquatchEmulator extends Served {
  readonly tenant: string
  /** For servers: it may do anything, and signs people's tokens. */
  readonly apiKey: string
  readonly programId: string
  readonly sandbox: Sandbox
  readonly shop: {
    /** Makes somebody known; gives their code. */
    join(person: Person): Promise<string>
    /** An order is paid, which converts a referral. */
    purchase(sale: { readonly userId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
    /** A reward by hand. */
    give(reward: EmulatedReward): void
    block(userId: string): void
    /** The desk looks at a referral: denied, or over. */
    judge(referredUserId: string, by: { readonly referrerModerationStatus?: 'DENIED'; readonly ended?: number }): void
  }
}

/** Opens a SaaSquatch on a port of this machine. */
export async function emulateSaasquatch(): Promise<SaasquatchEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'saasquatch', now: '2026-11-22T10:00:00Z' })
  const [tenant, apiKey] = ['test_emulated', 'TEST_emulated-api-key-of-some-length']
  const state: SaasquatchState = { sandbox, users: new Map(), referrals: [], given: [], redemptions: new Map() }
  const base = `/api/v1/${tenant}`
  const route = routed({ ...peopleRoutes(state, base), ...rewardRoutes(state, base) })

  /** The key may do anything; a token only what is its person's own, at the open endpoints; a code may be looked up by anybody. */
  function authorize({ headers, path, query, method, body }: Heard): void {
    if (headers['authorization'] === `Basic ${Buffer.from(`:${apiKey}`).toString('base64')}` || /\/open\/code\/[^/]+$/.test(path)) return
    if (!path.startsWith(`${base}/open/`)) throw unauthorized()
    const { user, exp } = claimsOf(headers['x-saasquatch-user-token'] ?? '')
    if (exp !== undefined && exp * 1_000 <= sandbox.now()) throw unauthorized()
    const [, accountId, userId] = /\/account\/([^/]+)\/user\/([^/]+)/.exec(path)?.map(decodeURIComponent) ?? []
    const asked = accountId === undefined ? [query.get('referringAccountId'), query.get('referringUserId')] : [accountId, userId]
    if (user?.accountId !== asked[0] || user?.id !== asked[1]) throw unauthorized()
    // who writes needs a token that says the same of the person
    if (method === 'PUT' && Object.entries(body as object).some(([name, value]) => ['email', 'firstName', 'lastName'].includes(name) && user?.[name] !== value)) throw unauthorized()
  }
  const unauthorized = () => new Refused(401, 'Unauthorized', 'UNAUTHORIZED')
  function claimsOf(token: string): { readonly user?: Readonly<Record<string, unknown>>; readonly exp?: number } {
    const [header = '', payload = '', signature = ''] = token.split('.')
    const [expected, given] = [createHmac('sha256', apiKey).update(`${header}.${payload}`).digest(), Buffer.from(signature, 'base64url')]
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw unauthorized()
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string }
    if (alg !== 'HS256') throw unauthorized()
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as ReturnType<typeof claimsOf>
  }

  async function answerTo(heard: Heard): Promise<Answer> {
    try {
      authorize(heard)
      return await (route(heard) ?? new Refused(404, 'Not found', 'NOT_FOUND').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  }
  const served = await serveEmulator(async (heard) => {
    const { headers, ...answer } = heard.method === 'OPTIONS' ? { status: 204 } : await answerTo(heard)
    // a page of any shop may ask; a browser sends by itself again what was lost on a connection that it had used before: here it has none
    return { ...answer, headers: { ...headers, 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, PUT, POST', 'access-control-allow-headers': 'x-saasquatch-user-token, content-type', connection: 'close' } }
  })

  const memberId = (userId: string) => state.users.get(userId)?.memberId ?? ''
  const shop: SaasquatchEmulator['shop'] = {
    join: async (person) => (await upsert(state, person)).code,
    purchase: async ({ userId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: memberId(userId), cart, orderId })),
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    give: (reward) => void state.given.push(reward),
    block: (userId) => void state.users.set(userId, { ...known(state, { userId, accountId: state.users.get(userId)?.accountId }), dateBlocked: sandbox.now() }),
    judge: (referredUserId, by) => {
      const index = state.referrals.findIndex(({ referred }) => referred === referredUserId)
      const found = state.referrals[index]
      if (found) state.referrals[index] = { ...found, ...by }
    },
  }
  return {
    ...served, tenant, apiKey, programId, sandbox, shop,
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}
