import { safeAtom, type OwnStore, type Report } from './resource.ts'
import type { Source } from './schemas/member.ts'
import type { Drawer } from './storage.ts'

/** How long it is kept who brought a visitor, in milliseconds: 30 days. */
const life = 30 * 24 * 60 * 60_000

/** Something that is kept of how this visitor came here, until somebody enrols or a month is over. */
export interface Kept<T> {
  readonly $value: OwnStore<T | undefined>
  keep(value: T | undefined): void
  /** Another tab may have kept or used it. */
  reload(): void
}

/** Who brought this visitor: a friend's code, a partner's page. */
export interface BroughtBy {
  readonly referral: Kept<string>
  readonly source: Kept<Source>
}

interface Keeping {
  readonly drawer: Drawer
  readonly clock: () => number
  readonly report: Report
}

export const keepBroughtBy = (keeping: Keeping): BroughtBy => ({
  referral: kept(keeping, 'referral', (value) => typeof value === 'string'),
  source: kept(keeping, 'source', isSource),
})

function kept<T>({ drawer, clock, report }: Keeping, name: 'referral' | 'source', fits: (value: unknown) => value is T): Kept<T> {
  const stored = () => {
    const found = drawer.get(name) as { code?: unknown; at?: unknown } | null | undefined
    return fits(found?.code) && typeof found?.at === 'number' && Math.abs(clock() - found.at) < life ? found.code : undefined
  }
  const $value = safeAtom(stored(), report)
  return {
    $value,
    keep(code) {
      drawer.set(name, code === undefined ? undefined : { code, at: clock() })
      $value.set(code)
    },
    reload: () => $value.set(stored()),
  }
}

/** What an address says may be anything: only what the programme would take is kept. */
export function isSource(value: unknown): value is Source {
  const { partner, campaign } = (value ?? {}) as Partial<Record<keyof Source, unknown>>
  return isName(partner) && (campaign === undefined || isName(campaign))
}

const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)
