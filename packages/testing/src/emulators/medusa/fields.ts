import type { Json } from './captured.ts'

/** What is told of a thing where `fields` says nothing, and what it must be asked for. */
export interface Entity {
  readonly usual: Json
  /** Things beside it: `*transactions`. */
  readonly related?: Readonly<Record<string, unknown>>
}

/** A thing as `fields` asks for it: `id,balance`, `customer.id`, `*credit_lines`; with prefixed names alone they come beside the usual. */
export function selected({ usual, related = {} }: Entity, fields: string | null): Json {
  if (!fields) return usual
  const names = fields.split(',')
  const all: Json = { ...usual, ...related }
  const isBeside = names.every((name) => /^[*+]/.test(name))
  const found: Record<string, unknown> = isBeside ? { ...usual } : {}
  for (const name of names) {
    const [first = '', ...rest] = name.replace(/^[*+]/, '').split('.')
    // ids of others are told with the others alone
    if (!(first in all) || (!name.startsWith('*') && rest.length === 0 && (first.endsWith('_id') && first !== 'reference_id'))) continue
    const value = all[first]
    const own = rest[0]
    if (name.startsWith('*') || own === '*') found[first] = value
    else if (own === undefined) {
      if (typeof value !== 'object' || value === null) found[first] = value
    } else found[first] = part(value, own, found[first])
    if (`${first}_id` in usual) found[`${first}_id`] = usual[`${first}_id`]
  }
  return found
}

/** One field more of a related thing, or of each of a list. */
function part(value: unknown, name: string, before: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, index) => part(one, name, (before as unknown[] | undefined)?.[index]))
  return typeof value === 'object' && value !== null ? { ...(before as Json | undefined), [name]: (value as Json)[name] } : value
}
