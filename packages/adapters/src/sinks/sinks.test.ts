import assert from 'node:assert/strict'
import { afterEach, describe, mock, test } from 'node:test'
import { LoyaltyError, type LoyaltyFact, type WriteContext } from '@loyaltykit/core'
import { backendSink } from './backend.ts'
import { dataLayerSink } from './data-layer.ts'
import { ga4Sink } from './ga4.ts'
import { yandexMetricaSink } from './yandex-metrica.ts'

const at = '2026-11-22T10:00:00Z'
const fact = (changes: Partial<LoyaltyFact> = {}): LoyaltyFact => ({ id: 'f1', at, kind: 'seen', subjectKind: 'offer', subject: 'o1', place: 'home', ...changes })
/** With all that a careless host may have put beside it. */
const loose = () => ({ ...fact(), memberId: 'm-ann', email: 'ann@example.com', name: 'Ann', url: 'https://shop.example/?q=ann', subjectTitle: 'Ann', value: { currency: 'points', amount: 5, owner: 'm-ann' } }) as LoyaltyFact
const page = globalThis as Record<string, unknown>

/** What the page's vendor was called with. */
function vendor(name: string) {
  const calls: unknown[][] = []
  page[name] = name.endsWith('ayer') ? { push: (...args: unknown[]) => calls.push(args) } : (...args: unknown[]) => calls.push(args)
  return calls
}
afterEach(() => {
  for (const name of ['gtag', 'ym', 'dataLayer', 'shopLayer', 'document']) delete page[name]
  mock.timers.reset()
})

type Options = { consent: () => boolean }
/** Each with what it takes beside consent, and what it calls. */
const sinks = {
  dataLayerSink: [(options: Options) => dataLayerSink(options), 'dataLayer'],
  ga4Sink: [(options: Options) => ga4Sink(options), 'gtag'],
  yandexMetricaSink: [(options: Options) => yandexMetricaSink({ counter: 77, ...options }), 'ym'],
  backendSink: [(options: Options) => {
    const sink = backendSink({ backend: { events: { send: async (input) => (page['gtag'] as (...args: unknown[]) => void)?.(input) as never ?? {} } }, ...options })
    return (told: LoyaltyFact) => {
      sink(told)
      sink.flush()
    }
  }, 'gtag'],
} as const

for (const [name, [make, global]] of Object.entries(sinks)) {
  describe(name, () => {
    test('before consent a fact is dropped, not kept for later; a withdrawal stops at once', () => {
      const calls = vendor(global)
      let consent = false
      const sink = make({ consent: () => consent })
      sink(fact())
      consent = true
      assert.equal(calls.length, 0)
      sink(fact({ id: 'f2' }))
      assert.equal(calls.length, 1)
      consent = false
      sink(fact({ id: 'f3' }))
      assert.equal(calls.length, 1)
    })

    test('only true is consent: not a promise, not a text, not a function that throws', () => {
      const calls = vendor(global)
      for (const consent of [async () => true, () => 'yes', () => 1, () => { throw new Error('the banner failed') }]) make({ consent: consent as unknown as () => boolean })(fact())
      assert.equal(calls.length, 0)
      make({ consent: () => true })(fact())
      assert.equal(calls.length, 1)
    })

    test('only the listed fields leave, and only what is a fact', () => {
      const calls = vendor(global)
      const sink = make({ consent: () => true })
      sink(loose())
      assert.equal(calls.length, 1)
      assert.doesNotMatch(JSON.stringify(calls), /ann/i)
      for (const bad of [{ kind: 'bought' }, { place: 'https://shop.example/?q=ann' }, { score: 11 }, { at: 'yesterday' }, { subject: 'x'.repeat(201) }]) sink(fact(bad as never))
      sink(undefined as never)
      assert.equal(calls.length, 1)
    })

    test('where the page has no such thing it does not throw, and makes none', () => {
      const before = Object.keys(page)
      make({ consent: () => true })(fact())
      page[global] = 'not what it should be'
      make({ consent: () => true })(fact())
      delete page[global]
      assert.deepEqual(Object.keys(page), before)
    })
  })
}

test('data layer: one custom event, with every field named so that nothing of the fact before is left', () => {
  const calls = vendor('shopLayer')
  dataLayerSink({ consent: () => true, name: 'shopLayer' })(fact())
  const [[entry]] = calls as [[{ event: string; loyalty: Record<string, unknown> }]]
  assert.deepEqual(entry, { event: 'loyalty_seen', loyalty: { id: 'f1', at, subject_kind: 'offer', subject: 'o1', place: 'home', currency: undefined, amount: undefined, score: undefined, method: undefined } })
  assert.ok('score' in entry.loyalty)
})

const value = { currency: 'points', amount: 1050 }
const ga4: readonly (readonly [Partial<LoyaltyFact>, string, object])[] = [
  [{}, 'view_promotion', { promotion_id: 'o1', creative_slot: 'home', items: [{ item_id: 'o1', promotion_id: 'o1', creative_slot: 'home' }] }],
  [{ kind: 'clicked' }, 'select_promotion', { promotion_id: 'o1', creative_slot: 'home' }],
  [{ kind: 'clicked', subjectKind: 'reward', subject: 'w1' }, 'select_content', { content_type: 'reward', content_id: 'w1', loyalty_place: 'home' }],
  [{ kind: 'seen', subjectKind: 'reward', subject: 'w1' }, 'loyalty_seen', { content_type: 'reward', content_id: 'w1', loyalty_place: 'home' }],
  [{ kind: 'enrolled', subjectKind: 'referral', subject: undefined }, 'sign_up', { method: 'referral', loyalty_place: 'home' }],
  [{ kind: 'signed_in', subjectKind: 'program', subject: undefined, method: 'code' }, 'login', { method: 'code', loyalty_place: 'home' }],
  [{ kind: 'shared', subjectKind: 'referral', subject: undefined, method: 'qr' }, 'share', { method: 'qr', content_type: 'referral', loyalty_place: 'home' }],
  [{ kind: 'earned', subjectKind: 'survey', subject: 'y1', value }, 'earn_virtual_currency', { virtual_currency_name: 'points', value: 10.5, loyalty_place: 'home' }],
  [{ kind: 'redeemed', subjectKind: 'cart', subject: undefined, value }, 'spend_virtual_currency', { virtual_currency_name: 'points', value: 10.5, item_name: 'cart', loyalty_place: 'home' }],
  [{ kind: 'claimed', subjectKind: 'reward', subject: 'w1', value }, 'spend_virtual_currency', { virtual_currency_name: 'points', value: 10.5, item_name: 'w1', loyalty_place: 'home' }],
  [{ kind: 'claimed', subjectKind: 'claim', subject: undefined }, 'loyalty_claimed', { content_type: 'claim', loyalty_place: 'home' }],
  [{ kind: 'activated' }, 'loyalty_activated', { content_type: 'offer', content_id: 'o1', loyalty_place: 'home' }],
  [{ kind: 'accepted', subjectKind: 'challenge', subject: 'h1' }, 'loyalty_accepted', { content_type: 'challenge', content_id: 'h1', loyalty_place: 'home' }],
  [{ kind: 'answered', subjectKind: 'survey', subject: 'y1', score: 0 }, 'loyalty_answered', { content_type: 'survey', content_id: 'y1', loyalty_place: 'home', score: 0 }],
  [{ kind: 'activated', subject: 'x'.repeat(101) }, 'loyalty_activated', { content_type: 'offer', loyalty_place: 'home' }],
]
test('GA4: the recommended event where there is one', () => {
  const calls = vendor('gtag')
  const sink = ga4Sink({ consent: () => true, scales: { points: 2 } })
  for (const [changes, ...call] of ga4) {
    sink(JSON.parse(JSON.stringify(fact(changes))) as LoyaltyFact)
    assert.deepEqual(calls.pop(), ['event', ...call])
  }
})

test('Yandex Metrica: a goal, its parameters below one branch where no amount is taken for money', () => {
  const calls = vendor('ym')
  yandexMetricaSink({ counter: 77, consent: () => true, scales: { points: 2 } })(fact({ kind: 'earned', subjectKind: 'survey', subject: 'y1', value }))
  assert.deepEqual(calls, [[77, 'reachGoal', 'loyalty_earned', { loyalty: { about: 'survey', subject: 'y1', place: 'home', currency: 'points', points: 10.5 } }]])
})

describe('backendSink', () => {
  type Sent = { readonly facts: readonly LoyaltyFact[]; readonly context: WriteContext }
  const settled = async () => {
    for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  function take({ answer = () => undefined, consent = () => true }: { answer?: (sent: Sent, count: number) => unknown; consent?: () => boolean } = {}) {
    mock.timers.enable({ apis: ['setTimeout'] })
    const sent: Sent[] = []
    const problems: string[] = []
    const send = async ({ facts }: { facts: readonly LoyaltyFact[] }, context: WriteContext) => {
      const one = { facts, context }
      sent.push(one)
      await answer(one, sent.length)
      return {}
    }
    const sink = backendSink({ backend: { events: { send } as never }, consent, onReport: ({ message }) => problems.push(message) })
    const pass = async (milliseconds: number) => {
      mock.timers.tick(milliseconds)
      await settled()
    }
    const many = (count: number, from = 0) => {
      for (let index = from; index < from + count; index += 1) sink(fact({ id: `f${index}` }))
    }
    return { sink, sent, problems, pass, many }
  }
  const ids = (sent: readonly Sent[]) => sent.map(({ facts }) => facts.length)
  const refuse = (code: 'network' | 'invalid_input') => () => {
    throw new LoyaltyError(code, 'No.')
  }

  test('a batch leaves after five seconds, the first after one, or when twenty wait; as a guest, with one key each', async () => {
    const { sent, pass, many } = take()
    many(2)
    await pass(999)
    assert.deepEqual(ids(sent), [])
    await pass(1)
    assert.deepEqual(ids(sent), [2])
    many(3)
    await pass(4_999)
    assert.deepEqual(ids(sent), [2])
    await pass(1)
    assert.deepEqual(ids(sent), [2, 3])
    many(20)
    assert.deepEqual(ids(sent), [2, 3, 20])
    await pass(60_000)
    assert.deepEqual(ids(sent), [2, 3, 20])
    assert.ok(sent.every(({ context }) => context.identity.kind === 'guest'))
    assert.equal(new Set(sent.map(({ context }) => context.idempotencyKey)).size, 3)
  })

  test('facts of one visit share a random word, drawn after consent; another visit or a new consent has another', async () => {
    let consent = true
    const { sink, sent, many } = take({ consent: () => consent })
    many(2)
    sink.flush()
    consent = false
    many(1)
    consent = true
    many(1)
    sink.flush()
    const [first, second] = sent.map(({ facts }) => new Set(facts.map(({ visit }) => visit)))
    assert.deepEqual([first?.size, second?.size], [1, 1])
    assert.notEqual([...(first ?? [])][0], [...(second ?? [])][0])
    assert.match([...(first ?? [])][0] ?? '', /^[0-9a-f]{32}$/)
  })

  test('what waits when consent is withdrawn never leaves', async () => {
    let consent = true
    const { sink, sent, pass, many } = take({ consent: () => consent })
    many(3)
    consent = false
    await pass(60_000)
    sink.flush()
    consent = true
    sink.flush()
    await pass(60_000)
    assert.deepEqual(sent, [])
  })

  test('a batch that fails is tried again with its key, at most three times, then dropped and reported', async () => {
    const { sink, sent, problems, pass, many } = take({ answer: refuse('network') })
    many(2)
    sink.flush()
    await settled()
    for (let round = 0; round < 20; round += 1) await pass(10_000)
    assert.deepEqual(ids(sent), [2, 2, 2])
    assert.equal(new Set(sent.map(({ context }) => context.idempotencyKey)).size, 1)
    assert.deepEqual(problems, ['2 facts could not be sent and are dropped.'])
  })

  test('a refusal is not repeated', async () => {
    const { sink, sent, problems, pass, many } = take({ answer: refuse('invalid_input') })
    many(1)
    sink.flush()
    await settled()
    await pass(60_000)
    assert.deepEqual([sent.length, problems.length], [1, 1])
  })

  test('consent that is withdrawn between two tries ends them', async () => {
    let consent = true
    const { sink, sent, pass, many } = take({ answer: refuse('network'), consent: () => consent })
    many(1)
    sink.flush()
    await settled()
    consent = false
    await pass(60_000)
    consent = true
    await pass(60_000)
    assert.equal(sent.length, 1)
  })

  test('a backend that does not answer holds at most four batches and two hundred facts', async () => {
    const { sent, pass, many } = take({ answer: () => new Promise(() => {}) })
    many(1_000)
    assert.deepEqual(ids(sent), [20, 20, 20, 20])
    await pass(15_000)
    const seen = new Set<string>()
    for (let round = 0; round < 100; round += 1) await pass(15_000)
    for (const { facts } of sent) for (const { id } of facts) seen.add(id)
    assert.equal(seen.size, 280)
    assert.ok(sent.every(({ facts }) => facts.length <= 50))
  })

  test('when the page is left or hidden, what waits leaves at once, and so does what waits for its next try', async () => {
    const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    page['document'] = document
    const window = new EventTarget()
    const listen = { addEventListener: window.addEventListener.bind(window), removeEventListener: window.removeEventListener.bind(window) }
    Object.assign(globalThis, listen)
    try {
      const { sink, sent, many } = take({ answer: (_, count) => count === 1 && refuse('network')() })
      many(1)
      sink.flush()
      await settled()
      many(1, 1)
      document.dispatchEvent(new Event('visibilitychange'))
      assert.equal(sent.length, 1)
      window.dispatchEvent(new Event('pagehide'))
      await settled()
      assert.deepEqual(sent.map(({ facts }) => facts[0]?.id), ['f0', 'f1', 'f0'])
      many(1, 2)
      document.visibilityState = 'hidden'
      document.dispatchEvent(new Event('visibilitychange'))
      assert.equal(sent.length, 4)
      sink.end()
      many(1, 3)
      window.dispatchEvent(new Event('pagehide'))
      assert.equal(sent.length, 4)
    } finally {
      for (const name of Object.keys(listen)) delete page[name]
    }
  })

  test('a backend without the group reports once per batch and throws nothing', async () => {
    const problems: unknown[] = []
    const sink = backendSink({ backend: {}, consent: () => true, onReport: (problem) => problems.push(problem) })
    sink(fact())
    sink.end()
    await settled()
    assert.equal(problems.length, 1)
  })
})
