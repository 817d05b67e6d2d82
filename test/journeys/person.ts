/** A person at a browser: sees what is on the screen, presses what has a name, types into what has a label. Shadow roots are no wall. */
import assert from 'node:assert/strict'
import puppeteer, { type Browser, type BrowserContext, type ElementHandle, type Page } from 'puppeteer-core'
import { chromiumFlags, requireChromium } from '../browsers.ts'

export const openBrowser = (): Promise<Browser> => puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })

/** How long a person waits for something to come, in milliseconds: longer than the pauses between two tries of the client. */
const patience = 20_000

export interface Person {
  readonly page: Page
  /** Things that must not be there: errors on the console, refused by the policy, thrown. */
  readonly troubles: string[]
  visit(path: string): Promise<void>
  /** All that is visible, in one line; within the first element that fits `selector`. The sandbox panel is not part of a page. */
  screen(selector?: string): Promise<string>
  /** Waits until this is on the screen. */
  sees(text: string | RegExp, selector?: string): Promise<void>
  /** Waits until this is not on the screen; 20 s, or so many milliseconds. */
  misses(text: string | RegExp, selector?: string, patience?: number): Promise<void>
  /** Presses the button or link of this name (the nth, from 0). */
  press(name: string, nth?: number): Promise<void>
  /** Replaces what a field holds, key by key. */
  type(label: string, text: string): Promise<void>
  ticked(label: string): Promise<boolean>
  tick(label: string): Promise<void>
  /** Waits until nothing more comes by the network, and what came is drawn. */
  settles(): Promise<void>
  /** Another tab of the same browser profile. */
  newTab(): Promise<Person>
  close(): Promise<void>
}

/** Somebody with a browser profile of their own. */
export async function newPerson(browser: Browser, url: string, viewport: { width: number; height: number } = { width: 1280, height: 900 }): Promise<Person> {
  return inTab(await browser.createBrowserContext(), url, viewport)
}

async function inTab(context: BrowserContext, url: string, viewport: { width: number; height: number }): Promise<Person> {
  const page = await context.newPage()
  await page.setViewport(viewport)
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content.Security.Policy|Trusted/i.test(message.text())) troubles.push(`${message.text()} ${message.location().url ?? ''}`.trim())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))

  // puppeteer's own count never comes back to zero once a page was left with a request under way
  const underWay = new Set<unknown>()
  page.on('request', (request) => {
    if (request.isNavigationRequest()) underWay.clear()
    // a stream has no end, and nothing waits for it
    if (!request.url().includes('/stream/open')) underWay.add(request)
  })
  page.on('requestfinished', (request) => underWay.delete(request))
  page.on('requestfailed', (request) => underWay.delete(request))

  const screen = (selector = 'body') => page.evaluate(visibleText, selector)

  async function waitFor(wanted: boolean, text: string | RegExp, selector?: string, most = patience) {
    const fits = (shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown))
    const end = performance.now() + most
    let shown = ''
    while (performance.now() < end) {
      shown = await screen(selector).catch(() => '') // the page is just changing
      if (shown && fits(shown) === wanted) return
      await pause(60)
    }
    assert.fail(`${wanted ? 'Not' : 'Still'} on the screen after ${String(most / 1000)} s: ${String(text)}\n${page.url()}\n${shown}`)
  }

  /** The visible control of this name: an exact one before one that begins so. */
  async function control(name: string, roles: readonly string[], nth = 0): Promise<ElementHandle<HTMLElement>> {
    const end = performance.now() + patience
    while (performance.now() < end) {
      const found = await page.evaluateHandle(findControl, name, roles as string[], nth).catch(() => undefined)
      const element = found?.asElement() as ElementHandle<HTMLElement> | null | undefined
      if (element) return element
      await pause(60)
    }
    return assert.fail(`No ${roles.join(' or ')} is called "${name}" on ${page.url()}:\n${await screen()}`)
  }

  /** Does something with a control; once more with the new one where the page has just drawn it anew. */
  async function use(name: string, roles: readonly string[], act: (element: ElementHandle<HTMLElement>) => Promise<void>, nth?: number) {
    await page.bringToFront()
    for (let tries = 0; ; tries += 1) {
      const element = await control(name, roles, nth)
      try {
        return await act(element)
      } catch (error) {
        if (tries >= 5 || !/detached|not clickable|not an Element|Cannot find context/i.test(String(error))) throw error
        await pause(100)
      }
    }
  }

  const click = async (element: ElementHandle<HTMLElement>) => {
    // in the middle, where nothing that is fixed to an edge lies over it
    await element.evaluate((control) => control.scrollIntoView({ block: 'center', behavior: 'instant' }))
    await element.click()
  }
  const person: Person = {
    page,
    troubles,
    screen,
    async visit(path) {
      await page.bringToFront()
      await page.goto(url + path, { waitUntil: 'load' })
    },
    sees: (text, selector) => waitFor(true, text, selector),
    misses: (text, selector, most) => waitFor(false, text, selector, most),
    async press(name, nth) {
      await use(name, ['button'], click, nth)
    },
    async type(label, text) {
      await use(label, ['textbox'], async (element) => {
        await element.focus()
        await element.evaluate((field) => (field as HTMLInputElement).select())
        await page.keyboard.press('Backspace')
        await element.type(text)
      })
    },
    async ticked(label) {
      return (await control(label, ['checkbox'])).evaluate((box) => (box as HTMLInputElement).checked)
    },
    async tick(label) {
      await use(label, ['checkbox'], click)
    },
    async settles() {
      const end = performance.now() + patience
      for (let quiet = 0; quiet < 150 && performance.now() < end; quiet = underWay.size ? 0 : quiet + 30) await pause(30)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    },
    newTab: () => inTab(context, url, viewport),
    close: () => context.close(),
  }
  return person
}

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

/** Runs in the page. */
function visibleText(selector: string): string {
  const read = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? ''
    if (!(node instanceof Element) || ['STYLE', 'SCRIPT', 'TEMPLATE', 'SANDBOX-PANEL', 'NOSCRIPT', 'TITLE'].includes(node.tagName)) return ''
    const isContents = getComputedStyle(node).display === 'contents'
    if (!isContents && !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return ''
    const inside = node.shadowRoot ? [...node.shadowRoot.childNodes] : node instanceof HTMLSlotElement && node.assignedNodes().length ? node.assignedNodes() : [...node.childNodes]
    const text = inside.map(read).join('')
    return getComputedStyle(node).display.startsWith('inline') && !node.shadowRoot ? text : ` ${text} `
  }
  const root = document.querySelector(selector)
  return root ? read(root).replace(/\s+/g, ' ').trim() : ''
}

/** Runs in the page: the visible control of this name, through open shadow roots. */
function findControl(name: string, roles: string[], nth: number): Element | null {
  const selectors: Record<string, string> = {
    button: 'button, a[href], summary, [role=button]',
    checkbox: 'input[type=checkbox]',
    textbox: 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select',
  }
  const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim()
  const found: { element: Element; named: string }[] = []
  const visit = (root: ParentNode) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'sandbox-panel') continue
      if (roles.some((role) => element.matches(selectors[role] ?? role)) && element.checkVisibility({ visibilityProperty: true })) {
        const scope = element.getRootNode() as Document | ShadowRoot
        const labelledBy = element.getAttribute('aria-labelledby')?.split(' ').map((id) => scope.getElementById(id)?.textContent).join(' ')
        const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent).join(' ')
        found.push({ element, named: plain(element.getAttribute('aria-label') ?? labelledBy ?? (labels || element.textContent)) })
      }
      if (element.shadowRoot) visit(element.shadowRoot)
    }
  }
  visit(document)
  const exact = found.filter(({ named }) => named === name)
  const begins = found.filter(({ named }) => named.startsWith(name))
  return (exact[nth] ?? begins[nth])?.element ?? null
}
