import type { ClientBase } from '@loyaltykit/core'
import { sourceNames as names } from './with-source.ts'

/**
 * Takes a partner's name out of an address such as `https://shop.example/?loyalty-partner=northbank&loyalty-campaign=spring`, has the
 * client remember it for the enrolment, and cleans the page's address, so that nobody passes it on. Gives what it found.
 * `url` is the page's own address where absent.
 */
export function captureSource(client: Pick<ClientBase, 'rememberSource'>, url: string | URL = location.href): { readonly partner: string; readonly campaign?: string } | undefined {
  if (!URL.canParse(String(url))) return undefined
  const address = new URL(url)
  const partner = address.searchParams.get(names.partner)?.trim()
  if (!partner) return undefined
  const campaign = address.searchParams.get(names.campaign)?.trim()
  const source = { partner, ...(campaign ? { campaign } : {}) }
  client.rememberSource(source)
  if (globalThis.location?.href === address.href) {
    for (const name of Object.values(names)) address.searchParams.delete(name)
    try {
      history.replaceState(history.state, '', address)
    } catch {
      // a sandboxed frame may not touch its address: it is remembered all the same
    }
  }
  return source
}
