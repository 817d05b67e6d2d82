/**
 * Holds elements back from giving away reserved room while `measure` runs, so that what is measured is all that a look takes
 * and all that was reserved for it. What happens to room that is not needed has tests of its own.
 */
export async function withRoomKept<T>(measure: () => Promise<T>): Promise<T> {
  const { prototype } = IntersectionObserver
  const { observe } = prototype
  // on what is there already: WebKit's compiled code may go on with the class that it knew
  prototype.observe = () => {}
  try {
    return await measure()
  } finally {
    prototype.observe = observe
  }
}
