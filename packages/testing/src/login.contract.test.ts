/** The log-in of the gateway keeps the contract of `session` and `members` as a backend's own does: over a sandbox whose log-in is taken away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { http } from '@loyaltykit/adapters/http'
import type { Identifier, Identity, LoyaltyBackend, WriteContext } from '@loyaltykit/core'
import { createGateway, createLogin, memoryLogins, type CodeMessage, type Login, type Person } from '@loyaltykit/gateway'
import type { Sandbox } from '@loyaltykit/sandbox'
import { backendContract } from './contract/contract.ts'
import { sandboxSubject } from './sandbox-subject.ts'

const guest = (idempotencyKey: string): WriteContext => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey })
const keyOf = ({ phone, email }: Person) => phone ?? email ?? ''
let people = 0

/** A backend that has members and no log-in, and makes one of somebody whom the server in front knows, as an adapter's `person` does. */
function withoutLogin(sandbox: Sandbox, members: Map<string, string>, login: () => Login): LoyaltyBackend {
  const tickets = new Map<string, Promise<string>>()
  const ticketFor = async (person: Person): Promise<string> => {
    const identifier: Identifier = person.phone === undefined ? { kind: 'email', value: person.email ?? '' } : { kind: 'phone', value: person.phone }
    const { id: challengeId } = await sandbox.session.requestCode({ identifier }, guest(`ask ${identifier.value}`))
    const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox.find(({ to }) => to === identifier.value)?.code ?? '' }, guest(`code ${identifier.value}`))
    return verified.outcome === 'not_enrolled' ? verified.ticket : 'no-ticket'
  }
  const { session: _session, ...left } = sandbox
  return {
    ...left,
    members: {
      ...sandbox.members,
      async enrol(input, context) {
        const person = await login().person(input.ticket)
        if (!person) return sandbox.members.enrol(input, context)
        const ticket = tickets.get(keyOf(person)) ?? ticketFor(person)
        tickets.set(keyOf(person), ticket)
        const answer = await sandbox.members.enrol({ ...input, ticket: await ticket }, context)
        members.set(keyOf(person), answer.member.id)
        return answer
      },
    },
  }
}

function open() {
  const sent: CodeMessage[] = []
  const members = new Map<string, string>()
  const codeFor = async ({ value }: Identifier) => sent.findLast(({ to }) => to === value)?.code ?? ''
  const subject = sandboxSubject({
    wrap: (sandbox) => {
      const login = createLogin({
        url: 'https://api.example', secret: 'a secret of all gateways, 32 bytes', clock: () => sandbox.now(), store: memoryLogins(() => sandbox.now()),
        find: (person) => members.get(keyOf(person)) ?? null,
        codes: { send: (message) => void sent.push(message), address: () => undefined },
      })
      const gateway = createGateway({ backend: withoutLogin(sandbox, members, () => login), login, origins: [], clock: () => sandbox.now(), onReport: () => {} })
      const backend = http({ url: 'https://api.example', groups: ['session', 'members', 'balances'], fetch: (input, init) => gateway.fetch(new Request(input, init)) })
      const { exchange: _exchange, refresh: _refresh, ...session } = backend.session
      const { snapshot: _snapshot, ...left } = backend
      return { ...left, session }
    },
  })
  const { backend } = subject
  return {
    ...subject,
    codeFor,
    // the till knows members, and no log-in of the gateway
    async purchase(sale: Parameters<NonNullable<typeof subject.purchase>>[0]) {
      const who = await backend.session!.current({}, { ...guest(''), identity: sale.identity })
      return subject.purchase!({ ...sale, identity: who ? { kind: 'member', memberId: who.memberId } : { kind: 'guest' } })
    },
    async signUp(): Promise<Identity> {
      const identifier: Identifier = { kind: 'phone', value: `+4479${String((people += 1)).padStart(8, '0')}` }
      const challenge = await backend.session!.requestCode({ identifier }, guest(`request-${people}`))
      const verified = await backend.session!.verifyCode({ challengeId: challenge.id, code: await codeFor(identifier) }, guest(`verify-${people}`))
      const program = await backend.program.get({}, guest(''))
      const { session } = await backend.members!.enrol!({
        ticket: verified.outcome === 'not_enrolled' ? verified.ticket : '',
        profile: { givenName: 'Grace' },
        consents: (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
      }, guest(`enrol-${people}`))
      return { kind: 'token', token: session.token ?? '' }
    },
  }
}

const report = await backendContract({ test, name: 'the gateway\'s own log-in', create: async () => open() })
test('the gateway\'s own log-in: its session was held against the contract', () => {
  assert.ok(report.count > 25, `only ${report.count} checks`)
})
