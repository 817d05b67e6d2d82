import type { TimerRecord } from '../state/tables.ts'
import { expireBatch, matureBatch } from './batches.ts'
import { giveUp, takeUp } from './claims.ts'
import { holdDraw } from './draws.ts'
import { expireGiftCard } from './gift-cards.ts'
import { birthday, look } from './gifts.ts'
import { letGo } from './holds.ts'
import { issueCode } from './purchase-codes.ts'
import type { World } from './world.ts'

const acts = { mature: matureBatch, expire: expireBatch, let_go: letGo, look, birthday, take_up: takeUp, give_up: giveUp, purchase_code: issueCode, gift_card: expireGiftCard, draw: holdDraw } as const

/** When the next timer is due; only a hint that it is worth to look. */
const hints = new WeakMap<World, { readonly sequence: number; readonly at: number }>()

/** Does what became due, in order of time and each at its own time, so that one long step is the same as many short ones. */
export function settle(world: World): void {
  const now = world.now()
  const sequence = world.records.get('programme', 'programme')?.sequence ?? 0
  const hint = hints.get(world)
  // a new timer takes a number, so the same number means the same timers or fewer
  if (hint && hint.sequence === sequence && hint.at > now) return
  world.records.unit(() => {
    for (let timer = soonest(world); timer && timer.at <= now; timer = soonest(world)) {
      world.records.remove('timers', timer.id)
      acts[timer.kind](world, timer.ref, timer.at)
    }
  })
  hints.set(world, { sequence: world.records.get('programme', 'programme')?.sequence ?? 0, at: soonest(world)?.at ?? Number.POSITIVE_INFINITY })
}

function soonest(world: World): TimerRecord | undefined {
  let first: TimerRecord | undefined
  for (const timer of world.records.all('timers')) {
    if (!first || timer.at < first.at || (timer.at === first.at && timer.number < first.number)) first = timer
  }
  return first
}
