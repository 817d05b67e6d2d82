import { after, lastInstant, type Duration } from './engine/duration.ts'
import type { Records } from './state/records.ts'
import { programmeId } from './engine/world.ts'

/** The sandbox's clock: the given one, moved on by what `advance` has added; that survives a restart. */
export function createClock(records: Records, base: () => number) {
  const offset = () => records.get('programme', programmeId)?.offset ?? 0
  const now = () => base() + offset()
  return {
    now,
    /** Moves time on. A clock never goes back. */
    advance(by: Duration | number) {
      const from = now()
      const to = typeof by === 'number' ? from + by : after(from, by)
      if (!Number.isSafeInteger(to) || to < from || to > lastInstant) throw new RangeError('A clock only goes forward, and not beyond the year 9969.')
      records.unit(() => {
        const programme = records.get('programme', programmeId)
        if (programme) records.put('programme', { ...programme, offset: programme.offset + to - from })
      })
    },
  }
}
