import { safeAtom, type OwnStore, type Report } from './resource.ts'
import type { Drawer } from './storage.ts'

/** How long a friend's code is kept, in milliseconds: 30 days. */
const life = 30 * 24 * 60 * 60_000

/** The code of the friend who brought this visitor here. */
export interface ReferralCode {
  readonly $code: OwnStore<string | undefined>
  keep(code: string | undefined): void
  /** Another tab may have kept or used it. */
  reload(): void
}

export function keepReferralCode({ drawer, clock, report }: { drawer: Drawer; clock: () => number; report: Report }): ReferralCode {
  const stored = () => {
    const kept = drawer.get('referral') as { code?: unknown; at?: unknown } | null | undefined
    return typeof kept?.code === 'string' && typeof kept.at === 'number' && Math.abs(clock() - kept.at) < life ? kept.code : undefined
  }
  const $code = safeAtom(stored(), report)
  return {
    $code,
    keep(code) {
      drawer.set('referral', code === undefined ? undefined : { code, at: clock() })
      $code.set(code)
    },
    reload: () => $code.set(stored()),
  }
}
