import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { allOf, pageOf } from './lists.ts'

const items = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))
const ids = (page: { items: readonly { id: string }[] }) => page.items.map(({ id }) => id).join('')

describe('a page of a whole list', () => {
  test('goes on after the last one shown, and the last page has no next', () => {
    const first = pageOf(items, { limit: 2 })
    const second = pageOf(items, { limit: 2, cursor: first.next })
    const last = pageOf(items, { limit: 2, cursor: second.next })
    assert.deepEqual([ids(first), ids(second), ids(last), last.next], ['ab', 'cd', 'e', undefined])
    assert.deepEqual(pageOf(items, { limit: 5 }), { items })
    assert.deepEqual(pageOf([], {}), { items: [] })
  })

  test('loses and repeats nothing where the list changes meanwhile', () => {
    const { next } = pageOf(items, { limit: 2 })
    assert.equal(ids(pageOf([{ id: 'new' }, ...items.slice(1)], { limit: 2, cursor: next })), 'cd')
  })

  test('takes no cursor that it did not give, or whose item is gone', () => {
    for (const cursor of ['b', 'after-z', '']) assert.throws(() => pageOf(items, { cursor }), (error) => isLoyaltyError(error) && error.details?.issues?.[0]?.path === 'cursor')
  })
})

describe('all pages of a list', () => {
  test('are read to the end, each from what the one before has said', async () => {
    const asked: unknown[] = []
    const found = await allOf(async (next: number | undefined) => {
      asked.push(next)
      const start = next ?? 0
      return { items: items.slice(start, start + 2), next: start + 2 < items.length ? start + 2 : undefined }
    })
    assert.deepEqual([found, asked], [items, [undefined, 2, 4]])
  })

  test('end where there is enough, and where a page leads to itself', async () => {
    let pages = 0
    assert.equal((await allOf(async () => ({ items, next: String((pages += 1)) }), 7)).length, 10)
    assert.equal((await allOf(async () => ({ items, next: 'same' }))).length, 10)
    assert.equal((await allOf(async () => ({ items: [], next: String((pages += 1)) }))).length, 0)
  })
})
