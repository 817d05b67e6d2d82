import * as z from 'zod/mini'
import { Instant, list } from './base.ts'
import { errorCodes } from '../errors.ts'

/** A failure as it crosses the port or the wire. */
export const ErrorBody = z.object({
  code: z.enum(errorCodes),
  message: z.string().check(z.maxLength(2_000)),
  retryable: z.boolean(),
  details: z.optional(z.object({
    issues: z.optional(list(z.object({ path: z.string().check(z.maxLength(300)), message: z.string().check(z.maxLength(500)) }), 100)),
    retryAt: z.optional(Instant),
  })),
})
export type ErrorBody = z.infer<typeof ErrorBody>
