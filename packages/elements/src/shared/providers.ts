/** Log-ins of elsewhere: the way there, and what came of it. */
import { isSafeUrl, type LogInProvider } from '@loyaltykit/core'

/** How the way ended: what the gateway wrote into the address of the page. */
export type ProviderOutcome =
  | { readonly outcome: 'done' | 'cancelled' | 'expired' | 'failed' }
  /** They have proved who they are, and are no member. Without a ticket they can't join from here. */
  | { readonly outcome: 'not_enrolled'; readonly ticket?: string | undefined }

const names = { outcome: 'loyalty_login', ticket: 'loyalty_ticket' } as const

/** This page as the one to come back to; without what an earlier way left in its address. */
function here(): string | undefined {
  const { href } = (globalThis as { location?: Location }).location ?? {}
  if (href === undefined || !/^https?:/.test(href)) return undefined
  const url = new URL(href)
  for (const name of Object.values(names)) url.searchParams.delete(name)
  return url.href
}

/** An address that brings the browser back to this page; nothing where it is not safe to follow. */
export function thereAndBack(address: string): string | undefined {
  if (!isSafeUrl(address)) return undefined
  const url = new URL(address)
  const page = here()
  if (page !== undefined) url.searchParams.set('return_to', page)
  return url.href
}

/** Those that can be followed. */
export const usable = (providers: readonly LogInProvider[] | undefined): readonly LogInProvider[] => (providers ?? []).filter(({ url }) => isSafeUrl(url))

/** What came of the way, once: it is taken out of the address, so that a reload, a bookmark or a copied link does not say it again. */
export function takeOutcome(view: Window & typeof globalThis): ProviderOutcome | undefined {
  const url = new URL(view.location.href)
  const outcome = url.searchParams.get(names.outcome)
  if (outcome === null) return undefined
  const ticket = url.searchParams.get(names.ticket)
  for (const name of Object.values(names)) url.searchParams.delete(name)
  try {
    view.history.replaceState(view.history.state, '', url)
  } catch {
    // a sandboxed frame may not; then it says so again after a reload
  }
  if (outcome === 'not_enrolled') return { outcome, ticket: ticket !== null && ticket.length <= 200 && ticket !== '' ? ticket : undefined }
  return outcome === 'done' || outcome === 'cancelled' || outcome === 'expired' || outcome === 'failed' ? { outcome } : undefined
}
