import * as z from 'zod/mini'
import { isInstant, isPlainDate, isSafeUrl } from '../formats.ts'

/** An opaque identifier, 1 to 200 characters. Never parsed, only compared. */
export const Id = z.string().check(z.minLength(1), z.maxLength(200))

/** A short text for one line, in the language that was asked for. Plain text, never markup. */
export const Line = z.string().check(z.minLength(1), z.maxLength(300))

/** A longer text, in the language that was asked for. Plain text, never markup. */
export const Paragraph = z.string().check(z.maxLength(10_000))

/** An instant in UTC, RFC 3339: `2026-11-22T10:00:00Z`. */
export const Instant = z.string().check(z.refine(isInstant, 'an instant in UTC, such as 2026-11-22T10:00:00Z'))

/** A date without time: `2026-11-22`. */
export const PlainDate = z.string().check(z.refine(isPlainDate, 'a date, such as 2026-11-22'))

/** A web address that is safe to put in a link: https (http on a loopback host only), no user name, at most 2,000 characters. */
export const SafeUrl = z.string().check(z.refine(isSafeUrl, 'an https address'))

/** An amount of a loyalty currency: a safe integer in minor units; the currency's `scale` says how many. May be negative. */
export const Amount = z.int()

/** An amount that can't be negative. */
export const PositiveAmount = z.int().check(z.minimum(0))

/** A count, 0 to 1,000,000. */
export const Count = z.int().check(z.minimum(0), z.maximum(1_000_000))

/** Money: a safe integer in minor units of an ISO 4217 currency (`{ amount: 1050, currency: 'EUR' }` is 10.50 EUR). */
export const Money = z.object({
  amount: z.int(),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
})
export type Money = z.infer<typeof Money>

/** So much of a loyalty currency. */
export const CurrencyAmount = z.object({ currency: Id, amount: Amount })
export type CurrencyAmount = z.infer<typeof CurrencyAmount>

/** A list with a bound, so that no answer can flood a page. */
export const list = <T extends z.ZodMiniType>(item: T, max = 500) => z.array(item).check(z.maxLength(max))

/** Where the next page begins. Opaque; made by the backend. */
export const Cursor = z.string().check(z.minLength(1), z.maxLength(1_000))

/** What a call without input takes. */
export const Nothing = z.object({})
export type Nothing = z.infer<typeof Nothing>
