import * as z from 'zod/mini'
import { ConsentRequest } from './program.ts'
import { Id, list } from './base.ts'
import { Consent, Member, Profile } from './member.ts'

/** What a member allows and is told. */
export const Preferences = z.object({ requests: list(ConsentRequest, 50), consents: list(Consent, 100) })
export type Preferences = z.infer<typeof Preferences>

/** What changes of a profile: what is absent stays as it is, `null` clears it. */
export const ProfileChanges = z.object({
  givenName: z.optional(z.nullable(Profile.shape.givenName.def.innerType)),
  familyName: z.optional(z.nullable(Profile.shape.familyName.def.innerType)),
  email: z.optional(z.nullable(Profile.shape.email.def.innerType)),
  phone: z.optional(z.nullable(Profile.shape.phone.def.innerType)),
  birthday: z.optional(z.nullable(Profile.shape.birthday.def.innerType)),
  gender: z.optional(z.nullable(Profile.shape.gender.def.innerType)),
  city: z.optional(z.nullable(Profile.shape.city.def.innerType)),
  postalCode: z.optional(z.nullable(Profile.shape.postalCode.def.innerType)),
})

export const UpdatePreferences = z.object({
  profile: z.optional(ProfileChanges),
  consents: z.optional(list(z.object({ id: Id, version: Id, granted: z.boolean() }), 50)),
})
export const UpdatedPreferences = z.object({ member: Member, preferences: Preferences })
export const LeaveProgram = z.object({ comment: z.optional(z.string().check(z.maxLength(2_000))) })
export const ExportedData = z.object({ mediaType: z.literal('application/json'), text: z.string().check(z.maxLength(2_000_000)) })
