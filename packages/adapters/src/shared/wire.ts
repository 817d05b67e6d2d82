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

/** A list in which what is none of its kind is left out. */
export const listOf = <T extends z.ZodMiniType>(item: T) => z.pipe(z.array(z.unknown()), z.transform((items: unknown[]) => items.flatMap((one) => {
  const result = z.safeParse(item, one)
  return result.success ? [result.data] : []
})))

/** A field that may be missing, `null`, or of another kind than was told: then it is not there. */
export const maybe = <T extends z.ZodMiniType>(field: T) => z.catch(z.optional(field), undefined as never)

/** An amount as the wire may write it. */
export const WireNumber = z.union([z.number(), z.string()])
