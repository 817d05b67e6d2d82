/**
 * What a booking engine of somebody else's is told of a member's rate, in three ways. The rate is always worked out here, on the
 * hotel's server, from who is signed in; the engine learns the stay, the price and the tier, and nothing of the person.
 */
import { createHash, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Room, Stay } from '../hotels.ts'

/** What the engine is told. Prices in minor units. */
export interface Rate {
  readonly stay: Stay
  readonly room: Room
  readonly price: number
  readonly publicPrice: number
  readonly currency: string
  /** Whose price it is; absent: everybody's. */
  readonly tier?: string
  /** The hotel's own name for this hand-over: by it the engine's booking finds its member. Random. */
  readonly reference: string
}

export interface HandOver {
  /** A code of one use, for ten minutes. */
  codeFor(rate: Rate): string
  /** What a code stands for, once. Why not, else. */
  take(code: string): Rate | 'unknown' | 'used' | 'expired'
  /** The rate signed, for two minutes. The engine takes each `jti` once. */
  tokenFor(rate: Rate): Promise<string>
  newReference(): string
}

const codeLife = 10 * 60_000
export const tokenLife = 2 * 60

export function createHandOver({ url, engineUrl, key, clock }: { readonly url: string; readonly engineUrl: string; readonly key: Uint8Array; readonly clock: () => number }): HandOver {
  /** By hash: whoever reads the memory of this server has no code. A used one is remembered until it would have ended. */
  const codes = new Map<string, { readonly rate: Rate; readonly until: number; used: boolean }>()
  const hash = (code: string) => createHash('sha256').update(code).digest('base64url')
  return {
    codeFor(rate) {
      for (const [old, { until }] of codes) if (until + codeLife < clock()) codes.delete(old)
      const code = randomBytes(16).toString('base64url')
      codes.set(hash(code), { rate, until: clock() + codeLife, used: false })
      return code
    },
    take(code) {
      const kept = codes.get(hash(code))
      if (!kept) return 'unknown'
      if (kept.used) return 'used'
      if (kept.until < clock()) return 'expired'
      kept.used = true
      return kept.rate
    },
    tokenFor(rate) {
      const now = Math.floor(clock() / 1000)
      return new SignJWT({ rate })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(url).setAudience(engineUrl).setJti(randomBytes(16).toString('base64url'))
        .setIssuedAt(now).setExpirationTime(now + tokenLife)
        .sign(key)
    },
    newReference: () => `R-${randomBytes(9).toString('base64url')}`,
  }
}
