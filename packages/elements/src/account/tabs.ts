/** The tab to go to by a key, as the ARIA practices for tabs have it; `undefined` for other keys. */
export function tabByKey(key: string, at: number, count: number, isRightToLeft: boolean): number | undefined {
  const step = isRightToLeft ? -1 : 1
  if (key === 'ArrowRight') return (at + step + count) % count
  if (key === 'ArrowLeft') return (at - step + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}
