import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { operations, type Operation } from '@loyaltykit/core/operations'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** One call as `openapi.json` has it. */
export interface ApiCall {
  /** `giftCards.check` */
  readonly name: string
  readonly group: string
  readonly method: string
  /** `/v1/gift-cards/check` */
  readonly path: string
  readonly verbs: readonly ('GET' | 'POST')[]
  /** It takes an `Idempotency-Key`. */
  readonly writes: boolean
  /** A guest may call it. */
  readonly public: boolean
  /** A server that has the group may lack it. */
  readonly optional: boolean
  /** It answers a stream of events, not one document. */
  readonly streams: boolean
  /** What is said of it: who calls it, when, and how it may fail. */
  readonly says: string
}

/** What a merchant's server implements. */
export interface ApiDocument {
  readonly calls: ReadonlyMap<string, ApiCall>
  /** The status of each error code. */
  readonly statuses: ReadonlyMap<string, number>
  /** What is wrong with an answer of this call; nothing where it is as promised. */
  answerErrors(name: string, answer: unknown): readonly string[]
  /** What is wrong with a problem. */
  problemErrors(problem: unknown): readonly string[]
}

interface OpenApi {
  readonly info: { readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}
interface Described {
  readonly operationId: string
  readonly description: string
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly $ref?: string }[]
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

/** Reads the document that the gateway is published with: no code of it, only what it promises. */
export function readDocument(): ApiDocument {
  const document = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('@loyaltykit/gateway/openapi.json')), 'utf8')) as OpenApi
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  formats.default(ajv, ['date', 'date-time', 'uri'])
  ajv.addSchema(document, 'openapi.json')
  const pointer = (...path: string[]) => `openapi.json#/${path.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const validators = new Map<string, ValidateFunction>()
  const validate = (reference: string, value: unknown): readonly string[] => {
    const validator = validators.get(reference) ?? ajv.compile({ $ref: reference })
    validators.set(reference, validator)
    return validator(value) ? [] : worded(validator.errors ?? [])
  }

  const calls = new Map<string, ApiCall>()
  const answers = new Map<string, string>()
  for (const [path, verbs] of Object.entries(document.paths)) {
    const [first] = Object.values(verbs)
    // a page that a browser is sent to answers nothing that could be held against a schema
    if (first && !first.responses['200']) continue
    const name = first?.operationId.replace(/\.post$/, '') ?? ''
    const [group = '', method = ''] = name.split('.')
    const content = Object.keys(first?.responses['200']?.content ?? {})
    calls.set(name, {
      name, group, method, path,
      verbs: Object.keys(verbs).map((verb) => verb.toUpperCase()) as ApiCall['verbs'],
      writes: first?.parameters?.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey')) ?? false,
      public: first?.security?.some((one) => Object.keys(one).length === 0) ?? false,
      optional: (operations as unknown as Record<string, Record<string, Operation> | undefined>)[group]?.[method]?.optional ?? false,
      streams: content.includes('text/event-stream'),
      says: first?.description ?? '',
    })
    if (content.includes('application/json')) answers.set(name, pointer('paths', path, Object.keys(verbs)[0] ?? '', 'responses', '200', 'content', 'application/json', 'schema'))
  }
  const statuses = new Map([...document.info.description.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code = '', status]) => [code, Number(status)]))
  return {
    calls, statuses,
    answerErrors: (name, answer) => {
      const reference = answers.get(name)
      return reference === undefined ? [] : validate(reference, answer)
    },
    problemErrors: (problem) => validate(pointer('components', 'schemas', 'Problem'), problem),
  }
}

/** The places that are wrong, the deepest first: of a union, those say more than the union itself. */
function worded(errors: readonly ErrorObject[]): readonly string[] {
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length
  const told = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'oneOf').sort((a, b) => depth(b) - depth(a))
  return [...new Set(told.map((error) => `${error.instancePath || 'the answer'} ${error.message ?? 'is wrong'}${allowed(error)}`))].slice(0, 3)
}

const allowed = ({ params }: ErrorObject) => {
  const { allowedValues, allowedValue } = params as { allowedValues?: unknown[]; allowedValue?: unknown }
  return allowedValues ? `: ${allowedValues.join(', ')}` : allowedValue === undefined ? '' : `: ${String(allowedValue)}`
}
