import type { CurrencyRule } from '../rules/points.ts'
import { after } from './duration.ts'
import type { World } from './world.ts'

export function currencyRule(world: World, currency: string): CurrencyRule {
  const rule = world.preset.currencies.find(({ id }) => id === currency)
  if (!rule) throw new Error(`The programme has no currency ${currency}.`)
  return rule
}

/** What a currency is worth when it pays. */
export function worthOf(world: World, currency: string): NonNullable<CurrencyRule['worth']> {
  const { worth } = currencyRule(world, currency)
  if (!worth) throw new Error(`The currency ${currency} can't pay: it has no worth.`)
  return worth
}

/** When points that are earned at an instant can be spent, and when they expire; nothing for those that never do. */
export function datesOf(world: World, currency: string, at: number): { readonly availableAt: number; readonly expiresAt: number | undefined } {
  const { pending, life } = currencyRule(world, currency)
  const availableAt = pending ? after(at, pending) : at
  return { availableAt, expiresAt: life && after(availableAt, life) }
}

/** When points that are given at an instant, and can be spent at once, expire. */
export function endOf(world: World, currency: string, at: number): number | undefined {
  const { life } = currencyRule(world, currency)
  return life && after(at, life)
}
