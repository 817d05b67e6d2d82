import type { Answer, Heard } from '../shared/server.ts'

/** An id of Voucherify's: what it is, and hexadecimal digits, from which the sandbox's own id can be had again. */
export const idOf = (kind: string, own: string): string => `${kind}_${Buffer.from(own).toString('hex')}`
export const ownOf = (id: string): string => Buffer.from(id.replace(/^[a-z]+_/, ''), 'hex').toString()

/** A failure in its words. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(status: number, key: string, details: string, resource?: { readonly id: string; readonly type: string }) {
    super(details)
    this.answer = {
      status,
      body: { code: status, key, message: details, details, request_id: 'v-1', ...(resource ? { resource_id: resource.id, resource_type: resource.type } : {}) },
    }
  }
}

export const notFound = (type: string, id: string): Refused => new Refused(404, 'not_found', `No ${type} here has the id ${id}`, { id, type })

/** Runs out in an hour. */
const cursorLife = 3_600_000

/** A page of a list of Loyalty v2: the cursor names the last item shown, so that new ones in front move nothing. */
export function listed<Item extends object>(items: readonly Item[], { query }: Pick<Heard, 'query'>, { cursor: prefix, id = 'id', now }: { cursor: string; id?: string; now: number }): Answer {
  const nameOf = (item: Item) => String((item as Record<string, unknown>)[id])
  const limit = Number(query.get('limit') ?? 10)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Refused(400, 'invalid_payload', 'limit must be 1 to 100')
  const after = query.get('cursor')
  const place = after === null ? -1 : items.findIndex((item) => `${prefix}_${Buffer.from(nameOf(item)).toString('hex')}` === after)
  if (after !== null && place < 0) throw new Refused(400, 'invalid_cursor', 'There is no such cursor')
  const shown = items.slice(place + 1, place + 1 + limit)
  const last = shown.at(-1)
  const hasMore = last !== undefined && place + 1 + limit < items.length
  return { body: { data: shown, cursor: hasMore ? { next: `${prefix}_${Buffer.from(nameOf(last)).toString('hex')}`, expires_at: new Date(now + cursorLife).toISOString() } : null, object: 'list' } }
}

/** The condition of a filter, `filters[id][conditions][$is]`. */
export const condition = (query: URLSearchParams, field: string, operator: string): string | null => query.get(`filters[${field}][conditions][${operator}]`)

/** The day of an instant. */
export const dayOf = (instant: string | undefined): string | null => instant?.slice(0, 10) ?? null
