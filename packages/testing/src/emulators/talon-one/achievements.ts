import type { Challenge } from '@loyaltykit/core'
import { programme } from './programme.ts'
import { at, contextOf, type EmulatedProfile, type TalonOneState } from './state.ts'
import { decimal } from './words.ts'

const campaignId = 40
const statuses = { available: 'not_started', joined: 'inprogress', completed: 'completed', expired: 'expired' } as const

/** What is spent is told in the Application's money, the rest is counted. */
const told = ({ metric }: Challenge, value: number) => (metric === 'spend' ? decimal(value, 2) : value)

const challengesOf = async ({ sandbox }: TalonOneState, { memberId }: EmulatedProfile) => (memberId === undefined ? [] : sandbox.challenges.list({}, contextOf(memberId)))

const progressOf = (challenge: Challenge, { joinedAt }: EmulatedProfile) => {
  const { state, have, completedAt, validUntil } = challenge
  return {
    // nobody joins: who has done nothing has not started
    status: state === 'joined' && have === 0 ? 'not_started' : statuses[state], progress: told(challenge, have), ...(have > 0 ? { startDate: joinedAt } : {}),
    ...(completedAt === undefined ? {} : { completionDate: completedAt }), ...(validUntil === undefined ? {} : { endDate: validUntil }),
  }
}

const nameOf = (id: string) => id.replaceAll('-', '_')

/** The achievements of the running campaigns with how far a profile is. */
export async function achievementsOf(state: TalonOneState, profile: EmulatedProfile): Promise<object[]> {
  return (await challengesOf(state, profile)).map((challenge) => ({
    id: state.number(`achievement ${challenge.id}`), created: at(state), name: nameOf(challenge.id), title: challenge.title, description: challenge.text ?? '', target: told(challenge, challenge.need),
    period: programme.challenges?.find(({ id }) => id === challenge.id)?.within ? '90D' : '1Y', recurrencePolicy: 'no_recurrence', activationPolicy: 'user_action', campaignId, status: 'active', currentProgress: progressOf(challenge, profile),
  }))
}

/** The same as an inventory has it. */
export async function achievementProgress(state: TalonOneState, profile: EmulatedProfile): Promise<object[]> {
  return (await challengesOf(state, profile)).map((challenge) => ({
    ...progressOf(challenge, profile), achievementId: state.number(`achievement ${challenge.id}`), name: nameOf(challenge.id), title: challenge.title, description: challenge.text ?? '', campaignId,
    target: told(challenge, challenge.need), achievementRecurrencePolicy: 'no_recurrence', achievementActivationPolicy: 'user_action',
  }))
}
