/** The gateway's own log-ins. The browser has a random token; the store has its hash, whose it is and until when. */
import type { Session } from '@loyaltykit/core'
import type { Grant, Provider } from './provider.ts'
import { hash, seal, unseal } from './secrets.ts'
import { alter, type LoginStore } from './store.ts'

/** A log-in that stands. */
export interface OwnSession {
  readonly id: string
  readonly memberId: string
  readonly at: number
  readonly ends: number
  /** The log-in at a provider that it came from. */
  readonly from?: { readonly provider: string; readonly subject: string; readonly sid?: string; readonly sealed: string; readonly checkAt?: number }
}

export interface OwnSessions {
  /** `token` is the new log-in's; with the same one again it is answered again. */
  open(memberId: string, token: string, grant?: Grant & { readonly provider: string }): Promise<Session>
  /** Nothing where it has ended, or never was. Asks the provider now and then whether the log-in still stands there. */
  find(token: string, signal: AbortSignal): Promise<OwnSession | undefined>
  /** Gives what the provider has granted, so that it can be ended there too. */
  end(token: string): Promise<{ readonly provider: string; readonly grant: Tokens } | undefined>
  /** Ends all that has begun until now: of a member, of a provider's subject, of one log-in at a provider. */
  endAll(who: Whose): Promise<void>
  /** Whether log-ins of this member that began then have been ended. */
  hasEnded(who: Whose, at: number): Promise<boolean>
}

export type Whose = { readonly memberId: string } | { readonly provider: string; readonly subject: string } | { readonly provider: string; readonly sid: string }

/** What is kept of a grant, sealed. */
export interface Tokens {
  readonly refreshToken?: string
  readonly idToken?: string
}

/** So long does one gateway have the turn to ask a provider, in milliseconds; the others believe the log-in meanwhile. */
const turn = 30_000

const prefix = 'lks_'
/** Tells our tokens from a backend's. */
export const isOwnToken = (token: string): boolean => token.startsWith(prefix)
export const toOwnToken = (text: string): string => prefix + text

const nameOf = (who: Whose): string =>
  `ended ${JSON.stringify('memberId' in who ? ['member', who.memberId] : 'sid' in who ? ['sid', who.provider, who.sid] : ['subject', who.provider, who.subject])}`

/** @param life how long a log-in lasts, in milliseconds. */
export function keepSessions({ store, life, providers, now, report }: {
  readonly store: LoginStore
  readonly life: number
  readonly providers: ReadonlyMap<string, Provider>
  readonly now: () => number
  readonly report: (message: string, cause: unknown) => void
}): OwnSessions {
  const idOf = async (token: string) => `session ${await hash(token)}`
  const read = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as OwnSession))
  const sealed = ({ refreshToken, idToken }: Tokens, token: string) => seal({ refreshToken, idToken }, token)
  const opened = async (session: OwnSession, token: string) => (await unseal(session.from?.sealed ?? '', token)) as Tokens

  async function hasEnded(who: Whose, at: number): Promise<boolean> {
    const ended = await store.get(await hash(nameOf(who)))
    return ended !== undefined && at <= Number(ended)
  }

  /** Asks the provider with the refresh token. The log-in stands while the provider is away, until its own end. */
  async function renew(session: OwnSession, text: string, token: string, signal: AbortSignal): Promise<OwnSession | undefined> {
    const { id, from } = session
    const provider = from && providers.get(from.provider)
    if (!from || !provider) return undefined
    const mine = JSON.stringify({ ...session, from: { ...from, checkAt: now() + turn } })
    if (!(await store.swap(id, text, mine, life))) return read(await store.get(id))
    try {
      const old = await opened(session, token)
      const grant = await provider.renew(old.refreshToken ?? '', signal)
      if (grant === undefined || (grant.subject !== undefined && grant.subject !== from.subject)) {
        await store.swap(id, mine, undefined, life)
        return undefined
      }
      const kept = { refreshToken: grant.refreshToken ?? old.refreshToken, idToken: grant.idToken ?? old.idToken } as Tokens
      const next: OwnSession = { ...session, from: { ...from, sealed: await sealed(kept, token), checkAt: now() + grant.life } }
      await store.swap(id, mine, JSON.stringify(next), life)
      return next
    } catch (cause) {
      report('A provider could not be asked whether a log-in still stands; it is believed for now.', cause)
      return session
    }
  }

  return {
    async open(memberId, token, grant) {
      const at = now()
      const fresh: OwnSession = {
        id: await idOf(token), memberId, at, ends: at + life,
        ...(grant
          ? { from: { provider: grant.provider, subject: grant.subject, ...(grant.sid === undefined ? {} : { sid: grant.sid }), sealed: await sealed(grant, token), ...(grant.refreshToken === undefined ? {} : { checkAt: at + grant.life }) } }
          : {}),
      }
      const { ends } = await alter(store, fresh.id, life, (record) => (record === undefined ? { to: JSON.stringify(fresh), answer: fresh } : { answer: read(record) as OwnSession }))
      return { memberId, token, expiresAt: new Date(ends).toISOString() }
    },
    async find(token, signal) {
      const text = await store.get(await idOf(token))
      const session = read(text)
      if (!session || text === undefined || session.ends <= now()) return undefined
      const { memberId, from, at } = session
      const whose: Whose[] = [{ memberId }, ...(from ? [{ provider: from.provider, subject: from.subject }, ...(from.sid === undefined ? [] : [{ provider: from.provider, sid: from.sid }])] : [])]
      if ((await Promise.all(whose.map((who) => hasEnded(who, at)))).includes(true)) return undefined
      return from?.checkAt !== undefined && from.checkAt <= now() ? renew(session, text, token, signal) : session
    },
    async end(token) {
      const id = await idOf(token)
      const text = await store.get(id)
      const session = read(text)
      if (!session) return undefined
      // a renewal may come between: whatever stands there goes
      for (let seen: string | undefined = text; seen !== undefined && !(await store.swap(id, seen, undefined, life));) seen = await store.get(id)
      return session.from && { provider: session.from.provider, grant: await opened(session, token).catch(() => ({})) }
    },
    endAll: async (who) => {
      const at = now()
      await alter(store, await hash(nameOf(who)), life, (known) => ({ to: String(Math.max(at, Number(known ?? 0))), answer: undefined }))
    },
    hasEnded,
  }
}
