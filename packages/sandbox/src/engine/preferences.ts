import type { Consent, Issue, Preferences } from '@loyaltykit/core'
import type { MemberRecord } from '../state/tables.ts'
import { dropAlarm } from './alarm.ts'
import { instant } from './duration.ts'
import { watchBirthday } from './gifts.ts'
import { leave } from './leaving.ts'
import { changedProfile, type ProfileChanges } from './profile.ts'
import { programOf } from './program.ts'
import { invalid } from './refusals.ts'
import type { World } from './world.ts'

/** What is asked of a member, in the language asked for, and the latest answer to each. */
export const preferencesOf = ({ preset }: World, { consents }: MemberRecord, locale: string): Preferences =>
  ({ requests: programOf(preset, locale).enrolment?.consents ?? [], consents: consents.map((consent) => ({ ...consent })) })

/** An answer to a consent request. */
type ConsentAnswer = Omit<Consent, 'at'>

/** Changes what is given, all or nothing. Each other answer to a consent request is kept with its time beside the ones before it. */
export function updatePreferences(world: World, member: MemberRecord, { profile: changes = {}, consents: answers = [] }: {
  readonly profile?: ProfileChanges | undefined; readonly consents?: readonly ConsentAnswer[] | undefined
}): MemberRecord {
  const at = world.now()
  const { profile, issues } = changedProfile(world, member, changes)
  const [first, ...others] = [...issues, ...consentIssues(world, answers)]
  if (first) throw invalid(first, ...others)
  const changed: MemberRecord = { ...member, profile, ...answered(member, answers, instant(at)) }
  world.records.put('members', changed)
  if (profile.birthday !== member.profile.birthday) {
    dropAlarm(world, 'birthday', member.id)
    watchBirthday(world, changed, at)
  }
  return changed
}

function consentIssues({ preset }: World, answers: readonly ConsentAnswer[]): Issue[] {
  return answers.flatMap(({ id, version, granted }, index): Issue[] => {
    const request = preset.enrolment.consents.find((consent) => consent.id === id)
    const wrong = (message: string) => [{ path: `consents.${id}`, message }]
    if (!request) return wrong('is not asked for by this programme')
    if (answers.findIndex((other) => other.id === id) !== index) return wrong('is answered twice')
    if (version !== request.version) return wrong('has a new wording. Read it and answer again')
    return request.required && !granted ? wrong('is needed as long as you are a member. Leave the programme to take it back') : []
  })
}

/** The answers as they are now, and those before them. The same answer again is none. */
function answered({ consents, earlierConsents = [] }: MemberRecord, answers: readonly ConsentAnswer[], at: string): Pick<MemberRecord, 'consents' | 'earlierConsents'> {
  const news = answers.filter(({ id, version, granted }) => !consents.some((old) => old.id === id && old.version === version && old.granted === granted))
  const replaced = consents.filter(({ id }) => news.some((answer) => answer.id === id))
  const earlier = [...earlierConsents, ...replaced]
  return {
    consents: [
      ...consents.map((old) => {
        const answer = news.find(({ id }) => id === old.id)
        return answer ? { ...answer, at } : old
      }),
      ...news.filter(({ id }) => !consents.some((old) => old.id === id)).map((answer) => ({ ...answer, at })),
    ],
    ...(earlier.length ? { earlierConsents: earlier } : {}),
  }
}

/** A member leaves by themselves, and may say why. */
export function leaveProgram(world: World, member: MemberRecord, comment: string | undefined): void {
  leave(world, member)
  const why = comment?.trim()
  const left = world.records.get('members', member.id)
  if (why && left) world.records.put('members', { ...left, leftBecause: why })
}
