import { FactEvent, IntentEvent } from '../shared/events.ts'
import type { EntryGroup } from './entry-group.ts'

/** What a statement is about: the filters that are set. */
export interface StatementFilter {
  /** A loyalty currency's id; absent: all of them. */
  readonly currency?: string | undefined
  readonly group: EntryGroup
}

/** Somebody wants their activity as a file. Cancel it, and the host page gives them one of its own. */
export class LoyaltyExportActivityRequestEvent extends IntentEvent {
  readonly filter: StatementFilter
  constructor(filter: StatementFilter) {
    super('loyalty-export-activity-request')
    this.filter = filter
  }
}

/** The file has been handed to the browser. */
export class LoyaltyActivityExportedEvent extends FactEvent {
  readonly filter: StatementFilter
  /** How many entries are in it. */
  readonly count: number
  constructor({ filter, count }: { readonly filter: StatementFilter; readonly count: number }) {
    super('loyalty-activity-exported')
    this.filter = filter
    this.count = count
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-export-activity-request': LoyaltyExportActivityRequestEvent
    'loyalty-activity-exported': LoyaltyActivityExportedEvent
  }
}
