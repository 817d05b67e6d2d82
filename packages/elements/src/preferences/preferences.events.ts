import type { Faces, Member } from '@loyaltykit/core'
import { FactEvent, IntentEvent } from '../shared/events.ts'

/** What changes: only what is given; `null` clears a field of the profile. */
export type PreferenceChanges = Parameters<Faces['preferences']['updatePreferences']>[0]

/** A member wants to change their details or an answer to a consent request. Cancel it, and the host page saves it. */
export class LoyaltyUpdatePreferencesRequestEvent extends IntentEvent {
  readonly changes: PreferenceChanges
  constructor(changes: PreferenceChanges) {
    super('loyalty-update-preferences-request')
    this.changes = changes
  }
}

/** Details or an answer are saved. */
export class LoyaltyPreferencesUpdatedEvent extends FactEvent {
  readonly changes: PreferenceChanges
  /** The member as they are now. */
  readonly member: Member
  constructor(changes: PreferenceChanges, member: Member) {
    super('loyalty-preferences-updated')
    this.changes = changes
    this.member = member
  }
}

/** A member wants a copy of all that is known of them. Cancel it, and the host page gives it. */
export class LoyaltyExportDataRequestEvent extends IntentEvent {
  constructor() {
    super('loyalty-export-data-request')
  }
}

/** The copy was given as a file. */
export class LoyaltyDataExportedEvent extends FactEvent {
  constructor() {
    super('loyalty-data-exported')
  }
}

/** A member has confirmed that they want to leave the programme. Cancel it, and the host page ends the membership. */
export class LoyaltyLeaveProgramRequestEvent extends IntentEvent {
  /** Why, in their words. */
  readonly comment: string | undefined
  constructor(comment: string | undefined) {
    super('loyalty-leave-program-request')
    this.comment = comment
  }
}

/** Somebody has left the programme, and is logged out. */
export class LoyaltyProgramLeftEvent extends FactEvent {
  constructor() {
    super('loyalty-program-left')
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-update-preferences-request': LoyaltyUpdatePreferencesRequestEvent
    'loyalty-preferences-updated': LoyaltyPreferencesUpdatedEvent
    'loyalty-export-data-request': LoyaltyExportDataRequestEvent
    'loyalty-data-exported': LoyaltyDataExportedEvent
    'loyalty-leave-program-request': LoyaltyLeaveProgramRequestEvent
    'loyalty-program-left': LoyaltyProgramLeftEvent
  }
}
