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
  /** Somebody signed in. */
  adopt(session: Session): void
  /** New tokens for the same person. */
  renew(session: Session): void
  /** Nobody is signed in any more. */
  drop(): void
  /** Another tab changed who is signed in: look again. */
  reload(): void
  /** The backend said who is there. Gives whether that was news. */
  learn(memberId: string | null | undefined): boolean
}

export function keepSession({ backend, drawer, report }: { backend: LoyaltyBackend; drawer: Drawer; report: Report }): SessionKeeper {
  let kept = stored()
  let epoch = 0
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
    adopt(session) {
      keep(session)
      become({ status: 'member', memberId: session.memberId })
    },
    renew: keep,
    drop() {
      keep(undefined)
      become({ status: 'guest' })
    },
    reload() {
      kept = stored()
      become(begin())
    },
    learn(memberId) {
      const { value } = $session
      if (memberId === null) {
        if (value.status === 'guest') return false
        if (value.status === 'member') keep(undefined)
        // from `unknown` to guest nobody has changed
        if (value.status === 'unknown') $session.set({ status: 'guest' })
        else become({ status: 'guest' })
        return value.status === 'member'
      }
      if (value.status === 'member' && (value.memberId === memberId || memberId === undefined)) return false
      const news = value.status === 'member'
      if (news) become({ status: 'member', memberId })
      else $session.set({ status: 'member', memberId })
      return news
    },
  }
}
