/** Two sources of changes as one stream, with ids from which both can go on. */
import { partSources, type BackendChange } from '@loyaltykit/core'

/** Opens a source after an id of its own. */
export type Source = (after: string | undefined, signal: AbortSignal) => AsyncIterable<BackendChange>

/** Where each source stands; without an id where it has not said so yet. */
interface Positions {
  readonly feed?: string | undefined
  readonly backend?: string | undefined
}

const write = ({ feed = '', backend = '' }: Positions): string => `${feed.length}.${feed}${backend}`

function read(id: string): Positions {
  const [, length, rest = ''] = /^(\d{1,3})\.([^]*)$/.exec(id) ?? []
  if (length === undefined || Number(length) > rest.length) return {}
  return { feed: rest.slice(0, Number(length)) || undefined, backend: rest.slice(Number(length)) || undefined }
}

/**
 * The changes of both as they come; ends with the first that ends, fails with the first that fails. Where it isn't known after which change
 * of a source to go on, a change that names all parts comes first.
 */
export async function* merge({ feed, backend, after, signal, now }: {
  readonly feed: Source
  readonly backend: Source
  readonly after: string | undefined
  readonly signal: AbortSignal
  readonly now: () => number
}): AsyncGenerator<BackendChange, void> {
  let positions: Positions = after === undefined ? {} : read(after)
  const both = [
    { name: 'feed', changes: feed(positions.feed, signal)[Symbol.asyncIterator]() },
    { name: 'backend', changes: backend(positions.backend, signal)[Symbol.asyncIterator]() },
  ] as const
  const step = (source: (typeof both)[number]) => {
    const taken = source.changes.next().then((result) => ({ source, result }))
    // the other may have failed first
    taken.catch(() => {})
    return taken
  }
  try {
    const next = new Map(both.map((source) => [source, step(source)]))
    if (after !== undefined && !(positions.feed && positions.backend)) yield { id: write(positions), at: new Date(now()).toISOString(), parts: Object.keys(partSources) as BackendChange['parts'] }
    while (!signal.aborted) {
      const { source, result } = await Promise.race(next.values())
      if (result.done) return
      next.set(source, step(source))
      positions = { ...positions, [source.name]: result.value.id }
      yield { ...result.value, id: write(positions) }
    }
  } finally {
    for (const { changes } of both) void Promise.resolve(changes.return?.()).catch(() => {})
  }
}
