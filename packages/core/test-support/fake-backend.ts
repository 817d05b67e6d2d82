/** A backend made of a table of answers, for tests of core: every call is noted, every answer can be held back, changed or refused. */
import { LoyaltyError, type ErrorCode, type LoyaltyBackend } from '../src/index.ts'
import { operations } from '../src/operations.ts'

export const at = '2026-11-22T10:00:00Z'
export const money = { amount: 1000, currency: 'EUR' }
export const session = { memberId: 'm1', token: 'token-1', refreshToken: 'refresh-1' }
export const program = { id: 'p', name: 'Club', locales: ['en'], currencies: [{ id: 'points', unit: 'point', scale: 0 }], tiers: [] }
export const member = { id: 'm1', status: 'active', joinedAt: at, profile: { givenName: 'Ann', email: 'ann@example.com' }, consents: [] }
export const balances = [{ currency: 'points', available: 500 }]
export const redemption = { id: 'r1', state: 'held', currency: 'points', amount: 100, money, cartId: 'c1' }
export const cart = { id: 'c1', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 1000 }] }
export const quote = { earn: [{ currency: 'points', amount: 10 }], total: money, due: money, discounts: [] }
export const offer = { id: 'o1', kind: 'discount', audience: 'public', title: 'Ten off', state: 'available', activation: 'needed' }
const reward = { id: 'w1', title: 'Mug', cost: { currency: 'points', amount: 10 }, state: 'available' }
const coupon = { id: 'k1', code: 'ABC', title: 'Five off', state: 'available' }
const giftCard = { id: 'g1', number: '···1', balance: money, state: 'active' }
const partner = { id: 'pa', name: 'Bank', earns: true, spends: false, exchanges: [] }
const challenge = { id: 'h1', title: 'Walk', state: 'available', have: 0, need: 3 }
const claim = { id: 'l1', kind: 'purchase', reference: '77', submittedAt: at, state: 'submitted' }
const card = { id: 'd1', number: '123', kind: 'virtual', wallets: [] }
const preferences = { requests: [], consents: [] }
const exchangeQuote = { give: 10, get: 1 }

/** A good answer of every call. */
export const answers: Readonly<Record<string, unknown>> = {
  'program.get': program,
  'session.current': session,
  'session.requestCode': { id: 'ch', channel: 'sms', to: '··67', length: 6, expiresAt: at, resendAt: at },
  'session.verifyCode': { outcome: 'signed_in', session },
  'session.exchange': session,
  'session.refresh': { memberId: 'm1', token: 'token-2', refreshToken: 'refresh-2' },
  'session.end': {},
  'members.get': member,
  'members.enrol': { session, member, balances, granted: [{ currency: 'points', amount: 100, reason: 'welcome' }] },
  'balances.list': balances,
  'activity.list': { items: [{ id: 'a1', at, kind: 'earn', currency: 'points', amount: 5, state: 'final' }], next: 'more' },
  'tiers.progress': { current: 'gold', next: { tier: 'top', metrics: [{ metric: 'points', have: 1, need: 2 }] } },
  'offers.list': [offer],
  'offers.activate': { offer: { ...offer, state: 'active' } },
  'quotes.quote': { quotes: [quote] },
  'redemptions.list': [],
  'redemptions.hold': { redemption, balances: [{ currency: 'points', available: 400, held: 100 }] },
  'redemptions.cancel': { redemption: { ...redemption, state: 'cancelled' }, balances },
  'redemptions.confirm': { redemption: { ...redemption, state: 'confirmed' }, balances },
  'rewards.list': { items: [reward] },
  'rewards.claim': { reward, coupon, balances },
  'referrals.get': { code: 'ANN', url: 'https://shop.example/?r=ANN', advocate: { currency: 'points', amount: 1 }, friend: { currency: 'points', amount: 2 }, invitations: [] },
  'referrals.lookUp': { valid: true, friend: { currency: 'points', amount: 2 } },
  'coupons.list': [coupon],
  'giftCards.list': [giftCard],
  'giftCards.check': { giftCard },
  'giftCards.attach': { giftCard },
  'partners.list': [partner],
  'partners.link': { partner },
  'partners.unlink': { partner },
  'partners.quoteExchange': exchangeQuote,
  'partners.exchange': { quote: exchangeQuote, balances },
  'challenges.list': [challenge],
  'challenges.join': { challenge },
  'surveys.list': [{ id: 'y1', kind: 'nps', question: 'Would you?', comment: true }],
  'surveys.answer': { granted: { currency: 'points', amount: 1 } },
  'claims.list': [claim],
  'claims.submit': { claim },
  'cards.list': [card],
  'cards.link': { card },
  'preferences.get': preferences,
  'preferences.update': { member, preferences },
  'preferences.export': { mediaType: 'application/json', text: '{}' },
  'preferences.leave': {},
  'events.send': {},
}

export interface Call {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly context: { readonly signal: AbortSignal; readonly locale: string; readonly identity: { readonly kind: string; readonly token?: string }; readonly idempotencyKey?: string }
}
/** Answers, or throws. */
export type Handler = (call: Call) => unknown

/** Parts of the snapshot by the call that reads them. */
const sources: Readonly<Record<string, string>> = {
  program: 'program.get', session: 'session.current', member: 'members.get', balances: 'balances.list', activity: 'activity.list', tier: 'tiers.progress', offers: 'offers.list',
  redemptions: 'redemptions.list', rewards: 'rewards.list', referral: 'referrals.get', coupons: 'coupons.list', giftCards: 'giftCards.list', partners: 'partners.list',
  challenges: 'challenges.list', surveys: 'surveys.list', claims: 'claims.list', cards: 'cards.list', preferences: 'preferences.get',
}

export type FakeBackend = Required<Omit<LoyaltyBackend, 'stream' | 'snapshot'>> & Pick<LoyaltyBackend, 'snapshot'>

/**
 * Every group, unless `without` names it. `handlers` answer instead of the table, by `group.method`; with `snapshot` many
 * reads are one call, which asks the same handlers.
 */
export function fakeBackend({ handlers = {}, snapshot = true, without = [], name = 'fake', ambient = false }: {
  handlers?: Readonly<Record<string, Handler>>; snapshot?: boolean; without?: readonly string[]; name?: string; ambient?: boolean
} = {}) {
  const calls: Call[] = []
  const respond = async (call: Call): Promise<unknown> => {
    const handler = handlers[call.name]
    if (handler) return handler(call)
    if (call.name === 'quotes.quote') return { quotes: (call.input['carts'] as unknown[]).map(() => quote) }
    return structuredClone(answers[call.name])
  }
  const method = (name: string) => (input: never, context: never) => {
    const call = { name, input, context }
    calls.push(call)
    return respond(call)
  }
  const backend: Record<string, unknown> = { name, credential: 'publishable', ...(ambient ? { ambient } : {}) }
  for (const [group, methods] of Object.entries(operations)) {
    if (group === 'snapshot' || without.includes(group)) continue
    backend[group] = Object.fromEntries(Object.keys(methods).map((one) => [one, method(`${group}.${one}`)]))
  }
  if (snapshot) {
    backend['snapshot'] = {
      async get(input: { parts: string[]; carts?: unknown[] }, context: never) {
        const call = { name: 'snapshot.get', input, context } as Call
        calls.push(call)
        if (handlers['snapshot.get']) return handlers['snapshot.get'](call)
        const given = await Promise.all(input.parts.map(async (part) => {
          const one: Call = part === 'quotes' ? { name: 'quotes.quote', input: { carts: input.carts }, context } : { name: sources[part] as string, input: {}, context }
          try {
            return [part, { value: await respond(one) }] as const
          } catch (error) {
            const { code, message, retryable, details } = error as LoyaltyError
            return [part, { error: { code, message, retryable, ...(details ? { details } : {}) } }] as const
          }
        }))
        return Object.fromEntries(given)
      },
    }
  }
  return { backend: backend as unknown as FakeBackend, calls, named: (name: string) => calls.filter((call) => call.name === name) }
}

/** A storage as a browser has; two clients with the same one are two pages of one browser. */
export function fakeStorage(): { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void; readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  return { values, getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value), removeItem: (key) => void values.delete(key) }
}

export const refuse = (code: ErrorCode, options: ConstructorParameters<typeof LoyaltyError>[2] = {}): Handler => () => {
  throw new LoyaltyError(code, `It failed with ${code}.`, options)
}

/** A promise that the test settles. */
export function later<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

export const pause = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until it is so; fails after a second. */
export async function until(isSo: () => unknown, what = String(isSo)): Promise<void> {
  const end = performance.now() + 1_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Not so after a second: ${what}`)
    await pause(2)
  }
}

/** The same under mocked timers: lets all that is ready happen. */
export async function settled(rounds = 30): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await new Promise((resolve) => setImmediate(resolve))
}
