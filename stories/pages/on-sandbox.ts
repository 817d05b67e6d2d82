import { createLoyalty, type Cart } from '@loyaltykit/core'
import { createSandbox } from '@loyaltykit/sandbox'

/** A cart of boots and a belt. */
export const cart: Cart = {
  id: 'story-cart',
  currency: 'EUR',
  items: [
    { sku: 'moor', name: 'Winter boot', quantity: 1, price: 14_900, categories: ['shoes', 'boots'] },
    { sku: 'belt', name: 'Leather belt', quantity: 1, price: 3_900, categories: ['accessories'] },
  ],
}

/** A client of a programme of its own, in this page; nothing is kept. */
export function visitor(locale: string) {
  const kept = new Map<string, string>()
  const sandbox = createSandbox({ preset: 'fashion', seed: 7, now: '2026-11-22T10:00:00Z', name: `story-${crypto.randomUUID()}` })
  const client = createLoyalty({
    backend: sandbox,
    locale,
    clock: () => sandbox.now(),
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
  })
  return { sandbox, client }
}

/** The same for somebody who has joined and bought twice: some bonuses are pending, the tier is Silver. */
export async function shopper(locale: string) {
  const { sandbox, client } = visitor(locale)
  const challenge = await client.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } })
  const verified = await client.verifyCode({ challengeId: challenge.id, code: sandbox.outbox[0]?.code ?? '' })
  if (verified.outcome !== 'not_enrolled') throw new Error('The sandbox knows this phone already.')
  const program = await sandbox.program.get({}, { signal: new AbortController().signal, locale, identity: { kind: 'guest' } })
  const { member } = await client.enrol({
    ticket: verified.ticket,
    profile: { givenName: 'Ada' },
    consents: (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
  })
  await sandbox.till.purchase({ memberId: member.id, orderId: 'order-1', cart: { ...cart, id: 'cart-1' } })
  sandbox.advance('15 days')
  await sandbox.till.purchase({ memberId: member.id, orderId: 'order-2', cart: { ...cart, id: 'cart-2' } })
  client.refresh()
  return { sandbox, client }
}
