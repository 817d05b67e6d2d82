import { accountId, at, type EmulatedProfile, type TalonOneState } from './state.ts'

/** Who is in this audience sees what is for it. */
export const regulars = 7

export const profileBody = (state: TalonOneState, { id, integrationId, attributes, created, memberId }: EmulatedProfile) => {
  const closed = [...state.sessions.values()].filter((session) => session.profileId === integrationId && session.state === 'closed')
  return {
    id, created, integrationId, attributes, accountId, closedSessions: closed.length, totalSales: closed.reduce((sum, { cartItems }) => sum + cartItems.reduce((total, { price = 0, quantity }) => total + price * quantity, 0), 0),
    audienceMemberships: memberId === undefined ? [] : [{ id: regulars, name: 'Regulars' }], lastActivity: at(state), sandbox: true,
  }
}
