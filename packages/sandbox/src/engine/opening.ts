import { openDraws } from './draws.ts'
import { openGiftCards } from './gift-cards.ts'
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
