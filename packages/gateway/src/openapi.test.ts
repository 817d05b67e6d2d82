import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { operations, type Operation } from '@loyaltykit/core/operations'
import { Validator } from '@seriousme/openapi-schema-validator'
import { openapi } from '../generate.ts'
import { examples } from '../generate/examples.ts'
import { routes } from './routes.ts'

type Document = Record<string, any> // eslint-disable-line @typescript-eslint/no-explicit-any -- a document of anybody

const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')
const document = JSON.parse(text) as Document
const verdict = async (subject: Document) => (await new Validator().validate(structuredClone(subject))).valid

/** Every reference that leads nowhere. */
function dangling(subject: Document): string[] {
  const refs = [...JSON.stringify(subject).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  return [...new Set(refs)].filter((path) => path.split('/').reduce<any>((inner, key) => inner?.[key], subject) === undefined) // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

describe('openapi.json', () => {
  test('is what the schemas say now', () => {
    assert.equal(text, `${JSON.stringify(openapi(), null, 2)}\n`, 'run `node packages/gateway/generate.ts`')
  })

  test('is valid OpenAPI 3.1, without references that lead nowhere', async () => {
    assert.equal(document['openapi'], '3.1.0')
    assert.equal(await verdict(document), true)
    assert.deepEqual(dangling(document), [])
  })

  test('control: a broken document is not valid', async () => {
    assert.equal(await verdict({ ...document, paths: { '/x': { get: { responses: { 200: {} } } } } }), false)
    assert.deepEqual(dangling({ a: { $ref: '#/components/schemas/Nowhere' } }), ['components/schemas/Nowhere'])
  })

  test('has every operation of the port, each with its words', () => {
    const names = Object.entries(operations).flatMap(([group, methods]) => Object.keys(methods).map((method) => `${group}.${method}`))
    const found = Object.values(document['paths'] as Document).flatMap((path) => Object.values(path as Document))
    assert.deepEqual(found.map(({ operationId }) => operationId).filter((id) => !id.endsWith('.post')).sort(), [...names, 'stream.open', 'login.start', 'login.out'].sort())
    for (const { operationId, description } of found) assert.ok(description.length > 10, `${operationId} has a description`)
    assert.equal(routes.length, names.length)
  })

  test('says how the stream is answered', () => {
    const { get } = document['paths']['/v1/stream/open']
    assert.deepEqual(Object.keys(get.responses['200'].content), ['text/event-stream'])
    assert.deepEqual(get.parameters.map(({ name }: { name?: string }) => name).filter(Boolean), ['after', 'Last-Event-ID'])
    assert.ok(document['components'].schemas.BackendChange)
    assert.match(get.description, /`problem`/)
  })

  test('asks for a key with every write and with nothing else', () => {
    for (const { path, operation, verbs } of routes) {
      for (const verb of verbs) {
        const parameters = JSON.stringify(document['paths'][path][verb.toLowerCase()].parameters)
        assert.equal(parameters.includes('IdempotencyKey'), operation.kind === 'write', path)
      }
    }
  })

  test('its examples are what the schemas take', () => {
    for (const [name, { input, output }] of Object.entries(examples)) {
      const [group = '', method = ''] = name.split('.')
      const operation = (operations as unknown as Record<string, Record<string, Operation>>)[group]?.[method]
      assert.ok(operation, name)
      if (input) assert.ok(operation.input.safeParse(input).success, `${name} input`)
      if (output) assert.ok(operation.output.safeParse(output).success, `${name} output`)
    }
  })
})
