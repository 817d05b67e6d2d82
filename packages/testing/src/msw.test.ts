import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { http as adapter } from '@loyaltykit/adapters/http'
import { isLoyaltyError } from '@loyaltykit/core'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { getResponse } from 'msw'
import { setupServer } from 'msw/node'
import { gatewayBusy, gatewayDown, gatewayDripping, gatewayHandlers, gatewayLosesAnswers, gatewayNonsense, gatewaySlow, type Nonsense } from './msw.ts'

const at = { url: 'https://shop.example/loyalty' }
const sandbox = createSandbox({ seed: 'msw', now: '2026-11-22T10:00:00Z' })
const gateway = createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: ['https://shop.example'], basePath: '/loyalty' })
// the adapter takes the fetch of its moment; msw replaces it when it begins to listen
const backend = adapter({ url: at.url, fetch: (input, init) => fetch(input, init) })
const server = setupServer(...gatewayHandlers(gateway, at))

before(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

const context = (more: object = {}) => ({ signal: AbortSignal.timeout(1_000), locale: 'en', identity: { kind: 'guest' }, idempotencyKey: 'one', ...more }) as const
const program = () => backend.program.get({}, context())
const codeOf = async (call: Promise<unknown>) => call.then(() => 'answered', (error: unknown) => (isLoyaltyError(error) ? error.code : error instanceof Error ? error.name : String(error)))

test('requests of the page are answered by the gateway in the page', async () => {
  assert.equal((await program()).name, 'Stride Club')
})

test('a gateway that is down is no network', async () => {
  server.use(gatewayDown(at))
  assert.equal(await codeOf(program()), 'network')
})

test('a slow gateway answers late, or never', async () => {
  server.use(gatewaySlow(gateway, at, 50))
  assert.equal((await program()).name, 'Stride Club')
  server.use(gatewaySlow(gateway, at))
  assert.notEqual(await codeOf(program()), 'answered')
})

test('nonsense is a bad response, of whatever kind', async () => {
  for (const kind of ['html', 'broken-json', 'empty'] satisfies Nonsense[]) {
    server.use(gatewayNonsense(at, kind))
    assert.equal(await codeOf(program()), 'bad_response', kind)
  }
})

test('a busy gateway says when to come back', async () => {
  server.use(gatewayBusy(at, { retryAfter: 7, now: sandbox.now }))
  await assert.rejects(program(), (error: unknown) => isLoyaltyError(error) && error.code === 'rate_limited' && error.details?.retryAt !== undefined)
})

test('a dripping answer has its headers at once and never ends by itself', async () => {
  const response = await getResponse([gatewayDripping(at, { every: 5 })], new Request(`${at.url}/program`))
  assert.equal(response?.status, 200)
  const reader = response?.body?.getReader()
  for (let bytes = 0; bytes < 10; bytes += 1) assert.equal((await reader?.read())?.done, false)
  await reader?.cancel()
})

test('a lost answer has acted', async () => {
  server.use(gatewayLosesAnswers(gateway, at))
  const ask = () => backend.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, context())
  assert.equal(await codeOf(ask()), 'network')
  assert.equal(sandbox.outbox.length, 1)
  await ask()
  assert.equal(sandbox.outbox.length, 1)
})
