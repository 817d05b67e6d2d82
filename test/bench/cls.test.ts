/** Nothing moves when the elements come: on the first load, from the cache, and when the script is three seconds late. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import puppeteer, { type Browser } from 'puppeteer-core'
import { chromiumFlags, requireChromium } from '../browsers.ts'
import { startExamples, type Examples } from '../journeys/examples.ts'
import { examplePages, movesAt, shiftsOf } from './cls.ts'
import { inPieces } from './in-pieces.ts'
import { startBenchServer, type BenchServer } from './server.ts'

const root = resolve(import.meta.dirname, '../..')
const tags = globSync('packages/elements/src/!(shared)/define.ts', { cwd: root }).map((file) => `loyalty-${file.split('/').at(-2)}`).filter((tag) => tag !== 'loyalty-provider').sort()
const given: Readonly<Record<string, string>> = { 'loyalty-earn-preview': 'price="12000" currency="EUR" sku="boots"' }
const reserve = readFileSync(resolve(root, 'packages/elements/src/reserve.css'), 'utf8')

let browser: Browser
let server: BenchServer
let examples: Examples | undefined
before(async () => {
  browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags], headless: true, defaultViewport: { width: 390, height: 2_400 } })
  server = await startBenchServer(root)
})
after(async () => {
  await examples?.remove()
  await browser?.close()
  await server?.close()
})

const page = (tag: string, css = reserve, attributes = '') => `<!doctype html><html lang="en" ${attributes}><meta name="viewport" content="width=device-width"><title>${tag}</title><style>body { font: 16px/1.5 sans-serif; margin: 16px } ${css}</style>
  <script type="module" src="/cdn/loyaltykit.js" data-url="/loyalty"></script><body><h1>Before</h1><${tag} ${given[tag] ?? ''}></${tag}><p>After: what stands below an element stays where it is.</p>`

const still = { first: 0, cached: 0, late: 0 }

for (const tag of tags) {
  test(`what stands below ${tag} stays where it is, for a guest`, async () => {
    server.page(`/${tag}`, page(tag))
    assert.deepEqual(Object.values(await shiftsOf(browser, [`${server.url}/${tag}`])), [still])
  })
}

test('a line of text with a compact balance in it stays as high as it is, before the script and after', async () => {
  server.page('/compact', `${page('loyalty-balance')}<p>You have <loyalty-balance compact></loyalty-balance> to spend.</p><p>After it.</p>`)
  assert.deepEqual(Object.values(await shiftsOf(browser, [`${server.url}/compact`])), [still])
})

/** Elements whose guest sees far less than what is kept for a member, with the room that is enough for a guest, in em. */
const smallForGuests = { 'loyalty-account': 52, 'loyalty-activity': 18, 'loyalty-claim-form': 18, 'loyalty-coupons': 18, 'loyalty-gift-card': 23, 'loyalty-preferences': 18 }
const heightOf = async (path: string, tag: string, viewport: { readonly width: number; readonly height: number }) => {
  const context = await browser.createBrowserContext()
  const tab = await context.newPage()
  await tab.setViewport(viewport)
  await tab.goto(server.url + path, { waitUntil: 'networkidle0' })
  await new Promise((resolve) => setTimeout(resolve, 700))
  const height = await tab.evaluate((name) => document.querySelector(name)?.getBoundingClientRect().height ?? 0, tag)
  await context.close()
  return height
}

for (const [tag, em] of Object.entries(smallForGuests)) {
  test(`${tag} takes no more than a guest needs where the page knows that nobody is signed in: nothing moves`, async () => {
    const path = `/guest/${tag}`
    server.page(path, page(tag, reserve, 'data-loyalty-visitor="guest"'))
    assert.deepEqual(Object.values(await shiftsOf(browser, [server.url + path])), [still])
    const height = await heightOf(path, tag, { width: 390, height: 2_400 })
    assert.ok(height > 0 && height <= em * 16, `${height / 16} em`)
  })

  test(`${tag} of a guest ends where a phone’s window ends, or earlier where the page knows: nothing moves`, async () => {
    const window = { width: 390, height: 600 }
    for (const attributes of ['', 'data-loyalty-visitor="guest"']) {
      const path = `/phone/${tag}${attributes && '/guest'}`
      server.page(path, page(tag, reserve, attributes))
      assert.deepEqual(Object.values(await shiftsOf(browser, [server.url + path], undefined, window)), [still])
      const height = await heightOf(path, tag, window)
      assert.ok(height > 0 && height <= Math.max(window.height, em * 16), `${height / 16} em`)
    }
  })
}

for (const [tag, lang] of [['loyalty-enrolment-form', 'ru'], ['loyalty-login', 'de']] as const) {
  test(`what stands below ${tag} stays where it is on the narrowest phone, in a panel, where the words are long: ${lang}`, async () => {
    server.page(`/narrow/${tag}`, page(tag).replace('lang="en"', `lang="${lang}"`).replace('margin: 16px', 'margin: 16px; padding: 24px'))
    assert.deepEqual(Object.values(await shiftsOf(browser, [`${server.url}/narrow/${tag}`], undefined, { width: 320, height: 900 })), [still])
  })
}

test('a page without the sheet of room does move: the measure can tell', async () => {
  server.page('/moves', page('loyalty-offer-carousel', ''))
  const [shift] = Object.values(await shiftsOf(browser, [`${server.url}/moves`]))
  assert.ok((shift?.first ?? 0) > 0 && (shift?.late ?? 0) > 0, JSON.stringify(shift))
})

test('what comes later in a page and pushes aside what is there is seen, though the page would stand still if it came at once', async () => {
  server.page('/pushed', `<!doctype html><html lang="en"><title>Pushed</title><body><div style="display: flex; flex-direction: column-reverse"><p>There first</p>${'<i></i>'.repeat(40)}<p style="block-size: 20rem">Pushes</p></div>`)
  const slow = await inPieces(server.url)
  assert.deepEqual(await movesAt(browser, [`${server.url}/pushed`]), {})
  assert.deepEqual(Object.keys(await movesAt(browser, [`${slow.url}/pushed`])), [`${slow.url}/pushed`])
  slow.close()
})

describe('of the examples', () => {
  before(async () => {
    examples = await startExamples()
  })
  for (const path of examplePages) {
    test(`nothing moves on ${path}`, async () => {
      assert.deepEqual(Object.values(await shiftsOf(browser, [`${examples?.url}${path}`])), [still])
    })
  }
})
