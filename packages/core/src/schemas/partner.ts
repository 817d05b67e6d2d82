import * as z from 'zod/mini'
import { Balances } from './balance.ts'
import { Id, Instant, Line, list, Paragraph, PositiveAmount, SafeUrl } from './base.ts'

/** Another company in the programme. */
export const Partner = z.object({
  id: Id,
  name: Line,
  text: z.optional(Paragraph),
  logo: z.optional(SafeUrl),
  url: z.optional(SafeUrl),
  earns: z.boolean(),
  spends: z.boolean(),
  /** Whether this member's account there is linked; absent where none can be. */
  linked: z.optional(z.boolean()),
  /** What can be exchanged with it: `from.amount` minor units become `to.amount`. */
  exchanges: list(z.object({ id: Id, from: z.object({ currency: Id, amount: PositiveAmount }), to: z.object({ currency: Id, amount: PositiveAmount }), min: PositiveAmount }), 20),
})
export type Partner = z.infer<typeof Partner>

export const Partners = list(Partner, 200)
export const LinkPartner = z.object({ partnerId: Id, account: z.string().check(z.minLength(1), z.maxLength(200)) })
export const UnlinkPartner = z.object({ partnerId: Id })
export const PartnerAnswer = z.object({ partner: Partner })
export const ExchangeRequest = z.object({ exchangeId: Id, amount: z.int().check(z.minimum(1)) })
export const ExchangeQuote = z.object({ give: PositiveAmount, get: PositiveAmount, arrivesAt: z.optional(Instant) })
export const Exchanged = z.object({ quote: ExchangeQuote, balances: Balances })
