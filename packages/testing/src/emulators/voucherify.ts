/** Voucherify's HTTP API on the sandbox's engine: Loyalty v2, and what of v1 and of the client-side API the adapters ask for. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'
import { allRewards, catalogueRoutes } from './voucherify/catalogue.ts'
import { authorizePage, clientSideRoutes, forPages, isClientSide } from './voucherify/client-side.ts'
import { discountRoutes } from './voucherify/discounts.ts'
import { ledgerRoutes } from './voucherify/ledger.ts'
import { definitionId, join, memberRoutes } from './voucherify/members.ts'
import { programme } from './voucherify/programme.ts'
import { spendingRoutes } from './voucherify/spending.ts'
import { at, customerOf, type VoucherifyState } from './voucherify/state.ts'
import { idOf, notFound, Refused } from './voucherify/words.ts'

/** What `emulateVoucherify` takes. */
export interface VoucherifyEmulatorOptions {
  /** How long until what was accepted is done, in milliseconds. 15 where absent. */
  readonly lag?: number
  /** Origins whose pages may ask with the client-side keys. Any where absent. */
  readonly origins?: readonly string[]
}

/** A Voucherify of one's own, with the shop that uses it. */
export interface VoucherifyEmulator extends Served {
  readonly appId: string
  readonly appToken: string
  /** The pair of keys that pages may have. */
  readonly clientId: string
  readonly clientToken: string
  readonly programId: string
  /** A member who stands for somebody new. */
  readonly newcomer: string
  /** The card definition of a currency of the sandbox. */
  readonly definition: (currency: string) => string
  /** The engine: its clock, its till. */
  readonly sandbox: Sandbox
  readonly shop: {
    /** A customer who has joined. */
    join(sourceId: string): Promise<void>
    /** The sandbox's own id of a customer who has joined. */
    memberId(sourceId: string): string
    /** Writes an open order. */
    order(cart: Cart): void
    /** An order is paid. */
    purchase(sale: { readonly sourceId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    /** All of an order comes back. */
    refund(goods: { readonly orderId: string }): Promise<void>
    /** The member is set inactive. */
    block(sourceId: string): Promise<void>
  }
}

/** Documents of Voucherify that its exchanges are checked by. */
export const voucherifyDocuments: readonly string[] = ['loyalties-v2', 'customers', 'validations', 'referrals', 'promotions', 'client-side'].map((name) => `voucherify/${name}.json`)

/** Opens a Voucherify on a port of this machine. */
export async function emulateVoucherify({ lag = 15, origins = ['*'] }: VoucherifyEmulatorOptions = {}): Promise<VoucherifyEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'voucherify', now: '2026-11-22T10:00:00Z' })
  const [appId, appToken, programId, newcomer] = ['emulated-app-id', 'emulated-app-token', idOf('lprg', programme.id), 'newcomer']
  const pages = { clientId: 'emulated-client-id', clientToken: 'emulated-client-token', origins }
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const state: VoucherifyState = {
    sandbox, programId, customers: new Map(), orders: new Map(), payments: [], purchases: [], referees: [], coded: new Set(),
    later: (act) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void act()
      }, lag)
      timers.add(timer)
    },
  }
  const rewards = await allRewards(state)
  const route = routed({ ...catalogueRoutes(state, rewards, at(state)), ...memberRoutes(state), ...ledgerRoutes(state), ...spendingRoutes(state, rewards), ...discountRoutes(state), ...clientSideRoutes(state) })
  const served = await serveEmulator(async (heard) => {
    if (!isClientSide(heard)) return answerTo(heard)
    return forPages(heard.method === 'OPTIONS' ? { status: 204 } : await answerTo(heard), heard, pages)
  })

  function authorize(heard: Heard): void {
    if (isClientSide(heard)) return authorizePage(heard, pages)
    if (heard.headers['x-app-id'] !== appId || heard.headers['x-app-token'] !== appToken) throw new Refused(401, 'unauthorized', 'The keys are wrong')
    const [, asked] = /^\/v2\/loyalties\/programs\/([^/]+)/.exec(heard.path) ?? []
    if (asked !== undefined && asked !== programId) throw notFound('program', asked)
  }
  async function answerTo(heard: Heard): Promise<Answer> {
    try {
      authorize(heard)
      return await (route(heard) ?? notFound('resource', heard.path).answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  }
  const shop: VoucherifyEmulator['shop'] = {
    join: async (sourceId) => {
      state.customers.set(sourceId, { sourceId, told: { name: 'Ada Byron' }, createdAt: at(state) })
      await join(state, sourceId)
    },
    memberId: (sourceId) => customerOf(state, sourceId).memberId ?? '',
    order: (cart) => void state.orders.set(cart.id, cart),
    purchase: async ({ sourceId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: customerOf(state, sourceId).memberId, cart, orderId })),
    refund: async (goods) => void (await sandbox.till.refund(goods)),
    block: async (sourceId) => {
      const customer = customerOf(state, sourceId)
      state.customers.set(sourceId, { ...customer, isBlocked: true })
      await sandbox.desk.block(customer.memberId ?? '')
    },
  }
  await shop.join(newcomer)
  return {
    ...served, appId, appToken, clientId: pages.clientId, clientToken: pages.clientToken, programId, newcomer, definition: definitionId, sandbox, shop,
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      await served.close()
      sandbox.close()
    },
  }
}
