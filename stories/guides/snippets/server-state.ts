import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type Parts } from '@loyaltykit/core'

/** In the page: what the server has put there as JSON. */
export function startWith(state: Partial<Parts>) {
  return createLoyalty({ backend: http({ url: '/loyalty', credentials: 'include' }), state })
}
