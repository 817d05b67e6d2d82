import type { ReactiveController, ReactiveElement } from 'lit'
import { copyText } from '../shared/copy-text.ts'
import { LoyaltySharedEvent, LoyaltyShareRequestEvent, type ShareMethod } from './referral.events.ts'

/** What is shared: a code, the link that carries it, and what the share sheet says. */
export interface Shareable {
  readonly code: string
  readonly url: string
  readonly title: string
  readonly text: string
}

export type Qr =
  | { readonly status: 'closed' | 'drawing' | 'failed' }
  | { readonly status: 'drawn'; readonly size: number; readonly path: string }

/** How long "Copied" is seen, in milliseconds. */
const shown = 4_000

/** Sends a link out in three ways, each a wish that the host may take over. Never throws. */
export class ShareController implements ReactiveController {
  /** What was copied a moment ago. */
  copied: 'link' | 'code' | undefined
  /** What could not be copied and is selected instead. */
  selected: 'link' | 'code' | undefined
  /** The device's share sheet is open. */
  sharing = false
  qr: Qr = { status: 'closed' }
  readonly #host: ReactiveElement
  readonly #tell: (method: ShareMethod) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #shared: string | undefined

  /** `tell` hears of each way the link went out. */
  constructor(host: ReactiveElement, tell: (method: ShareMethod) => void) {
    this.#host = host
    this.#tell = tell
    host.addController(this)
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.about(undefined)
  }

  /** Begins anew when it is about another link, so that nothing of one member is left for the next. */
  about(url: string | undefined): void {
    if (url === this.#shared) return
    this.#shared = url
    this.qr = { status: 'closed' }
    this.#say({})
  }

  /** `select` is what selects the text on the page, where it can't be copied. */
  async copy(what: 'link' | 'code', shareable: Shareable, select: () => void): Promise<void> {
    if (!this.#wish('copy', shareable)) return
    if (await copyText(what === 'link' ? shareable.url : shareable.code, this.#host.renderRoot as ShadowRoot)) {
      this.#say({ copied: what })
      this.#done('copy', shareable)
    } else {
      this.#say({ selected: what })
      select()
    }
  }

  /** Opens the share sheet of the device; closing it again is not a failure. One that does not open copies the link. */
  async share(shareable: Shareable, select: () => void): Promise<void> {
    if (this.sharing || !this.#wish('share', shareable)) return
    const { url, title, text } = shareable
    this.sharing = true
    this.#host.requestUpdate()
    try {
      await navigator.share({ url, title, text })
      this.#done('share', shareable)
    } catch (error) {
      if ((error as Error | undefined)?.name !== 'AbortError') await this.copy('link', shareable, select)
    } finally {
      this.sharing = false
      this.#host.requestUpdate()
    }
  }

  /** Shows the QR code, or hides it. */
  async toggleQr(shareable: Shareable): Promise<void> {
    if (this.qr.status !== 'closed' && this.qr.status !== 'failed') return this.#become({ status: 'closed' })
    if (!this.#wish('qr', shareable)) return
    const drawing = { status: 'drawing' } as const
    this.#become(drawing)
    let qr: Qr
    try {
      const { qrPath } = await import('../shared/qr-path.ts')
      qr = { status: 'drawn', ...qrPath(shareable.url) }
    } catch {
      qr = { status: 'failed' }
    }
    if (this.qr !== drawing) return
    this.#become(qr)
    if (qr.status === 'drawn') this.#done('qr', shareable)
  }

  #become(qr: Qr): void {
    this.qr = qr
    this.#host.requestUpdate()
  }

  #say({ copied, selected }: { copied?: 'link' | 'code'; selected?: 'link' | 'code' }): void {
    clearTimeout(this.#timer)
    this.copied = copied
    this.selected = selected
    if (copied) this.#timer = setTimeout(() => this.#say({}), shown)
    this.#host.requestUpdate()
  }

  #wish(method: ShareMethod, shareable: Shareable): boolean {
    return this.#host.dispatchEvent(new LoyaltyShareRequestEvent({ method, ...shareable }))
  }

  #done(method: ShareMethod, shareable: Shareable): void {
    this.#host.dispatchEvent(new LoyaltySharedEvent({ method, ...shareable }))
    this.#tell(method)
  }
}

/** Whether this browser has a share sheet; desktop Linux, for one, has none. */
export const canShare = (): boolean => typeof (globalThis.navigator as Partial<Navigator> | undefined)?.share === 'function'
