import type { Context, WriteContext } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'

/** How an emulation calls its sandbox: as a member, or as a guest. */
export const contextOf = (memberId?: string, key = ''): Context & WriteContext => ({
  signal: new AbortController().signal, locale: 'en', idempotencyKey: key, identity: memberId === undefined ? { kind: 'guest' } : { kind: 'member', memberId },
})

/** Makes a member of the sandbox of the person with this phone number, with a friend's code if there is one: what a code and a form do there. Gives the sandbox's own id. */
export async function joined(sandbox: Sandbox, phone: string, referralCode?: string): Promise<string> {
  const guest = (step: string) => contextOf(undefined, `join ${phone} ${step}`)
  const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: phone } }, guest('code'))
  const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox.find(({ to, code }) => to === phone && code !== undefined)?.code ?? '' }, guest('verify'))
  if (verified.outcome !== 'not_enrolled') throw new Error('The number is a member\'s already.')
  return (await sandbox.members.enrol({ ticket: verified.ticket, profile: {}, consents: [], ...(referralCode === undefined ? {} : { referralCode }) }, guest('form'))).member.id
}
