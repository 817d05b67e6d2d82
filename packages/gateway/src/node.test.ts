import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import type { LoyaltyError } from '@loyaltykit/core'
import { fakeGateway, program } from '../test/backend.ts'
import { serve } from './node.ts'

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
