import * as z from 'zod/mini'
import { Id, Instant, Line, SafeUrl } from './base.ts'

/** How a person says who they are. A phone is E.164 (`+79001234567`). */
export const Identifier = z.object({
  kind: z.enum(['phone', 'email', 'card']),
  value: z.string().check(z.minLength(3), z.maxLength(254)),
})
export type Identifier = z.infer<typeof Identifier>

/** A one-time code is on its way. The same for somebody who is a member and for somebody who is not. */
export const CodeChallenge = z.object({
  id: Id,
  channel: z.enum(['sms', 'email']),
  /** Where to, with most of it hidden: `+7 ··· ··67`. */
  to: Line,
  /** Digits in the code, 4 to 10. */
  length: z.int().check(z.minimum(4), z.maximum(10)),
  expiresAt: Instant,
  /** From when another code may be asked for. */
  resendAt: Instant,
})
export type CodeChallenge = z.infer<typeof CodeChallenge>

/** A log-in. `token` is absent where a cookie carries it. */
export const Session = z.object({
  memberId: Id,
  token: z.optional(z.string().check(z.minLength(1), z.maxLength(4_000))),
  refreshToken: z.optional(z.string().check(z.minLength(1), z.maxLength(4_000))),
  expiresAt: z.optional(Instant),
})
export type Session = z.infer<typeof Session>

/** The code was right: either the person is a member, or may become one with the ticket. */
export const Verified = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('signed_in'), session: Session }),
  z.object({ outcome: z.literal('not_enrolled'), ticket: Id, expiresAt: Instant }),
])
export type Verified = z.infer<typeof Verified>

export const RequestCode = z.object({ identifier: Identifier })
export const VerifyCode = z.object({
  challengeId: Id,
  code: z.string().check(z.minLength(4), z.maxLength(10)),
})
export const ExchangeToken = z.object({ hostToken: z.string().check(z.minLength(1), z.maxLength(10_000)) })
/** Which log-in ends: this one, or every one of the member. */
export const EndSession = z.object({ everywhere: z.optional(z.boolean()) })
/** It has ended here. */
export const Ended = z.object({
  /** Where the browser goes to end the log-in at the identity provider as well; it takes `return_to`, the page to come back to. Good for some minutes, once. */
  url: z.optional(SafeUrl),
})
export type Ended = z.infer<typeof Ended>
export const RefreshSession = z.object({ refreshToken: z.optional(z.string().check(z.minLength(1), z.maxLength(4_000))) })

