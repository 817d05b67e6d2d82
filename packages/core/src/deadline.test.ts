import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { later, settled } from '../test-support/fake-backend.ts'
import { deadlines, rest, withDeadline } from './deadline.ts'
import { isLoyaltyError } from './errors.ts'

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
afterEach(() => mock.timers.reset())

const fails = (code: string) => (error: unknown) => isLoyaltyError(error) && error.code === code
const never = () => new Promise<never>(() => {})

test('a call that ignores its signal is over when its time is', async () => {
  let signal: AbortSignal | undefined
  const result = assert.rejects(withDeadline(deadlines.read, undefined, (given) => {
    signal = given
    return never()
  }), fails('timeout'))
  mock.timers.tick(9_999)
  assert.equal(signal?.aborted, false)
  mock.timers.tick(1)
  await result
  assert.equal(signal?.aborted, true)
})

test('time is counted over the whole answer, however often a drip of it comes', async () => {
  let dripping = 0
  const drip = async () => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      dripping += 1
      if (dripping > 50) return 'late'
    }
  }
  const result = assert.rejects(withDeadline(deadlines.read, undefined, drip), fails('timeout'))
  for (let second = 0; second < 10; second += 1) {
    mock.timers.tick(1_000)
    await settled(2)
  }
  await result
  assert.ok(dripping >= 9)
})

test('the answer, or the failure, of a call in time is its own', async () => {
  assert.equal(await withDeadline(10, undefined, async () => 'answer'), 'answer')
  await assert.rejects(withDeadline(10, undefined, () => Promise.reject(new RangeError('own'))), RangeError)
  await assert.rejects(withDeadline(10, undefined, () => {
    throw new RangeError('thrown at once')
  }), RangeError)
})

test('an outer abort ends it; an aborted one does not even begin', async () => {
  const outer = new AbortController()
  const result = assert.rejects(withDeadline(10, outer.signal, never), fails('aborted'))
  outer.abort()
  await result
  await assert.rejects(withDeadline(10, outer.signal, () => assert.fail('it began')), fails('aborted'))
})

test('an adapter that fails with its own error at the abort does not hide why', async () => {
  const result = assert.rejects(withDeadline(10, undefined, (signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
  })), fails('timeout'))
  mock.timers.tick(10)
  await result
})

test('what fails after its time is nobody\'s: no unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', note)
  const { promise, reject } = later<never>()
  const result = assert.rejects(withDeadline(10, undefined, () => promise), fails('timeout'))
  mock.timers.tick(10)
  await result
  reject(new Error('late'))
  await settled()
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

test('a rest ends with its time, or with the abort', async () => {
  const outer = new AbortController()
  const long = assert.rejects(rest(5_000, outer.signal), fails('aborted'))
  const short = rest(1_000, outer.signal)
  mock.timers.tick(1_000)
  await short
  outer.abort()
  await long
})

test('nothing of it keeps a process alive', () => {
  mock.timers.reset()
  const source = `
    import { rest, withDeadline } from '${new URL('./deadline.ts', import.meta.url)}'
    await withDeadline(60_000, undefined, async () => 1)
    const outer = new AbortController()
    const resting = rest(60_000, outer.signal)
    outer.abort()
    await resting.catch(() => {})`
  execFileSync(process.execPath, ['--input-type=module', '-e', source], { timeout: 5_000 })
})
