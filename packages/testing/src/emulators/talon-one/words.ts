import type { Answer } from '../shared/server.ts'

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, message: string, details?: { readonly pointer?: string; readonly parameter?: string; readonly says: string }) {
    super(message)
    const { says, ...source } = details ?? { says: message, resource: '/' }
    this.answer = { status, body: { message, errors: [{ title: message, details: says, source }], StatusCode: status } }
  }
}

export const notFound = (what: string): Refused => new Refused(404, `${what} not found`)

/** A page as its lists are given: how many from where. */
export function paged<Item>(items: readonly Item[], query: URLSearchParams, usual = 50): { readonly data: readonly Item[]; readonly hasMore: boolean } {
  const number = (name: string, otherwise: number, least: number) => {
    const value = Number(query.get(name) ?? otherwise)
    if (!Number.isInteger(value) || value < least || (name === 'pageSize' && value > 1_000)) throw new Refused(400, 'Invalid parameter', { parameter: name, says: `${name} is out of bounds` })
    return value
  }
  const [size, skip] = [number('pageSize', usual, 1), number('skip', 0, 0)]
  return { data: items.slice(skip, skip + size), hasMore: skip + size < items.length }
}

/** Whether a flag of the query is set. */
export const isSet = (query: URLSearchParams, name: string): boolean => query.get(name) === 'true'

/** Minor units as its decimals. */
export const decimal = (minor: number, scale: number): number => minor / 10 ** scale
/** And back. */
export const minor = (value: number, scale: number): number => Math.round(value * 10 ** scale)
