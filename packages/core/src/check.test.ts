import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod/mini'
import { answers } from '../test-support/fake-backend.ts'
import { toShape } from '../to-shape.ts'
import { check, type Shape } from './check.ts'
import { operations, type Operation } from './operations.ts'
import { Cart } from './schemas/quote.ts'
import { partSchemas } from './schemas/snapshot.ts'
import { inputShapes, outputShapes } from './shapes/calls.generated.ts'
import { cartShape, partShapes } from './shapes/parts.generated.ts'
import { rarePartShapes } from './shapes/rare-parts.generated.ts'

const schemaOf = (call: string, side: 'input' | 'output') => {
  const [group, method] = call.split('.') as [string, string]
  return (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method]?.[side] as z.ZodMiniType
}

const rows: { name: string; shape: Shape; schema: z.ZodMiniType }[] = [
  ...Object.entries({ ...partShapes, ...rarePartShapes }).map(([part, shape]) => ({ name: part, shape, schema: partSchemas[part as keyof typeof partSchemas] })),
  ...Object.entries(inputShapes).map(([call, shape]) => ({ name: `${call} input`, shape, schema: schemaOf(call, 'input') })),
  ...Object.entries(outputShapes).map(([call, shape]) => ({ name: `${call} output`, shape, schema: schemaOf(call, 'output') })),
  { name: 'cart', shape: cartShape, schema: Cart },
]

/** Good values of a shape, made from the shape. */
function good(shape: Shape): fc.Arbitrary<unknown> {
  if (shape === 'b') return fc.boolean()
  if (shape === '_') return fc.constant(null)
  if (shape === 't') return fc.constantFrom('2026-11-22T10:00:00Z', '2024-02-29T23:59:59.123456789Z')
  if (shape === 'd') return fc.constantFrom('2026-11-22', '2024-02-29', '1900-01-01')
  if (shape === 'u') return fc.constantFrom('https://shop.example/a?b=c#d', 'http://localhost:3000/', 'https://xn--80ak6aa92e.com/')
  switch (shape[0]) {
    case 's': {
      if (!shape[3]) return fc.string({ minLength: shape[1], maxLength: Math.min(shape[2], shape[1] + 8) })
      const sample = ['EUR', 'ann@example.com', '+79001234567', 'cart-page'].find((text) => new RegExp(shape[3] as string).test(text))
      return fc.constant(sample ?? assert.fail(`a sample for ${shape[3]}`))
    }
    case 'i': return fc.integer({ min: shape[1] ?? -1_000, max: shape[2] ?? Number.MAX_SAFE_INTEGER })
    case 'e': return fc.constantFrom(...(shape.slice(1) as string[]))
    case 'a': return fc.array(good(shape[1]), { minLength: shape[2], maxLength: Math.min(shape[3], shape[2] + 2) })
    case '|': return fc.oneof(...shape[1].map(good))
    case 'r': return fc.subarray([...shape[1]]).chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, good(shape[2])]))))
    case 'o': {
      const names = Object.keys(shape[1])
      return fc.record(
        Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), good(shape[1][name] as Shape)])),
        { requiredKeys: names.filter((name) => !name.endsWith('?')) },
      ) as fc.Arbitrary<unknown>
    }
  }
}

/** What a broken, hostile or careless backend might put anywhere. */
const nasty = fc.constantFrom<unknown>(
  undefined, null, '', ' ', 'x'.repeat(201), 'x'.repeat(301), 'x'.repeat(10_001), 0, -0, -1, 1, 0.5, 7, 10_001, 1_000_001, 2 ** 53, -(2 ** 53), 2 ** 53 - 1, Infinity, -Infinity, NaN, '1', true, false,
  [], {}, [null], [[]], { value: 1 }, '2026-02-30', '2026-02-30T00:00:00Z', '2026-11-22T10:00:00+01:00', '2026-11-22', 'javascript:alert(1)', 'data:text/html,x', 'https://a:b@c.example/', 'http://c.example/',
  'EUR', 'eur', 'EURO', 'EUR\n', 'active', 'held', 'a@b.c', '+12', '+1234567', JSON.parse('{"__proto__":{"id":"x"},"constructor":1}'), Array.from({ length: 600 }, () => 0),
)

interface Place { readonly holder: Record<string, unknown> & unknown[]; readonly key: string }
function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      found.push({ holder: value as Place['holder'], key })
      places((value as Record<string, unknown>)[key], found)
    }
  return found
}

/** One to three changes at places of the value itself. */
function mutate(value: unknown, changes: readonly { readonly where: number; readonly how: number; readonly what: unknown }[]): unknown {
  const root = { value: structuredClone(value) } as Record<string, unknown>
  for (const { where, how, what } of changes) {
    const all = places(root)
    const place = all[where % all.length]
    if (!place) break
    if (how === 0) Reflect.deleteProperty(place.holder, place.key)
    else if (how === 1) (place.holder as Record<string, unknown>)[`${place.key}_`] = structuredClone(what)
    else if (how === 2 && Array.isArray(place.holder)) place.holder.push(...Array.from({ length: [19, 20, 49, 99, 100, 200, 500][where % 7] as number }, () => structuredClone(place.holder[0])))
    else (place.holder as Record<string, unknown>)[place.key] = structuredClone(what)
  }
  return root['value']
}

/** As it comes off the wire: without `undefined`, -0 as 0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify({ value })).value

const changes = fc.array(fc.record({ where: fc.nat(500), how: fc.nat(5), what: nasty }), { minLength: 1, maxLength: 3 })

test('a generated check gives the verdict of zod, and the same value, on good and on spoilt samples of every schema', (t) => {
  const count = { schemas: rows.length, good: 0, spoilt: 0, refused: 0 }
  for (const { name, shape, schema } of rows) {
    fc.assert(fc.property(good(shape), fc.array(changes, { minLength: 4, maxLength: 4 }), (sample, spoilings) => {
      for (const [index, value] of [sample, ...spoilings.map((spoiling) => mutate(sample, spoiling))].entries()) {
        const expected = schema.safeParse(value)
        const result = check(shape, value)
        if ('value' in result !== expected.success) assert.fail(`${name}: zod ${expected.success ? 'takes' : 'refuses'} ${JSON.stringify(value).slice(0, 2_000)}`)
        if ('value' in result) assert.deepEqual(plain(result.value), plain(expected.data))
        if (index === 0) assert.ok('value' in result, `${name}: a good sample`)
        count[index ? 'spoilt' : 'good'] += 1
        if (!expected.success) count.refused += 1
      }
    }), { numRuns: 60 })
  }
  t.diagnostic(`${count.schemas} schemas, ${count.good} good samples, ${count.spoilt} spoilt, of all ${count.refused} refused by both`)
  assert.ok(count.refused > 5_000 && count.spoilt - count.refused > 1_000, 'both verdicts must be common, or the comparison proves little')
})

test('a wrong shape is caught by the comparison', () => {
  const loose = (JSON.stringify(partShapes.balances).replace('["i",0]', '["i"]'))
  assert.notEqual(loose, JSON.stringify(partShapes.balances))
  const value = [{ currency: 'p', available: 1, pending: -1 }]
  assert.notEqual('value' in check(JSON.parse(loose) as Shape, value), partSchemas.balances.safeParse(value).success)
})

test('every good answer of the port passes its check', () => {
  for (const [call, answer] of Object.entries(answers)) {
    const shape = toShape(schemaOf(call, 'output'))
    assert.deepEqual(check(shape, answer), { value: answer }, call)
  }
})

test('fields that the port does not name are dropped, at every depth', () => {
  const result = check(partShapes.balances, [{ currency: 'p', available: 1, secret: 'x', expiring: [{ amount: 1, at: '2026-11-22T10:00:00Z', more: {} }] }])
  assert.deepEqual(result, { value: [{ currency: 'p', available: 1, expiring: [{ amount: 1, at: '2026-11-22T10:00:00Z' }] }] })
})

test('names of the prototype are neither read from it nor written to it', () => {
  const spoilt: unknown = JSON.parse('{"memberId":"m","__proto__":{"token":"stolen"},"constructor":{"prototype":{"x":1}}}')
  const result = check(partShapes.session, spoilt) as { value: object }
  assert.deepEqual(Object.keys(result.value), ['memberId'])
  assert.equal(Object.getPrototypeOf(result.value), Object.prototype)
  assert.equal(({} as Record<string, unknown>)['token'], undefined)
  assert.ok('issues' in check(partShapes.session, Object.create({ memberId: 'inherited' })))
  const forms = check(['r', ['one'], ['s', 0, 9]], JSON.parse('{"__proto__":"x"}'))
  assert.ok('issues' in forms)
})

test('numbers that are not safe integers are refused; -0 is 0', () => {
  for (const amount of [Infinity, NaN, 2 ** 53, 0.1, '1', null, -Infinity]) assert.ok('issues' in check(['i'], amount), String(amount))
  assert.ok(Object.is((check(['i'], -0) as { value: number }).value, 0))
  assert.ok('issues' in check(partShapes.balances, JSON.parse('[{"currency":"p","available":1e400}]')))
})

test('nesting of any depth is answered, not thrown', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level += 1) deep = level % 2 ? [deep] : { value: deep, items: deep }
  for (const { name, shape } of rows) if (shape[1] !== undefined && Object.keys(shape[1] as object).some((field) => !field.endsWith('?'))) assert.ok(typeof check(shape, deep) === 'object', name)
})

test('an issue names its field by a dotted path and says nothing of the value', () => {
  const result = check(inputShapes['redemptions.hold'], { cart: { id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 0, price: 'ann@example.com' }] }, currency: 'p' })
  assert.deepEqual(result, { issues: [
    { path: 'cart.items.0.quantity', message: 'must be at least 1' },
    { path: 'cart.items.0.price', message: 'must be a whole number' },
    { path: 'amount', message: 'is missing' },
  ] })
  assert.deepEqual(check(partShapes.session, { memberId: '' }), { issues: [{ path: 'memberId', message: 'is missing' }] })
})

test('a shape refuses to be made of a schema it could not check as strictly', () => {
  assert.throws(() => toShape(z.string().check(z.maxLength(9), z.refine((text) => text !== 'x'))), /can't say the check/)
  assert.throws(() => toShape(z.string()), /longest length/)
  assert.throws(() => toShape(z.string().check(z.regex(/^a$/i), z.maxLength(2))), /flags/)
  assert.throws(() => toShape(z.date() as never), /can't say date/)
  assert.throws(() => toShape(z.number()), /only whole numbers/)
})

test('the generated shapes are current, and a stale file is noticed', () => {
  const script = new URL('../generate.ts', import.meta.url).pathname
  const node = [script, '--check']
  execFileSync(process.execPath, node)
  const stale = spawnSync(process.execPath, [script, '--check', '--against=partShapes'], { encoding: 'utf8' })
  assert.equal(stale.status, 1)
  assert.match(stale.stderr, /not current/)
})

test('how long a check takes beside zod/mini and JSON.parse, on 200 offers', (t) => {
  const offers = Array.from({ length: 200 }, (_, index) => ({
    id: `o${index}`, kind: 'discount', audience: 'public', title: 'Ten percent off everything', text: 'Until the end of the month.', state: 'available', activation: 'needed',
    image: { url: 'https://shop.example/i.png', alt: 'A shoe' }, validUntil: '2026-12-01T00:00:00Z', partner: { id: 'p', name: 'Bank' }, url: 'https://shop.example/offers/1',
  }))
  const json = JSON.stringify(offers)
  const median = (run: () => unknown) => {
    const times = Array.from({ length: 60 }, () => {
      const began = performance.now()
      run()
      return performance.now() - began
    })
    return times.sort((one, other) => one - other)[30] as number
  }
  const [parse, ours, zods] = [median(() => JSON.parse(json)), median(() => check(partShapes.offers, offers)), median(() => partSchemas.offers.safeParse(offers))]
  t.diagnostic(`200 offers (${Math.round(json.length / 1000)} kB): check ${ours.toFixed(2)} ms, zod/mini ${zods.toFixed(2)} ms (${(zods / ours).toFixed(2)} x), JSON.parse ${parse.toFixed(2)} ms`)
  assert.ok(ours > 0)
})

test('a page whose scripts add to `Object.prototype` and `Array.prototype` gets the same verdicts', () => {
  const prototypes = [Object.prototype, Array.prototype] as unknown as Record<string, unknown>[]
  for (const prototype of prototypes) prototype['extend'] = () => {}
  try {
    assert.deepEqual(check(['o', { list: ['a', ['o', { 'id?': ['i'] }], 0, 3] }], { list: [{ id: 1 }, {}] }), { value: { list: [{ id: 1 }, {}] } })
  } finally {
    for (const prototype of prototypes) delete prototype['extend']
  }
})
