import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as gateway from './index.ts'
import * as node from './node.ts'

test('the public names of the gateway are these', () => {
  assert.deepEqual(Object.keys(gateway).sort(), ['createChangeFeed', 'createGateway', 'createLogin', 'memoryLogins', 'sessionAuthentication', 'signMemberToken'])
  assert.deepEqual(Object.keys(node).sort(), ['nodeListener', 'peerAddress', 'serve'])
})
