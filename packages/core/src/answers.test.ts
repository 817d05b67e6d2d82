import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers, balances } from '../test-support/fake-backend.ts'
import { receive } from './answers.ts'
import { isLoyaltyError } from './errors.ts'
import { outputShapes } from './shapes/calls.generated.ts'
import { partShapes } from './shapes/parts.generated.ts'
import { rarePartShapes } from './shapes/rare-parts.generated.ts'

const isBad = (error: unknown) => isLoyaltyError(error) && error.code === 'bad_response' && !error.retryable

test('a bad item of a list is dropped and reported, the good ones stay', () => {
  const reports: string[] = []
  const value = receive(partShapes.balances, [balances[0], { currency: 'x' }, null, balances[0]], 'balances.list', ({ message }) => reports.push(message))
  assert.deepEqual(value, [balances[0], balances[0]])
  assert.deepEqual(reports, ['balances.list answered a list whose item 1 was dropped: available is missing', 'balances.list answered a list whose item 2 was dropped: it must be an object'])
})

test('the same in the items of a page, which keeps its cursor', () => {
  const reports: unknown[] = []
  const page = answers['activity.list'] as { items: object[] }
  assert.deepEqual(receive(rarePartShapes.activity, { ...page, items: [{ ...page.items[0], amount: 1.5 }, page.items[0]], more: 1 }, 'activity.list', (report) => reports.push(report)), { items: page.items, next: 'more' })
  assert.equal(reports.length, 1)
})

test('the same in the balances that come with the answer of an action: a good redemption is not in doubt for them', () => {
  const reports: unknown[] = []
  const answer = answers['redemptions.hold'] as { redemption: object; balances: object[] }
  assert.deepEqual(receive(outputShapes['redemptions.hold'], { ...answer, balances: [...answer.balances, {}] }, 'redemptions.hold', (report) => reports.push(report)), answer)
  assert.equal(reports.length, 1)
})

test('a list that is too long is refused as a whole, before its items are looked at', () => {
  const looked = { get currency() { return assert.fail('looked at an item') } }
  assert.throws(() => receive(partShapes.balances, Array.from({ length: 21 }, () => looked), 'balances.list', () => {}), isBad)
  assert.throws(() => receive(rarePartShapes.activity, { items: Array.from({ length: 101 }, () => ({})) }, 'activity.list', () => {}), isBad)
})

test('anything else that is not what the port promises fails with bad_response, and names the call and the field', () => {
  for (const answer of [undefined, null, 1, 'html', [], {}, { items: {} }]) assert.throws(() => receive(rarePartShapes.activity, answer, 'activity.list', () => {}), isBad)
  assert.throws(() => receive(partShapes.member, { ...(answers['members.get'] as object), joinedAt: 'yesterday' }, 'members.get', () => {}), /members\.get .*joinedAt must be an instant in UTC/)
})

test('nobody is an answer to who is there', () => {
  assert.equal(receive(partShapes.session, null, 'session.current', () => {}), null)
})
