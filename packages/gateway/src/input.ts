/** What a request asks, if it may be asked: sizes and depth are limited before the schema looks. */
import type { Operation } from '@loyaltykit/core/operations'
import * as z from 'zod/mini'
import { invalid, Refusal } from './problem.ts'

/** The largest body, in bytes. */
export const bodyLimit = 256 * 1024
/** How deep a body may be nested. */
export const depthLimit = 64

const wording = { error: z.locales.en().localeError }

/** The input of a call, with only the fields that the port knows. */
export async function readInput(request: Request, operation: Operation, signal: AbortSignal): Promise<object> {
  const raw = request.method === 'POST' ? await readBody(request, signal) : readAddress(new URL(request.url), operation.input)
  const result = operation.input.safeParse(raw, wording)
  if (result.success) return result.data as object
  const issues = result.error.issues.slice(0, 100).map(({ path, message }) => ({ path: path.map(String).join('.').slice(0, 300), message: message.slice(0, 500) }))
  const first = issues[0] ?? { path: '', message: 'is wrong' }
  throw new Refusal('invalid_input', `${first.path || 'The input'}: ${first.message}. Correct it and try again.`, { details: { issues } })
}

/** A flat input from an address. A list is written with commas. Names that the port does not know are passed over. */
function readAddress(url: URL, schema: z.ZodMiniType): Record<string, unknown> {
  const { shape } = schema._zod.def as unknown as { shape: Record<string, z.ZodMiniType> }
  const input: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(shape)) {
    const values = url.searchParams.getAll(name)
    if (values.length > 1) throw invalid(name, 'is given more than once')
    const [text] = values
    if (text === undefined) continue
    const type = typeOf(field)
    if (type === 'array') input[name] = text.split(',')
    else input[name] = type === 'number' && /^-?\d{1,16}$/.test(text) ? Number(text) : text
  }
  return input
}

function typeOf(field: z.ZodMiniType): string {
  const { type, innerType } = field._zod.def as unknown as { type: string; innerType?: z.ZodMiniType }
  return innerType ? typeOf(innerType) : type
}

async function readBody(request: Request, signal: AbortSignal): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw invalid('content-type', 'must be application/json', 415)
  return toJson(await readBytes(request, signal))
}

/** The JSON of a body; `{}` of an empty one. */
export function toJson(body: Uint8Array): unknown {
  const text = toText(body)
  if (isTooDeep(text)) throw invalid('', `is nested more than ${depthLimit} levels deep`)
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw invalid('', 'is not JSON')
  }
}

function toText(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw invalid('', 'is not UTF-8 text')
  }
}

/** A body as it came, if it is not too large. */
export async function readBytes(request: Request, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => invalid('', `is larger than ${bodyLimit / 1024} kB`, 413)
  if (Number(request.headers.get('content-length')) > bodyLimit) throw tooLarge()
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  const stop = () => void reader?.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  try {
    for (let chunk; (chunk = await reader?.read())?.value;) {
      if ((size += chunk.value.byteLength) > bodyLimit) {
        stop()
        throw tooLarge()
      }
      chunks.push(chunk.value)
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw invalid('', 'did not arrive whole')
  } finally {
    signal.removeEventListener('abort', stop)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}

/** Counted on the text, before anything is built from it. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at += 1
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') {
      depth += 1
      if (depth > depthLimit) return true
    } else if (char === '}' || char === ']') depth -= 1
  }
  return false
}
