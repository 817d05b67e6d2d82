/** What some calls look like. Each is parsed with its schema by a test. */
export const examples: Readonly<Record<string, { readonly input?: unknown; readonly output?: unknown }>> = {
  'session.requestCode': {
    input: { identifier: { kind: 'phone', value: '+12025550143' } },
    output: { id: 'ch_1', channel: 'sms', to: '+1 ··· ··43', length: 6, expiresAt: '2026-11-22T10:10:00Z', resendAt: '2026-11-22T10:01:00Z' },
  },
  'session.verifyCode': {
    input: { challengeId: 'ch_1', code: '482913' },
    output: { outcome: 'not_enrolled', ticket: 'tk_1', expiresAt: '2026-11-22T10:30:00Z' },
  },
  'balances.list': {
    output: [{ currency: 'bonus', available: 125_000, pending: 4_500, held: 0, expiring: [{ amount: 20_000, at: '2026-12-31T23:59:59Z' }] }],
  },
  'tiers.progress': {
    output: { current: 'silver', next: { tier: 'gold', metrics: [{ metric: 'spend', have: 4_500_000, need: 10_000_000, currency: 'EUR' }] } },
  },
  'offers.activate': { input: { offerId: 'of_1' } },
  'quotes.quote': {
    input: { carts: [{ id: 'cart_1', currency: 'EUR', items: [{ sku: 'boot-42', quantity: 1, price: 12_900 }] }] },
    output: { quotes: [{ earn: [{ currency: 'bonus', amount: 645 }], total: { amount: 12_900, currency: 'EUR' }, due: { amount: 12_900, currency: 'EUR' }, discounts: [] }] },
  },
  'redemptions.hold': {
    input: { cart: { id: 'cart_1', currency: 'EUR', items: [{ sku: 'boot-42', quantity: 1, price: 12_900 }] }, currency: 'bonus', amount: 5_000 },
    output: {
      redemption: { id: 'rd_1', state: 'held', currency: 'bonus', amount: 5_000, money: { amount: 5_000, currency: 'EUR' }, cartId: 'cart_1', expiresAt: '2026-11-22T10:30:00Z' },
      balances: [{ currency: 'bonus', available: 120_000, held: 5_000 }],
    },
  },
  'snapshot.get': {
    output: { balances: { error: { code: 'unauthenticated', message: 'Nobody is signed in. Sign in and try again.', retryable: false } }, offers: { value: [] } },
  },
}
