import * as z from 'zod/mini'
import { CurrencyAmount, Id, Instant, Line, list, SafeUrl } from './base.ts'

/** The member's identifier as a customer shows it. */
export const Card = z.object({
  id: Id,
  number: Line,
  kind: z.enum(['virtual', 'plastic']),
  barcode: z.optional(z.object({ format: z.enum(['qr', 'code128', 'ean13', 'pdf417']), content: Line })),
  linkedAt: z.optional(Instant),
  wallets: list(z.object({ kind: z.enum(['apple', 'google', 'samsung']), url: SafeUrl }), 5),
})
export type Card = z.infer<typeof Card>

export const Cards = list(Card, 20)
export const LinkCard = z.object({ number: z.string().check(z.minLength(4), z.maxLength(40)) })
export const LinkedCard = z.object({ card: Card, granted: z.optional(CurrencyAmount) })
