import { invalid } from './invalid.ts'

/** One page of a list that is there as a whole. The cursor names the last one shown, so that what is taken or added meanwhile moves nothing. */
export function pageOf<Item extends { readonly id: string }>(items: readonly Item[], { cursor, limit = 20 }: { readonly cursor?: string | undefined; readonly limit?: number | undefined }): { items: Item[]; next?: string } {
  const start = cursor === undefined ? 0 : items.findIndex(({ id }) => `after-${id}` === cursor) + 1
  if (cursor !== undefined && start === 0) throw invalid({ path: 'cursor', message: 'is not one that an earlier page gave' })
  const shown = items.slice(start, start + limit)
  const last = shown.at(-1)
  return { items: shown, ...(last && start + limit < items.length ? { next: `after-${last.id}` } : {}) }
}

/**
 * Every item of a list that a loyalty system gives page by page: `read` is given what the page before said comes next. Ends after `most` items,
 * after 200 pages, and where a page says that it comes after itself.
 */
export async function allOf<Item, Next extends string | number>(read: (next: Next | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: Next | undefined }>, most = 500): Promise<Item[]> {
  const found: Item[] = []
  let next: Next | undefined
  for (let pages = 0; pages < 200; pages += 1) {
    const page: { readonly items: readonly Item[]; readonly next?: Next | undefined } = await read(next)
    found.push(...page.items)
    if (page.next === undefined || page.next === next || found.length >= most) break
    next = page.next
  }
  return found
}
