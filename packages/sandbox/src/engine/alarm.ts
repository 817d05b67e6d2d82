import type { TimerRecord } from '../state/tables.ts'
import { nextNumber, type World } from './world.ts'

/** Something that will happen by itself: see `timers.ts`. */
export const setAlarm = (world: World, kind: TimerRecord['kind'], ref: string, at: number): void =>
  world.records.put('timers', { id: `${kind}/${ref}`, number: nextNumber(world), at, kind, ref })

export const dropAlarm = (world: World, kind: TimerRecord['kind'], ref: string): void => world.records.remove('timers', `${kind}/${ref}`)
