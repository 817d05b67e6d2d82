import type { Context } from '@loyaltykit/core'
import * as z from 'zod/mini'
import { sender, unexpected, type WireOptions, type WireRequest } from './send.ts'

export { exactly, toMinor } from './amounts.ts'
export type { Refusal, WireOptions, WireRequest } from './send.ts'

/** Sends a request and gives its JSON as the schema has it. Fails as `sender` does, and with `bad_response` where the answer is not one of the schema. */
export function wire(options: WireOptions) {
  const send = sender(options)
  return async <Schema extends z.ZodMiniType>(schema: Schema, request: WireRequest, context: Pick<Context, 'signal'>): Promise<z.infer<Schema>> => {
    const result = z.safeParse(schema, await send(request, context))
    if (!result.success) throw unexpected(result.error)
    return result.data
  }
}

/** Schemas of which an item was left out: it is told once of each. */
const told = new WeakSet<z.ZodMiniType>()

/**
 * A list in which what is none of its kind is left out, which is told once on the console: where it was wrong, never what it was. Not for a list in which a
 * payment is looked for: one that can't be read there would be made twice. Such a list is a `z.array`, and fails.
 */
export const listOf = <T extends z.ZodMiniType>(item: T) => z.pipe(z.array(z.unknown()), z.transform((items: unknown[]) => items.flatMap((one) => {
  const result = z.safeParse(item, one)
  if (result.success) return [result.data]
  if (!told.has(item)) {
    told.add(item)
    console.warn(`LoyaltyKit: an item of the loyalty service is not as its documents say, so it is left out: ${result.error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'the item'} (${code})`).join(', ')}.`)
  }
  return []
})))

/** A field that may be missing, `null`, or of another kind than was told: then it is not there. */
export const maybe = <T extends z.ZodMiniType>(field: T) => z.catch(z.optional(field), undefined as never)

/** An amount as the wire may write it. */
export const WireNumber = z.union([z.number(), z.string()])
