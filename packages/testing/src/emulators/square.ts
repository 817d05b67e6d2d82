/** Square's Loyalty and Gift Cards APIs on the sandbox's engine. */
import type { Cart } from '@loyaltykit/core'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { routed } from './shared/routes.ts'
import { serveEmulator, type Answer, type Heard, type Served } from './shared/server.ts'
import { accountAt, accountRoutes, enrol } from './square/accounts.ts'
import { giftCardRoutes } from './square/gift-cards.ts'
import { programme } from './square/programme.ts'
import { rewardRoutes } from './square/rewards.ts'
import { at, notFound, Refused, type SquareState } from './square/state.ts'

/** A Square of one's own, with the seller who uses it. */
export interface SquareEmulator extends Served {
  readonly accessToken: string
  readonly programId: string
  /** The engine: its clock, its till. */
  readonly sandbox: Sandbox
  readonly shop: {
    /** Opens a loyalty account for a new customer; gives the customer's id. */
    join(phone: string): Promise<string>
    /** The sandbox's own id of a customer with an account. */
    memberId(customerId: string): string
    purchase(sale: { readonly customerId: string; readonly cart: Cart; readonly orderId: string }): Promise<void>
    refund(goods: { readonly orderId: string }): Promise<void>
    /** Sells a gift card; gives its number. */
    giftCard(sale: { readonly money: number; readonly state?: 'ACTIVE' | 'DEACTIVATED' | 'BLOCKED' | 'PENDING' }): string
  }
}

/** Documents of Square that its exchanges are checked by. */
export const squareDocuments: readonly string[] = ['square/loyalty-giftcards.subset.json']

/** Opens a Square on a port of this machine. */
export async function emulateSquare(): Promise<SquareEmulator> {
  const sandbox = createSandbox({ preset: programme, seed: 'square', now: '2026-11-22T10:00:00Z' })
  const [accessToken, programId] = ['emulated-access-token', 'program-emulated']
  const state: SquareState = { sandbox, programId, accounts: new Map(), rewards: new Map(), giftCards: new Map(), answers: new Map() }
  const route = routed({ ...accountRoutes(state), ...rewardRoutes(state), ...giftCardRoutes(state) })
  const served = await serveEmulator(async (heard) => {
    if (heard.headers['authorization'] !== `Bearer ${accessToken}`) return new Refused(401, 'UNAUTHORIZED', 'This request could not be authorized.').answer
    try {
      return await once(state, heard, async () => (await route(heard)) ?? notFound('Resource').answer)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  })
  const accountOf = (customerId: string) => accountAt(state, [...state.accounts.values()].find((one) => one.customerId === customerId)?.id ?? '')
  return {
    ...served, accessToken, programId, sandbox,
    shop: {
      join: async (phone) => (await enrol(state, { phone })).customerId,
      memberId: (customerId) => accountOf(customerId).memberId,
      purchase: async ({ customerId, cart, orderId }) => void (await sandbox.till.purchase({ memberId: accountOf(customerId).memberId, cart, orderId })),
      refund: async (goods) => void (await sandbox.till.refund(goods)),
      giftCard: ({ money: amount, state: is = 'ACTIVE' }) => {
        const number = state.giftCards.size + 1
        const card = { id: `gftc:${number}`, gan: `7783${String(number * 7_919).padStart(12, '0')}`, state: is, amount, created_at: at(state), customerIds: [] }
        state.giftCards.set(card.id, card)
        return card.gan
      },
    },
    close: async () => {
      await served.close()
      sandbox.close()
    },
  }
}

/** Acts once for each key of a body, and refuses one that was used for something else. */
async function once({ answers }: SquareState, { path, body }: Heard, act: () => Promise<Answer>): Promise<Answer> {
  const { idempotency_key: key } = (typeof body === 'object' && body !== null ? body : {}) as { idempotency_key?: string }
  if (key === undefined) return act()
  const [name, text] = [`${path} ${key}`, JSON.stringify(body)]
  const known = answers.get(name)
  if (known && known.body !== text) throw new Refused(400, 'IDEMPOTENCY_KEY_REUSED', 'The idempotency key was used for something else', 'idempotency_key')
  const answer = known?.answer ?? await act()
  answers.set(name, { body: text, answer })
  return answer
}
