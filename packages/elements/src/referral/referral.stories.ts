import type { Referral, ReferralLookup } from '@loyaltykit/core'
import { aProgram, aReferral, failed, loading, ready, refreshing } from '@loyaltykit/testing'
import { html } from 'lit'
import type { ElementState } from '@loyaltykit/elements/shared'
import type { LoyaltyReferral } from '@loyaltykit/elements/referral'
import '@loyaltykit/elements/referral/define'

type State = ElementState<'program' | 'referral'>
interface Args {
  state: State
  invited?: ReferralLookup
}
interface Canvas {
  canvasElement: HTMLElement
}

const program = ready(aProgram())
const russian = ready(aProgram({}, 'ru'))
const member = (changes: Partial<Referral> = {}): State => ({ program, referral: ready(aReferral(changes)) })
const guest: State = { program, referral: ready(null) }
const friend = { currency: 'bonus', amount: 500 }
const all: Partial<Referral> = { invitations: [...aReferral().invitations, { id: 'i-0', state: 'refused', at: '2026-09-01T08:00:00Z' }] }

export default {
  title: 'Elements/Referral',
  component: 'loyalty-referral',
  render: ({ state, invited }: Args) => html`<loyalty-referral .state=${state} .invited=${invited}></loyalty-referral>`,
}

export const Member = { args: { state: member() } }
export const Empty = { args: { state: member({ invitations: [] }) } }
export const Invitations = { args: { state: member(all) }, play: ({ canvasElement }: Canvas) => press(canvasElement, 'summary') }
export const LimitReached = { args: { state: member({ left: 0 }) } }
export const NotEligible = { args: { state: { program, referral: failed('not_eligible') } } }
export const Guest = { args: { state: guest } }
export const GuestWithLink = {
  args: { state: guest, invited: { valid: true, friend, from: 'Ada' } },
  render: ({ state, invited }: Args) => html`<loyalty-referral .state=${state} .invited=${invited}><p slot="guest">You are not a member yet: <a href="#join">join Stride Club</a>.</p></loyalty-referral>`,
}
export const Friend = { args: { state: guest, invited: { valid: true, friend, from: 'Ada' } } }
export const FriendOfSomebody = { args: { state: guest, invited: { valid: true, friend } } }
export const FriendTooLate = { args: { state: guest, invited: { valid: false } } }
export const Loading = { args: { state: { program, referral: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, referral: refreshing(aReferral()) } } }
export const Failed = { args: { state: { program, referral: failed('network') } } }
export const LastValue = { args: { state: { program, referral: failed('network', aReferral()) } } }
export const QrCode = { args: { state: member() }, play: ({ canvasElement }: Canvas) => press(canvasElement, '[part=qr-button]', () => '[part=qr]') }
export const LongText = {
  args: { state: member({ code: 'ADA-OF-THE-NORTHERN-LIGHTS-AND-ALL-THE-ISLANDS-7K2', url: `https://shop.example/${'a-very-long-way/'.repeat(12)}?ref=ADA-7K2`, invitations: [{ id: 'i-1', state: 'rewarded', at: '2026-10-02T08:00:00Z', name: 'Wolfeschlegelsteinhausenbergerdorff', reward: { currency: 'bonus', amount: 9_007_199_254 } }] }) },
  parameters: { width: 288 },
  play: ({ canvasElement }: Canvas) => press(canvasElement, 'summary'),
}
export const Narrow = { args: { state: member() }, parameters: { width: 288 } }
export const Dark = { args: { state: member(all) }, parameters: { theme: 'dark' }, play: QrCode.play }
export const Russian = { args: { state: { program: russian, referral: ready(aReferral(all)) } }, parameters: { lang: 'ru' }, play: Invitations.play }
export const RussianFriend = { args: { state: { program: russian, referral: ready(null) }, invited: { valid: true, friend, from: 'Ада' } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: member(all) }, parameters: { dir: 'rtl' }, play: Invitations.play }

/** Presses what `selector` names, and waits for what comes of it. */
async function press(canvas: HTMLElement, selector: string, comes = () => ':host'): Promise<void> {
  const element = canvas.querySelector('loyalty-referral') as LoyaltyReferral
  element.renderRoot.querySelector<HTMLElement>(selector)?.click()
  for (let tries = 0; tries < 100 && comes() !== ':host' && !element.renderRoot.querySelector(comes()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
}

export const ForcedColors = { ...Invitations, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...QrCode, parameters: { motion: 'reduced' } }
