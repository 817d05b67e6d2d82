/** Changes as server-sent events. */
import type { BackendChange } from '@loyaltykit/core'

/** How a stream is kept. Times in milliseconds. */
export interface StreamOptions {
  /** So many may be open at once for one member, in one process: 20 where absent, since each page that is looked at has one. One more is `rate_limited`. */
  readonly most?: number
  /** A comment is sent so often, so that nothing on the way takes the connection for dead: 20,000 where absent. */
  readonly heartbeat?: number
  /** So long does one connection last; the client comes again, and its log-in is looked at again: 600,000 where absent. */
  readonly longest?: number
}

export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  // no proxy may hold it back to compress it
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** When an `EventSource` may come again, in milliseconds. */
const retry = 2_000

/**
 * A body of events: a change is a message, with its id; a failure is an event `problem` with the body of a problem answer, then the end. It is made as
 * it is read, so that a slow reader holds the source back. `stop` ends it and all that feeds it, and is aborted when the reader leaves.
 */
export function eventStream({ changes, stop, problem, heartbeat = 20_000, longest = 600_000 }: Omit<StreamOptions, 'most'> & {
  readonly changes: AsyncIterable<BackendChange>
  readonly stop: AbortController
  /** What is said of a failure: JSON in one line. */
  readonly problem: (error: unknown) => Promise<string>
}): ReadableStream<Uint8Array> {
  const { signal } = stop
  const encoder = new TextEncoder()

  async function* frames(): AsyncGenerator<string, void> {
    const end = quiet(setTimeout(() => stop.abort(), longest))
    const iterator = changes[Symbol.asyncIterator]()
    try {
      yield `: open\nretry: ${retry}\n\n`
      let next = settle(iterator.next())
      while (!signal.aborted) {
        const step = await beforeBeat(next, heartbeat, signal)
        if (signal.aborted) return
        if (step === undefined) yield ':\n\n'
        else if ('error' in step) return yield `event: problem\ndata: ${await problem(step.error)}\n\n`
        else if (step.done) return
        else {
          yield `id: ${encodeURIComponent(step.value.id)}\ndata: ${JSON.stringify(step.value)}\n\n`
          next = settle(iterator.next())
        }
      }
    } finally {
      clearTimeout(end)
      stop.abort()
      void Promise.resolve(iterator.return?.()).catch(() => {})
    }
  }

  const all = frames()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await all.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel() {
      stop.abort()
      void all.return()
    },
  }, { highWaterMark: 0 })
}

/** An id as `Last-Event-ID` brings it back. */
export function readLastEventId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Step<T> = IteratorResult<T, void> | { readonly error: unknown }

const settle = <T>(step: Promise<IteratorResult<T, void>>): Promise<Step<T>> => step.catch((error: unknown) => ({ error }))

/** The step, or nothing when a heartbeat is due or the signal aborts first. */
async function beforeBeat<T>(step: Promise<T>, heartbeat: number, signal: AbortSignal): Promise<T | undefined> {
  let stop = () => {}
  let timer: ReturnType<typeof setTimeout> | undefined
  const beat = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    timer = quiet(setTimeout(stop, heartbeat))
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([step, beat])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** A timer that does not keep a process alive: the connection does. */
function quiet(timer: ReturnType<typeof setTimeout>): ReturnType<typeof setTimeout> {
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}
