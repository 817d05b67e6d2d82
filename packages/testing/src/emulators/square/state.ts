import type { Context, WriteContext } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import type { Answer } from '../shared/server.ts'

/** A loyalty account: a phone, a customer, the sandbox's member behind it. */
export interface EmulatedAccount {
  readonly id: string
  readonly customerId: string
  readonly phone: string
  readonly memberId: string
  readonly createdAt: string
}

/** A reward that was made for points. */
export interface EmulatedReward {
  readonly id: string
  readonly status: 'ISSUED' | 'REDEEMED' | 'DELETED'
  readonly loyalty_account_id: string
  readonly reward_tier_id: string
  readonly points: number
  readonly created_at: string
  readonly updated_at: string
  readonly redeemed_at?: string
  /** The sandbox's own code for it. */
  readonly code: string
}

/** A gift card. */
export interface EmulatedGiftCard {
  readonly id: string
  readonly gan: string
  readonly state: 'ACTIVE' | 'DEACTIVATED' | 'BLOCKED' | 'PENDING'
  readonly amount: number
  readonly created_at: string
  readonly customerIds: readonly string[]
}

/** What the emulation keeps beside the sandbox. */
export interface SquareState {
  readonly sandbox: Sandbox
  readonly programId: string
  readonly accounts: Map<string, EmulatedAccount>
  readonly rewards: Map<string, EmulatedReward>
  readonly giftCards: Map<string, EmulatedGiftCard>
  /** Answers of what was asked with a key, and the body it was asked with. */
  readonly answers: Map<string, { readonly body: string; readonly answer: Answer }>
}

export const at = (state: Pick<SquareState, 'sandbox'>): string => new Date(state.sandbox.now()).toISOString()

export const contextOf = (memberId?: string, key = ''): Context & WriteContext => ({
  signal: new AbortController().signal, locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, code: string, detail: string, field?: string) {
    super(detail)
    const category = status === 401 ? 'AUTHENTICATION_ERROR' : status === 429 ? 'RATE_LIMIT_ERROR' : 'INVALID_REQUEST_ERROR'
    this.answer = { status, body: { errors: [{ category, code, detail, ...(field === undefined ? {} : { field }) }] } }
  }
}

export const notFound = (what: string): Refused => new Refused(404, 'NOT_FOUND', `${what} not found`)

/** A page of a list; the cursor names the last item shown. */
export function paged<Item extends { readonly id: string }>(items: readonly Item[], { limit = 30, cursor, most }: { limit?: number; cursor?: string | undefined; most: number }): { readonly page: readonly Item[]; readonly cursor?: string } {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Refused(400, 'VALUE_TOO_HIGH', 'limit is out of bounds', 'limit')
  const start = cursor === undefined ? 0 : items.findIndex(({ id }) => `c${Buffer.from(id).toString('hex')}` === cursor) + 1
  if (cursor !== undefined && start === 0) throw new Refused(400, 'INVALID_CURSOR', 'There is no such cursor', 'cursor')
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  return { page, ...(last && start + limit < items.length ? { cursor: `c${Buffer.from(last.id).toString('hex')}` } : {}) }
}
