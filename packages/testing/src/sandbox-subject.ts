import type { Identifier, Identity, LoyaltyBackend } from '@loyaltykit/core'
import { createSandbox, type Sandbox, type SandboxOptions } from '@loyaltykit/sandbox'
import type { ContractSubject } from './contract/subject.ts'

const instant = '2026-11-22T10:00:00Z'
let people = 0

/**
 * A sandbox as a subject of the contract. `wrap` puts something in front of it, an adapter and a gateway, say: calls go through what it
 * gives, while the till, the clock and the outbox are the sandbox's own.
 */
export function sandboxSubject({ wrap, dispose, ...options }: SandboxOptions & {
  readonly wrap?: (sandbox: Sandbox) => LoyaltyBackend
  readonly dispose?: () => Promise<void> | void
} = {}): ContractSubject & { readonly sandbox: Sandbox } {
  const sandbox = createSandbox({ seed: 'contract', now: instant, ...options })
  const backend = wrap?.(sandbox) ?? sandbox
  let accounts = 0
  let oldCards = 0
  const codeFor = async ({ value }: Identifier) => sandbox.outbox.find(({ to, code }) => to === value && code !== undefined)?.code ?? ''
  return {
    sandbox,
    backend,
    codeFor,
    signUp: () => signUpThroughPort(sandbox, codeFor),
    cart: (id) => ({ id, currency: 'EUR', items: [{ sku: 'boots-1', name: 'Boots', quantity: 2, price: 60_00, categories: ['shoes'] }] }),
    purchase: async ({ identity, ...sale }) => {
      const memberId = await sandbox.till.memberOf(identity)
      return sandbox.till.purchase({ ...sale, ...(memberId === undefined ? {} : { memberId }) })
    },
    refund: (goods) => sandbox.till.refund(goods),
    giftCard: async (sale) => {
      const { number, pin } = await sandbox.till.sellGiftCard(sale)
      return { number, pin }
    },
    advance: (by) => sandbox.advance(by),
    facts: async () => sandbox.facts,
    partnerAccount: (partnerId) => {
      const number = String((accounts += 1)).padStart(8, '0')
      return partnerId === 'roadway' ? `RW${number.slice(-6)}` : number
    },
    oldCard: () => `506100000000${1_000 + (oldCards += 1)}`,
    review: ({ claimId, ...decision }) => sandbox.desk.review(claimId, decision),
    block: async (identity) => sandbox.desk.block((await sandbox.till.memberOf(identity)) ?? ''),
    dispose: async () => {
      await dispose?.()
      sandbox.close()
    },
  }
}

/** Makes a member as a page would: code, ticket, form. */
async function signUpThroughPort(backend: Sandbox, codeFor: (identifier: Identifier) => Promise<string>): Promise<Identity> {
  const person = (people += 1)
  const identifier: Identifier = { kind: 'phone', value: `+4479${String(person).padStart(8, '0')}` }
  const context = (step: string) => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: `sign-up-${person}-${step}` }) as const
  const challenge = await backend.session.requestCode({ identifier }, context('request'))
  const verified = await backend.session.verifyCode({ challengeId: challenge.id, code: await codeFor(identifier) }, context('verify'))
  if (verified.outcome === 'signed_in') throw new Error('A new person was a member already.')
  const program = await backend.program.get({}, context('program'))
  const { session } = await backend.members.enrol({
    ticket: verified.ticket,
    profile: { givenName: 'Grace' },
    consents: (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
  }, context('enrol'))
  return { kind: 'token', token: session.token ?? '' }
}
