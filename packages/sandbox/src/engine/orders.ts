import type { Goods } from '../rules/who.ts'
import type { OrderRecord } from '../state/tables.ts'
import { portion } from './fractions.ts'
import { covers } from './goods.ts'
import type { World } from './world.ts'

/** A member's orders, the oldest first. */
export const ordersOf = (world: World, memberId: string): OrderRecord[] => world.records.of('orders', memberId).sort((a, b) => a.at - b.at)

/** An order of which everything came back counts as none. */
export const isUndone = ({ lines }: Pick<OrderRecord, 'lines'>): boolean => lines.every(({ quantity, refunded }) => quantity === refunded)

/** What is left of what was paid for these goods, after what came back. Minor units of the shop's money. */
export const keptOf = ({ lines, cart }: Pick<OrderRecord, 'lines' | 'cart'>, goods?: Goods): number =>
  lines.reduce((sum, { paid, quantity, refunded }, index) => {
    const item = cart.items[index]
    return item && covers(goods, item) ? sum + paid - portion(paid, refunded, quantity) : sum
  }, 0)
