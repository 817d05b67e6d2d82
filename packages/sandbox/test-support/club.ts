import type { Cart, Identity, Source, WriteContext } from '@loyaltykit/core'
import { createSandbox, type Sandbox, type SandboxOptions } from '@loyaltykit/sandbox'

/** A sandbox at a fixed time, with short words for what a test does. */
export function openClub(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ seed: 'test', now: '2026-11-22T10:00:00Z', ...options })
  return { sandbox, ...wordsFor(sandbox) }
}

export interface Person {
  readonly id: string
  /** As a server says it: a log-in would end after 30 days. */
  readonly identity: Identity
  readonly token: string
  readonly refreshToken: string
}

let keys = 0

export const guest: Identity = { kind: 'guest' }

/** The context of a call: a fresh key where none is given. */
export const by = (identity: Identity = guest, { key = `key-${(keys += 1)}`, locale = 'en' } = {}): WriteContext =>
  ({ signal: new AbortController().signal, locale, identity, idempotencyKey: key })

export const cartOf = (price: number, { id = 'cart', categories = ['shoes'], quantity = 1, codes }: { id?: string; categories?: string[]; quantity?: number; codes?: string[] } = {}): Cart =>
  ({ id, currency: 'EUR', items: [{ sku: 'sku-1', quantity, price, categories }], ...(codes ? { codes } : {}) })

export const agreed = ['terms', 'processing'].map((id) => ({ id, version: '2026-09', granted: true }))

export function wordsFor(sandbox: Sandbox) {
  let phones = 0
  /** The proof that somebody has this number or address. */
  const ticket = async (value: string, kind: 'phone' | 'email' = 'phone') => {
    const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind, value } }, by())
    const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, by())
    if (verified.outcome !== 'not_enrolled') throw new Error('is a member')
    return verified.ticket
  }
  return {
    ticket,
    join: async ({ phone = `+447700${String((phones += 1)).padStart(6, '0')}`, referralCode, source, givenName = 'Ada' }: { phone?: string; referralCode?: string; source?: Source; givenName?: string } = {}): Promise<Person> => {
      const { session, member } = await sandbox.members.enrol({ ticket: await ticket(phone), profile: { givenName }, consents: agreed, ...(referralCode ? { referralCode } : {}), ...(source ? { source } : {}) }, by())
      const { token = '', refreshToken = '' } = session
      return { id: member.id, token, refreshToken, identity: { kind: 'member', memberId: member.id } }
    },
    balance: async ({ identity }: Person) => {
      const [balance] = await sandbox.balances.list({}, by(identity))
      if (!balance) throw new Error('no balance')
      return balance
    },
    quote: async (cart: Cart, person?: Person) => {
      const { quotes: [quote] } = await sandbox.quotes.quote({ carts: [cart] }, by(person?.identity))
      if (!quote) throw new Error('no quote')
      return quote
    },
    hold: async ({ identity }: Person, cart: Cart, amount: number) => (await sandbox.redemptions.hold({ cart, currency: 'bonus', amount }, by(identity))).redemption,
  }
}
