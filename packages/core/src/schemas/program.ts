import * as z from 'zod/mini'
import { Count, CurrencyAmount, Id, Line, list, Money, Paragraph, PositiveAmount, SafeUrl } from './base.ts'

/** What one unit is called where the programme has no word of its own: elements have the plural forms of each in every language. */
export const CurrencyUnit = z.enum(['point', 'bonus', 'mile', 'night', 'stay', 'stamp', 'credit'])

/** Something that is earned and spent. A programme may have several. */
export const Currency = z.object({
  id: Id,
  unit: CurrencyUnit,
  /** The programme's own name for it, for a heading: "Bonuses". */
  name: z.optional(Line),
  /** The programme's own word by plural category of the language (`one`, `few`, `many`, `other`), instead of the unit's. */
  forms: z.optional(z.partialRecord(z.enum(['zero', 'one', 'two', 'few', 'many', 'other']), Line)),
  /** How many decimal digits an amount has, 0 to 6: with scale 2 the amount 1050 is 10.50. */
  scale: z.int().check(z.minimum(0), z.maximum(6)),
  /** What it is worth when it pays: `amount` (minor units, above 0) is `money`. Absent where it can't pay. */
  rate: z.optional(z.object({ amount: z.int().check(z.minimum(1)), money: Money })),
})
export type Currency = z.infer<typeof Currency>

/** What a tier is reached by. `points` and `spend` count minor units; the others are plain counts. */
export const Metric = z.enum(['points', 'spend', 'orders', 'nights', 'stays'])
export type Metric = z.infer<typeof Metric>

/** So much of a metric. `currency` is a loyalty currency's id for `points`, an ISO 4217 code for `spend`. */
export const MetricAmount = z.object({ metric: Metric, amount: PositiveAmount, currency: z.optional(Id) })
export type MetricAmount = z.infer<typeof MetricAmount>

/** Something a tier gives. */
export const Benefit = z.object({ id: Id, title: Line, text: z.optional(Paragraph) })
export type Benefit = z.infer<typeof Benefit>

/** A status level. */
export const Tier = z.object({
  id: Id,
  name: Line,
  /** 0 is the lowest. */
  rank: Count,
  /** What reaches it; any one of them is enough. Empty for the tier one begins in. */
  reachedBy: list(MetricAmount, 10),
  benefits: list(Benefit, 50),
})
export type Tier = z.infer<typeof Tier>

/** One thing a person may allow. Each is asked separately and begins unticked. */
export const ConsentRequest = z.object({
  id: Id,
  /** What it is for. */
  purpose: z.enum(['terms', 'processing', 'marketing', 'profiling', 'partner']),
  channel: z.optional(z.enum(['sms', 'email', 'phone', 'push', 'messenger', 'post'])),
  /** The words the person agrees to. */
  text: Line,
  /** Which wording this is; recorded with the answer. */
  version: Id,
  required: z.boolean(),
  url: z.optional(SafeUrl),
})
export type ConsentRequest = z.infer<typeof ConsentRequest>

/** A field of the enrolment form beside the identifier. */
export const EnrolmentField = z.object({
  name: z.enum(['givenName', 'familyName', 'email', 'phone', 'birthday', 'gender', 'city', 'postalCode']),
  required: z.boolean(),
  /** Replaces the element's own label. */
  label: z.optional(Line),
})
export type EnrolmentField = z.infer<typeof EnrolmentField>

/** How one joins. */
export const Enrolment = z.object({
  /** What a person may join and log in with, in the order to offer. */
  identifiers: z.array(z.enum(['phone', 'email'])).check(z.minLength(1), z.maxLength(2)),
  fields: list(EnrolmentField, 20),
  consents: list(ConsentRequest, 20),
  /** An existing plastic card can be given at sign-up. */
  cardLinking: z.boolean(),
  /** A friend's code can be given at sign-up. */
  referralCode: z.boolean(),
  /** What a new member gets at once. */
  welcome: z.optional(list(CurrencyAmount, 5)),
})
export type Enrolment = z.infer<typeof Enrolment>

/** A log-in of elsewhere that leads back to the page: an identity provider's, the shop's own. */
export const LogInProvider = z.object({
  id: Id,
  /** As a person knows it: "Continue with …". */
  name: Line,
  /** Where the browser goes. It takes `return_to`, the page to come back to, which then has `loyalty_login` in its address: how it ended. */
  url: SafeUrl,
})
export type LogInProvider = z.infer<typeof LogInProvider>

/** How members log in. */
export const LogIn = z.object({
  /** One-time codes can be asked for. */
  codes: z.boolean(),
  /** In the order to offer. */
  providers: list(LogInProvider, 10),
  /** `session.end` can end every log-in of the member, on all devices. */
  everywhere: z.optional(z.boolean()),
})
export type LogIn = z.infer<typeof LogIn>

/** One loyalty programme. Public: the same for everybody, texts in the language asked for. */
export const Program = z.object({
  id: Id,
  name: Line,
  /** BCP 47 tags the programme has texts for; the first is its own language. */
  locales: z.array(Id).check(z.minLength(1), z.maxLength(50)),
  currencies: z.array(Currency).check(z.minLength(1), z.maxLength(20)),
  tiers: list(Tier, 50),
  enrolment: z.optional(Enrolment),
  /** Absent: with one-time codes, where there is a `session`. */
  login: z.optional(LogIn),
  /** What each side of a referral gets. */
  referral: z.optional(z.object({ advocate: CurrencyAmount, friend: CurrencyAmount })),
  /** What a claim may be about, and how many days back. Absent: claims are not limited, or not taken at all. */
  claims: z.optional(z.object({ kinds: z.array(z.enum(['purchase', 'stay'])).check(z.minLength(1), z.maxLength(2)), withinDays: z.optional(z.int().check(z.minimum(1), z.maximum(3_650))) })),
  termsUrl: z.optional(SafeUrl),
  /** Calls of the port that this programme has not, though it has their group: `offers.activate`. What needs them is not shown. The gateway says it by itself. */
  lacks: z.optional(list(Id, 100)),
})
export type Program = z.infer<typeof Program>

