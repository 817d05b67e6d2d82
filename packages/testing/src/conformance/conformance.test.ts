import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDocument } from './document.ts'
import { withOwnOrders } from './hooks.ts'
import { judge } from './judge.ts'
import { main } from './main.ts'
import { mask, secretsIn } from './mask.ts'
import { newIdentifier } from './members.ts'
import { readOptions, UsageError } from './options.ts'
import type { Answer } from './wire.ts'
import { aProgram } from '../builders/program.ts'

const here = 'http://localhost:3000/loyalty'

describe('the command line', () => {
  test('takes an address on this machine as it stands, and without the slash at its end', () => {
    for (const url of [here, 'http://127.0.0.1:1/', 'http://[::1]:8080/loyalty', 'https://shop.localhost/loyalty']) {
      const options = readOptions([url])
      assert.ok(options !== 'help' && options.url === url.replace(/\/$/, ''))
    }
  })

  test('refuses a server elsewhere unless somebody says that it is a test server, and says why', () => {
    for (const url of ['https://shop.example/loyalty', 'http://192.168.1.5/loyalty', 'https://localhost.shop.example', 'http://127.0.0.1.shop.example/']) {
      assert.throws(() => readOptions([url]), (error: unknown) => error instanceof UsageError && /hundreds of members.*holds points/.test(error.message) && error.message.includes('--yes-this-is-a-test-server'), url)
      assert.throws(() => readOptions([here, '--another', url]), UsageError)
      assert.notEqual(readOptions([url, '--yes-this-is-a-test-server']), 'help')
    }
  })

  const wrong: Readonly<Record<string, readonly string[]>> = {
    'Give the address': [], 'One address': [here, here], 'an http or https address': ['localhost:3000'], 'neither a query': [`${here}?a=1`], 'without /v1': [`${here}/v1`],
    'no group shoes': [here, '--group', 'offers,shoes'], 'must be seconds': [here, '--timeout', 'soon'], 'not both': [here, '--code', '000000', '--code-url', here], '4 to 10 digits': [here, '--code', 'abc'],
    'for 2 different': [here, '--token', 'one'], 'same token': [here, '--token', 'one', '--token', 'one'], 'needs --origin': [here, '--carrier', 'cookie'], 'must be an origin': [here, '--origin', 'https://shop.example/page'],
    'at least four #': [here, '--identifier', 'phone:+4479'], 'See loyaltykit-conformance --help': [here, '--nonsense'],
  }
  for (const [words, args] of Object.entries(wrong)) {
    test(`says what is wrong: ${words}`, async () => {
      let said = ''
      assert.equal(await main(args, { out: () => assert.fail('nothing is reported'), err: (text) => { said += text } }), 2)
      assert.ok(said.includes(words), said)
    })
  }

  test('helps', async () => {
    let said = ''
    assert.equal(await main(['--help'], { out: (text) => { said += text }, err: () => {} }), 0)
    for (const option of ['--code-url', '--token-command', '--hooks', '--yes-this-is-a-test-server', '--json']) assert.ok(said.includes(option), option)
  })
})

describe('what is shown', () => {
  test('has no tokens, tickets and codes', () => {
    const body = '{"session":{"memberId":"m1","token":"tok-123456","refreshToken":"re\\"f"},"ticket":"tk_1","code":"482913","hostToken":"h"}'
    const shown = mask(`${body} Bearer abcdef123456 and tok-123456 again`, new Set(['tok-123456']))
    for (const secret of ['tok-123456', 're\\"f', 'tk_1', '482913', '"h"', 'abcdef']) assert.ok(!shown.includes(secret), `${secret} in ${shown}`)
    assert.ok(shown.includes('"memberId":"m1"'))
  })

  test('has the code of a failure', () => assert.equal(mask('{"code":"not_found"}', new Set()), '{"code":"not_found"}'))

  test('remembers what was given, however deep', () => assert.deepEqual([...secretsIn({ a: [{ session: { token: 't', refreshToken: 'r', memberId: 'm' } }] })], ['t', 'r']))
})

describe('an answer is held against openapi.json', () => {
  const api = readDocument()
  const answer = (status: number, type: string, json: unknown, headers: Record<string, string> = {}): Answer => ({ status, type, json, text: JSON.stringify(json), headers: new Headers(headers) })
  const said = (name: string, one: Answer) => judge(api, name, one).map((wrong) => wrong.said).join('; ')
  const problem = { type: 'urn:loyaltykit:problem:not_found', title: 'Not found', status: 404, detail: 'There is none.', code: 'not_found', retryable: false }
  const problemType = 'application/problem+json; charset=utf-8'

  test('which has a status for every code, and a schema for every call', () => {
    assert.ok(api.statuses.size > 15 && api.statuses.get('unsupported') === 501)
    for (const { name, streams } of api.calls.values()) if (!streams) assert.notDeepEqual(api.answerErrors(name, 12), [], name)
  })

  test('good ones pass, with fields that nobody knows', () => {
    assert.equal(said('balances.list', answer(200, 'application/json; charset=utf-8', [{ currency: 'points', available: -5, more: true }])), '')
    assert.equal(said('offers.activate', answer(404, problemType, problem)), '')
    assert.equal(said('session.current', answer(200, 'application/json', null)), '')
  })

  const bad: readonly (readonly [says: RegExp, Answer])[] = [
    [/\/0\/available must be integer/, answer(200, 'application/json', [{ currency: 'points', available: 1.5 }])],
    [/must be <= 9007199254740991/, answer(200, 'application/json', [{ currency: 'points', available: 2 ** 60 }])],
    [/must have required property 'available'/, answer(200, 'application/json', [{ currency: 'points' }])],
    [/\/0\/expiring\/0\/at must match/, answer(200, 'application/json', [{ currency: 'points', available: 1, expiring: [{ amount: 1, at: '22.11.2026' }] }])],
    [/text\/html where application\/json/, answer(200, 'text/html', [])],
    [/status 204 where 200/, answer(204, 'application/json', {})],
    [/redirect to \/login/, answer(302, 'text/html', undefined, { location: '/login' })],
    [/text\/html where application\/problem\+json/, answer(500, 'text/html', undefined)],
    [/must have required property 'retryable'/, answer(404, problemType, { ...problem, retryable: undefined })],
    [/status 400 with a problem that says 404/, answer(400, problemType, problem)],
    [/code not_found with status 500/, answer(500, problemType, { ...problem, status: 500 })],
    [/the type about:blank|must match pattern/, answer(404, problemType, { ...problem, type: 'about:blank' })],
    [/no Retry-After/, answer(429, problemType, { ...problem, type: 'urn:loyaltykit:problem:rate_limited', code: 'rate_limited', status: 429, details: { retryAt: '2026-11-22T10:00:00Z' } })],
  ]
  for (const [says, one] of bad) test(`bad ones are told: ${says.source}`, () => assert.match(said('balances.list', one), says))
})

test('orders have names of their own in each check', async () => {
  const orders: unknown[] = []
  const { purchase, advance } = withOwnOrders({ purchase: async (sale) => orders.push(sale.orderId), advance: (by) => void orders.push(by) }, 'run-1')
  await purchase?.({ identity: { kind: 'guest' }, cart: {} as never, orderId: 'o-1' })
  await advance?.('2 hours')
  assert.deepEqual(orders, ['run-1-o-1', '2 hours'])
})

test('people who sign up are nobody: an address without mail, or a country that there is not', () => {
  assert.match(newIdentifier(aProgram(), {}).value, /^conformance-\d{12}@example\.com$|^\+999\d{10}$/)
  assert.match(newIdentifier(aProgram(), { identifier: { kind: 'phone', pattern: '+4479########' } }).value, /^\+4479\d{8}$/)
})
