/**
 * Holds elements back from giving away reserved room while `measure` runs, so that what is measured is all that a look takes
 * and all that was reserved for it. What happens to room that is not needed has tests of its own.
 */
export async function withRoomKept<T>(measure: () => Promise<T>): Promise<T> {
  const { IntersectionObserver } = globalThis
  globalThis.IntersectionObserver = class extends IntersectionObserver {
    override observe(): void {}
  }
  try {
    return await measure()
  } finally {
    globalThis.IntersectionObserver = IntersectionObserver
  }
}
