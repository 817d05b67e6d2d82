/** The page of `voucherify.test.ts`: a shop without a server that asks Voucherify itself. */
import { voucherifyClient, type VoucherifyClientBackend } from '@loyaltykit/adapters/voucherify-client'
import { createLoyalty, type LoyaltyClient } from '@loyaltykit/core'
import '@loyaltykit/elements/offer-carousel/define'

declare global {
  interface Window {
    shopper: LoyaltyClient<VoucherifyClientBackend>
  }
}

const { url, clientId = '', clientToken = '' } = document.documentElement.dataset
const customer = new URLSearchParams(location.search).get('customer')

window.shopper = createLoyalty({
  locale: 'en',
  backend: voucherifyClient({ url: url ?? '', clientId, clientToken, name: 'Summer Rewards', money: 'EUR', ...(customer === null ? {} : { customer: () => customer }) }),
})
