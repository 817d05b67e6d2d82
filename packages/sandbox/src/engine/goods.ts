import type { Goods } from '../rules/who.ts'

interface Article {
  readonly sku: string
  readonly categories?: readonly string[] | undefined
}

/** Whether an article is among these goods; all goods where none are named. */
export function covers(goods: Goods | undefined, { sku, categories = [] }: Article): boolean {
  const names = (list: readonly string[]) => list.includes(sku) || list.some((entry) => categories.includes(entry))
  return (!goods?.only || names(goods.only)) && !(goods?.except && names(goods.except))
}
