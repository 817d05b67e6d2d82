import { isLoyaltyError, toLoyaltyError, type BackendChange, type ErrorCode, type Identity } from '@loyaltykit/core'
import { BackendChange as ChangeSchema } from '@loyaltykit/core/schemas'
import { ContractFailure, ok, same } from './expect.ts'
import { guest, type Scene } from './scene.ts'
import { checks } from './suite.ts'

/** Milliseconds in which a change must come, and a stream must end. */
const patience = 2_000

const rest = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** A member's stream as it is followed; what came is kept. */
function follow(scene: Scene, identity: Identity, after?: string) {
  const stop = new AbortController()
  const seen: BackendChange[] = []
  let outcome: 'open' | 'ended' | ErrorCode = 'open'
  let nonsense: string | undefined
  const open = scene.subject.backend.stream?.open
  if (!open) throw new ContractFailure('The backend has no stream.open.')
  const end = (async () => {
    try {
      for await (const change of open(after === undefined ? {} : { after }, { signal: stop.signal, locale: 'en', identity })) {
        const result = ChangeSchema.safeParse(change)
        if (result.success) seen.push(result.data)
        else nonsense ??= JSON.stringify(change) ?? 'nothing'
      }
      outcome = 'ended'
    } catch (error) {
      outcome = isLoyaltyError(error) ? error.code : toLoyaltyError(error).code
    }
  })()

  async function until(isSo: () => boolean, what: string) {
    for (const from = Date.now(); !isSo();) {
      if (Date.now() - from > patience) throw new ContractFailure(`${what} must be so within 2 seconds; the stream is ${outcome}, and it gave ${JSON.stringify(seen)}`)
      await rest(5)
    }
    ok(nonsense === undefined, `stream.open gave something that is not what the port promises: ${nonsense}`)
  }

  return {
    seen,
    stop: () => stop.abort(),
    /** Changes with something in them: a first one may only say from where to resume. */
    news: () => seen.filter(({ parts }) => parts.length),
    names: (part: BackendChange['parts'][number], from = 0) => seen.slice(from).some(({ parts }) => parts.includes(part)),
    until,
    outcome: () => outcome,
    /** Waits until the stream is over. */
    async over(what: string): Promise<string> {
      await Promise.race([end, rest(patience)])
      ok(outcome !== 'open', `${what} must end within 2 seconds`)
      return outcome
    },
    /** What a listener can rely on having begun: nothing says so but a first change, which not every backend gives. */
    begun: async () => {
      for (const from = Date.now(); !seen.length && outcome === 'open' && Date.now() - from < 300;) await rest(5)
    },
  }
}

const purchase = async (scene: Scene, identity: Identity, orderId: string) => {
  await scene.subject.purchase?.({ identity, cart: scene.cart(), orderId })
}

export const streamChecks = checks('stream', [
  {
    says: 'tells a member within 2 seconds that a purchase has changed the balances',
    means: ['purchase'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const stream = follow(scene, identity)
      await stream.begun()
      await purchase(scene, identity, 'contract-stream-1')
      await stream.until(() => stream.names('balances'), 'a change that names the balances')
      stream.stop()
      await stream.over('the stream')
    },
  },
  {
    says: 'gives after a break what came meanwhile, without gaps and repeats',
    means: ['purchase'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const whole = follow(scene, identity)
      const broken = follow(scene, identity)
      await whole.begun()
      await broken.begun()
      await purchase(scene, identity, 'contract-stream-1')
      await broken.until(() => broken.names('balances'), 'a change for the first purchase')
      // all that belongs to the first purchase
      await rest(100)
      const { id = '' } = broken.seen.at(-1) ?? {}
      const before = broken.seen.map((change) => change.id)
      broken.stop()
      await broken.over('the stream')
      await purchase(scene, identity, 'contract-stream-2')
      await purchase(scene, identity, 'contract-stream-3')
      const resumed = follow(scene, identity, id)
      await resumed.until(() => resumed.names('balances'), 'a change for what came meanwhile')
      await rest(100)
      const from = whole.seen.findIndex((change) => change.id === id)
      same(resumed.news().map(({ parts }) => parts), whole.seen.slice(from + 1).filter(({ parts }) => parts.length).map(({ parts }) => parts), 'what came after the last change that was seen')
      ok(!resumed.news().some((change) => before.includes(change.id)), 'a change that was seen must not come again')
      const ids = [...before, ...resumed.news().map((change) => change.id)]
      same(new Set(ids).size, ids.length, 'how many ids differ')
      for (const stream of [whole, resumed]) stream.stop()
    },
  },
  {
    says: 'lets nobody miss anything who comes with an id that it does not know',
    means: ['purchase'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      await purchase(scene, identity, 'contract-stream-1')
      const stream = follow(scene, identity, 'no-such-change')
      await stream.until(() => stream.outcome() === 'invalid_input' || (stream.names('balances') && stream.names('activity')), 'a change that names all parts, or invalid_input')
      stream.stop()
    },
  },
  {
    says: 'ends within 2 seconds when nobody waits any more, also when that is so from the beginning',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const stream = follow(scene, identity)
      await stream.begun()
      stream.stop()
      for (const outcome of [await stream.over('a stream that is given up'), await (async () => {
        const early = follow(scene, identity)
        early.stop()
        return early.over('a stream that is given up at once')
      })()]) ok(['ended', 'aborted'].includes(outcome), `a stream that is given up must end, and failed with ${outcome}`)
    },
  },
  {
    says: 'is not for guests, nor for a made-up token, nor for a log-in that has ended',
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const member = follow(scene, identity)
      await member.begun()
      for (const stranger of [guest, { kind: 'token', token: 'made-up-token' }] as const) same(await follow(scene, stranger).over(`a stream for a ${stranger.kind}`), 'unauthenticated', `how a stream for a ${stranger.kind} ends`)
      same(member.outcome(), 'open', 'the stream of a member meanwhile')
      if (scene.can('session.end') && identity.kind === 'token') {
        await scene.call('session.end', {}, { identity })
        same(await member.over('the stream of one who has logged out'), 'unauthenticated', 'how the stream of one who has logged out ends')
        same(await follow(scene, identity).over('a stream after the log-out'), 'unauthenticated', 'how a stream after the log-out ends')
      }
      member.stop()
    },
  },
  {
    says: 'gives nobody a change of another member',
    means: ['purchase'],
    run: async (scene) => {
      const [buyer, other] = [await scene.subject.signUp(), await scene.subject.signUp()]
      const streams = [follow(scene, buyer), follow(scene, other)] as const
      for (const stream of streams) await stream.begun()
      await purchase(scene, buyer, 'contract-stream-1')
      await streams[0].until(() => streams[0].names('balances'), 'a change for the buyer')
      await rest(150)
      same(streams[1].news(), [], 'what another member was told')
      for (const stream of streams) stream.stop()
    },
  },
  {
    says: 'tells two who follow the same member the same',
    means: ['purchase'],
    run: async (scene) => {
      const identity = await scene.subject.signUp()
      const streams = [follow(scene, identity), follow(scene, identity)]
      for (const stream of streams) await stream.begun()
      await purchase(scene, identity, 'contract-stream-1')
      for (const stream of streams) await stream.until(() => stream.names('balances'), 'a change for each who follows')
      streams[0]?.stop()
      await purchase(scene, identity, 'contract-stream-2')
      const [, left] = streams
      const from = left?.seen.length ?? 0
      await left?.until(() => left.names('balances', Math.min(from, 1)), 'a change for the one who stayed')
      left?.stop()
    },
  },
])
