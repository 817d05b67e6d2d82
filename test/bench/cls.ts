/** Layout shift of pages, by the browser's own `layout-shift` entries. */
import type { Browser, Page, Viewport } from 'puppeteer-core'
import { startExamples } from '../journeys/examples.ts'

/** The shop's pages and the HTML page, by path. */
export const examplePages = ['/', '/shop/', '/shop/product/moor.html', '/shop/cart.html', '/shop/checkout.html', '/shop/account.html', '/html/']

export interface Shift {
  readonly first: number
  readonly cached: number
  /** The loyalty script comes three seconds after the page. */
  readonly late: number
  /** What moved, and from where to where, where anything did. */
  readonly moved?: readonly string[]
}

interface Seen {
  shifted: number
  moved: string[]
}

/** The LoyaltyKit code of a page: the CDN build, or the bundle of a page that brings its own. */
const isLoyaltyScript = (url: URL): boolean => /\.js$/.test(url.pathname) && /^\/(cdn|shop\/assets|assets)\//.test(url.pathname)

/** Shifts of each of these addresses, in a fresh context for each, in a window of the size that is given. */
export async function shiftsOf(browser: Browser, urls: readonly string[], late = isLoyaltyScript, viewport?: Viewport): Promise<Record<string, Shift>> {
  const result: Record<string, Shift> = {}
  for (const url of urls) {
    const context = await browser.createBrowserContext()
    try {
      const tab = await watched(await context.newPage(), viewport)
      const first = await shiftOf(tab, url)
      const cached = await shiftOf(tab, url)
      const slow = await watched(await (await browser.createBrowserContext()).newPage(), viewport)
      await slow.setRequestInterception(true)
      const due = performance.now() + 3_000
      slow.on('request', (request) => {
        if (late(new URL(request.url()))) setTimeout(() => void request.continue(), Math.max(0, due - performance.now()))
        else void request.continue()
      })
      const third = await shiftOf(slow, url)
      await slow.browserContext().close()
      const moved = [first, cached, third].flatMap((one) => one.moved)
      result[url] = { first: first.shifted, cached: cached.shifted, late: third.shifted, ...(moved.length ? { moved: [...new Set(moved)] } : {}) }
    } finally {
      await context.close()
    }
  }
  return result
}

/** What moves at the first visit to each of these addresses, by address: none where nothing does. */
export async function movesAt(browser: Browser, urls: readonly string[]): Promise<Record<string, readonly string[]>> {
  const result: Record<string, readonly string[]> = {}
  for (const url of urls) {
    const context = await browser.createBrowserContext()
    const { shifted, moved } = await shiftOf(await watched(await context.newPage()), url)
    if (shifted > 0 || moved.length > 0) result[url] = [`${shifted}`, ...moved]
    await context.close()
  }
  return result
}

/** The examples' pages, by path. */
export async function measureShifts(browser: Browser): Promise<Record<string, Shift>> {
  const examples = await startExamples()
  try {
    const shifts = await shiftsOf(browser, examplePages.map((path) => examples.url + path))
    return Object.fromEntries(Object.entries(shifts).map(([url, shift]) => [url.slice(examples.url.length), shift]))
  } finally {
    await examples.remove()
  }
}

async function watched(tab: Page, viewport?: Viewport): Promise<Page> {
  if (viewport) await tab.setViewport(viewport)
  await tab.evaluateOnNewDocument(() => {
    const seen: Seen = { shifted: 0, moved: [] }
    Object.assign(globalThis, { seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources?: readonly { node?: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] })[]) {
        seen.shifted += entry.value
        for (const { node, previousRect: from, currentRect: to } of entry.sources ?? []) {
          const element = node instanceof Element ? node : node?.parentElement
          // of what is in a shadow tree a page learns no more than where it is
          const name = element ? `${element.localName}${element.id ? `#${element.id}` : ''}${element.className ? `.${String(element.className)}` : ''}` : 'in a shadow tree'
          seen.moved.push(`${name}: ${from.width}x${from.height} at ${from.x},${from.y} → ${to.width}x${to.height} at ${to.x},${to.y}`)
        }
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return tab
}

async function shiftOf(tab: Page, url: string): Promise<Seen> {
  const answer = await tab.goto(url, { waitUntil: 'networkidle0' })
  if (!answer?.ok()) throw new Error(`${url} answers ${answer?.status()}`)
  // one that is hidden may never come: a section for members
  await tab.waitForFunction(() => ![...document.querySelectorAll('body :not(:defined)')].some((element) => element.checkVisibility()))
  await new Promise((resolve) => setTimeout(resolve, 700))
  const { shifted, moved } = await tab.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
  return { shifted: Number(shifted.toFixed(4)), moved }
}
