import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { WireCheck } from '../shared/openapi.ts'
import type { Exchange } from '../shared/server.ts'

export type Json = Readonly<Record<string, unknown>>
interface Pair { readonly response: { readonly status: number; readonly body: Json }; readonly request: { readonly method: string; readonly path: string; readonly body: Json | null } }

const file = resolve(import.meta.dirname, '../../../../../../shared/specs/medusa/loyalty-plugin-2.21.1.captured.json')

/** Things beside others, which come where `fields` asks for them: none of the pairs did. */
const related = ['transactions', 'store_credit_account', 'gift_cards', 'addresses']
/** What a pair does not have, for the shop was empty when it was taken. */
const lists = ['items', 'promotions', 'shipping_methods', 'countries', 'groups']

/**
 * Medusa has no document of its loyalty plugin's API: there are pairs of requests and answers of a real one. Each thing in an answer (a cart, an account)
 * must have the fields that the real ones had, of the same types, and no others; all of them where nothing was left out by `fields`. Orders and log-ins are in none. `undefined` where the pairs are not there.
 */
export function medusaCheck(): WireCheck | undefined {
  if (!existsSync(file)) return undefined
  const pairs = JSON.parse(readFileSync(file, 'utf8')) as readonly Pair[]
  const shop = pairs.filter(({ request }) => request.path.startsWith('/store/'))
  const known = new Map<string, Map<string, Set<string>>>()
  /** What every one of them had, where shoppers asked. */
  const always = new Map<string, string[]>()
  const learn = (name: string, value: unknown, isShop: boolean): void => {
    if (Array.isArray(value)) return value.forEach((one) => learn(name, one, isShop))
    if (typeof value !== 'object' || value === null) return
    const fields = known.get(name) ?? new Map<string, Set<string>>()
    known.set(name, fields)
    if (isShop) always.set(name, (always.get(name) ?? Object.keys(value)).filter((field) => field in value))
    for (const [field, inner] of Object.entries(value)) {
      fields.set(field, (fields.get(field) ?? new Set()).add(typeOf(inner)))
      learn(singular(field), inner, isShop)
    }
  }
  for (const { request, response } of pairs) learn(response.status < 400 ? 'answer' : 'refusal', response.body, request.path.startsWith('/store/'))
  const asked = new Map(shop.map(({ request: { method, path, body } }) => [`${method} ${pattern(path)}`, body === null ? [] : Object.keys(body)]))

  const compare = (place: string, name: string, value: unknown, isWhole: boolean, isRelated = false): string[] => {
    if (Array.isArray(value)) return value.flatMap((one, index) => compare(`${place}/${index}`, name, one, isWhole, isRelated))
    const fields = known.get(name)
    if (typeof value !== 'object' || value === null || !fields || lists.includes(`${name}s`)) return []
    const missing = isWhole ? (always.get(name) ?? []).filter((field) => !(field in value)).map((field) => `${place} has no ${field}`) : []
    return [...missing, ...Object.entries(value).flatMap(([field, inner]) => {
      const types = fields.get(field)
      if (!types && name === 'answer' && known.has(field)) return []
      // a thing that stands beside another is told with more than where it stands alone
      if (!types) return isRelated ? [] : related.includes(field) ? compare(`${place}/${field}`, singular(field), inner, false, true) : [`${place}/${field} is in none of the pairs`]
      const type = typeOf(inner)
      const fits = types.has(type) || type === 'null' || (types.size === 1 && types.has('null'))
      return fits ? compare(`${place}/${field}`, singular(field), inner, isWhole && name === 'answer') : [`${place}/${field} is a ${type}, and a ${[...types].join(' or ')} in the pairs`]
    })]
  }
  return {
    violations({ method, path, query, body, answer }: Exchange) {
      const { status = 200, body: told } = answer
      const route = `${method} ${pattern(path)}`
      const wrong: string[] = []
      const taken = asked.get(route)
      if (taken && typeof body === 'object' && body !== null) wrong.push(...Object.keys(body).filter((field) => !taken.includes(field)).map((field) => `the body has ${field}`))
      if (status >= 400) wrong.push(...compare('', 'refusal', status === 500 ? { ...(told as Json), code: undefined } : told, false).filter((line) => !line.startsWith('/code')))
      else if (path.startsWith('/store/') && !/\/(claim|complete)$/.test(path)) {
        const isWhole = !query.has('fields') && !notWhole.some((one) => route.endsWith(one))
        wrong.push(...compare('', 'answer', told, false), ...things(told).flatMap(([name, thing]) => compare(`/${name}`, name, thing, isWhole)))
      }
      return [...new Set(wrong)].map((line) => `${route} (${status}): ${line}`)
    },
  }
}

/** Answers that the pairs have only in other places, with less around them. */
const notWhole = ['customers', 'customers/me']

const things = (body: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(body as Json).flatMap(([name, value]) => (Array.isArray(value) ? value.map((one: unknown) => [singular(name), one] as const) : typeof value === 'object' ? [[name, value] as const] : []))

const singular = (name: string): string => name.replace(/s$/, '')

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** A path with its parts of one's own left out. */
const pattern = (path: string): string => (path.split('?')[0] ?? '').replace(/\/(cart_|sc_acc_)[^/]+/, '/{id}').replace(/(gift-cards)\/[^/]+$/, '$1/{code}')
