import type { Part } from '@loyaltykit/core'

/** An element of the CDN build: its chunk, and what it reads, so that both are fetched at once. */
interface Entry {
  readonly load: () => Promise<unknown>
  readonly needs: readonly Part[]
}

/** Every tag that the script can bring. `needs` equals the class's own (tested). */
export const elements: Readonly<Record<string, Entry>> = {
  'loyalty-balance': { load: () => import('@loyaltykit/elements/balance/define'), needs: ['program', 'balances'] },
  'loyalty-provider': { load: () => import('@loyaltykit/elements/provider/define'), needs: [] },
}
