import type { Cart as QuotedCart } from '@loyaltykit/core'
import { currency, productOf } from '../catalogue.ts'
import { local, readJson, writeJson } from './store.ts'
import { productName } from './words.ts'

/** The cart of this browser. Prices are not in it: the server knows them. */
export interface Cart {
  /** A new one for every cart: the order and the bonuses set aside belong to it. */
  readonly id: string
  readonly items: readonly { readonly sku: string; readonly quantity: number }[]
  readonly codes: readonly string[]
}

const key = 'stride:cart'
export const most = 20

const newCart = (): Cart => ({ id: randomId(), items: [], codes: [] })

export function readCart(): Cart {
  const kept = readJson(local, key) as Partial<Cart> | null
  if (typeof kept?.id !== 'string' || !Array.isArray(kept.items)) return newCart()
  return {
    id: kept.id,
    items: kept.items.filter(({ sku, quantity }) => productOf(sku) && Number.isInteger(quantity) && quantity > 0 && quantity <= most),
    codes: Array.isArray(kept.codes) ? kept.codes.filter((code) => typeof code === 'string') : [],
  }
}

export function writeCart(cart: Cart): Cart {
  writeJson(local, key, cart)
  dispatchEvent(new Event('cart'))
  return cart
}

/** Takes out what was ordered: what another tab put in meanwhile stays, in a cart of its own. */
export function takeOrdered(lines: readonly { readonly sku: string; readonly quantity: number }[]): Cart {
  const ordered = new Map(lines.map(({ sku, quantity }) => [sku, quantity]))
  const items = readCart().items.map(({ sku, quantity }) => ({ sku, quantity: quantity - (ordered.get(sku) ?? 0) }))
  return writeCart({ ...newCart(), items: items.filter(({ quantity }) => quantity > 0) })
}

/** The same goods in a cart that nobody has ordered yet. */
export const renewCart = (): Cart => writeCart({ ...readCart(), id: newCart().id })

/** So many pieces of an article; 0 takes it out. */
export function setQuantity(sku: string, quantity: number): Cart {
  const cart = readCart()
  const wanted = Math.min(most, Math.max(0, quantity))
  const items = cart.items.some((item) => item.sku === sku)
    ? cart.items.map((item) => (item.sku === sku ? { sku, quantity: wanted } : item))
    : [...cart.items, { sku, quantity: wanted }]
  return writeCart({ ...cart, items: items.filter((item) => item.quantity > 0) })
}

export const setCodes = (codes: readonly string[]): Cart => writeCart({ ...readCart(), codes })

export const countOf = ({ items }: Cart): number => items.reduce((sum, { quantity }) => sum + quantity, 0)

/** The cart as the loyalty programme quotes it. */
export const toQuoted = ({ id, items, codes }: Cart): QuotedCart => ({
  id,
  currency,
  items: items.flatMap(({ sku, quantity }) => {
    const product = productOf(sku)
    return product ? [{ sku, name: productName(sku), quantity, price: product.price, categories: [product.category] }] : []
  }),
  ...(codes.length ? { codes: [...codes] } : {}),
})

/** Calls back when the cart changes, here or in another tab. */
export function onCart(changed: (cart: Cart) => void): void {
  const tell = () => changed(readCart())
  addEventListener('cart', tell)
  addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) tell()
  })
  addEventListener('pageshow', tell)
}

/** `crypto.randomUUID` is not there on an address without https. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
