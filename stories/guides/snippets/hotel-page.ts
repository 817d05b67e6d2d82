import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type Cart, type Parts, type Quote } from '@loyaltykit/core'
import { loadWords } from '@loyaltykit/elements/shared'

/** In the page: the client begins with what the server has read. Then the elements come, and take over what is there. */
export async function start({ state, quotes, since }: { readonly state: Partial<Parts>; readonly quotes: readonly { readonly cart: Cart; readonly quote: Quote }[]; readonly since?: string }) {
  const loyalty = createLoyalty({ backend: http({ url: '/loyalty', credentials: 'include' }), state, quotes, ...(since === undefined ? {} : { since }) })
  await loadWords(document.documentElement.lang)
  await import('@loyaltykit/elements/member-rate/define')
  return loyalty
}
