import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { ledgerPage } from './ledger.ts'

interface Line { readonly id: string; readonly at: string; readonly account: string }
const line = (id: string, second: number, account = 'one'): Line => ({ id, at: new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString(), account })

/** A loyalty system that gives of each account no more than it is asked for. */
const of = (lines: readonly Line[]) => ({
  idOf: ({ id }: Line) => id,
  atOf: ({ at }: Line) => at,
  read: async (enough: number, before: string | undefined) => [...new Set(lines.map(({ account }) => account))].flatMap((account) =>
    lines.filter((one) => one.account === account && (before === undefined || Date.parse(one.at) < Date.parse(before))).sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, enough)),
})

async function walk(lines: readonly Line[], limit: number, between: () => readonly Line[] = () => lines) {
  const seen: string[] = []
  let page = await ledgerPage({ limit }, of(lines))
  for (let pages = 0; pages < 50; pages += 1) {
    seen.push(...page.items.map(({ id }) => id))
    if (page.next === undefined) return seen
    assert.ok(page.next.length <= 1_000)
    page = await ledgerPage({ limit, cursor: page.next }, of(between()))
  }
  throw new Error('it has no end')
}

describe('a ledger of several accounts', () => {
  test('is shown newest first, each line once, whatever the size of a page', async () => {
    const lines = [line('a', 9), line('b', 8, 'two'), line('c', 7), line('d', 6, 'two'), line('e', 5)]
    for (const limit of [1, 2, 3, 5, 20]) assert.deepEqual(await walk(lines, limit), ['a', 'b', 'c', 'd', 'e'], String(limit))
    assert.deepEqual(await walk([], 5), [])
  })

  test('has pages that end among lines of one instant', async () => {
    const lines = Array.from({ length: 230 }, (_, index) => line(`entry-${index}-4e9f6c1e-9a8b-4c70-8d5f-0e1d2c3b4a59`, 5, index % 2 ? 'one' : 'two'))
    for (const limit of [7, 100]) assert.deepEqual((await walk([line('new', 6), ...lines], limit)).sort(), [...lines.map(({ id }) => id), 'new'].sort(), String(limit))
  })

  test('does not move when lines arrive meanwhile', async () => {
    const lines = [line('a', 9), line('b', 8), line('c', 7)]
    assert.deepEqual(await walk(lines, 1, () => [line('later', 20), ...lines]), ['a', 'b', 'c'])
  })

  test('takes no cursor that it did not give', async () => {
    for (const cursor of ['', 'after-a', '12~', '~a', '1e3~a', '12~A!']) await assert.rejects(ledgerPage({ cursor }, of([])), (error) => isLoyaltyError(error) && error.code === 'invalid_input', cursor)
  })
})
