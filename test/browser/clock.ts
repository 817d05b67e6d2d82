/**
 * The clock of the pages in which tests and stories run: it goes as any clock does, and begins at one instant, so that a
 * test says the same at any hour and in any year. What the builders give is of these weeks.
 */
const begins = '2026-11-20T10:00:00Z'

/** What a page runs before anything else. */
export const clock = `{
  const Real = Date
  const ahead = Real.parse('${begins}') - Real.now()
  globalThis.Date = class Date extends Real {
    constructor(...parts) {
      if (parts.length > 0) super(...parts)
      else super(Real.now() + ahead)
    }
    static now() {
      return Real.now() + ahead
    }
  }
}`
