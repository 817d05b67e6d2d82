import * as z from 'zod/mini'
import { Balances } from './balance.ts'
import { Id, Instant, Line, list, Paragraph, PositiveAmount, SafeUrl } from './base.ts'
import { Currency } from './program.ts'

/** A partner's own loyalty currency. */
export const PartnerCurrency = z.pick(Currency, { id: true, unit: true, name: true, forms: true, scale: true })
export type PartnerCurrency = z.infer<typeof PartnerCurrency>

/** A way to exchange: `from.amount` minor units become `to.amount`. */
export const Exchange = z.object({
  id: Id,
  from: z.object({ currency: Id, amount: z.int().check(z.minimum(1)) }),
  to: z.object({ currency: Id, amount: z.int().check(z.minimum(1)) }),
  /** The least that can be given, and by which step; in minor units of `from`. */
  min: PositiveAmount,
  max: z.optional(PositiveAmount),
  step: z.optional(z.int().check(z.minimum(1))),
})
export type Exchange = z.infer<typeof Exchange>

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
  /** What an account there is called, where one can be linked: "Miles & Sky number". */
  accountLabel: z.optional(Line),
  /** Currencies of its own that `exchanges` name, beside those of the programme. */
  currencies: z.optional(list(PartnerCurrency, 20)),
  /** What can be exchanged with it. */
  exchanges: list(Exchange, 20),
})
export type Partner = z.infer<typeof Partner>

export const Partners = list(Partner, 200)
export const LinkPartner = z.object({ partnerId: Id, account: z.string().check(z.minLength(1), z.maxLength(200)) })
export const UnlinkPartner = z.object({ partnerId: Id })
export const PartnerAnswer = z.object({ partner: Partner })
export const ExchangeRequest = z.object({ exchangeId: Id, amount: z.int().check(z.minimum(1)) })
export const ExchangeQuote = z.object({ give: PositiveAmount, get: PositiveAmount, arrivesAt: z.optional(Instant) })
export const Exchanged = z.object({ quote: ExchangeQuote, balances: Balances })
