import { createChangeLog, type BackendChange } from '@loyaltykit/core'

/** What a member must read again, by the client's names. */
export interface MemberChange {
  readonly memberId: string
  readonly parts: BackendChange['parts']
}

/**
 * Where changes wait for whoever follows them. The gateway keeps nothing itself: with several gateways behind one address, give one that they
 * share, such as Redis.
 */
export interface ChangeFeed {
  /**
   * Tells whoever follows this member. `once` names the event that it comes from: what was published with the same name before is not published
   * again. Names are remembered for 15 minutes at least.
   */
  publish(change: MemberChange & { readonly once?: string }): void | Promise<void>
  /**
   * As `stream.open` of the port: the member's changes from now on, or from after an id of this feed; a first change without parts at once says from
   * where to resume, and where it isn't known what came after an id, a change names all parts. Ids are at most 90 characters. Ends when the signal aborts.
   */
  subscribe(of: { readonly memberId: string; readonly after?: string | undefined; readonly signal: AbortSignal }): AsyncIterable<BackendChange>
}

/** How long names of events are remembered, in milliseconds. */
const memory = 60 * 60_000

/** A feed in the memory of this process: for one gateway. Keeps the newest 1,000 changes of all members together, or `size`. */
export function createChangeFeed({ clock = Date.now, size = 1_000 }: { readonly clock?: () => number; readonly size?: number } = {}): ChangeFeed {
  const life = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const log = createChangeLog({ life, clock, size })
  /** The oldest first. */
  const published = new Map<string, number>()

  return {
    publish({ memberId, parts, once }) {
      for (const [name, at] of published) {
        if (Math.abs(clock() - at) < memory) break
        published.delete(name)
      }
      if (once !== undefined) {
        if (published.has(once)) return
        published.set(once, clock())
      }
      log.note([[memberId, parts]])
    },
    subscribe: ({ memberId, after, signal }) => log.follow({ who: () => memberId, after, signal }),
  }
}
