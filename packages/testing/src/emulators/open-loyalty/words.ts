import { createHash } from 'node:crypto'
import type { Answer, Heard } from '../shared/server.ts'

/** The UUID of something: the same for the same name. */
export function uuidOf(kind: string, own: string): string {
  const hex = createHash('sha256').update(`${kind}/${own}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Minor units of two decimal digits as its number. */
export const decimal = (minor: number, scale: number): number => Number((minor / 10 ** scale).toFixed(scale))
export const toMinor = (value: number | string | undefined, scale: number): number => Math.round(Number(value ?? 0) * 10 ** scale)

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, message: string, errors?: readonly { readonly message: string; readonly path?: string }[]) {
    super(message)
    this.answer = { status, body: { code: status, message, ...(errors ? { errors: errors.map(({ message: text, path = '' }) => ({ message: text, parameters: {}, plural: null, code: 'a1b2', path })) } : {}) } }
  }
}

export const notFound = (): Refused => new Refused(404, 'Not Found')
export const invalid = (message: string, path = ''): Refused => new Refused(400, 'Validation failed', [{ message, path }])

/** A page of a list: the first is 1, at most 50 on one. */
export function listed(items: readonly object[], { query }: Pick<Heard, 'query'>): Answer {
  const [page, size] = [Number(query.get('_page') ?? 1), Number(query.get('_itemsOnPage') ?? 10)]
  if (!Number.isInteger(page) || page < 1) throw invalid('This value should be positive.', '_page')
  if (!Number.isInteger(size) || size < 1 || size > 50) throw invalid('This value should be between 1 and 50.', '_itemsOnPage')
  return { body: { items: items.slice((page - 1) * size, page * size), total: { all: items.length, filtered: items.length, estimated: false } } }
}

/** What is filtered by: those whose field says the same as the query, where it names it. */
export const matching = <Item>(query: URLSearchParams, fields: Readonly<Record<string, (item: Item) => unknown>>) => (item: Item): boolean =>
  Object.entries(fields).every(([name, of]) => query.get(name) === null || String(of(item)) === query.get(name))

/** Its zone is written, and never as `Z`. */
export const zoned = (instant: string | number): string => new Date(instant).toISOString().replace(/\.\d+Z$/, '+00:00')
