/** `GET /v1/stream/open`: a member's changes, of the backend and of the feed. */
import { LoyaltyError, type BackendChange, type Context, type LoyaltyBackend, type Member, type Report, type Session } from '@loyaltykit/core'
import { BackendChange as ChangeSchema, OpenStream } from '@loyaltykit/core/schemas'
import { receive } from './answer.ts'
import { call, methodOf } from './call.ts'
import type { ChangeFeed } from './feed.ts'
import { merge, type Source } from './merge.ts'
import { routes, type Route } from './routes.ts'

/** What is asked of a stream. */
export const openStream = { path: '/v1/stream/open', operation: { kind: 'read', input: OpenStream, output: ChangeSchema } } as const

/** Where changes come from; at least one of both. */
export interface StreamSources {
  readonly backend: LoyaltyBackend
  readonly feed: ChangeFeed | undefined
}

export const hasStream = ({ backend, feed }: StreamSources): boolean => feed !== undefined || typeof backend.stream?.open === 'function'

/**
 * Says whose changes they are before anything is answered, so that a log-in that is worth nothing is a plain refusal. `undefined` where the
 * backend has no way to tell; then its own stream must know.
 * Fails: `unauthenticated`, `unsupported` (a feed needs the member's id).
 */
export async function followerOf({ backend, feed }: StreamSources, context: Context, report: Report): Promise<string | undefined> {
  const { identity } = context
  const nobody = () => new LoyaltyError('unauthenticated', 'Nobody is signed in. Sign in and try again.')
  if (identity.kind === 'guest') throw nobody()
  if (identity.kind === 'member') return identity.memberId
  const ask = (name: string) => call(backend, routes.find((route) => route.name === name) as Route, {}, context, report)
  if (methodOf(backend, { group: 'session', method: 'current' })) {
    const session = (await ask('session.current')) as Session | null
    if (session === null) throw nobody()
    return session.memberId
  }
  if (methodOf(backend, { group: 'members', method: 'get' })) return ((await ask('members.get')) as Member).id
  if (!feed) return undefined
  throw new LoyaltyError('unsupported', 'This programme can\'t tell who is signed in, so it has no live changes.')
}

/** The changes, checked. */
export function changesOf({ backend, feed }: StreamSources, { context, memberId, after, report, now }: {
  readonly context: Context
  readonly memberId: string | undefined
  readonly after: string | undefined
  readonly report: Report
  readonly now: () => number
}): AsyncIterable<BackendChange> {
  const ofBackend: Source | undefined = backend.stream && ((from, signal) => checked(backend.stream!.open(from === undefined ? {} : { after: from }, { ...context, signal }), 'stream.open', report))
  const ofFeed: Source | undefined = feed && ((from, signal) => checked(feed.subscribe({ memberId: memberId as string, after: from, signal }), 'feed.subscribe', report))
  const { signal } = context
  if (ofBackend && ofFeed) return checked(merge({ feed: ofFeed, backend: ofBackend, after, signal, now }), 'stream.open', report)
  return (ofBackend ?? (ofFeed as Source))(after, signal)
}

/** A change that is not what the port promises is dropped and reported. */
async function* checked(changes: AsyncIterable<BackendChange>, from: string, report: Report): AsyncGenerator<BackendChange, void> {
  for await (const change of changes) {
    let clean: BackendChange
    try {
      clean = receive(ChangeSchema, change, from, report) as BackendChange
    } catch (cause) {
      report({ message: `A change of ${from} was dropped.`, cause })
      continue
    }
    yield clean
  }
}
