/** What a stranger may send to a gateway: never more than a refusal, and the books as they were. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations, type Operation } from '@loyaltykit/core/operations'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { everyCall, sample } from './contract/every-call.ts'
import { openScene, rowOf } from './contract/scene.ts'
import { sandboxSubject } from './sandbox-subject.ts'

const hostile: readonly string[] = [
  '-1', '0.5', '-0', '1e308', '9007199254740993', '1e999', 'null', 'true', '""', '"\\u0000"', '"\\u202e"', '"\\ud800"', '[]', '{}', '[[[[[]]]]]',
  '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', `"${'x'.repeat(50_000)}"`, '"__proto__"', '"9999-12-31"', '"../../etc"',
]

/** `giftCards.check` is at `/v1/gift-cards/check`. */
const pathOf = (name: string): string => `/v1/${name.replace('.', '/').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

async function openLine() {
  const subject = sandboxSubject()
  const reports: unknown[] = []
  const gateway = createGateway({ backend: subject.sandbox, authenticate: sessionAuthentication(), origins: ['https://shop.example'], clock: () => subject.sandbox.now(), onReport: (problem) => reports.push(problem) })
  const identity = await subject.signUp()
  await subject.purchase?.({ identity, cart: { id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 200_00 }] }, orderId: 'o-1' })
  let keys = 0
  const send = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) => gateway.fetch(new Request(`https://api.example${path}`, {
    ...init, headers: { authorization: `Bearer ${identity.kind === 'token' ? identity.token : ''}`, 'content-type': 'application/json', 'idempotency-key': `k-${(keys += 1)}`, ...init.headers },
  }))
  return { ...subject, gateway, identity, reports, send }
}

/** JSON of an input with this text at every place of it in turn. */
function* texts(input: unknown, value: string): Generator<readonly [path: string, text: string]> {
  yield ['', value]
  const mark = '\u0001here\u0001'
  function* places(part: unknown, path: string): Generator<readonly [string, unknown]> {
    if (typeof part !== 'object' || part === null) return
    for (const [key, entry] of Object.entries(part)) {
      const put = (other: unknown) => (Array.isArray(part) ? part.map((old: unknown, index) => (String(index) === key ? other : old)) : { ...part, [key]: other })
      yield [`${path}.${key}`, put(mark)]
      for (const [inner, other] of places(entry, `${path}.${key}`)) yield [inner, put(other)]
    }
  }
  for (const [path, marked] of places(input, '')) yield [path, JSON.stringify(marked).replace(JSON.stringify(mark), () => value)]
}

test('whatever stands anywhere in a body, no call fails as the service\'s own fault, and a refusal changes nothing', async (context) => {
  const line = await openLine()
  const scene = await openScene(async () => sandboxSubject())
  let count = 0
  const ends = ['session.exchange', 'session.end', 'preferences.leave']
  for (const name of everyCall.filter((call) => rowOf(call).kind !== 'read' && !ends.includes(call))) {
    for (const value of hostile) {
      for (const [path, body] of texts(sample(scene, name), value)) {
        count += 1
        const before = line.sandbox.ledger()
        const response = await line.send(pathOf(name), { method: 'POST', body })
        const said = await response.text()
        const what = `${name} with ${value.slice(0, 30)} at ${path || 'all of it'}: ${response.status} ${said.slice(0, 300)}`
        assert.ok(response.status < 500, what)
        assert.ok(!/no such call/i.test(said), what)
        if (response.ok) continue
        assert.equal(response.headers.get('content-type'), 'application/problem+json', what)
        assert.deepEqual(line.sandbox.ledger(), before, what)
      }
    }
  }
  assert.equal(({} as { admin?: unknown }).admin, undefined, 'no prototype was changed')
  assert.deepEqual(line.reports, [], 'nothing was the service\'s own fault')
  context.diagnostic(`${count} bodies`)
})

test('whatever stands in an address, a read is answered or refused', async () => {
  const line = await openLine()
  const odd = ['', '-1', '0.5', '1e9', 'NaN', '99999999999999999999', '%00', '%E2%80%AE', '__proto__', 'before-1', 'after-tote', '%ff', 'x'.repeat(3_000)]
  const reads = Object.entries(operations).flatMap(([group, methods]) => Object.entries(methods as Record<string, Operation>).filter(([, { kind }]) => kind === 'read').map(([method, { input }]) => [`${group}.${method}`, input] as const))
  for (const [name, input] of reads) {
    if (name === 'preferences.export') continue
    const fields = [...Object.keys((input as unknown as { shape?: object }).shape ?? {}), 'locale', '__proto__']
    for (const field of fields) {
      for (const value of odd) {
        const response = await line.send(`${pathOf(name)}?${field}=${value}&${field === 'locale' ? 'x' : 'locale'}=en`)
        assert.ok(response.status < 500, `${name}?${field}=${value}: ${response.status} ${await response.text()}`)
      }
    }
  }
  assert.deepEqual(line.reports, [])
})

test('no refusal repeats what is secret: a PIN, a token, a code, or another one\'s number', async () => {
  const line = await openLine()
  const other = await line.signUp()
  const { number, pin = '' } = (await line.giftCard?.({ money: 10_00 })) ?? { number: '' }
  const wrong = String((Number(pin) + 1) % 10_000).padStart(4, '0')
  await line.purchase?.({ identity: other, cart: { id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 10_00 }] }, orderId: 'OTHERS-ORDER-77' })
  const token = 'secret-token-0123456789'
  const said = await Promise.all([
    line.send(pathOf('giftCards.check'), { method: 'POST', body: JSON.stringify({ number, pin: wrong }) }),
    line.send(pathOf('giftCards.check'), { method: 'POST', body: JSON.stringify({ number, pin: { pin } }) }),
    line.send(pathOf('claims.submit'), { method: 'POST', body: JSON.stringify({ kind: 'purchase', reference: 'others order-77' }) }),
    line.send(pathOf('claims.submit'), { method: 'POST', body: JSON.stringify({ kind: 'purchase', reference: 'OTHERS-ORDER-77', total: { amount: 'x', currency: 'EUR' } }) }),
    line.send(pathOf('members.get'), { headers: { authorization: `Bearer ${token}` } }),
    line.send(pathOf('session.verifyCode'), { method: 'POST', body: JSON.stringify({ challengeId: 'x'.repeat(300), code: '987654' }) }),
    line.send(pathOf('session.refresh'), { method: 'POST', body: JSON.stringify({ refreshToken: token }) }),
  ].map(async (response) => (await response).text()))
  assert.deepEqual(said.map((text) => (JSON.parse(text) as { code: string }).code), ['not_found', 'invalid_input', 'conflict', 'invalid_input', 'unauthenticated', 'invalid_input', 'unauthenticated'])
  const secrets = [number, pin, wrong, 'OTHERS-ORDER-77', token, '987654', await line.sandbox.till.memberOf(other) ?? '']
  for (const text of said) for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} is said by ${text}`)
})
