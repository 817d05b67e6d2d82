/** Open Loyalty's HTTP API (5.x) on the sandbox's engine: members, wallets, rewards, tiers, campaigns, as far as the adapter and a till ask. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { campaignRoutes } from './open-loyalty/campaigns.ts'
import { activate, memberRoutes, register } from './open-loyalty/members.ts'
import { opened, pointRoutes, transactionRoutes } from './open-loyalty/points.ts'
import { programme } from './open-loyalty/programme.ts'
import { allRewards, rewardRoutes } from './open-loyalty/rewards.ts'
import { idOf, joinedAt, type OpenLoyaltyState } from './open-loyalty/state.ts'
import { notFound, Refused } from './open-loyalty/words.ts'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Served } from './shared/server.ts'

/** What `emulateOpenLoyalty` takes. */
export interface OpenLoyaltyEmulatorOptions {
  /** How long until the units of a transaction are in the wallet, in milliseconds. 15 where absent. */
  readonly lag?: number
}

/** An Open Loyalty of one's own, with the shop that uses it. */
export interface OpenLoyaltyEmulator extends Served {
  readonly storeCode: string
  readonly token: string
  /** The engine: its clock, its till. */
  readonly sandbox: Sandbox
  /** Rewards whose coupon takes a percentage off. */
  readonly percentCoupons: readonly string[]
  /** Rewards that cost units of another wallet than the default one, with its code: known to the admin alone. */
  readonly rewardWallets: Readonly<Record<string, string>>
  readonly shop: {
    /** A member who was registered and activated: the id. */
    join(): Promise<string>
    /** The sandbox's own id of a member. */
    memberId(customerId: string): string
    /** An order is paid; its units have come. */
    purchase(sale: { readonly customerId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    /** All of an order comes back. */
    refund(goods: { readonly orderId: string }): Promise<void>
    /** The member is deactivated. */
    block(customerId: string): Promise<void>
  }
}

/** The document of Open Loyalty that its exchanges are checked by. */
export const openLoyaltyDocuments: readonly string[] = ['open-loyalty/openapi-5.x.json']

/** The document closes some objects so that nothing fits them: what `allOf` names is no property of the object itself. Here it is read as it is meant. */
export const openLoyaltyRefined = (document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => meant(document) as typeof document

function meant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meant)
  if (typeof value !== 'object' || value === null) return value
  const read = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, meant(inner)]))
  if (read['additionalProperties'] !== false || read['allOf'] === undefined || read['properties'] !== undefined) return read
  const { additionalProperties: _, ...schema } = read
  return { ...schema, unevaluatedProperties: false }
}

/** Opens an Open Loyalty on a port of this machine. */
export async function emulateOpenLoyalty({ lag = 15 }: OpenLoyaltyEmulatorOptions = {}): Promise<OpenLoyaltyEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'open-loyalty', now: '2026-11-22T10:00:00Z' })
  const [token, storeCode] = ['emulated-auth-token', 'HARBOUR']
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const state: OpenLoyaltyState = {
    sandbox, storeCode, members: new Map(), transfers: new Map(), redemptions: [], referrals: [], transactions: new Map(),
    later: (act) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void act()
      }, lag)
      timers.add(timer)
    },
  }
  const route = routed({ ...memberRoutes(state), ...pointRoutes(state), ...transactionRoutes(state), ...rewardRoutes(state, await allRewards(state), opened), ...campaignRoutes(state) })
  const served = await serveEmulator(async (heard) => {
    const [, store = ''] = /^\/api\/([^/]+)/.exec(heard.path) ?? []
    try {
      if (heard.headers['x-auth-token'] !== token) throw new Refused(401, 'Authentication Required')
      if (store !== 'store' && store !== storeCode) throw notFound()
      return await (route(heard) ?? notFound().answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  })
  return {
    ...served, storeCode, token, sandbox,
    percentCoupons: ['ten-percent', 'new-season'].map(idOf.reward),
    rewardWallets: { [idOf.reward('pin')]: 'stamps' },
    shop: {
      join: async () => {
        const { customerId } = register(state, { email: `member-${state.members.size}@shop.example`, firstName: 'Ada', lastName: 'Byron' })
        await activate(state, customerId)
        return customerId
      },
      memberId: (customerId) => joinedAt(state, customerId).memberId,
      purchase: async ({ customerId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: joinedAt(state, customerId).memberId, cart, orderId })),
      refund: async (goods) => void (await sandbox.till.refund(goods)),
      block: async (customerId) => {
        const { memberId, ...member } = joinedAt(state, customerId)
        state.members.set(customerId, { ...member, memberId, active: false })
        await sandbox.desk.block(memberId)
      },
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      await served.close()
      sandbox.close()
    },
  }
}

