import { http } from '@loyaltykit/adapters/http'
import { createLoyalty } from '@loyaltykit/core'
import '@loyaltykit/elements/balance/define'
import '@loyaltykit/elements/offer-carousel/define'

export const loyalty = createLoyalty({
  backend: http({ url: 'https://shop.example/loyalty', credentials: 'include' }),
  locale: 'en',
})
