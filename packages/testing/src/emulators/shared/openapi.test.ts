import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wireCheckOf } from './openapi.ts'
import type { Exchange } from './server.ts'

const parameter = (name: string, where: string, schema: object) => ({ name, in: where, required: where === 'path', schema })
const answers = (schema: object) => ({ 200: { description: 'x', content: { 'application/json': { schema } } } })
const schemas = {
  Id: { type: 'string', pattern: '^m_[a-f0-9]+$' },
  Member: { type: 'object', required: ['id'], properties: { id: { $ref: '#/components/schemas/Id' }, name: { type: 'string', nullable: true }, points: { type: 'integer', minimum: 0 } }, additionalProperties: false },
}
const document = {
  openapi: '3.0.1',
  paths: {
    '/members/{id}': {
      parameters: [parameter('id', 'path', { $ref: '#/components/schemas/Id' })],
      get: { parameters: [parameter('limit', 'query', { $ref: '#/components/schemas/Limit' }), parameter('filters', 'query', { type: 'object', properties: { id: { type: 'object', additionalProperties: { type: 'string' } } }, additionalProperties: false })], responses: answers({ $ref: '#/components/schemas/Member' }) },
      post: { requestBody: { content: { 'application/json': { schema: { oneOf: [{ $ref: '#/components/schemas/Member' }, { type: 'object', required: ['id'] }] } } } }, responses: { 204: { description: 'done' } } },
    },
    '/clubs/{number}/members': { get: { parameters: [parameter('number', 'path', { type: 'integer' }), parameter('ids', 'query', { type: 'array', items: { $ref: '#/components/schemas/Id' } }), parameter('open', 'query', { type: 'boolean' })], responses: answers({ type: 'string' }) } },
    '/members/newest': { get: { responses: answers({ type: 'string' }) } },
  },
  components: { schemas: { ...schemas, Limit: { type: 'integer', maximum: 100 } } },
}
const check = wireCheckOf({ 'made-up.json': document })

const said = (more: Partial<Exchange> & { search?: string } = {}): readonly string[] => check.violations({ method: 'GET', path: '/members/m_1', query: new URLSearchParams(more.search), headers: {}, body: undefined, answer: { body: { id: 'm_1' } }, ...more })

describe('an exchange is as the document says', () => {
  test('where it is', () => {
    assert.deepEqual(said(), [])
    assert.deepEqual(said({ search: 'limit=100&filters[id][$is]=m_1', answer: { body: { id: 'm_1', name: null, points: 1 } } }), [])
    assert.deepEqual(said({ method: 'POST', body: { id: 'm_1' }, answer: { status: 204 } }), [])
    assert.deepEqual(said({ path: '/members/newest', answer: { body: 'Ada' } }), [], 'a path without braces is meant first')
    assert.deepEqual(said({ path: '/clubs/7/members', search: 'ids=m_1&ids=m_2&open=true', answer: { body: 'Ada' } }), [], 'a number in a path, a list, a truth')
    assert.deepEqual(said({ answer: { status: 404, body: { any: 'thing' } } }), [], 'failures that are described elsewhere')
  })

  const wrong: Readonly<Record<string, Parameters<typeof said>[0]>> = {
    'a path that is not there': { path: '/clubs' },
    'a method that is not there': { method: 'PUT' },
    'a part of the path': { path: '/members/ada' },
    'a query that is too large': { search: 'limit=101' },
    'a query that is no number': { search: 'limit=ten' },
    'a part of the path that is no number': { path: '/clubs/seven/members', answer: { body: 'Ada' } },
    'a list with a wrong one in it': { path: '/clubs/7/members', search: 'ids=m_1&ids=ada', answer: { body: 'Ada' } },
    'a truth that is none': { path: '/clubs/7/members', search: 'open=maybe', answer: { body: 'Ada' } },
    'a query that is not known': { search: 'page=2' },
    'a filter that is not known': { search: 'filters[name][$is]=ada' },
    'a body where none is taken': { body: {} },
    'a body': { method: 'POST', body: { name: 'Ada' }, answer: { status: 204 } },
    'an answer\'s status': { answer: { status: 201 } },
    'an answer without what it must have': { answer: { body: {} } },
    'an answer with something more': { answer: { body: { id: 'm_1', mood: 'good' } } },
    'an answer of another kind': { answer: { body: { id: 7 } } },
    'an answer out of its bounds': { answer: { body: { id: 'm_1', points: -1 } } },
  }
  for (const [what, exchange] of Object.entries(wrong)) test(`and is told where not: ${what}`, () => assert.notDeepEqual(said(exchange), []))
})
