import * as z from 'zod/mini'
import { Id } from './base.ts'

/** From where to follow a member's changes. */
export const OpenStream = z.object({
  /** The id of the last change that was seen: what came later is given first. One that is not known any more gives a change that names all parts. */
  after: z.optional(Id),
})
export type OpenStream = z.infer<typeof OpenStream>
