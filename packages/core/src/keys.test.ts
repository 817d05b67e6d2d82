import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryKeys } from './keys.ts'

test('a record is put where it is as one thinks, and in one step', async () => {
  const keys = memoryKeys()
  assert.equal(await keys.get('a'), undefined)
  assert.equal(await keys.swap('a', 'x', 'y', 1_000), false)
  const answers = await Promise.all([1, 2, 3].map((who) => keys.swap('a', undefined, String(who), 1_000)))
  assert.deepEqual([answers, await keys.get('a')], [[true, false, false], '1'])
  assert.equal(await keys.swap('a', '1', undefined, 1_000), true)
  assert.equal(await keys.get('a'), undefined)
})

test('a record ends by the clock of the store, and each swap begins its time again', async () => {
  let now = 0
  const keys = memoryKeys(() => now)
  await keys.swap('a', undefined, 'x', 100)
  now = 99
  assert.equal(await keys.get('a'), 'x')
  await keys.swap('a', 'x', 'y', 100)
  now = 198
  assert.equal(await keys.get('a'), 'y')
  now = 199
  assert.deepEqual([await keys.get('a'), await keys.swap('a', 'y', 'z', 100), await keys.swap('a', undefined, 'z', 100)], [undefined, false, true])
})

test('what is over is thrown out, what is not stays, however many', async () => {
  let now = 0
  const keys = memoryKeys(() => now)
  for (let index = 0; index < 1_500; index += 1) await keys.swap(`old-${index}`, undefined, 'x', 10)
  now = 20
  for (let index = 0; index < 2_500; index += 1) await keys.swap(`new-${index}`, undefined, 'y', 1_000)
  for (let index = 0; index < 2_500; index += 1) assert.equal(await keys.get(`new-${index}`), 'y')
})
