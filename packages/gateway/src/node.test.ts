import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import type { LoyaltyError } from '@loyaltykit/core'
import { fakeGateway, program } from '../test/backend.ts'
import { addressBehind, serve } from './node.ts'

describe('a gateway on a Node server', () => {
  test('answers over a real connection, until it is closed', async () => {
    const served = await serve(fakeGateway().gateway)
    assert.match(served.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.deepEqual(await (await fetch(`${served.url}/v1/program/get`)).json(), program)
    await served.close()
    await assert.rejects(fetch(`${served.url}/v1/program/get`))
  })

  test('says plainly that a port is taken', async () => {
    const served = await serve(fakeGateway().gateway)
    const port = Number(new URL(served.url).port)
    await assert.rejects(serve(fakeGateway().gateway, { port }), (error: LoyaltyError) => error.code === 'invalid_option' && error.message.includes(`port ${port}`) && error.message.includes('taken'))
    await served.close()
  })

  test('a caller that hangs up aborts the call', async () => {
    const told = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const { gateway } = fakeGateway({ 'offers.list': (_: unknown, { signal }: { signal: AbortSignal }) => new Promise(() => { signal.addEventListener('abort', () => told.resolve()); asked.resolve() }) })
    const served = await serve(gateway)
    const gone = new AbortController()
    const call = fetch(`${served.url}/v1/offers/list`, { signal: gone.signal })
    await asked.promise
    gone.abort()
    await assert.rejects(call)
    await told.promise
    await served.close()
  })

  test('a flood is refused before it has come', async () => {
    const served = await serve(fakeGateway().gateway)
    const response = await fetch(`${served.url}/v1/offers/activate`, { method: 'POST', body: 'x'.repeat(1_000_000), headers: { 'content-type': 'application/json', 'idempotency-key': 'k', authorization: 'Bearer t' } })
    assert.equal(response.status, 413)
    await served.close()
  })

  test('nonsense on the wire does not end the server', async () => {
    const served = await serve(fakeGateway().gateway)
    const { port } = new URL(served.url)
    for (const text of ['GET /v1/program/get HTTP/1.1\r\nHost: a b\r\n\r\n', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n', 'nonsense\r\n\r\n']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(text))
        socket.on('data', () => {}).on('close', () => resolve()).on('error', () => resolve())
      })
    }
    assert.equal((await fetch(`${served.url}/v1/program/get`)).status, 200)
    await served.close()
  })
})

describe('who has sent a request', () => {
  const said = (header: string, value: string, proxies?: number) =>
    addressBehind({ header, ...(proxies ? { proxies } : {}) })(new Request('https://api.example', { headers: value ? { [header]: value } : {} }))

  test('is what the nearest proxy says, whatever a caller has put before it', () => {
    assert.equal(said('x-real-ip', '203.0.113.7'), '203.0.113.7')
    assert.equal(said('x-forwarded-for', '1.1.1.1, 203.0.113.7'), '203.0.113.7')
    assert.equal(said('x-forwarded-for', '1.1.1.1, 203.0.113.7, 10.0.0.1', 2), '203.0.113.7')
    for (const [value, address] of [['203.0.113.7:5123', '203.0.113.7'], ['[2001:db8::1]:5123', '2001:db8::1'], ['2001:db8::1', '2001:db8::1'], ['[2001:db8::1]', '2001:db8::1']] as const) assert.equal(said('x-forwarded-for', value), address)
  })

  test('is the other end of the connection where the proxy says no address', async () => {
    for (const value of ['', 'unknown', '1.1.1.1, ', '999.1.1.1', '_hidden']) assert.equal(said('x-forwarded-for', value), undefined, value)
    assert.equal(said('x-forwarded-for', '203.0.113.7', 2), undefined, 'one proxy where there should be two')
    const served = await serve({ fetch: async (request) => new Response(addressBehind({ header: 'x-real-ip' })(request)) })
    assert.equal(await (await fetch(served.url)).text(), '127.0.0.1')
    assert.equal(await (await fetch(served.url, { headers: { 'x-real-ip': '203.0.113.7' } })).text(), '203.0.113.7')
    await served.close()
  })

  test('needs the name of a header, and how many proxies there are', () => {
    for (const options of [{ header: '' }, { header: 'a b' }, { header: 'x-real-ip', proxies: 0 }]) assert.throws(() => addressBehind(options), (error: LoyaltyError) => error.code === 'invalid_option')
  })
})
