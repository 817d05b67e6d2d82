import type { ClientBase } from '@loyaltykit/core'

/**
 * Takes a friend's code out of an address such as `https://shop.example/?ref=ADA-7K2`, has the client remember it, and
 * cleans the page's address, so that the visitor does not pass somebody else's code on. Gives the code, if there was one.
 * `param` is the name in the query; `url` the page's own address where absent.
 */
export function captureReferral(client: Pick<ClientBase, 'rememberReferral'>, url: string | URL = globalThis.location?.href ?? '', param = 'ref'): string | undefined {
  if (!param || !URL.canParse(String(url))) return undefined
  const address = new URL(url)
  const code = address.searchParams.get(param)?.trim()
  if (!code) return undefined
  client.rememberReferral(code)
  if (globalThis.location?.href === address.href) {
    address.searchParams.delete(param)
    try {
      history.replaceState(history.state, '', address)
    } catch {
      // a sandboxed frame may not touch its address: the code is kept all the same
    }
  }
  return code
}
