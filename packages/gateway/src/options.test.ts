import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoyaltyError } from '@loyaltykit/core'
import { createGateway, sessionAuthentication, type GatewayOptions } from './index.ts'
import { fakeBackend } from '../test/backend.ts'

const right: GatewayOptions = { backend: fakeBackend(), authenticate: sessionAuthentication(), origins: ['https://shop.example', 'http://localhost:3000'] }

const wrong: Record<string, unknown> = {
  '`backend`': { backend: {} }, 'no `backend`': { backend: undefined }, '`authenticate`': { authenticate: 'token' }, '`origins`': { origins: undefined }, 'one `origins`': { origins: 'https://shop.example' },
  'a path in `origins`': { origins: ['https://shop.example/'] }, 'a star in `origins`': { origins: ['*'] }, 'a pattern in `origins`': { origins: ['https://*.shop.example'] }, 'null in `origins`': { origins: ['null'] },
  '`basePath`': { basePath: 'loyalty' }, 'a slash at the end of `basePath`': { basePath: '/loyalty/' }, 'a pattern in `basePath`': { basePath: '/:x' },
  '`cookies.name`': { cookies: { name: 'a b' } }, '`cookies.path`': { cookies: { path: 'x;y' } }, '`cookies.maxAge`': { cookies: { maxAge: -1 } }, '`clock`': { clock: 5 }, '`onReport`': { onReport: {} }, '`deadlines.read`': { deadlines: { read: 0 } }, '`stream.most`': { stream: { most: 0.5 } }, '`stream.heartbeat`': { stream: { heartbeat: 0 } },
  '`limits`': { limits: 100 }, '`limits.address`': { limits: {} }, 'a fraction in `limits.perAddress`': { limits: { address: () => null, perAddress: 0.5 } }, 'true in `limits.perMember`': { limits: { address: () => null, perMember: true } },
  '`limits.store`': { limits: { address: () => null, store: new Map() } },
}

test('right options make a gateway', () => {
  assert.equal(typeof createGateway(right).fetch, 'function')
  assert.equal(typeof createGateway({ ...right, origins: '*', basePath: '/a/b-c' }).fetch, 'function')
})

test('no options at all', () => {
  assert.throws(() => createGateway(undefined as never), (error: LoyaltyError) => error.code === 'invalid_option')
})

for (const [name, options] of Object.entries(wrong)) {
  test(`wrong: ${name} is named at once`, () => {
    assert.throws(() => createGateway({ ...right, ...(options as object) }), (error: LoyaltyError) => {
      assert.equal(error.code, 'invalid_option')
      assert.ok(error.message.includes(/`.*`/.exec(name)?.[0] ?? ''), error.message)
      return true
    })
  })
}
