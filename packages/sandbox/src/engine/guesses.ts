import { after } from './duration.ts'
import { tooMany } from './refusals.ts'
import type { World } from './world.ts'

/** How many numbers somebody may try within an hour that are none. */
const hourly = 5

/** Who has guessed too often must wait, whatever the next number is. */
export function refuseGuesser(world: World, who: string): void {
  const [first, ...others] = recent(world, who)
  if (first !== undefined && others.length + 1 >= hourly) throw tooMany(after(first, '1 hour'))
}

/** Counts a number that was none. The refusal must be a kept one, or nothing was counted. */
export function countGuess(world: World, who: string): void {
  world.records.put('requests', { id: who, times: [...recent(world, who), world.now()] })
}

const recent = (world: World, who: string): readonly number[] =>
  (world.records.get('requests', who)?.times ?? []).filter((time) => after(time, '1 hour') > world.now())
