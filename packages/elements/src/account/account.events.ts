import { FactEvent } from '../shared/events.ts'

/** Somebody has gone to another section. Setting `section` does not tell it. */
export class LoyaltySectionChangedEvent extends FactEvent {
  /** The section that is shown now, by its name in `sections`. */
  readonly section: string
  /** The one before. */
  readonly previous: string | undefined
  constructor(section: string, previous: string | undefined) {
    super('loyalty-section-changed')
    this.section = section
    this.previous = previous
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-section-changed': LoyaltySectionChangedEvent
  }
}
