import { IntentEvent } from './events.ts'

/** Somebody who is not logged in wants what only members have. Not cancelled: the page's log-in comes into view, where there is one. */
export class LoyaltyLoginRequestEvent extends IntentEvent {
  constructor() {
    super('loyalty-login-request')
  }
}

/** Asks for a log-in. Gives whether the host page left it to us. */
export function requestLogin(host: HTMLElement): boolean {
  if (!host.dispatchEvent(new LoyaltyLoginRequestEvent())) return false
  const login = host.ownerDocument.querySelector<HTMLElement>('loyalty-login, loyalty-enrolment-form')
  login?.scrollIntoView({ block: 'center' })
  login?.focus()
  return true
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-login-request': LoyaltyLoginRequestEvent
  }
}
