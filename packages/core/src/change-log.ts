import { partSources, type Part } from './parts.ts'
import type { BackendChange } from './schemas/event.ts'

/** The newest changes of many members, kept in memory by whoever serves a `stream`: one that broke can go on. */
export interface ChangeLog {
  /** Notes what has changed for whom, and wakes all who follow, also where nothing has, so that they look at their log-in again. */
  note(changes: Iterable<readonly [memberId: string, parts: readonly Part[]]>): void
  /**
   * The changes of one member, as `stream.open` gives them: without `after` first one without parts, to say from where to resume; after an id that is
   * not known (any more) first one that names all parts. Ends when the signal aborts.
   * `who` gives the member's id; it is asked again before every change, and fails where the log-in has ended.
   */
  follow(of: { readonly who: () => string; readonly after?: string | undefined; readonly signal: AbortSignal }): AsyncGenerator<BackendChange, void>
}

interface Kept {
  readonly number: number
  readonly memberId: string
  readonly change: BackendChange
}

const allParts = Object.keys(partSources) as Part[]

/**
 * Keeps the newest changes of all members together: `size` of them, 1,000 where absent.
 * @param options.life tells the ids of this log from those of an earlier one, which are not known here: at most 100 characters.
 * @param options.clock milliseconds since 1970.
 */
export function createChangeLog({ life, clock, size = 1_000 }: { readonly life: string; readonly clock: () => number; readonly size?: number }): ChangeLog {
  const kept: Kept[] = []
  const waiting = new Set<() => void>()
  let newest = 0
  const changeOf = (number: number, parts: readonly Part[]): BackendChange => ({ id: `${life}-${number}`, at: new Date(clock()).toISOString(), parts: [...parts] })

  /** The number of the change with this id, where all that came after it is still here. */
  function find(id: string): number | undefined {
    const text = id.startsWith(`${life}-`) ? id.slice(life.length + 1) : ''
    const number = /^\d{1,15}$/.test(text) ? Number(text) : -1
    return number <= newest && number >= newest - kept.length ? number : undefined
  }

  /** Resolves when anything was noted, or when the signal aborts. */
  const next = (signal: AbortSignal) => new Promise<void>((resolve) => {
    const wake = () => {
      waiting.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    waiting.add(wake)
    if (signal.aborted) wake()
    else signal.addEventListener('abort', wake)
  })

  return {
    note(changes) {
      for (const [memberId, parts] of changes) {
        newest += 1
        kept.push({ number: newest, memberId, change: changeOf(newest, parts) })
      }
      if (kept.length > size) kept.splice(0, kept.length - size)
      for (const wake of [...waiting]) wake()
    },
    async* follow({ who, after, signal }) {
      if (signal.aborted) return
      who()
      let seen = after === undefined ? newest : find(after)
      if (after === undefined) yield changeOf(newest, [])
      while (!signal.aborted) {
        const memberId = who()
        if (seen === undefined || seen < newest - kept.length) {
          seen = newest
          yield changeOf(newest, allParts)
          continue
        }
        const from = seen
        const found = kept.find((one) => one.number > from && one.memberId === memberId)
        seen = found?.number ?? newest
        if (found) yield structuredClone(found.change)
        else await next(signal)
      }
    },
  }
}
