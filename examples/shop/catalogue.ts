/** What the shop sells. The pages and the server read the same list; only the server's prices count. */
export interface Product {
  readonly sku: string
  /** Minor units of `currency`. */
  readonly price: number
  /** What offers and rules of the programme speak of. */
  readonly category: 'shoes' | 'boots' | 'clothing' | 'accessories'
  readonly kind: 'shoes' | 'clothing'
}

/** ISO 4217. */
export const currency = 'EUR'

export const products: readonly Product[] = [
  { sku: 'lark', kind: 'shoes', price: 8900, category: 'shoes' },
  { sku: 'squall', kind: 'clothing', price: 12900, category: 'clothing' },
  { sku: 'scree', kind: 'shoes', price: 11900, category: 'shoes' },
  { sku: 'hearth', kind: 'clothing', price: 6900, category: 'clothing' },
  { sku: 'moor', kind: 'shoes', price: 14900, category: 'boots' },
  { sku: 'plain', kind: 'clothing', price: 2500, category: 'clothing' },
  { sku: 'baseline', kind: 'shoes', price: 7500, category: 'shoes' },
  { sku: 'stroll', kind: 'clothing', price: 7900, category: 'clothing' },
  { sku: 'pebble', kind: 'shoes', price: 4900, category: 'shoes' },
  { sku: 'trio', kind: 'clothing', price: 1200, category: 'accessories' },
]

export const productOf = (sku: string): Product | undefined => products.find((product) => product.sku === sku)
