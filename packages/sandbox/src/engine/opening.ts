import { openDraws } from './draws.ts'
import { after } from './duration.ts'
import { openGiftCards } from './gift-cards.ts'
import type { Moment } from '../rules/rewards.ts'
import { programme, type World } from './world.ts'

/** The rules begin to hold: what is there from the beginning is made, once for the life of the records. */
export function openProgramme(world: World): void {
  const record = programme(world)
  const at = world.now()
  if (record.openedAt === undefined) {
    world.records.put('programme', { ...record, openedAt: at })
    openGiftCards(world, at)
  }
  openDraws(world, at)
}

/** The instant of a moment of the rules. */
export const momentOf = (world: World, moment: Moment): number =>
  /^\d{4}-/.test(moment) ? Date.parse(moment) : after(programme(world).openedAt ?? 0, moment)
