import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balances, fakeBackend, member, money, offer, pause, until } from '../test-support/fake-backend.ts'
import { look, open, peek, status } from '../test-support/open.ts'
import { createLoyalty, isLoyaltyError } from './index.ts'

const { backend } = fakeBackend()

test('a wrong option is an error at the first use that says which, and what to give instead', () => {
  const wrong: [unknown, RegExp][] = [
    [undefined, /`backend` is missing.*http\({ url }\)/],
    [null, /`backend` is missing/],
    [{}, /`backend` is missing/],
    [{ backend: 'https://api.example' }, /`backend` is missing/],
    [{ backend: {} }, /no program\.get/],
    [{ backend: { program: {} } }, /no program\.get/],
    [{ backend: { ...backend, name: '' } }, /`backend\.name` is missing/],
    [{ backend: { ...backend, name: 7 } }, /`backend\.name` is missing/],
    [{ backend, locale: 'not a language' }, /`locale` "not a language" is not a language tag/],
    [{ backend, locale: '' }, /`locale`/],
    [{ backend, locale: ['en'] }, /`locale`/],
    [{ backend, locale: null }, /`locale`/],
    [{ backend, clock: 7 }, /`clock`/],
    [{ backend, clock: () => 'now' }, /`clock`/],
    [{ backend, clock: () => NaN }, /`clock`/],
    [{ backend, storage: {} }, /`storage` must have getItem/],
    [{ backend, storage: null }, /`storage`/],
    [{ backend, onReport: console }, /`onReport` must be a function/],
    [{ backend, state: 'x' }, /`state` must be an object/],
    [{ backend, state: null }, /`state`/],
    [{ backend, quotes: {} }, /`quotes` must be a list/],
    [{ backend, since: '' }, /`since` must be the id of a change/],
    [{ backend, since: 7 }, /`since`/],
    [{ backend, url: 'https://api.example' }, /no option `url`\. It takes backend, locale/],
    [{ baclend: backend }, /no option `baclend`/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => createLoyalty(options as never), (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_option' && message.test(error.message) && error.message.startsWith('createLoyalty: '), String(message))
})

test('an option that is undefined is absent', () => {
  open({ backend, locale: undefined, clock: undefined, storage: undefined, state: undefined } as never)
})

test('a secret may be used where there is no page', () => {
  open({ backend: { ...backend, credential: 'secret' } })
})

test('what a server has read is there at once and not asked for again; so is who is there', async () => {
  const { backend: own, calls } = fakeBackend({ ambient: true })
  const client = open({ backend: own, state: { balances, offers: [offer] as never, member: member as never } })
  for (const store of [client.$balances, client.$offers, client.$member]) look(store)
  await pause(10)
  assert.deepEqual([calls, status(client.$balances), client.$session.get()], [[], 'ready', { status: 'member', memberId: 'm1' }])
  assert.equal(open({ backend: own, state: { member: null } }).$session.get().status, 'guest')
})

test('a part of the state that few pages show is there as soon as its check is, without a request', async () => {
  const { backend: own, calls } = fakeBackend()
  const client = open({ backend: own, state: { partners: [] } })
  look(client.$partners)
  await until(() => status(client.$partners) === 'ready')
  assert.deepEqual(calls, [])
})

test('a state that is not what the port promises is reported and read instead', async () => {
  const reports: string[] = []
  const { backend: own, calls } = fakeBackend()
  const client = open({ backend: own, onReport: ({ message }) => reports.push(message), state: { offers: 'x', partners: { a: 1 }, balances: [{ currency: 'points', available: 1.5 }, ...balances], nonsense: 1 } as never })
  assert.deepEqual(peek<{ value: unknown }>(client.$balances).value, balances)
  look(client.$offers)
  look(client.$partners)
  await until(() => status(client.$offers) === 'ready' && status(client.$partners) === 'ready')
  assert.ok(calls.length >= 1)
  assert.deepEqual(reports.map((message) => /state( of|\.)? ?\w+/.exec(message)?.[0]).sort(), ['state of offers', 'state of partners', 'state.balances'])
})

test('a quote that a server has asked for is there at once for its very cart; one that is not usable is asked for', async () => {
  const quote = { earn: [], total: money, due: money, discounts: [] }
  const cart = { id: 'c1', currency: 'EUR', items: [{ sku: 'a', quantity: 1, price: 500 }] }
  const reports: string[] = []
  const { backend: own, calls } = fakeBackend({ ambient: true })
  const client = open({
    backend: own, state: { member: member as never }, onReport: ({ message }) => reports.push(message),
    quotes: [{ cart: { ...cart }, quote: { ...quote, extra: 1 } as never }, { cart: { ...cart, id: 'c2' }, quote: {} as never }, { cart: {} as never, quote }],
  })
  look(client.$quote(cart))
  await pause(10)
  assert.deepEqual([calls, status(client.$quote(cart))], [[], 'ready'])
  look(client.$quote({ ...cart, id: 'c2' }))
  await until(() => status(client.$quote({ ...cart, id: 'c2' })) === 'ready')
  assert.equal(calls.length, 1)
  assert.equal(reports.length, 2)
  // another cart is another quote
  look(client.$quote({ ...cart, codes: ['X'] }))
  await until(() => calls.length === 2)
})

test('a report that throws harms nobody', async () => {
  const { backend: own } = fakeBackend({ handlers: { 'offers.list': () => [{}, offer] } })
  const client = open({ backend: own, onReport: () => {
    throw new Error('the host\'s own')
  } })
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
})
