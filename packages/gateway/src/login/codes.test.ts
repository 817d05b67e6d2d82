import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createGateway, createLogin, memoryLogins, type CodeMessage, type LoginOptions, type LoginStore, type Person } from '../index.ts'
import { balance, fakeBackend, json } from '../../test/backend.ts'

const enrolled = { session: { memberId: 'm-new' }, member: { id: 'm-new', status: 'active', joinedAt: '2026-11-22T10:00:00Z', profile: {}, consents: [] }, balances: [balance], granted: [] }
const ada = '+447700900123'
let keys = 0

function world(options: Partial<LoginOptions> = {}, sending: Partial<NonNullable<LoginOptions['codes']>> = {}) {
  const sent: CodeMessage[] = []
  const found: Person[] = []
  const clock = { now: Date.parse('2026-11-22T10:00:00Z') }
  const place = { address: '203.0.113.7' as string | undefined }
  const store = memoryLogins(() => clock.now)
  const texts: string[] = []
  const spied: LoginStore = { get: store.get, swap: (id, from, to, keep) => (texts.push(id, to ?? ''), store.swap(id, from, to, keep)) }
  const login = createLogin({
    url: 'https://api.example', secret: 'a secret of all gateways, 32 bytes', clock: () => clock.now, store: spied, onReport: () => {},
    find: (person) => {
      found.push(person)
      return person.phone === ada ? 'm-ada' : null
    },
    codes: { send: (message) => void sent.push(message), address: () => place.address, ...sending },
    ...options,
  })
  const backend = fakeBackend({ 'members.enrol': enrolled })
  const gateway = createGateway({ backend, login, origins: ['https://shop.example'], clock: () => clock.now, onReport: () => {} })
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    gateway.fetch(new Request(`https://api.example/v1/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'idempotency-key': `k${(keys += 1)}`, ...headers } }))
  const ask = async (value = ada, headers?: Record<string, string>) => post('session/request-code', { identifier: { kind: value.includes('@') ? 'email' : 'phone', value } }, headers)
  const verify = (challengeId: string, code: string, headers?: Record<string, string>) => post('session/verify-code', { challengeId, code }, headers)
  const problem = async (response: Response) => (await json(response))['code'] as string
  const codeFor = async (value = ada) => ({ id: (await json(await ask(value)))['id'] as string, code: sent.at(-1)?.code ?? '' })
  return { sent, found, clock, place, texts, login, backend, gateway, ask, verify, post, problem, codeFor }
}
const wrong = (code: string) => code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))

describe('one-time codes of the gateway', () => {
  test('sign a member in, whose token then says who it is', async () => {
    const { codeFor, verify, gateway, backend, sent } = world()
    const { id, code } = await codeFor('+44 (7700) 900-123')
    assert.deepEqual([sent[0]?.to, sent[0]?.channel, /^\d{6}$/.test(code)], [ada, 'sms', true])
    const { outcome, session } = await json(await verify(id, code))
    assert.deepEqual([outcome, session.memberId], ['signed_in', 'm-ada'])
    await gateway.fetch(new Request('https://api.example/v1/balances/list', { headers: { authorization: `Bearer ${session.token}` } }))
    assert.deepEqual(backend.asked.at(-1)?.context.identity, { kind: 'member', memberId: 'm-ada' })
  })

  test('give a stranger a ticket, with which the backend makes a member, who is in', async () => {
    const { codeFor, verify, post, login } = world()
    const { id, code } = await codeFor(' Grace@Example.com ')
    const { outcome, ticket } = await json(await verify(id, code))
    assert.deepEqual([outcome, await login.person(ticket)], ['not_enrolled', { id: 'email:grace@example.com', email: 'grace@example.com' }])
    const { session } = await json(await post('members/enrol', { ticket, profile: {}, consents: [] }))
    assert.match(session.token, /^lks_/)
  })

  test('tell the shop once when its `find` does not give who has just joined, and nothing when it does', async () => {
    const grace = '+447700900456'
    /** What is reported where two people join; `after` is what `find` gives for them then. */
    const reportsOf = async (after: () => string | null) => {
      const reports: string[] = []
      const strangers = new Set<string | undefined>()
      const find = ({ phone }: Person) => (strangers.has(phone) ? after() : (strangers.add(phone), null))
      const { codeFor, verify, post } = world({ find, onReport: ({ message }) => void reports.push(message) })
      for (const phone of [grace, `${grace}7`]) {
        const { id, code } = await codeFor(phone)
        const { ticket } = await json(await verify(id, code))
        assert.equal((await post('members/enrol', { ticket, profile: {}, consents: [] })).status, 200)
        await new Promise((resolve) => setImmediate(resolve))
      }
      return reports
    }
    assert.deepEqual(await reportsOf(() => 'm-new'), [])
    const [told, ...more] = await reportsOf(() => null)
    assert.match(told ?? '', /`find` gives nobody for somebody who has just joined/)
    assert.deepEqual(more, [])
    assert.match((await reportsOf(() => 'm-else')).join(), /another member/)
    // one that fails tells nothing of who is found: the next who joins is looked for
    let isAway = true
    assert.equal((await reportsOf(() => {
      if (!isAway) return null
      isAway = false
      throw new Error('away')
    })).length, 1)
  })

  test('are asked for alike by a member and a stranger: the same answer, the same work, and nobody looks who it is', async () => {
    const seen = []
    for (const phone of [ada, '+447700900999']) {
      const { ask, found, texts } = world()
      const { id, to, ...answer } = await json(await ask(phone))
      seen.push({ answer, shape: [id.length, to.length], found: found.length, work: texts.filter((_, index) => index % 2 === 0).map((text) => text.length) })
    }
    assert.deepEqual(seen[0], seen[1])
    assert.equal(seen[0]?.found, 0)
  })

  test('control: a sender that looks first is told apart by its answer', async () => {
    const looks = { send: ({ to }: CodeMessage) => { if (to !== ada) throw new Error('no member') } }
    assert.notEqual((await world({}, looks).ask(ada)).status, (await world({}, looks).ask('+447700900999')).status)
  })

  test('are never kept in clear, nor the tokens that they bring', async () => {
    const { codeFor, verify, texts } = world()
    const { id, code } = await codeFor()
    const { session } = await json(await verify(id, code))
    const kept = texts.join('\n')
    assert.ok(kept.length > 200)
    assert.ok(!kept.includes(session.token) && !kept.includes(session.token.slice(4)))
    assert.doesNotMatch(kept, new RegExp(`\\b${code}\\b`))
  })

  test('are paused half a minute and six an hour for one person, whoever asks, with the time to come back', async () => {
    const { ask, clock, place } = world()
    assert.equal((await ask()).status, 200)
    const second = await ask('+44 7700 900123')
    assert.deepEqual([second.status, second.headers.get('retry-after'), (await json(second))['details']], [429, '30', { retryAt: '2026-11-22T10:00:30.000Z' }])
    for (let times = 1; times < 6; times += 1) {
      clock.now += 30_000
      place.address = `203.0.113.${times}`
      assert.equal((await ask()).status, 200)
    }
    clock.now += 30_000
    assert.equal((await ask()).status, 429)
    clock.now += 60 * 60_000
    assert.equal((await ask()).status, 200)
  })

  test('are thirty an hour for one address, however it is written; another one is free', async () => {
    for (const [one, other, elsewhere] of [['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.8'], ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff::9', '2001:db8:1:3::1']] as const) {
      const { ask, place } = world()
      for (let times = 0; times < 30; times += 1) {
        place.address = times % 2 ? one : other
        assert.equal((await ask(`person${times}@example.com`)).status, 200, `${times}`)
      }
      assert.equal((await ask('last@example.com')).status, 429)
      place.address = elsewhere
      assert.equal((await ask('last@example.com')).status, 200)
    }
  })

  test('end after five wrong tries, after ten minutes, when used, and when a newer one was sent: all told alike', async () => {
    const { codeFor, verify, clock, problem } = world()
    const tried = await codeFor()
    for (let times = 0; times < 5; times += 1) assert.equal(await problem(await verify(tried.id, wrong(tried.code))), 'wrong_code')
    assert.equal(await problem(await verify(tried.id, tried.code)), 'expired')
    clock.now += 31_000
    const old = await codeFor()
    clock.now += 31_000
    const newer = await codeFor()
    assert.equal(await problem(await verify(old.id, old.code)), 'expired')
    assert.equal((await verify(newer.id, newer.code)).status, 200)
    assert.equal(await problem(await verify(newer.id, newer.code)), 'expired')
    clock.now += 31_000
    const late = await codeFor()
    clock.now += 10 * 60_000
    assert.equal(await problem(await verify(late.id, late.code)), 'expired')
    assert.equal(await problem(await verify('never-made', '123456')), 'not_found')
  })

  test('count one try for one key, and a key for another code is a conflict; the right one is answered again', async () => {
    const { codeFor, verify, problem, ask, sent } = world()
    const { id, code } = await codeFor()
    for (let times = 0; times < 8; times += 1) assert.equal(await problem(await verify(id, wrong(code), { 'idempotency-key': 'same' })), 'wrong_code')
    assert.equal(await problem(await verify(id, code, { 'idempotency-key': 'same' })), 'conflict')
    const first = await json(await verify(id, code, { 'idempotency-key': 'good' }))
    assert.deepEqual(await json(await verify(id, code, { 'idempotency-key': 'good' })), first)
    const [one, two] = [await json(await ask('x@example.com', { 'idempotency-key': 'ask' })), await json(await ask('x@example.com', { 'idempotency-key': 'ask' }))]
    assert.deepEqual([one, sent.length], [two, 2])
  })

  test('of two who come with the right one at once, one gets in', async () => {
    const { codeFor, verify } = world()
    const { id, code } = await codeFor()
    const answers = await Promise.all([verify(id, code), verify(id, code), verify(id, code)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410])
  })

  test('can\'t be guessed through many people from one address', async () => {
    const { codeFor, verify, place } = world()
    let refused = 0
    for (let person = 0; person < 12; person += 1) {
      place.address = `198.51.100.${person}`
      const { id, code } = await codeFor(`p${person}@example.com`)
      place.address = '203.0.113.7'
      for (let times = 0; times < 4; times += 1) if ((await verify(id, wrong(code))).status === 429) refused += 1
    }
    assert.equal(refused, 48 - 30)
  })

  test('say when they could not be sent, and take nothing that is no address', async () => {
    const { ask } = world({}, { send: () => { throw new Error('no route to the operator') } })
    const response = await ask()
    assert.equal(response.status, 502)
    assert.doesNotMatch(await response.text(), /operator/)
    const { post, problem } = world()
    for (const identifier of [{ kind: 'phone', value: '12345' }, { kind: 'email', value: 'nobody' }, { kind: 'card', value: '12345678' }]) assert.equal(await problem(await post('session/request-code', { identifier })), 'invalid_input')
  })

  test('are as long and as lasting as was chosen, each digit as likely as the others', async () => {
    const { codeFor, sent, clock } = world({}, { length: 10, life: 60 })
    const counts = new Array<number>(10).fill(0)
    for (let times = 0; times < 200; times += 1) {
      clock.now += 10 * 60_000
      const { code } = await codeFor(`p${times}@example.com`)
      for (const digit of code) counts[Number(digit)]! += 1
    }
    assert.deepEqual([sent[0]?.code.length, (sent[0]?.expiresAt ?? 0) - Date.parse('2026-11-22T10:10:00Z')], [10, 60_000])
    for (const count of counts) assert.ok(count > 130 && count < 270, String(counts))
    for (const codes of [{ length: 3 }, { life: 1 }, { send: undefined }, { address: undefined }]) assert.throws(() => world({}, codes as never), { code: 'invalid_option' })
  })
})
