import type { AnyClient } from '@loyaltykit/core'
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { clientChanged, type ProvidesClient } from '../shared/client-controller.ts'
import { property } from '../shared/property.ts'

/**
 * Gives a client to the LoyaltyKit elements inside it, also through shadow roots. Needed where a page has several
 * programmes; with one client the elements find it by themselves.
 *
 * @tagname loyalty-provider
 * @slot - The page, or the part of it, whose elements show this client.
 */
export class LoyaltyProvider extends LitElement implements ProvidesClient {
  static override readonly styles = css`
    :host {
      display: contents;
    }
  `

  /** The client for the elements inside. */
  @property({ attribute: false }) client: AnyClient | undefined

  override render(): TemplateResult {
    return html`<slot></slot>`
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) this.dispatchEvent(new Event(clientChanged))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loyalty-provider': LoyaltyProvider
  }
}
