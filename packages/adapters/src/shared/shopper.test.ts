import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type Context } from '@loyaltykit/core'
import { shoppers, type Shopper } from './shopper.ts'

const refusedToken = () => new LoyaltyError('unauthenticated', 'Log in again.')
const here: Context = { signal: new AbortController().signal, locale: 'en', identity: { kind: 'ambient' } }
/** A loyalty system that takes these tokens alone, and tells with which it was called. */
function service(...good: string[]) {
  const calls: string[] = []
  return { calls, good, call: async ({ token }: Shopper) => {
    calls.push(token)
    if (!good.includes(token)) throw refusedToken()
    return token
  } }
}

describe('who is signed in on a page', () => {
  test('is asked before each call, and only where the page says who it is', async () => {
    let asked = 0
    const { whoIs, signedIn } = shoppers({ ask: () => { asked += 1; return undefined } })
    assert.equal(await whoIs(here), undefined)
    assert.equal(await whoIs({ ...here, identity: { kind: 'guest' } }), undefined)
    await assert.rejects(signedIn(here), (error) => isLoyaltyError(error) && error.code === 'unauthenticated')
    assert.equal(asked, 2)
  })

  test('gets another token once, however many calls were refused, and it is used from then on', async () => {
    const { call, calls } = service('new')
    let renewals = 0
    const { as } = shoppers<Shopper>({ ask: async () => { renewals += 1; return { id: 'ann', token: 'new' } } })
    const old = () => ({ id: 'ann', token: 'old' })
    assert.deepEqual(await Promise.all([as(old(), call), as(old(), call)]), ['new', 'new'])
    assert.equal(await as(old(), call), 'new')
    assert.deepEqual([renewals, calls], [1, ['old', 'old', 'new', 'new', 'new']])
  })

  test('gets another one when that has ended too', async () => {
    const { call, good } = service('second')
    const tokens = ['second', 'third']
    const { as } = shoppers<Shopper>({ ask: () => ({ id: 'ann', token: tokens.shift() ?? '' }) })
    const who = { id: 'ann', token: 'first' }
    assert.equal(await as(who, call), 'second')
    good[0] = 'third'
    assert.equal(await as(who, call), 'third')
  })

  test('never gets the token of another person, though the page says both by one object', async () => {
    const { call, calls } = service('of ann', 'of bob')
    let next: Shopper = { id: 'ann', token: 'of ann' }
    const { as } = shoppers<Shopper>({ ask: () => next })
    const who = { id: 'ann', token: 'old' }
    assert.equal(await as(who, call), 'of ann')
    who.id = 'bob'
    next = { id: 'bob', token: 'of bob' }
    assert.equal(await as(who, call), 'of bob')
    assert.deepEqual(calls, ['old', 'of ann', 'old', 'of bob'])
    // signed out, and somebody else in, between the refusal and the new token
    who.token = 'older'
    next = { id: 'eve', token: 'of ann' }
    await assert.rejects(as(who, call), (error) => isLoyaltyError(error) && error.code === 'unauthenticated')
  })

  test('is told that it failed where there is no other token, or the same; another failure asks for none', async () => {
    const { call } = service()
    let asked = 0
    for (const next of [undefined, { id: 'ann', token: 'old' }]) {
      const { as } = shoppers<Shopper>({ ask: () => { asked += 1; return next } })
      await assert.rejects(as({ id: 'ann', token: 'old' }, call), (error) => isLoyaltyError(error) && error.code === 'unauthenticated')
    }
    const { as } = shoppers<Shopper>({ ask: () => { throw new Error('not asked') } })
    await assert.rejects(as({ id: 'ann', token: 'old' }, async () => { throw new LoyaltyError('rate_limited', 'Later.') }), (error) => isLoyaltyError(error) && error.code === 'rate_limited')
    assert.equal(asked, 2)
  })
})
