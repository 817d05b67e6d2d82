import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { pathPattern } from './routes.ts'
import type { Exchange } from './server.ts'
import { fromSwagger } from './swagger.ts'

type Json = Readonly<Record<string, unknown>>
interface Parameter { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema?: Json; readonly style?: string; readonly explode?: boolean }
interface Described { readonly parameters?: readonly Json[]; readonly requestBody?: Json; readonly responses?: Readonly<Record<string, Json>> }

/** The folder of the vendors' documents: beside the repository, in CI. */
const specs = resolve(import.meta.dirname, '../../../../../../shared/specs')

/** Says of each exchange where it is not as a vendor's own documents say. */
export interface WireCheck {
  /** What is wrong, in a line each; empty where all is well. */
  violations(exchange: Exchange): readonly string[]
}

/** A check by documents of one vendor in OpenAPI 3 or Swagger 2.0, JSON or YAML, `voucherify/loyalties-v2.json`, say: `undefined` where the folder is not there. `refine` says more than a document does. */
export function wireCheck(files: readonly string[], refine: (document: Json, file: string) => Json = (document) => document): WireCheck | undefined {
  if (!files.every((file) => existsSync(join(specs, file)))) return undefined
  return wireCheckOf(Object.fromEntries(files.map((file) => [file, refine(read(readFileSync(join(specs, file), 'utf8'), file), file)])))
}

const read = (text: string, file: string): Json => (file.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: -1 })) as Json

/** The same by documents, each under a name. */
export function wireCheckOf(documents: Readonly<Record<string, object>>): WireCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false })
  formats.default(ajv, ['date', 'date-time', 'uri', 'email'])
  const operations = Object.entries(documents).flatMap(([file, given]) => {
    const document = 'swagger' in given ? fromSwagger(given as Json) : (given as Json)
    ajv.addSchema(readable(document) as Json, file)
    return Object.entries(document['paths'] as Record<string, Record<string, Described>>).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ file, document, path, method, ...pathPattern(path) })))
  })
  const compiled = new Map<string, ValidateFunction>()
  const check = (file: string, pointer: string, value: unknown): readonly string[] => {
    const reference = `${file}#${pointer}`
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference })
    compiled.set(reference, validate)
    return validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map(({ instancePath, message, params }) => `${instancePath || 'it'} ${message ?? ''} ${JSON.stringify(params)}`)
  }

  return {
    violations({ method, path, query, headers, body, answer }) {
      // what has no braces is meant before what has
      const found = operations.filter((one) => one.method === method.toLowerCase() && one.pattern.test(path)).sort((a, b) => a.names.length - b.names.length)[0]
      if (!found) return [`${method} ${path} is in none of the documents`]
      const { file, document } = found
      const at = (...parts: readonly string[]) => `/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
      const here = ['paths', found.path, found.method]
      const operation = lookUp(document, here) as Described
      const wrong: string[] = []
      const say = (what: string, lines: readonly string[]) => wrong.push(...lines.map((line) => `${method} ${found.path}: ${what}: ${line}`))

      const values = found.pattern.exec(path)?.slice(1).map(decodeURIComponent) ?? []
      const ofPath = ((lookUp(document, ['paths', found.path]) as Described).parameters ?? []).map((given, index) => located(document, given, [...here.slice(0, 2), 'parameters', String(index)]))
      const parameters = [...ofPath, ...(operation.parameters ?? []).map((given, index) => located(document, given, [...here, 'parameters', String(index)]))]
      for (const { parameter: { name, in: where, required, schema, explode }, place } of parameters) {
        if (where === 'path' && schema && found.names.includes(name)) say(`the part ${name}`, check(file, at(...place, 'schema'), typed(values[found.names.indexOf(name)] ?? '', followed(document, schema, []).value?.['type'])))
        const header = where === 'header' ? headers[name.toLowerCase()] : undefined
        if (where === 'header' && required && header === undefined) say(`the header ${name}`, ['is missing'])
        if (header !== undefined && schema) say(`the header ${name}`, check(file, at(...place, 'schema'), typed(header, followed(document, schema, []).value?.['type'])))
        if (where !== 'query') continue
        const value = fromQuery(query, name, followed(document, schema, []).value?.['type'], explode)
        if (value === undefined ? required : false) say(`the query ${name}`, ['is missing'])
        if (value !== undefined && schema) say(`the query ${name}`, check(file, at(...place, 'schema'), value))
      }
      for (const name of new Set([...query.keys()].map((key) => key.split('[')[0] ?? key))) {
        if (!parameters.some(({ parameter }) => parameter.in === 'query' && (parameter.name === name || parameter.name.startsWith(`${name}[`)))) say(`the query ${name}`, ['is not known'])
      }

      const content = (given: Json | undefined, place: readonly string[], kind = 'application/json') => {
        const { value, place: real } = followed(document, given, place)
        return (value?.['content'] as Json | undefined)?.[kind] ? at(...real, 'content', kind, 'schema') : undefined
      }
      const request = content(operation.requestBody, [...here, 'requestBody'])
      const form = content(operation.requestBody, [...here, 'requestBody'], 'application/x-www-form-urlencoded')
      if (request && body !== undefined) say('the body', check(file, request, body))
      else if (form && typeof body === 'string') say('the form', check(file, form, Object.fromEntries(new URLSearchParams(body))))
      else if (body !== undefined) say('the body', ['is not known'])
      else if (followed(document, operation.requestBody, []).value?.['required'] === true) say('the body', ['is missing'])
      const { status = 200 } = answer
      const described = operation.responses?.[String(status)]
      // v1 lists its usual failures on a page of their own
      if (!described && status < 400) say(`the answer ${status}`, ['is not known'])
      const response = described && content(described, [...here, 'responses', String(status)])
      if (response && answer.body !== undefined) say(`the answer ${status}`, check(file, response, answer.body))
      return wrong
    },
  }
}

const lookUp = (document: Json, place: readonly string[]): unknown => place.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], document)

/** A value that may be a reference, and where it really is. */
function followed(document: Json, value: Json | undefined, place: readonly string[]): { readonly value: Json | undefined; readonly place: readonly string[] } {
  const reference = value?.['$ref']
  if (typeof reference !== 'string') return { value, place }
  const real = reference.replace(/^#\//, '').split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return followed(document, lookUp(document, real) as Json, real)
}

function located(document: Json, given: Json, place: readonly string[]): { readonly parameter: Parameter; readonly place: readonly string[] } {
  const { value, place: real } = followed(document, given, place)
  return { parameter: value as unknown as Parameter, place: real }
}

/** A text of an address as the kind that is meant. What is no number or truth stays a text, so that it is found to be wrong. */
function typed(text: string, type: unknown): unknown {
  const types = [type].flat()
  if ((types.includes('integer') || types.includes('number')) && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text)
  return types.includes('boolean') && (text === 'true' || text === 'false') ? text === 'true' : text
}

/** A parameter of a query: a text, a number where one is meant, a list where it may be there more than once, or the object that `name[a][b]=…` stands for. */
function fromQuery(query: URLSearchParams, name: string, type: unknown, explode = true): unknown {
  const flat = query.get(name)
  if (flat !== null && [type].flat().includes('array')) return explode ? query.getAll(name) : flat.split(',')
  if (flat !== null) return typed(flat, type)
  const deep: Record<string, unknown> = {}
  for (const [key, value] of query) {
    if (!key.startsWith(`${name}[`)) continue
    const steps = [...key.slice(name.length).matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)
    steps.reduce<Record<string, unknown>>((inner, step, index) => (inner[step] = index === steps.length - 1 ? value : (inner[step] ?? {})) as Record<string, unknown>, deep)
  }
  return Object.keys(deep).length ? deep : undefined
}

/**
 * A document as a validator reads it. OpenAPI 3.0 says `nullable` where 3.1 has a type, and exclusive bounds otherwise. Alternatives of
 * `oneOf` often overlap in documents that people write, so that no value fits exactly one: here it must fit one at least.
 */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  const { nullable, exclusiveMinimum, exclusiveMaximum, oneOf, ...rest } = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]))
  const bounds = { ...(typeof exclusiveMinimum === 'boolean' ? {} : { exclusiveMinimum }), ...(typeof exclusiveMaximum === 'boolean' ? {} : { exclusiveMaximum }) }
  const schema = Object.fromEntries(Object.entries({ ...rest, ...bounds, ...(oneOf === undefined ? {} : 'anyOf' in rest ? { allOf: [...((rest['allOf'] as unknown[] | undefined) ?? []), { anyOf: oneOf }] } : { anyOf: oneOf }) }).filter(([, inner]) => inner !== undefined))
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}
