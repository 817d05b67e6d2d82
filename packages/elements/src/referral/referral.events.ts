import { FactEvent, IntentEvent } from '../shared/events.ts'

/** How a link goes out: copied, by the device's share sheet, or shown as a QR code. */
export type ShareMethod = 'copy' | 'share' | 'qr'

interface Shared {
  readonly method: ShareMethod
  readonly code: string
  readonly url: string
}

/** The member wants to share the link. Cancel it, and the page shares by its own means. */
export class LoyaltyShareRequestEvent extends IntentEvent {
  readonly method: ShareMethod
  readonly code: string
  readonly url: string
  constructor({ method, code, url }: Shared) {
    super('loyalty-share-request')
    this.method = method
    this.code = code
    this.url = url
  }
}

/** The link was copied, handed to the share sheet's choice, or shown as a QR code. */
export class LoyaltySharedEvent extends FactEvent {
  readonly method: ShareMethod
  readonly code: string
  readonly url: string
  constructor({ method, code, url }: Shared) {
    super('loyalty-shared')
    this.method = method
    this.code = code
    this.url = url
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'loyalty-share-request': LoyaltyShareRequestEvent
    'loyalty-shared': LoyaltySharedEvent
  }
}
