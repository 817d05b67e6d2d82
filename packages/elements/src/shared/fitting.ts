/**
 * How many of these first `items` fit into the room that is reserved for `host` (its `min-block-size`): what is shown at
 * first takes no more, so that nothing below moves when it comes. At least one. `spare`: what goes away when all are shown.
 */
export function fitting(host: HTMLElement, items: readonly HTMLElement[], spare?: HTMLElement | null): number {
  const bottom = (item: HTMLElement | undefined) => item?.getBoundingClientRect().bottom ?? 0
  // what was given back of it is taken for this
  host.style.removeProperty('--_room')
  const reserved = Number.parseFloat(getComputedStyle(host).minBlockSize) || Infinity
  const excess = host.getBoundingClientRect().height - reserved
  if (excess <= (spare?.offsetHeight ?? 0)) return items.length
  const limit = bottom(items.at(-1)) - excess
  return Math.max(1, items.filter((item) => bottom(item) <= limit + 0.5).length)
}
