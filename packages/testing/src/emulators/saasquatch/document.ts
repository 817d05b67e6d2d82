import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { wireCheck, wireCheckOf, type WireCheck } from '../shared/openapi.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * The check by SaaSquatch's document. It demands next to nothing: so what it names in an answer must be there by its kind, and nothing else. Where its own examples are
 * otherwise than its schemas, the examples are meant: `null` for what there is not, who a reward belongs to, links of a programme by its id.
 */
export const saasquatchCheck = (): WireCheck | undefined => wireCheck(['saasquatch/rest-api.yaml'], refined)

function refined(document: Json): Json {
  const { definitions, ...rest } = document as { definitions: Record<string, Json & { properties: Record<string, Json> }> }
  const text = { type: 'string' }
  const moment = { type: 'integer' }
  const more: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
    Reward: { accountId: text, userId: text },
    // by `extraFields`
    OpenUser: { dateCreated: moment, dateBlocked: moment, programShareLinks: { type: 'object', additionalProperties: { $ref: '#/definitions/ProgramShareLink' } } },
    Shareurls: { shareLinks: { ...definitions['Shareurls']?.properties['shareLinks'], type: 'object' } },
  }
  const added = Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, more[name] ? { ...one, properties: { ...one.properties, ...more[name] } } : one]))
  return { ...rest, definitions: strict(added) }
}

/** Every object that names its fields has no others; what need not be there may be null. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'example' ? one : strict(one)]))
  const properties = inner['properties'] as Record<string, Json> | undefined
  if (!properties) return inner
  const required = (inner['required'] as readonly string[] | undefined) ?? []
  const named = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, required.includes(name) ? one : { anyOf: [one, { type: 'null' }] }]))
  return { additionalProperties: false, type: 'object', ...inner, properties: named }
}

const schemas = resolve(import.meta.dirname, '../../../../../../shared/specs/saasquatch/json-schema')

/** The check of its webhooks, as what is posted to `/webhook`: by its schemas, which are a file each. `undefined` where they are not there. */
export function saasquatchWebhookCheck(): WireCheck | undefined {
  if (!existsSync(schemas)) return undefined
  const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.schema.json'))
  const definitions = Object.fromEntries(files.map((file) => [basename(file, '.schema.json'), inOne(JSON.parse(readFileSync(join(schemas, file), 'utf8')), basename(file, '.schema.json'))]))
  const schema = { $ref: '#/definitions/Webhook' }
  return wireCheckOf({ 'saasquatch-webhooks.json': { definitions, paths: { '/webhook': { post: { requestBody: { required: true, content: { 'application/json': { schema } } }, responses: { 200: { description: 'heard' } } } } } } })
}

/** A schema of a file as one of many in a document. */
function inOne(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inOne(one, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$schema').map(([key, one]) => {
    if (key === 'dependencies') return ['dependentSchemas', inOne(one, name)]
    if (key !== '$ref' || typeof one !== 'string') return [key, inOne(one, name)]
    const [file = '', place = ''] = one.split('#')
    return [key, `#/definitions/${file === '' ? name : basename(file, '.schema.json')}${place}`]
  }))
}
