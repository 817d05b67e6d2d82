import type { CodeChallenge } from '@loyaltykit/core'
import type { Operation } from '@loyaltykit/core/operations'
import { openClaims, reviewClaim, type Decision, type DeskClaim } from './engine/claim-review.ts'
import { requestCode } from './engine/codes.ts'
import { closeMember, enrolAtDesk, findMember, setBlocked, type DeskEnrolled, type DeskEnrolment, type DeskMember, type DeskQuery } from './engine/desk.ts'
import { KeptRefusal } from './engine/refusals.ts'
import type { World } from './engine/world.ts'
import { DeskCodeInput, DeskEnrolmentInput, DeskQueryInput, MemberIdInput, ReviewInput } from './desk-input.ts'
import { parseInput } from './input.ts'

/** What the staff of the programme does for customers and about claims. Every call may fail with `invalid_input`. */
export interface Desk {
  /** Sends a one-time code to a customer's phone, to be read out. Fails: `rate_limited`. */
  requestCode(customer: { readonly phone: string; readonly locale?: string }): Promise<CodeChallenge>
  /** Makes the customer a member. Fails: `wrong_code`, `expired`, `not_found` (no such code), `conflict` (a member already). */
  enrol(form: DeskEnrolment): Promise<DeskEnrolled>
  /** Finds a member by what one signs in with, or by a card; `undefined` for nobody. */
  find(query: DeskQuery): Promise<DeskMember | undefined>
  /** The member may look, but earn, pay, link and claim no more. Fails: `not_found`, `conflict` (has left). */
  block(memberId: string): Promise<DeskMember>
  /** Lifts that. Fails as `block`. */
  unblock(memberId: string): Promise<DeskMember>
  /** Ends the membership: holds are let go, points forfeited, log-ins ended; phone, e-mail and cards are free. Fails: `not_found`. */
  close(memberId: string): Promise<DeskMember>
  /** Claims that wait for an answer, the oldest first. */
  claims(): Promise<readonly DeskClaim[]>
  /**
   * Answers a claim; the member is told. Without `points` it gives what the purchase would have earned on its day, by the cart, the order of
   * nobody with that number, or the total. Fails: `not_found`, `conflict` (reviewed otherwise, or counted meanwhile), `not_eligible` (blocked, or has left).
   */
  review(claimId: string, decision: Decision): Promise<DeskClaim>
}

/** The desk of a programme. `ask` runs a function of the engine as a command of its own. */
export function createDesk(world: World, ask: <Result>(act: () => Result) => Promise<Result>): Desk {
  const read = <Input>(schema: Operation['input'], input: unknown) => parseInput(schema, input) as Input
  const command = <Result>(act: () => Result | KeptRefusal) => ask(() => {
    const result = world.records.unit(act)
    if (result instanceof KeptRefusal) throw result.error
    return result
  })
  const about = (memberId: string) => read<{ memberId: string }>(MemberIdInput, { memberId }).memberId
  return {
    requestCode: (customer) => command(() => {
      const { phone, locale = world.preset.locales[0] ?? 'en' } = read<typeof customer>(DeskCodeInput, customer)
      return requestCode(world, { kind: 'phone', value: phone }, locale)
    }),
    enrol: (form) => command(() => enrolAtDesk(world, read(DeskEnrolmentInput, form))),
    find: (query) => command(() => findMember(world, read(DeskQueryInput, query))),
    block: (memberId) => command(() => setBlocked(world, about(memberId), true)),
    unblock: (memberId) => command(() => setBlocked(world, about(memberId), false)),
    close: (memberId) => command(() => closeMember(world, about(memberId))),
    claims: () => command(() => openClaims(world)),
    review: (claimId, decision) => command(() => {
      const { claimId: id, ...clean } = read<Decision & { claimId: string }>(ReviewInput, { ...decision, claimId })
      return reviewClaim(world, id, clean)
    }),
  }
}
