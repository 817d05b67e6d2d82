import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LoyaltyError } from '@loyaltykit/core'
import { balance, fakeGateway, json, offer, program } from '../test/backend.ts'

const bearer = { authorization: 'Bearer t' }
const cart = { id: 'c1', currency: 'EUR', items: [] }
const quote = { earn: [], total: { amount: 0, currency: 'EUR' }, due: { amount: 0, currency: 'EUR' }, discounts: [] }

describe('a snapshot of a backend that has none', () => {
  test('asks for all parts at the same time', async () => {
    let waiting = 0
    let most = 0
    const slow = (answer: unknown) => async () => {
      most = Math.max(most, (waiting += 1))
      await new Promise((resolve) => setTimeout(resolve, 5))
      waiting -= 1
      return answer
    }
    const { ask } = fakeGateway({ 'program.get': slow(program), 'balances.list': slow([balance]), 'offers.list': slow([offer]) })
    assert.deepEqual(await json(await ask('/v1/snapshot/get?parts=program,balances,offers,program', { headers: bearer })), { program: { value: program }, balances: { value: [balance] }, offers: { value: [offer] } })
    assert.equal(most, 3)
  })

  test('gives each part its own error, and no words of a stranger', async () => {
    const { ask, reports } = fakeGateway({
      'balances.list': () => { throw new LoyaltyError('rate_limited', 'Later.', { details: { retryAt: '2026-11-22T10:01:00Z' } }) },
      'offers.list': () => { throw new Error('hunter2') },
      'tiers.progress': 5,
    })
    const response = await ask('/v1/snapshot/get?parts=program,balances,offers,tier,coupons', { headers: bearer })
    const body = await json(response)
    assert.equal(response.status, 200)
    assert.deepEqual(body['program'], { value: program })
    assert.deepEqual(body['balances'], { error: { code: 'rate_limited', message: 'Later.', retryable: true, details: { retryAt: '2026-11-22T10:01:00Z' } } })
    assert.deepEqual(['offers', 'tier', 'coupons'].map((part) => body[part].error.code), ['backend_failed', 'bad_response', 'unsupported'])
    assert.doesNotMatch(JSON.stringify(body), /hunter2/)
    assert.equal(reports.length, 2)
  })

  test('a guest gets what is public', async () => {
    const { ask } = fakeGateway()
    const body = await json(await ask('/v1/snapshot/get?parts=offers,balances,session'))
    assert.deepEqual([body['offers'], body['balances'].error.code, body['session']], [{ value: [offer] }, 'unauthenticated', { value: null }])
  })

  test('quotes carts that are posted', async () => {
    const { post, ask, backend } = fakeGateway({ 'quotes.quote': { quotes: [quote] } })
    assert.deepEqual(await json(await post('/v1/snapshot/get', { parts: ['quotes'], carts: [cart] })), { quotes: { value: { quotes: [quote] } } })
    assert.deepEqual(backend.asked[0]?.input, { carts: [cart] })
    assert.equal((await json(await ask('/v1/snapshot/get?parts=quotes')))['quotes'].error.code, 'invalid_input')
  })

  test('refuses parts that there are not', async () => {
    const { ask } = fakeGateway()
    for (const query of ['', '?parts=', '?parts=offers,nothing', '?parts=offers&parts=program', '?parts=__proto__']) assert.equal((await ask(`/v1/snapshot/get${query}`)).status, 400, query)
  })
})

describe('a snapshot of a backend that has one', () => {
  test('is one call; each part is checked by itself', async () => {
    const { ask, backend, reports } = fakeGateway({
      'snapshot.get': {
        program: { value: program }, balances: { value: [balance, {}] }, offers: { error: new LoyaltyError('timeout', 'Slow.') },
        tier: { error: { code: 'not_eligible', message: 'No.', retryable: false } }, coupons: { error: { code: 'made_up' } }, cards: { value: 1 },
      },
    })
    const body = await json(await ask('/v1/snapshot/get?parts=program,balances,offers,tier,coupons,cards,claims', { headers: bearer }))
    assert.deepEqual(backend.asked.map(({ call }) => call), ['snapshot.get'])
    assert.deepEqual(body['balances'], { value: [balance] })
    assert.deepEqual(['offers', 'tier', 'coupons', 'cards', 'claims'].map((part) => body[part].error.code), ['timeout', 'not_eligible', 'bad_response', 'bad_response', 'bad_response'])
    assert.equal(reports.length, 4)
  })

  test('that fails as a whole fails as a whole', async () => {
    const { ask } = fakeGateway({ 'snapshot.get': () => { throw new LoyaltyError('network', 'Gone.') } })
    assert.equal((await ask('/v1/snapshot/get?parts=program')).status, 502)
    const nothing = fakeGateway({ 'snapshot.get': null })
    assert.equal((await json(await nothing.ask('/v1/snapshot/get?parts=program')))['program'].error.code, 'bad_response')
  })
})
