import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStorage } from '../test-support/fake-backend.ts'
import { drawer } from './storage.ts'

const throws = () => {
  throw new DOMException('', 'QuotaExceededError')
}

test('a value comes back from storage, under the programme\'s own name', () => {
  const storage = fakeStorage()
  drawer('one', storage).set('session', { a: [1] })
  assert.deepEqual([drawer('one', storage).get('session'), drawer('two', storage).get('session')], [{ a: [1] }, undefined])
  drawer('one', storage).set('session', undefined)
  assert.equal(storage.values.size, 0)
})

test('a storage that throws, in any of its methods, never does so here, and the page remembers', () => {
  for (const method of ['getItem', 'setItem', 'removeItem'] as const) {
    const kept = drawer('p', { ...fakeStorage(), [method]: throws })
    kept.set('name', 'first')
    kept.set('name', 'second')
    if (method !== 'getItem') assert.equal(kept.get('name'), 'second', method)
    kept.set('name', undefined)
    assert.equal(kept.get('name'), undefined, method)
  }
})

test('what could not be removed is gone all the same, as long as the page lives', () => {
  const storage = fakeStorage()
  drawer('p', storage).set('session', 'the last person')
  const kept = drawer('p', { ...storage, removeItem: throws })
  kept.set('session', undefined)
  assert.equal(kept.get('session'), undefined)
})

test('a corrupt value is absent', () => {
  const storage = fakeStorage()
  storage.setItem('loyaltykit:1:p:name', '{"a":')
  assert.equal(drawer('p', storage).get('name'), undefined)
})

test('without a storage each drawer has its own memory', () => {
  const [one, two] = [drawer('p'), drawer('p')]
  one.set('name', 1)
  assert.deepEqual([one.get('name'), two.get('name')], [1, undefined])
})
