/**
 * Writes `openapi.json`, the HTTP API as OpenAPI 3.1, from the schemas and the doc comments of the port.
 * `node packages/gateway/generate.ts --check` says whether it is current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import * as schemas from '@loyaltykit/core/schemas'
import * as z from 'zod/mini'
import { portComments, schemaComments } from './generate/comments.ts'
import { examples } from './generate/examples.ts'
import { problems } from './src/problem.ts'
import { routes, type Route } from './src/routes.ts'
import { openStream } from './src/stream.ts'

type Json = Record<string, unknown>

const file = new URL('./openapi.json', import.meta.url)
const formats: ReadonlyMap<unknown, Json> = new Map<unknown, Json>([
  [schemas.Instant, { format: 'date-time', pattern: 'Z$' }],
  [schemas.PlainDate, { format: 'date' }],
  [schemas.SafeUrl, { format: 'uri', maxLength: 2_000 }],
])
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** Every named schema of the port, as a component. Extra fields are allowed: readers pass over what they do not know. */
function components(): Json {
  const registry = z.registry<{ id: string }>()
  for (const [name, schema] of Object.entries(schemas)) if (schema instanceof z.ZodMiniType && !registry.has(schema)) registry.add(schema, { id: name })
  const made = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, formats.get(zodSchema)),
  }).schemas as Record<string, Json & { properties?: Record<string, Json> }>
  const comments = schemaComments()
  for (const [name, schema] of Object.entries(made)) {
    delete schema['$schema']
    delete schema['$id']
    const comment = comments[name]
    if (comment?.text) schema['description'] = comment.text
    for (const [field, text] of Object.entries(comment?.fields ?? {})) Object.assign(schema.properties?.[field] ?? {}, { description: text })
  }
  return made
}

const nameOf = (schema: z.ZodMiniType) => Object.entries(schemas).find(([, one]) => one === schema)?.[0]

/** A reference to a component, or the schema in place where it has no name (`session.current` may be null). */
function schemaOf(schema: z.ZodMiniType): Json {
  const name = nameOf(schema)
  if (name) return ref(name)
  const { type, innerType } = schema._zod.def as unknown as { type: string; innerType?: z.ZodMiniType }
  if (type === 'nullable' && innerType) return { anyOf: [schemaOf(innerType), { type: 'null' }] }
  throw new Error('Export every schema of an operation from @loyaltykit/core/schemas, so that it has a name here.')
}

/** A flat input as query parameters, in the schema's order. */
function queryOf(schema: z.ZodMiniType, all: Json): Json[] {
  const { properties = {}, required = [] } = all[nameOf(schema) ?? ''] as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).filter(([name]) => name !== 'carts').map(([name, { description, ...field }]) => ({
    name, in: 'query', required: required.includes(name), ...(description ? { description } : {}), schema: field, ...(field['type'] === 'array' ? { style: 'form', explode: false } : {}),
  }))
}

const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` })
const response = (name: string) => ({ $ref: `#/components/responses/${name}` })

function operationOf(route: Route, verb: 'GET' | 'POST', all: Json, comments: Readonly<Record<string, string>>): Json {
  const { operation, name, group } = route
  const text = comments[name] ?? ''
  const example = examples[name]
  return {
    operationId: verb === 'POST' && route.verbs.length > 1 ? `${name}.post` : name,
    tags: [group],
    // what it means where a call is missing is for the description
    summary: text.replace(/^Absent: .*?\.\s/, '').split(/(?<=\.)\s/)[0] || name,
    description: `${text}${operation.optional ? '\n\nA backend that has the group may still lack this.' : ''}`,
    security: operation.public ? [{}, { bearer: [] }, { cookie: [] }] : [{ bearer: [] }, { cookie: [] }],
    parameters: [parameter('locale'), ...(operation.kind === 'write' ? [parameter('IdempotencyKey'), parameter('SessionCarrier')] : []), ...(verb === 'GET' ? queryOf(operation.input, all) : [])],
    ...(verb === 'POST' ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(operation.input), ...(example?.input ? { example: example.input } : {}) } } } } : {}),
    responses: {
      200: {
        description: 'Done.',
        ...(name === 'program.get' ? { headers: { ETag: { schema: { type: 'string' } }, 'Cache-Control': { schema: { const: 'public, max-age=60' } } } } : {}),
        content: { 'application/json': { schema: schemaOf(operation.output), ...(example?.output ? { example: example.output } : {}) } },
      },
      ...(name === 'program.get' ? { 304: { description: 'Not changed since the ETag of `If-None-Match`.' } } : {}),
      default: response('Problem'),
    },
  }
}

/** The stream is no call: it answers as long as somebody listens. */
function streamOf(all: Json, comments: Readonly<Record<string, string>>): Json {
  const example = { id: 'c-42', at: '2026-11-22T10:00:00Z', parts: ['balances', 'activity'] }
  return {
    operationId: 'stream.open',
    tags: ['stream'],
    summary: 'A member\'s changes as they come, as server-sent events.',
    description: `${comments['stream.open'] ?? ''}

Each change is a message: its \`id\`, percent-encoded, and as \`data\` one \`BackendChange\` in JSON. \`Last-Event-ID\` counts as \`after\`, and wins over it. A comment is sent at
least every 25 seconds. A failure after the first byte is an event \`problem\`, its \`data\` a \`Problem\`; then the stream ends. It also ends by itself after some
minutes: open it again with the last id, so that the log-in is looked at again.`,
    security: [{ bearer: [] }, { cookie: [] }],
    parameters: [
      parameter('locale'),
      ...queryOf(openStream.operation.input, all),
      { name: 'Last-Event-ID', in: 'header', description: 'Sent by an `EventSource` that comes again: the id of the last message.', schema: { type: 'string' } },
    ],
    responses: {
      200: {
        description: 'Events, until somebody leaves.',
        headers: { 'Cache-Control': { schema: { const: 'no-store, no-transform' } }, 'X-Accel-Buffering': { schema: { const: 'no' } } },
        content: { 'text/event-stream': { schema: { type: 'string' }, example: `: open\nretry: 2000\n\nid: ${example.id}\ndata: ${JSON.stringify(example)}\n\n` } },
      },
      default: response('Problem'),
    },
  }
}

/** Pages that a browser is sent to, never a script. Only a server with log-ins at providers has them; the programme says where they are. */
const providerPages = {
  '/v1/login/start': {
    get: {
      operationId: 'login.start',
      tags: ['session'],
      summary: 'Sends the browser to an identity provider.',
      description: 'A page for a browser, at the address of `login.providers` of the programme. The browser comes back to `return_to` with `loyalty_login` in its address: `done`, `cancelled`, `expired`, `failed`, or `not_enrolled` with a `loyalty_ticket` for `members.enrol`. The log-in is in the session cookie.',
      parameters: [
        { name: 'provider', in: 'query', required: true, description: 'The id of the provider.', schema: { type: 'string', maxLength: 30 } },
        { name: 'return_to', in: 'query', description: 'The page to come back to, of an origin that may call.', schema: { type: 'string', format: 'uri', maxLength: 2_000 } },
      ],
      responses: { 303: { description: 'To the provider; or back at once, with `failed`, where it can\'t be reached.', headers: { Location: { schema: { type: 'string', format: 'uri' } } } }, default: response('Problem') },
    },
  },
  '/v1/login/out': {
    get: {
      operationId: 'login.out',
      tags: ['session'],
      summary: 'Sends the browser to the log-out of its identity provider.',
      description: 'A page for a browser, at the `url` that `session.end` has answered; good once, for some minutes. The browser comes back to `return_to`.',
      parameters: [
        { name: 'id', in: 'query', required: true, description: 'As `session.end` gave it.', schema: { type: 'string', maxLength: 100 } },
        { name: 'return_to', in: 'query', description: 'The page to come back to, of an origin that may call.', schema: { type: 'string', format: 'uri', maxLength: 2_000 } },
      ],
      responses: { 303: { description: 'To the provider; or back at once, where there is nothing to end.', headers: { Location: { schema: { type: 'string', format: 'uri' } } } }, default: response('Problem') },
    },
  },
}

const codes = Object.entries(problems).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`).join('\n')

const description = `The loyalty port over HTTP, by one rule for every call.

- What only reads and has a flat input is \`GET /v1/{group}/{method}?field=value\`; a list is written with commas. Everything else is \`POST\` with JSON. Names are in kebab-case.
- A write needs an \`Idempotency-Key\`. The same key gives the same answer; with another input it is a \`conflict\`.
- The language is \`?locale=\`, which keeps a read a simple request with one address per language; else \`Accept-Language\`; else the programme's own.
- Who it is comes only from the bearer token or the cookie, never from an address or a body.
- A write with \`Loyaltykit-Session: cookie\` gets session tokens as HttpOnly cookies; the body then has none.
- \`GET /v1/snapshot/get?parts=balances,program\` reads several parts at once; \`POST\` it when there are carts to quote.
- \`GET /v1/stream/open\` answers with server-sent events, as long as somebody listens: what has changed for a member.
- A body is at most 256 kB, nested at most 64 levels.

A failure is a problem (RFC 9457) of type \`urn:loyaltykit:problem:{code}\`:

| code | status | |
| --- | --- | --- |
${codes}`

/** The whole document. */
export function openapi(): Json {
  const all = components()
  const comments = portComments()
  const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }
  return {
    openapi: '3.1.0',
    info: { title: 'LoyaltyKit HTTP API', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '{base}', variables: { base: { default: 'https://shop.example/loyalty', description: 'Where the gateway is.' } } }],
    tags: [...new Set([...routes.map(({ group }) => group), 'stream'])].map((name) => ({ name, description: comments[name] ?? name })),
    paths: Object.fromEntries(routes.map((route) => [route.path, Object.fromEntries(route.verbs.map((verb) => [verb.toLowerCase(), operationOf(route, verb, all, comments)]))]).concat([[openStream.path, { get: streamOf(all, comments) }], ...Object.entries(providerPages)])),
    components: {
      schemas: { ...all, Problem: problemSchema(all) },
      parameters: {
        locale: { name: 'locale', in: 'query', description: 'BCP 47: the language for texts.', schema: { type: 'string', maxLength: 35 }, example: 'en' },
        IdempotencyKey: { name: 'Idempotency-Key', in: 'header', required: true, description: 'One per intent, the same with every retry.', schema: { type: 'string', pattern: '^[!-~]{1,200}$' }, example: '9f86d081884c7d659a2feaa0c55ad015' },
        SessionCarrier: { name: 'Loyaltykit-Session', in: 'header', description: '`cookie`: keep session tokens in HttpOnly cookies.', schema: { const: 'cookie' } },
      },
      responses: {
        Problem: { description: 'It failed: see `code`.', headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }, content: { 'application/problem+json': { schema: ref('Problem') } } },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The session token.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'loyalty_session', description: 'The same token in an HttpOnly cookie. Writes must come from an allowed origin.' },
      },
    },
  }
}

/** The fields of `ErrorBody` in the form of RFC 9457. */
function problemSchema(all: Json): Json {
  const { properties, required } = all['ErrorBody'] as { properties: Json; required: string[] }
  const { message, ...own } = properties
  return {
    type: 'object',
    description: 'Why a call failed (RFC 9457).',
    properties: { type: { type: 'string', pattern: '^urn:loyaltykit:problem:' }, title: { type: 'string' }, status: { type: 'integer' }, detail: message, ...own },
    required: ['type', 'title', 'status', 'detail', ...required.filter((name) => name !== 'message')],
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = `${JSON.stringify(openapi(), null, 2)}\n`
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    console.error('openapi.json is not current: run `node packages/gateway/generate.ts`.')
    process.exitCode = 1
  }
}
