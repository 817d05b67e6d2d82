/** The page of `journey.ts`: a shop on Medusa, with its own log-in and its own order button; what is LoyaltyKit's is the tags. */
import { medusa } from '@loyaltykit/adapters/medusa'
import { createLoyalty } from '@loyaltykit/core'
import type { LoyaltyRedeem } from '@loyaltykit/elements/redeem'
import '@loyaltykit/elements/activity/define'
import '@loyaltykit/elements/balance/define'
import '@loyaltykit/elements/gift-card/define'
import '@loyaltykit/elements/redeem/define'

const { url = '', publishableKey = '' } = document.documentElement.dataset
const token = () => sessionStorage.getItem('token') ?? ''

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', 'x-publishable-api-key': publishableKey, ...(token() ? { authorization: `Bearer ${token()}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`)
  return (await response.json()) as Answer
}

createLoyalty({ locale: 'en', backend: medusa({ url, publishableKey, currencies: ['EUR'], token }) })

const find = <Found extends HTMLElement>(selector: string) => document.querySelector<Found>(selector) as Found
const logIn = find<HTMLFormElement>('form')
logIn.hidden = token() !== ''
find('#member').hidden = token() === ''
logIn.addEventListener('submit', (event) => {
  event.preventDefault()
  const { email, password } = Object.fromEntries(new FormData(logIn)) as Record<string, string>
  void ask<{ token: string }>('/auth/customer/emailpass', { email, password }).then((answer) => {
    sessionStorage.setItem('token', answer.token)
    location.reload()
  })
})
find('#out').addEventListener('click', () => {
  sessionStorage.clear()
  location.reload()
})

interface Cart { readonly id: string; readonly currency_code: string; readonly items: readonly { readonly variant_id: string; readonly title: string; readonly quantity: number; readonly unit_price: number }[] }
const cartId = new URLSearchParams(location.search).get('cart')
if (cartId) {
  const { cart } = await ask<{ cart: Cart }>(`/store/carts/${cartId}`)
  find<LoyaltyRedeem>('loyalty-redeem').cart = {
    id: cart.id, currency: cart.currency_code.toUpperCase(),
    items: cart.items.map(({ variant_id: sku, title: name, quantity, unit_price: price }) => ({ sku, name, quantity, price: Math.round(price * 100) })),
  }
  find('#order').addEventListener('click', () => void order(cartId).then((total) => { find('output').textContent = `Thank you! You have paid ${String(total)} more.` }))
}

/** The cart becomes an order, as any shop on Medusa does it. */
async function order(cart: string): Promise<number> {
  const { shipping_options: [post] } = await ask<{ shipping_options: { id: string }[] }>(`/store/shipping-options?cart_id=${cart}`)
  await ask(`/store/carts/${cart}/shipping-methods`, { option_id: post?.id })
  const { payment_collection: { id: payment } } = await ask<{ payment_collection: { id: string } }>('/store/payment-collections', { cart_id: cart })
  await ask(`/store/payment-collections/${payment}/payment-sessions`, { provider_id: 'pp_system_default' })
  const { order: done } = await ask<{ order: { total: number } }>(`/store/carts/${cart}/complete`, {})
  return done.total
}
