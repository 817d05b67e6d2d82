import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as gateway from './index.ts'
import * as node from './node.ts'
import * as redis from './redis.ts'

test('the public names of the gateway are these', () => {
  assert.deepEqual(Object.keys(gateway).sort(), ['createChangeFeed', 'createGateway', 'createLogin', 'memoryLogins', 'sessionAuthentication', 'signMemberToken'])
  assert.deepEqual(Object.keys(node).sort(), ['addressBehind', 'nodeListener', 'peerAddress', 'serve'])
  assert.deepEqual(Object.keys(redis).sort(), ['redisFaults', 'redisKeys'])
})
