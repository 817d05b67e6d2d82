/** The page of `loyaltylion.test.ts`: a shop that asks LoyaltyLion itself. */
import { loyaltylion } from '@loyaltykit/adapters/loyaltylion'
import { createLoyalty, type LoyaltyClient } from '@loyaltykit/core'
import '@loyaltykit/elements/balance/define'

type Backend = ReturnType<typeof loyaltylion>

declare global {
  interface Window {
    client: LoyaltyClient<Backend>
  }
}

const { url, siteId } = document.documentElement.dataset
const json = async (path: string) => (await fetch(path)).json() as Promise<never>
let customer: Promise<never> | undefined

window.client = createLoyalty({
  locale: 'en',
  backend: loyaltylion({
    url: url ?? '', siteId: Number(siteId), doubt: 3_000,
    customer: ({ renew }) => (customer = renew ? json('/customer') : (customer ?? json('/customer?old'))),
    configuration: () => json('/programme'),
  }),
})
