import type { LoyaltyBackend, Program } from '@loyaltykit/core'
import type { CallName } from '@loyaltykit/sandbox'
import { sample } from '../../contract/every-call.ts'
import { openScene } from '../../contract/scene.ts'
import { enrolInput } from '../../contract/session.ts'
import { told } from '../contract-run.ts'
import type { ApiDocument } from '../document.ts'
import { UsageError } from '../options.ts'
import type { Found } from '../probe.ts'
import type { Results } from '../results.ts'
import type { Stage } from '../stage.ts'
import type { Wire } from '../wire.ts'
import { answers } from './answers.ts'
import { pages } from './pages.ts'
import { refusals } from './refusals.ts'
import { HttpFailure, type HttpScene } from './suite.ts'

/** The checks of HTTP itself. */
export const httpChecks = [...refusals, ...answers, ...pages]

class LeaveOut extends Error {}

/** Runs what `openapi.json` promises and the port can't see. */
export async function runHttp({ wire, api, found, program, stage, backend, origin, results }: {
  readonly wire: Wire
  readonly api: ApiDocument
  readonly found: Found
  readonly program: Program
  readonly stage: Stage
  readonly backend: LoyaltyBackend
  readonly origin: string | undefined
  readonly results: Results
}): Promise<void> {
  for (const check of httpChecks) {
    const subject = await stage.create()
    const words = await openScene(async () => subject)
    const lack = (what: string): never => {
      subject.lacking.add(what)
      throw new LeaveOut(what)
    }
    const scene: HttpScene = {
      api, found, program, origin, lack, url: wire.url,
      calls: [...api.calls.values()].filter(({ name, streams }) => found.has(name) && !streams),
      send: (sent) => wire.send(sent),
      key: words.key,
      sample: (call) => sample(words, call.name as CallName),
      token: async () => {
        const identity = await subject.signUp()
        return identity.kind === 'token' ? identity.token : lack('members with tokens')
      },
      enrolTicket: async () => {
        const { session } = backend
        if (!session || !subject.codeFor) return lack('codeFor')
        const identifier = words.identifier()
        const context = () => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey: words.key() }) as const
        const challenge = await session.requestCode({ identifier }, context())
        const verified = await session.verifyCode({ challengeId: challenge.id, code: await subject.codeFor(identifier) }, context())
        if (verified.outcome !== 'not_enrolled') throw new HttpFailure('session.verifyCode takes a new person for a member')
        return { ticket: verified.ticket, body: enrolInput(words, verified.ticket) }
      },
    }
    wire.take()
    const about = { group: 'http', check: `http ${check.says}` }
    try {
      await check.run(scene)
      results.passed.push(about)
    } catch (error) {
      if (error instanceof UsageError) throw error
      const exchanges = wire.take()
      if (subject.lacking.size) results.leftOut.push({ ...about, needs: [...subject.lacking] })
      else {
        const { exchange, ...words } = told(error, exchanges.slice(-1), api)
        results.failed.push({ ...about, ...words, ...(exchange ? { exchange } : {}), todo: check.todo })
      }
    } finally {
      await subject.dispose()
    }
  }
}
