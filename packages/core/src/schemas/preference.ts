import * as z from 'zod/mini'
import { ConsentRequest } from './program.ts'
import { Id, list } from './base.ts'
import { Consent, Member, Profile } from './member.ts'

/** What a member allows and is told. */
export const Preferences = z.object({ requests: list(ConsentRequest, 50), consents: list(Consent, 100) })
export type Preferences = z.infer<typeof Preferences>

export const UpdatePreferences = z.object({
  profile: z.optional(Profile),
  consents: z.optional(list(z.object({ id: Id, version: Id, granted: z.boolean() }), 50)),
})
export const UpdatedPreferences = z.object({ member: Member, preferences: Preferences })
export const LeaveProgram = z.object({ comment: z.optional(z.string().check(z.maxLength(2_000))) })
export const ExportedData = z.object({ mediaType: z.literal('application/json'), text: z.string().check(z.maxLength(2_000_000)) })
