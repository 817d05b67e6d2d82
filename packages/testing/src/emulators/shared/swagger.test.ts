import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wireCheckOf } from './openapi.ts'
import type { Exchange } from './server.ts'

const document = {
  swagger: '2.0', basePath: '/club/v1', schemes: ['https'],
  paths: {
    '/members/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, type: 'string', pattern: '^m_[a-f0-9]+$' }, { $ref: '#/parameters/app' }],
      get: {
        parameters: [{ name: 'limit', in: 'query', type: 'integer', maximum: 100 }, { name: 'parts', in: 'query', type: 'array', items: { type: 'string', enum: ['Name', 'Card'] }, collectionFormat: 'multi' }, { name: 'ids', in: 'query', type: 'array', items: { type: 'string', maxLength: 3 } }],
        responses: { 200: { description: 'x', schema: { $ref: '#/definitions/Member' } }, 404: { $ref: '#/responses/Failed' } },
      },
      put: { parameters: [{ $ref: '#/parameters/member' }], responses: { 204: { description: 'x' } } },
    },
    '/tokens': { post: { consumes: ['application/x-www-form-urlencoded'], parameters: [{ name: 'grant', in: 'formData', required: true, type: 'string', enum: ['client'] }, { name: 'scope', in: 'formData', type: 'string' }], responses: { 200: { description: 'x' } } } },
  },
  parameters: { app: { name: 'X-App', in: 'header', required: true, type: 'string', minLength: 4 }, member: { name: 'member', in: 'body', required: true, schema: { $ref: '#/definitions/Member' } } },
  responses: { Failed: { description: 'x', schema: { type: 'object', required: ['title'] } } },
  definitions: { Member: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, points: { type: 'integer' } }, additionalProperties: false } },
}
const check = wireCheckOf({ 'made-up.json': document })
const headers = { 'x-app': 'an-app' }
const said = ({ search, ...more }: Partial<Exchange> & { search?: string } = {}): readonly string[] => check.violations({ method: 'GET', path: '/club/v1/members/m_1', query: new URLSearchParams(search), headers, body: undefined, answer: { body: { id: 'm_1' } }, ...more })
const token = (body: unknown) => said({ method: 'POST', path: '/club/v1/tokens', headers: {}, body, answer: {} })

describe('an exchange is as a document of Swagger 2.0 says', () => {
  test('where it is', () => {
    assert.deepEqual(said({ search: 'limit=100&parts=Name&parts=Card&ids=1,22,333' }), [])
    assert.deepEqual(said({ method: 'PUT', body: { id: 'm_1', points: 1 }, answer: { status: 204 } }), [])
    assert.deepEqual(said({ answer: { status: 404, body: { title: 'Not found' } } }), [])
    assert.deepEqual(token('grant=client&scope=all'), [])
  })

  const wrong: Readonly<Record<string, readonly string[]>> = {
    'a path without its base': said({ path: '/members/m_1' }),
    'a part of the path': said({ path: '/club/v1/members/ada' }),
    'a header that is missing': said({ headers: {} }),
    'a header': said({ headers: { 'x-app': 'no' } }),
    'a query': said({ search: 'limit=101' }),
    'a list that is repeated': said({ search: 'parts=Name&parts=Age' }),
    'a list with commas': said({ search: 'ids=1,4444' }),
    'a body': said({ method: 'PUT', body: { points: 1 }, answer: { status: 204 } }),
    'a body that is missing': said({ method: 'PUT', answer: { status: 204 } }),
    'a form': token('grant=person'),
    'a form without what it must have': token('scope=all'),
    'a form with something more': token('grant=client&name=ada'),
    'JSON in place of a form': token({ grant: 'client' }),
    'an answer': said({ answer: { body: { id: 'm_1', points: 'many' } } }),
    'a failure': said({ answer: { status: 404, body: {} } }),
  }
  for (const [what, lines] of Object.entries(wrong)) test(`and is told where not: ${what}`, () => assert.notDeepEqual(lines, []))
})
