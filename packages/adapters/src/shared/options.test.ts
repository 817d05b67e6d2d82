import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { memoryKeys } from '../keys.ts'
import { checking, digitsOf } from './options.ts'

const check = checking('vendor')

test('good options pass', () => {
  check.address('url', 'https://api.example')
  check.address('url', 'http://127.0.0.1:8080')
  check.credential('key', 'ApiKey-v1:+/=', 'a key')
  check.money('money', 'EUR')
  check.money('money', 'JPY', 0)
  check.keys(memoryKeys())
  check.locale(undefined)
  check.locale('zh-Hant')
  check.milliseconds('holdFor', undefined)
  check.milliseconds('holdFor', 1)
  assert.deepEqual([digitsOf('EUR'), digitsOf('JPY'), digitsOf('KWD')], [2, 0, 3])
})

test('wrong ones are told with the names of the adapter and the option', () => {
  const wrong: readonly (readonly [() => void, RegExp])[] = [
    [() => check.address('url', 'http://api.example'), /vendor: `url`/],
    [() => check.address('url', undefined), /`url`/],
    [() => check.credential('key', '', 'a key'), /`key` must be a key\./],
    [() => check.credential('key', 'with space', 'a key'), /`key`/],
    [() => check.credential('key', 'line\nbreak', 'a key'), /`key`/],
    [() => check.money('money', 'euro'), /`money`/],
    [() => check.money('money', 'KWD', 2), /2 decimal digits/],
    [() => check.keys(undefined), /`keys`/],
    [() => check.keys({ get() {} }), /`keys`/],
    [() => check.locale('not a tag'), /`locale`/],
    [() => check.milliseconds('holdFor', 0), /`holdFor`/],
    [() => check.milliseconds('holdFor', '9'), /`holdFor`/],
    [() => check.fail('`x` must be y.'), /^vendor: `x` must be y\.$/],
  ]
  for (const [act, says] of wrong) assert.throws(act, (error) => isLoyaltyError(error) && error.code === 'invalid_option' && says.test(error.message), String(says))
})
