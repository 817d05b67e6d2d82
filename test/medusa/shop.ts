/** What a shopkeeper does in Medusa's admin before the first customer comes, and what customers do then: all by its HTTP API. */
import type { Medusa } from './medusa.ts'

type Json = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

/** Somebody with an account in the shop. */
export interface Customer {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly token: string
}

/** A shop with one product, boots of 60.00 EUR, that are sent for nothing. */
export interface Shop {
  readonly publishableKey: string
  readonly regionId: string
  readonly variantId: string
  /** A new customer, with so much store credit, in cents. */
  register(credit?: number): Promise<Customer>
  /** A gift card that was sold, in cents; gives its code. */
  giftCard(value: number): Promise<string>
  /** Store credit is given, in cents. */
  credit(customerId: string, amount: number): Promise<void>
  /** The customer's cart with so many pairs of boots; gives Medusa's id of it. */
  cart(customer: Customer, pairs: number): Promise<string>
  /** The cart becomes an order, and is paid. */
  order(customer: Customer, cartId: string): Promise<string>
}

/** The text at a place of an answer: `product.variants.0.id`. @throws `Error` where there is none. */
function at(answer: unknown, path: string): string {
  let found = answer
  for (const step of path.split('.')) found = (found as Readonly<Record<string, unknown>> | null | undefined)?.[step]
  if (typeof found !== 'string') throw new Error(`There is no ${path} in ${JSON.stringify(answer).slice(0, 500)}`)
  return found
}

/** @throws `Error` with what Medusa said. */
async function call(url: string, method: string, path: string, headers: Headers, body?: Json): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text.slice(0, 500)}`)
  return JSON.parse(text) as unknown
}

export async function openShop({ url, admin }: Medusa): Promise<Shop> {
  const logIn = async (kind: 'user' | 'customer', person: { readonly email: string; readonly password: string }) => at(await call(url, 'POST', `/auth/${kind}/emailpass`, {}, { email: person.email, password: person.password }), 'token')
  const keeperToken = await logIn('user', admin)
  const keeper = (method: string, path: string, body?: Json) => call(url, method, `/admin${path}`, { authorization: `Bearer ${keeperToken}` }, body)

  const channel = at(await keeper('GET', '/sales-channels'), 'sales_channels.0.id')
  const regionId = at(await keeper('POST', '/regions', { name: 'Europe', currency_code: 'eur', countries: ['de'], payment_providers: ['pp_system_default'] }), 'region.id')
  const store = at(await keeper('POST', '/stock-locations', { name: 'Store', address: { address_1: 'Quay 1', country_code: 'de' } }), 'stock_location.id')
  await keeper('POST', `/stock-locations/${store}/sales-channels`, { add: [channel] })
  await keeper('POST', `/stock-locations/${store}/fulfillment-providers`, { add: ['manual_manual'] })
  const sets = at(await keeper('POST', `/stock-locations/${store}/fulfillment-sets?fields=*fulfillment_sets`, { name: 'Post', type: 'shipping' }), 'stock_location.fulfillment_sets.0.id')
  const zone = at(await keeper('POST', `/fulfillment-sets/${sets}/service-zones`, { name: 'Germany', geo_zones: [{ type: 'country', country_code: 'de' }] }), 'fulfillment_set.service_zones.0.id')
  const profile = at(await keeper('POST', '/shipping-profiles', { name: 'Parcels', type: 'parcel' }), 'shipping_profile.id')
  const shipping = at(await keeper('POST', '/shipping-options', {
    name: 'Post', service_zone_id: zone, shipping_profile_id: profile, provider_id: 'manual_manual', price_type: 'flat',
    type: { label: 'Post', description: 'By post', code: 'post' }, prices: [{ currency_code: 'eur', amount: 0 }], rules: [],
  }), 'shipping_option.id')
  const variantId = at(await keeper('POST', '/products', {
    title: 'Boots', status: 'published', shipping_profile_id: profile, sales_channels: [{ id: channel }], options: [{ title: 'Size', values: ['42'] }],
    variants: [{ title: '42', sku: 'boots-1', manage_inventory: false, options: { Size: '42' }, prices: [{ currency_code: 'eur', amount: 60 }] }],
  }), 'product.variants.0.id')
  const key = await keeper('POST', '/api-keys', { title: 'Web shop', type: 'publishable' })
  await keeper('POST', `/api-keys/${at(key, 'api_key.id')}/sales-channels`, { add: [channel] })

  const publishableKey = at(key, 'api_key.token')
  const shopper = (token: string) => (method: string, path: string, body?: Json) => call(url, method, `/store${path}`, { 'x-publishable-api-key': publishableKey, authorization: `Bearer ${token}` }, body)
  let people = 0

  const credit = async (customerId: string, amount: number) => {
    const known = await keeper('GET', `/store-credit-accounts?customer_id=${customerId}`)
    const isNew = (known as { readonly count: number }).count === 0
    const account = isNew ? at(await keeper('POST', '/store-credit-accounts', { customer_id: customerId, currency_code: 'eur' }), 'store_credit_account.id') : at(known, 'store_credit_accounts.0.id')
    await keeper('POST', `/store-credit-accounts/${account}/credit`, { amount: amount / 100, note: 'Thank you' })
  }

  return {
    publishableKey, regionId, variantId, credit,
    async register(given = 0) {
      const person = { email: `customer-${String((people += 1))}-${String(process.pid)}@shop.example`, password: 'correct horse battery' }
      const entry = at(await call(url, 'POST', '/auth/customer/emailpass/register', {}, person), 'token')
      const id = at(await shopper(entry)('POST', '/customers', { email: person.email, first_name: 'Анна', last_name: 'Лавлейс' }), 'customer.id')
      if (given > 0) await credit(id, given)
      return { id, ...person, token: await logIn('customer', person) }
    },
    async giftCard(value) {
      const code = `GIFT-${crypto.randomUUID().slice(9, 23).toUpperCase()}`
      await keeper('POST', '/gift-cards', { value: value / 100, currency_code: 'eur', code, reference: 'manual', reference_id: code, line_item_id: code, note: 'Sold at the desk' })
      return code
    },
    async cart({ token, email }, pairs) {
      const address = { first_name: 'A', last_name: 'L', address_1: 'Quay 1', city: 'Bremen', country_code: 'de', postal_code: '28195' }
      const cart = at(await shopper(token)('POST', '/carts', { region_id: regionId, email, shipping_address: address }), 'cart.id')
      await shopper(token)('POST', `/carts/${cart}/line-items`, { variant_id: variantId, quantity: pairs })
      return cart
    },
    async order({ token }, cart) {
      await shopper(token)('POST', `/carts/${cart}/shipping-methods`, { option_id: shipping })
      const payment = at(await shopper(token)('POST', '/payment-collections', { cart_id: cart }), 'payment_collection.id')
      await shopper(token)('POST', `/payment-collections/${payment}/payment-sessions`, { provider_id: 'pp_system_default' })
      return at(await shopper(token)('POST', `/carts/${cart}/complete`, {}), 'order.id')
    },
  }
}
