import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pause } from '../test-support/fake-backend.ts'
import { createChangeLog, type BackendChange, type ChangeLog } from './index.ts'

const logOf = (size?: number) => createChangeLog({ life: 'life', clock: () => Date.parse('2026-11-22T10:00:00Z'), ...(size === undefined ? {} : { size }) })

function follow(log: ChangeLog, memberId: string, after?: string, who = () => memberId) {
  const stop = new AbortController()
  const seen: BackendChange[] = []
  const end = (async () => {
    for await (const change of log.follow({ who, after, signal: stop.signal })) seen.push(change)
    return 'ended'
  })()
  end.catch(() => {})
  return { seen, end, stop: () => stop.abort() }
}

test('a follower gets its own member\'s changes, after a first one that says from where to resume', async () => {
  const log = logOf()
  const { seen, end, stop } = follow(log, 'a')
  await pause()
  log.note([['a', ['balances']], ['b', ['tier']]])
  log.note([['a', ['offers', 'tier']]])
  await pause()
  assert.deepEqual(seen.map(({ id, parts }) => [id, parts]), [['life-0', []], ['life-1', ['balances']], ['life-3', ['offers', 'tier']]])
  stop()
  assert.equal(await end, 'ended')
})

test('so many changes are kept and no more: whoever comes later is told to read all', async () => {
  const log = logOf(3)
  for (const memberId of ['a', 'b', 'a', 'a', 'b']) log.note([[memberId, ['balances']]])
  const counts = []
  for (const after of ['life-0', 'life-1', 'life-2', 'life-3', 'life-4', 'life-5', 'life-6', 'other-5', 'life-', 'life-1e3', 'x']) {
    const { seen, stop } = follow(log, 'a', after)
    await pause()
    stop()
    counts.push(seen.map(({ parts }) => parts.length).join())
  }
  assert.deepEqual(counts, ['17', '17', '1,1', '1', '', '', '17', '17', '17', '17', '17'])
})

test('a follower that is slower than the log is told to read all, and goes on from there', async () => {
  const log = logOf(3)
  const changes = log.follow({ who: () => 'a', signal: new AbortController().signal })
  await changes.next()
  for (let count = 0; count < 10; count += 1) log.note([['a', ['balances']]])
  const { value } = await changes.next()
  assert.deepEqual([value?.id, value?.parts.length], ['life-10', 17])
  log.note([['a', ['tier']]])
  assert.deepEqual((await changes.next()).value?.parts, ['tier'])
})

test('who follows is asked again whenever anything is noted', async () => {
  const log = logOf()
  let isIn = true
  const { seen, end } = follow(log, 'a', undefined, () => {
    if (!isIn) throw new Error('signed out')
    return 'a'
  })
  await pause()
  isIn = false
  log.note([])
  await assert.rejects(end, /signed out/)
  assert.equal(seen.length, 1)
})

test('one that is left keeps nothing waiting', async () => {
  const log = logOf()
  const changes = log.follow({ who: () => 'a', signal: AbortSignal.abort() })
  assert.deepEqual(await changes.next(), { done: true, value: undefined })
})
