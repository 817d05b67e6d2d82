import { http } from '@loyaltykit/adapters/http'
import { createLoyalty } from '@loyaltykit/core'
import { captureSource } from '@loyaltykit/elements/shared'

// The shop's side, on every page that a partner may link to. The CDN build does this by itself.
export const loyalty = createLoyalty({ backend: http({ url: '/loyalty', credentials: 'include' }) })
captureSource(loyalty)

// A link without an address, such as a code read at a till: say it yourself.
export const cameFrom = (partner: string, campaign: string) => loyalty.rememberSource({ partner, campaign })
