import { invalid } from './invalid.ts'
import { instantOf } from './instants.ts'

/** Lines as a loyalty system has them. */
export interface Lines<Line> {
  readonly idOf: (line: Line) => string
  /** When it was; an instant of any writing. */
  readonly atOf: (line: Line) => string
  /**
   * Of each account the newest lines, at least `enough` of them where there are so many; with `before` those that are older than this
   * instant. It may give more.
   */
  readonly read: (enough: number, before: string | undefined) => Promise<readonly Line[]>
}

/**
 * One page of a ledger that lies in several accounts, newest first. The cursor says where the page ends: its last instant, and which lines of this
 * instant were shown. So no cursor of the loyalty system is needed, and none of its can end meanwhile.
 */
export async function ledgerPage<Line>({ cursor, limit = 20 }: { readonly cursor?: string | undefined; readonly limit?: number | undefined }, { idOf, atOf, read }: Lines<Line>): Promise<{ items: Line[]; next?: string }> {
  const place = cursor === undefined ? undefined : placeOf(cursor)
  const shownBefore = place ? Math.max(place.count, place.marks.length) : 0
  // one more than the page and what of its first instant was shown: as many as one account could fill it with
  const found = await read(limit + 1 + shownBefore, place && new Date(place.at + 1).toISOString())
  let skip = place?.count ?? 0
  const lines = found.map((line) => ({ line, at: Date.parse(instantOf(atOf(line)) ?? ''), mark: markOf(idOf(line)) }))
    .filter(({ at, mark }) => !Number.isNaN(at) && !(place && (at > place.at || (at === place.at && (place.marks.includes(mark) || skip-- > 0)))))
    .sort((a, b) => b.at - a.at)
  const shown = lines.slice(0, limit)
  const last = shown.at(-1)?.at
  const items = shown.map(({ line }) => line)
  if (last === undefined || lines.length <= limit) return { items }
  const ofLast = shown.filter(({ at }) => at === last)
  const isSame = last === place?.at
  const marks = [...(isSame ? place.marks : []), ...ofLast.map(({ mark }) => mark)]
  const count = (isSame ? shownBefore : 0) + ofLast.length
  return { items, next: `${last}~${count === marks.length && count <= most ? marks.join('.') : `-${count}`}` }
}

/** So many lines of one instant are told apart; of more (a migration, say) it is only counted how many were shown. */
const most = 120

function placeOf(cursor: string): { readonly at: number; readonly marks: readonly string[]; readonly count: number } {
  const [, at, marks, count] = /^(\d{1,15})~(?:([a-z0-9.]+)|-(\d{1,6}))$/.exec(cursor) ?? []
  if (at === undefined) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
  return { at: Number(at), marks: marks?.split('.') ?? [], count: Number(count ?? 0) }
}

/** A short mark of an id: a cursor has room for a page of them. */
function markOf(id: string): string {
  let hash = 0x811c9dc5
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(36)
}
