import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInstant, isPlainDate, isSafeUrl } from './formats.ts'

const all = (check: (text: string) => boolean, texts: readonly string[], expected: boolean) => {
  for (const text of texts) assert.equal(check(text), expected, JSON.stringify(text))
}

test('a date is a day that exists', () => {
  all(isPlainDate, ['2026-11-22', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '2026-04-30'], true)
  all(isPlainDate, ['2026-02-29', '1900-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32', '26-11-22', '2026-1-2', '+002026-01-01', ' 2026-11-22', '2026-11-22\n', '2026-11-22T00:00:00Z', ''], false)
})

test('an instant is RFC 3339 in UTC, on a day that exists', () => {
  all(isInstant, ['2026-11-22T10:00:00Z', '2024-02-29T23:59:59.123456789Z', '2026-11-22T00:00:00.0Z'], true)
  all(isInstant, ['2026-02-29T10:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T10:60:00Z', '2026-11-22T10:00:60Z', '2026-11-22T10:00:00+00:00', '2026-11-22 10:00:00Z', '2026-11-22T10:00:00z', '2026-11-22T10:00Z', '2026-11-22T10:00:00.Z', '2026-11-22', '2026-11-22T10:00:00Z\n', ''], false)
})

test('an address is https, or http on this very machine', () => {
  all(isSafeUrl, ['https://shop.example/', 'HTTPS://shop.example', 'https://пример.рф/путь?а=б', 'https://shop.example:8443/a?b#c', 'http://localhost:3000/', 'http://127.0.0.1/', 'http://[::1]:8080/x'], true)
  all(isSafeUrl, ['http://shop.example/', 'http://localhost.shop.example/', 'http://127.0.0.1.shop.example/', 'http://192.168.0.1/', 'ftp://shop.example/', '//shop.example/', '/path', 'shop.example', '', 'https://', 'https:'], false)
})

test('an address can never run a script or carry a document', () => {
  all(isSafeUrl, ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', 'data:text/html,<script>1</script>', 'blob:https://shop.example/1', 'vbscript:x', 'file:///etc/passwd', 'about:blank', 'view-source:https://shop.example'], false)
})

test('an address hides nothing from its reader: no user name, backslash, space, control or invisible character', () => {
  all(isSafeUrl, ['https://bank.example@evil.example/', 'https://a:b@evil.example/', 'https://:b@evil.example/', 'https://shop.example\\@evil.example', 'https:\\\\shop.example', 'https://shop.example/a b', ' https://shop.example', 'https://shop.example\t/', 'https://shop.example/\u202Egpj.exe', 'https://shop.example/\u200Bx', 'https://shop.example/\u00A0', 'https://shop.example/\u2028', 'https://shop.example/\u007f', 'https://shop.example/\u0085'], false)
})

test('an address has at most 2,000 characters', () => {
  const address = 'https://shop.example/'
  assert.ok(isSafeUrl(address + 'x'.repeat(2_000 - address.length)))
  assert.ok(!isSafeUrl(address + 'x'.repeat(2_001 - address.length)))
})
