import type { Moment } from '../rules/rewards.ts'
import { after } from './duration.ts'
import { programme, type World } from './world.ts'

/** The instant of a moment of the rules. */
export const momentOf = (world: World, moment: Moment): number =>
  /^\d{4}-/.test(moment) ? Date.parse(moment) : after(programme(world).openedAt ?? 0, moment)
