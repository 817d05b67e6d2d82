/** The shop's own server. */
import { language } from './words.ts'

export interface Money {
  readonly amount: number
  readonly currency: string
}

export interface Line {
  readonly sku: string
  readonly quantity: number
  readonly total: Money
}

/** What a cart costs, as the server says. */
export interface Totals {
  readonly lines: readonly Line[]
  readonly total: Money
  readonly discounts: readonly { readonly title: string; readonly money: Money }[]
  /** What bonuses that are set aside take off. */
  readonly bonuses?: Money
  readonly redemptionId?: string
  readonly due: Money
  readonly rejectedCodes: readonly { readonly code: string; readonly because: 'unknown' | 'expired' | 'used' | 'not_eligible' }[]
  /** `false`: the programme did not answer, so nothing of it is counted. */
  readonly loyalty: boolean
}

export interface Order extends Totals {
  readonly number: string
  readonly at: string
  readonly state: 'placed' | 'returned'
}

/** The server said no, or did not answer (`network`). */
export class ShopError extends Error {
  override readonly name = 'ShopError'
  readonly code: string
  readonly fields: readonly string[]
  constructor(code: string, fields: readonly string[] = []) {
    super(`The shop answered ${code}.`)
    this.code = code
    this.fields = fields
  }
}

/** Asks the shop; a `body` is sent as a document. @throws `ShopError` */
export async function ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  let response: Response
  let answer: unknown
  try {
    response = await fetch(path, {
      headers: { 'accept-language': language, ...(body ? { 'content-type': 'application/json' } : {}) },
      signal: AbortSignal.any([AbortSignal.timeout(20_000), ...(signal ? [signal] : [])]),
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    answer = await response.json()
  } catch {
    throw new ShopError(signal?.aborted ? 'aborted' : 'network')
  }
  if (response.ok) return answer as Answer
  const { code, fields } = (answer ?? {}) as { code?: string; fields?: readonly string[] }
  throw new ShopError(code ?? 'failed', fields)
}

export const askTotals = (cart: object, signal: AbortSignal): Promise<Totals> => ask<Totals>('/api/totals', { cart }, signal)
