import { IntentEvent } from './events.ts'

/** A guest wants to become a member. Not cancelled: the page's enrolment form comes into view, or its log-in, where there is one. */
export class LoyaltyJoinRequestEvent extends IntentEvent {
  constructor() {
    super('loyalty-join-request')
  }
}

/** Asks to join. Gives whether the host page left it to us. */
export function requestJoin(host: HTMLElement): boolean {
  if (!host.dispatchEvent(new LoyaltyJoinRequestEvent())) return false
  const page = host.ownerDocument
  const form = page.querySelector<HTMLElement>('loyalty-enrolment-form') ?? page.querySelector<HTMLElement>('loyalty-login')
  form?.scrollIntoView({ block: 'center' })
  form?.focus()
  return true
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-join-request': LoyaltyJoinRequestEvent
  }
}
