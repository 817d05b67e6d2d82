import type { BackendChange, ChangeLog, Context, StreamGroup } from '@loyaltykit/core'
import { OpenStream } from '@loyaltykit/core/schemas'
import { refuse } from './engine/refusals.ts'
import { memberOf } from './engine/sessions.ts'
import type { World } from './engine/world.ts'
import type { createFaults } from './faults.ts'
import { parseInput } from './input.ts'
import type { Runner } from './runner.ts'

/** How often, while somebody listens, is looked whether a clock that runs has made something due. In milliseconds. */
const beat = 250

/** What `createStream` needs of its sandbox. */
export interface StreamWorld {
  readonly world: World
  readonly log: ChangeLog
  readonly faults: ReturnType<typeof createFaults>
  readonly commit: Runner['commit']
  /** Aborts when the sandbox ends, and its streams with it. */
  readonly ended: AbortSignal
}

/**
 * A member's changes as they are committed. Faults are met by the opening. Who listens is looked at again with every change of anything,
 * so that nothing is said after a log-out.
 */
export function createStream({ world, log, faults, commit, ended }: StreamWorld): StreamGroup {
  async function* open(input: unknown, { signal: outer, identity }: Context): AsyncGenerator<BackendChange, void> {
    const signal = AbortSignal.any([outer, ended])
    if (signal.aborted) return
    const { after } = parseInput(OpenStream, input) as OpenStream
    try {
      await faults.run('stream.open', input, signal, () => undefined)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const who = () => {
      const member = memberOf(world, identity)
      if (!member) throw refuse('unauthenticated', 'Nobody is signed in. Sign in and try again.')
      return member.id
    }
    // what is due is done first, as for any call
    commit(who)
    const heart = setInterval(() => {
      try {
        commit(() => undefined)
      } catch {
        // the next call meets it too, and can say so
      }
    }, beat)
    // an open stream keeps no server alive
    if (typeof heart === 'object') (heart as { unref?: () => void }).unref?.()
    // who has stopped reading aborts, and never comes back for the end
    signal.addEventListener('abort', () => clearInterval(heart), { once: true })
    try {
      yield* log.follow({ who, after, signal })
    } finally {
      clearInterval(heart)
    }
  }
  return { open }
}
