import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError, type LoyaltyFact, type WriteContext } from '@loyaltykit/core'
import { keptFacts } from './engine/facts.ts'
import { createSandbox } from './index.ts'
import { sqliteStore } from './sqlite.ts'

const at = '2026-11-22T10:00:00Z'
const fact = (id: string, changes: Partial<LoyaltyFact> = {}): LoyaltyFact => ({ id, at, kind: 'seen', subjectKind: 'offer', subject: 'o1', ...changes })
let keys = 0
const context = (changes: Partial<WriteContext> = {}): WriteContext => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: `k${(keys += 1)}`, ...changes })

test('a fact is counted once by its id, whoever sends it again with whatever in it', async () => {
  const sandbox = createSandbox({ seed: 'facts', now: at })
  await sandbox.events.send({ facts: [fact('a'), fact('b'), fact('a', { kind: 'clicked' })] }, context())
  await sandbox.events.send({ facts: [fact('b', { subject: 'o2' }), fact('c')] }, context())
  assert.deepEqual(sandbox.facts, [fact('a'), fact('b'), fact('c')])
})

test('only the fields of a fact are kept, and not who sent it', async () => {
  const sandbox = createSandbox({ seed: 'facts', now: at })
  await sandbox.events.send({ facts: [{ ...fact('a'), memberId: 'm', email: 'ann@example.com' } as LoyaltyFact] }, context({ identity: { kind: 'token', token: 'a-token-that-ended' } }))
  assert.deepEqual(sandbox.facts, [fact('a')])
})

test('a batch with one bad fact is refused in whole, with its place', async () => {
  const sandbox = createSandbox({ seed: 'facts', now: at })
  for (const [bad, path] of [[fact('b', { place: 'https://shop.example/?q=ann' }), 'facts.1.place'], [fact('b', { kind: 'bought' as never }), 'facts.1.kind'], [fact('b', { value: { currency: 'bonus', amount: -1 } }), 'facts.1.value.amount'], [fact('b', { score: 11 }), 'facts.1.score']] as const) {
    await assert.rejects(sandbox.events.send({ facts: [fact('a'), bad] }, context()), (error) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === path, path)
  }
  await assert.rejects(sandbox.events.send({ facts: Array.from({ length: 101 }, (_, index) => fact(`${index}`)) }, context()))
  assert.deepEqual(sandbox.facts, [])
})

test('what is given out is a copy', async () => {
  const sandbox = createSandbox({ seed: 'facts', now: at })
  await sandbox.events.send({ facts: [fact('a')] }, context())
  Object.assign(sandbox.facts[0] ?? {}, { kind: 'clicked' })
  assert.deepEqual(sandbox.facts, [fact('a')])
})

test('facts outlive the process where there is a store; the oldest go when there are too many', async () => {
  const store = sqliteStore({ path: ':memory:' })
  const kept = { load: () => store.load(), commit: (changes: Parameters<typeof store.commit>[0]) => store.commit(changes) }
  const first = createSandbox({ seed: 'facts', now: at, store: kept })
  for (let from = 0; from < 300; from += 100) await first.events.send({ facts: Array.from({ length: 100 }, (_, index) => fact(`f${from + index}`)) }, context())
  const second = createSandbox({ seed: 'facts', now: at, store: kept })
  assert.equal(second.facts.length, 300)
  const tables = new Map<string, LoyaltyFact>(Array.from({ length: keptFacts }, (_, index) => [`old-${index}`, fact(`old-${index}`)]))
  const full = createSandbox({ seed: 'full', now: at, store: { load: () => [...tables].map(([id, value]) => ({ table: 'facts', id, value })), commit: () => undefined } })
  await full.events.send({ facts: [fact('new-1'), fact('new-2')] }, context())
  assert.deepEqual([full.facts.length, full.facts[0]?.id, full.facts.at(-1)?.id], [keptFacts, 'old-2', 'new-2'])
})
