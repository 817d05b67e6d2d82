/** What people do at the hotel again and again. */
import type { HTTPRequest } from 'puppeteer-core'
import { pause, type Person } from './person.ts'
import { inPanel } from './shop.ts'

let people = 0

/** An address that nobody has used in this run. */
const newEmail = (): string => `ada${(people += 1)}@example.com`

/** A day so many days ahead: `2026-12-24`. */
export const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** The newest code, as the closed panel shows it: while a dialog is open, nothing else can be pressed. */
async function codeFromBadge({ page }: Person): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const badge = await page.$('sandbox-panel >>> .toggle b')
    const code = /code (\d+)/.exec((await badge?.evaluate((element) => element.textContent ?? '')) ?? '')?.[1]
    if (code) return code
    await pause(100)
  }
  throw new Error('No code on the sandbox panel.')
}

/** Joins by e-mail in the form that is open, as far as its last button, which a page may have several of. */
export async function fillIn(person: Person): Promise<void> {
  await person.type('E-mail', newEmail())
  await person.press('Get a code')
  await person.sees('Enter the code')
  await person.type('Code from the message', await codeFromBadge(person))
  await person.sees('About you')
  await person.type('First name', 'Ada')
  await person.type('Last name', 'Walker')
  await person.tick('I accept the rules')
  await person.tick('I agree that my data is processed')
}

/** Holds back what is asked of this address, until it is let go. */
export async function heldBack({ page }: Person, part: string): Promise<{ letGo(): Promise<void> }> {
  const held: HTTPRequest[] = []
  const hold = (request: HTTPRequest) => void (request.url().includes(part) ? held.push(request) : request.continue())
  await page.setRequestInterception(true)
  page.on('request', hold)
  return {
    async letGo() {
      page.off('request', hold)
      await Promise.all(held.map((request) => request.continue()))
      await page.setRequestInterception(false)
    },
  }
}

/** Leaves the oldest booked stay. The page is not told. */
export async function checkOut(person: Person): Promise<void> {
  await inPanel(person, async () => {
    const button = await person.page.waitForSelector('sandbox-panel >>> ::-p-text(Check out now)')
    await button?.click()
    await person.page.waitForSelector('sandbox-panel >>> ::-p-text(Checked out)')
  })
}

/** What a page has asked of the loyalty API and which scripts it has loaded, and how far anything in it has moved, since it was opened. */
export async function watch(person: Person): Promise<{ readonly asked: readonly string[]; readonly scripts: readonly string[]; visit(path: string): Promise<{ readonly asked: readonly string[]; readonly moved: readonly string[] }> }> {
  const asked: string[] = []
  const scripts: string[] = []
  person.page.on('request', (request: HTTPRequest) => {
    const { pathname, search } = new URL(request.url())
    if (request.resourceType() === 'script') scripts.push(pathname)
    // the stream tells of later changes; what is on the page does not come by it
    if (pathname.startsWith('/loyalty/') && !pathname.endsWith('/stream/open')) asked.push(`${request.method()} ${pathname}${search}`)
  })
  await person.page.evaluateOnNewDocument(() => {
    const shifts: string[] = []
    Object.assign(globalThis, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] })[])
        shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node, previousRect: from, currentRect: to }) => `${node?.nodeName ?? '?'}#${(node as Element | null)?.id ?? ''} ${from.width}x${from.height} at ${from.x},${from.y} → ${to.width}x${to.height} at ${to.x},${to.y}`).join('; ')}`)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return {
    asked,
    scripts,
    async visit(path) {
      asked.splice(0)
      await person.visit(path)
      await person.page.waitForSelector('html[data-ready]')
      await person.settles()
      await pause(100)
      return { asked: [...asked], moved: await person.page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts) }
    },
  }
}
