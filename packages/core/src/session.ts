import { check } from './check.ts'
import type { Identity, LoyaltyBackend } from './port.ts'
import { safeAtom, type OwnStore, type Report } from './resource.ts'
import type { Session } from './schemas/session.ts'
import { partShapes } from './shapes/parts.generated.ts'
import type { Drawer } from './storage.ts'

/** Who is there. `unknown` until a backend that carries the log-in itself (`ambient`) has been asked. */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'guest' }
  | { readonly status: 'member'; readonly memberId?: string | undefined }

/** The log-in of one client. `epoch` grows at every change of person: an answer of an older epoch is nobody's. */
export interface SessionKeeper {
  readonly $session: OwnStore<SessionState>
  readonly epoch: number
  identity(): Identity
  memberId(): string | undefined
  /** The tokens that are kept here, not in a cookie. */
  held(): Session | undefined
  /** Tells the log-in before a renewal from the one after: its token, or how often the transport's own was renewed here. */
  mark(): string | number
  /** Somebody signed in. */
  adopt(session: Session): void
  /** New tokens for the same person. */
  renew(session: Session): void
  /** Nobody is signed in any more. */
  drop(): void
  /** Looks at what other tabs have kept: the same, newer tokens of the same person, or another person. */
  reload(): 'same' | 'renewed' | 'changed'
  /**
   * The backend said who is there; `null` nobody, `undefined` somebody without saying who.
   * Gives whether another person than before is there, so that all that was read is somebody else's.
   */
  learn(memberId: string | null | undefined): boolean
}

export function keepSession({ backend, drawer, report }: { backend: LoyaltyBackend; drawer: Drawer; report: Report }): SessionKeeper {
  let kept = stored()
  let epoch = 0
  let renewals = 0
  const $session = safeAtom<SessionState>(begin(), report)

  function stored(): Session | undefined {
    const result = check(partShapes.session, drawer.get('session') ?? null)
    return 'value' in result ? ((result.value as Session | null) ?? undefined) : undefined
  }
  function begin(): SessionState {
    if (kept) return { status: 'member', memberId: kept.memberId }
    return { status: backend.ambient ? 'unknown' : 'guest' }
  }
  function become(state: SessionState) {
    epoch += 1
    $session.set(state)
  }
  function keep(session: Session | undefined) {
    kept = session?.token ? session : undefined
    drawer.set('session', kept)
  }

  return {
    $session,
    get epoch() {
      return epoch
    },
    identity() {
      if (kept?.token) return { kind: 'token', token: kept.token }
      return { kind: backend.ambient ? 'ambient' : 'guest' }
    },
    memberId() {
      const { value } = $session
      return value.status === 'member' ? value.memberId : undefined
    },
    held: () => kept,
    mark: () => kept?.token ?? renewals,
    adopt(session) {
      keep(session)
      become({ status: 'member', memberId: session.memberId })
    },
    renew(session) {
      renewals += 1
      keep(session)
    },
    drop() {
      keep(undefined)
      become({ status: 'guest' })
    },
    reload() {
      const next = stored()
      if (!backend.ambient && next?.token === kept?.token) return 'same'
      const samePerson = kept !== undefined && next?.memberId === kept.memberId
      kept = next
      if (samePerson) return 'renewed'
      become(begin())
      return 'changed'
    },
    learn(memberId) {
      const { value } = $session
      const next: SessionState = memberId === null ? { status: 'guest' } : { status: 'member', memberId: memberId ?? (value.status === 'member' ? value.memberId : undefined) }
      if (value.status === next.status && (next.status !== 'member' || value.status !== 'member' || value.memberId === next.memberId)) return false
      // somebody becoming known is not somebody else
      const known = value.status === 'unknown' || (value.status === 'member' && next.status === 'member' && value.memberId === undefined)
      if (known) $session.set(next)
      else {
        if (next.status === 'guest') keep(undefined)
        become(next)
      }
      return !known
    },
  }
}
