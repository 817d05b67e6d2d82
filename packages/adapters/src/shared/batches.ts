import type { Batch } from '@loyaltykit/core'
import { instantOf } from './instants.ts'

/**
 * Parts of an amount by their date, the soonest first; never more than the `whole`, and without what is `gone` of the first (what is held is of
 * the points that go first). Parts without a date or an amount are left out.
 */
export function batchesOf(parts: readonly { readonly at: string | null | undefined; readonly amount: number }[], whole: number, gone = 0): Batch[] {
  const dated = parts.flatMap(({ at: written, amount }) => {
    const at = instantOf(written)
    return at !== undefined && amount > 0 ? [{ at, amount }] : []
  }).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  let [skip, room] = [gone, whole]
  return dated.flatMap(({ at, amount }) => {
    const part = Math.min(amount, Math.max(0, room))
    room -= part
    const taken = Math.min(skip, part)
    skip -= taken
    return part > taken ? [{ at, amount: part - taken }] : []
  })
}
