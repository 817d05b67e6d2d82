import { operations } from '@loyaltykit/core/operations'
import * as z from 'zod/mini'

const Id = z.string().check(z.minLength(1), z.maxLength(200))
const Typed = z.string().check(z.minLength(3), z.maxLength(254))
const { profile, consents, referralCode, cardNumber } = operations.members.enrol.input.shape
const Locale = z.optional(Id)

/** Whom the desk sends a code to. */
export const DeskCodeInput = z.object({ phone: Typed, locale: Locale })

/** Who joins at the desk. */
export const DeskEnrolmentInput = z.object({ ...operations.session.verifyCode.input.shape, profile, consents, referralCode, cardNumber, locale: Locale })

/** By what the desk looks for a member. */
export const DeskQueryInput = z.union([z.strictObject({ phone: Typed }), z.strictObject({ email: Typed }), z.strictObject({ card: Typed })])

/** Whom it is about. */
export const MemberIdInput = z.object({ memberId: Id })

/** What the desk decides about a claim. */
export const ReviewInput = z.object({
  claimId: Id,
  accept: z.boolean(),
  answer: z.optional(z.string().check(z.minLength(1), z.maxLength(2_000))),
  /** Minor units of a loyalty currency, above 0. */
  points: z.optional(z.object({ currency: Id, amount: z.int().check(z.minimum(1)) })),
  cart: z.optional(operations.redemptions.hold.input.shape.cart),
})
