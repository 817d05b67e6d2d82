import type { Cart } from '@loyaltykit/core'

/** Prices in minor units of `currency`. */
export const goods = [
  { sku: 'moor', name: 'Moor winter boot', price: 14_900, category: 'boots' },
  { sku: 'lark', name: 'Lark trainer', price: 8_900, category: 'shoes' },
] as const
export type Product = (typeof goods)[number]

export const currency = 'EUR'

export const money = (amount: number): string => new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / 100)

/** A cart as the programme sees it. The same object as long as nothing changes in it. */
export const toCart = (id: string, products: readonly Product[]): Cart => ({
  id,
  currency,
  items: goods.flatMap(({ sku, name, price, category }) => {
    const quantity = products.filter((product) => product.sku === sku).length
    return quantity > 0 ? [{ sku, name, quantity, price, categories: [category] }] : []
  }),
})

export const totalOf = ({ items }: Cart): number => items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
