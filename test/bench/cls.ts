/** Layout shift of the examples' pages, by the browser's own `layout-shift` entries. */
import type { Browser, Page } from 'puppeteer-core'
import { startExamples } from '../journeys/examples.ts'

/** The pages, by path. */
export const examplePages = ['/', '/shop/', '/shop/product/moor.html', '/shop/cart.html', '/shop/checkout.html', '/shop/account.html', '/html/']

export interface Shift {
  readonly first: number
  readonly cached: number
}

export async function measureShifts(browser: Browser): Promise<Record<string, Shift>> {
  const examples = await startExamples()
  try {
    const result: Record<string, Shift> = {}
    for (const path of examplePages) {
      const context = await browser.createBrowserContext()
      const tab = await context.newPage()
      await tab.evaluateOnNewDocument(() => {
        const page = globalThis as unknown as { shifted: number }
        page.shifted = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) page.shifted += (entry as unknown as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
      })
      const url = examples.url + path
      result[path] = { first: await shiftOf(tab, url), cached: await shiftOf(tab, url) }
      await context.close()
    }
    return result
  } finally {
    await examples.remove()
  }
}

async function shiftOf(tab: Page, url: string): Promise<number> {
  const answer = await tab.goto(url, { waitUntil: 'networkidle0' })
  if (!answer?.ok()) throw new Error(`${url} answers ${answer?.status()}`)
  await new Promise((resolve) => setTimeout(resolve, 500))
  return tab.evaluate(() => Number((globalThis as unknown as { shifted: number }).shifted.toFixed(4)))
}
