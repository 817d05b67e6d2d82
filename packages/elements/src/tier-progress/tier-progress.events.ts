import { FactEvent } from '../shared/events.ts'

/** The member's tier changed while the page was open. */
export class LoyaltyTierChangedEvent extends FactEvent {
  /** The tier's id before; absent where there was none. */
  readonly from: string | undefined
  /** The tier's id now; absent where there is none. */
  readonly to: string | undefined
  /** Whether it is a higher one than before. */
  readonly raised: boolean
  constructor({ from, to, raised }: { from: string | undefined; to: string | undefined; raised: boolean }) {
    super('loyalty-tier-changed')
    this.from = from
    this.to = to
    this.raised = raised
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-tier-changed': LoyaltyTierChangedEvent
  }
}
