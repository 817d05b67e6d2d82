import type { LoyaltyFact } from '@loyaltykit/core'
import type { World } from './world.ts'

/** More than so many facts are not kept: the oldest go. */
export const keptFacts = 50_000

/** Keeps facts for the figures, each once by its id. Nobody's: who sent them is not looked at. */
export function keepFacts({ records }: World, facts: readonly LoyaltyFact[]): void {
  for (const fact of facts) if (!records.get('facts', fact.id)) records.put('facts', fact)
  const all = records.all('facts')
  for (const { id } of all.slice(0, Math.max(0, all.length - keptFacts))) records.remove('facts', id)
}
