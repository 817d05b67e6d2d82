import * as z from 'zod/mini'
import { Balance } from './balance.ts'
import { CurrencyAmount, Id, Instant, Line, list, PlainDate } from './base.ts'
import { Session } from './session.ts'

/** What a person told the programme about themselves. */
export const Profile = z.object({
  givenName: z.optional(Line),
  familyName: z.optional(Line),
  email: z.optional(z.string().check(z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/), z.maxLength(254))),
  phone: z.optional(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/))),
  birthday: z.optional(PlainDate),
  gender: z.optional(z.enum(['female', 'male', 'other'])),
  city: z.optional(Line),
  postalCode: z.optional(z.string().check(z.maxLength(20))),
})
export type Profile = z.infer<typeof Profile>

/** What was answered to a consent request, to which wording, when. */
export const Consent = z.object({ id: Id, version: Id, granted: z.boolean(), at: Instant })
export type Consent = z.infer<typeof Consent>

/** A person enrolled. */
export const Member = z.object({
  id: Id,
  status: z.enum(['active', 'blocked', 'closed']),
  joinedAt: Instant,
  profile: Profile,
  consents: list(Consent, 100),
  /** The number a customer shows at the till. */
  cardNumber: z.optional(Line),
})
export type Member = z.infer<typeof Member>

const SourceName = z.string().check(z.regex(/^[\w.-]{1,64}$/), z.maxLength(64))

/** Which partner's page, and what of it, brought a person here. Names of things, never of people: no room for an address or a text. */
export const Source = z.object({ partner: SourceName, campaign: z.optional(SourceName) })
export type Source = z.infer<typeof Source>

export const Enrol = z.object({
  /** From `session.verifyCode`: proof that the identifier is the person's own. */
  ticket: Id,
  profile: Profile,
  consents: list(z.object({ id: Id, version: Id, granted: z.boolean() }), 20),
  referralCode: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  cardNumber: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  /** For the programme's books. A partner that the programme does not know is passed over: nobody is kept from joining by it. */
  source: z.optional(Source),
})
export type Enrol = z.infer<typeof Enrol>

export const Enrolled = z.object({
  session: Session,
  member: Member,
  balances: list(Balance, 20),
  /** What the new member was given, so that it can be said. */
  granted: list(z.object({ ...CurrencyAmount.shape, reason: z.enum(['welcome', 'referral', 'card']) }), 10),
})
export type Enrolled = z.infer<typeof Enrolled>
