import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsIn, withRows } from './capabilities.ts'

const readme = 'a\n<!-- capabilities -->\n| backend | program |\n| --- | --- |\n| one | ✓ |\n| two | ✓ |\n<!-- /capabilities -->\nb | c |\n'

test('a row is taken from the failure that asks for it, and from no other', () => {
  assert.deepEqual(rowsIn('AssertionError: README.md must have this row:\n| one | – |\n\n    at test'), ['| one | – |'])
  assert.deepEqual(rowsIn('README.md must have this row:\n  | backend | a |\n  | --- | --- |\n  | one | – |'), ['| backend | a |', '| --- | --- |', '| one | – |'])
  assert.deepEqual(rowsIn('voucherify: | this | is another'), [])
})

test('a row goes where its name is, a new one to the end, and one whose backend is gone goes', () => {
  const all = () => true
  assert.equal(withRows(readme, ['| two | – |', '| three | ✓ |'], all), readme.replace('| two | ✓ |', '| two | – |\n| three | ✓ |'))
  assert.equal(withRows(readme, [], all), readme)
  assert.equal(withRows(readme, [], (name) => name !== 'one'), readme.replace('| one | ✓ |\n', ''))
  assert.equal(withRows(readme, ['| backend | program | more |'], all), readme.replace('| backend | program |', '| backend | program | more |'))
  assert.throws(() => withRows('nothing', [], all), /no <!-- capabilities -->/)
})
