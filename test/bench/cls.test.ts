/** Nothing moves when the elements come: on the first load, from the cache, and when the script is three seconds late. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import puppeteer, { type Browser } from 'puppeteer-core'
import { chromiumFlags, requireChromium } from '../browsers.ts'
import { startExamples, type Examples } from '../journeys/examples.ts'
import { examplePages, shiftsOf } from './cls.ts'
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

const page = (tag: string, css = reserve) => `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>${tag}</title><style>body { font: 16px/1.5 sans-serif; margin: 16px } ${css}</style>
  <script type="module" src="/cdn/loyaltykit.js" data-url="/loyalty"></script><body><h1>Before</h1><${tag} ${given[tag] ?? ''}></${tag}><p>After: what stands below an element stays where it is.</p>`

const still = { first: 0, cached: 0, late: 0 }

for (const tag of tags) {
  test(`what stands below ${tag} stays where it is, for a guest`, async () => {
    server.page(`/${tag}`, page(tag))
    assert.deepEqual(Object.values(await shiftsOf(browser, [`${server.url}/${tag}`])), [still])
  })
}

test('a page without the sheet of room does move: the measure can tell', async () => {
  server.page('/moves', page('loyalty-offer-carousel', ''))
  const [shift] = Object.values(await shiftsOf(browser, [`${server.url}/moves`]))
  assert.ok((shift?.first ?? 0) > 0 && (shift?.late ?? 0) > 0, JSON.stringify(shift))
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
