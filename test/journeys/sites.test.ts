/** The hotel, its booking engine, a partner's page, and the pages in React and Vue: nothing moves, axe finds nothing, files are kept as long as they may be. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import puppeteer, { type Browser } from 'puppeteer-core'
import { examplePages, movesAt, shiftsOf } from '../bench/cls.ts'
import { inPieces } from '../bench/in-pieces.ts'
import { chromiumFlags, requireChromium } from '../browsers.ts'
import { allowAxe, axeFinds, tooWide } from './axe.ts'
import { startExamples, type Examples } from './examples.ts'
import { serveBuilt, type Served } from './frameworks.ts'
import { dayAhead, fillIn } from './hotel.ts'
import { newPerson, type Person } from './person.ts'

const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 800 }] as const
const stay = `city=hamburg&arrival=${dayAhead(20)}&departure=${dayAhead(23)}&guests=2`
const hotelPages = ['/en', `/de/rooms?${stay}`, `/en/book?room=suite&draft=${'d'.repeat(20)}&${stay}`, '/ru/account', '/en/hand-over']
const memberPages = ['overview', 'activity', 'rewards', 'partners', 'preferences'].map((section) => `/ru/account?section=${section}`)

describe('the sites beside the shop', () => {
  let examples: Examples
  let frameworks: readonly Served[]
  /** One for each size of a window. */
  let browsers: readonly Browser[]
  let addresses: readonly string[]
  let first: Browser

  before(async () => {
    examples = await startExamples()
    frameworks = [await serveBuilt('react'), await serveBuilt('vue')]
    browsers = await Promise.all(sizes.map((defaultViewport) => puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags], defaultViewport })))
    ;[first] = browsers as [Browser]
    addresses = [...hotelPages.map((path) => examples.hotelUrl + path), `${examples.partnerUrl}/`, ...frameworks.map(({ url }) => `${url}/`)]
  })
  after(async () => {
    await Promise.all((browsers ?? []).map((browser) => browser.close()))
    for (const served of frameworks ?? []) served.close()
    await examples?.remove()
  })

  test('nothing moves at a phone and at a desk: at the first visit, from the cache, and with the script 3 s late', async () => {
    const all = await Promise.all(browsers.map((browser) => shiftsOf(browser, addresses)))
    const moved = all.flatMap((shifts, index) => Object.entries(shifts).filter(([, { first: one, cached, late }]) => one + cached + late > 0).map(([url, shift]) => ({ url, width: sizes[index]?.width, ...shift })))
    assert.deepEqual(moved, [])
  })

  test('nothing moves while a page is still coming, piece by piece', async () => {
    const sites = await Promise.all([examples.hotelUrl, examples.url, examples.partnerUrl].map(inPieces))
    const [hotel, shop, partner] = sites.map(({ url }) => url)
    const pages = [...hotelPages.map((path) => hotel + path), `${hotel}/en/hand-over/link`, ...examplePages.map((path) => shop + path), `${partner}/`]
    assert.deepEqual(await Promise.all(browsers.map((browser) => movesAt(browser, pages))), browsers.map(() => ({})))
    for (const site of sites) site.close()
  })

  async function look(person: Person, urls: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (const scheme of ['light', 'dark'])
      for (const url of urls) {
        await person.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
        await person.page.goto(url)
        await person.settles()
        found.push(...[await tooWide(person), ...(await axeFinds(person))].filter(Boolean).map((what) => `${url} ${scheme}: ${what}`))
      }
    return found
  }

  test('axe finds nothing, light and dark, and no page scrolls sideways at 320 px', async () => {
    const person = await newPerson(first, examples.hotelUrl, { width: 320, height: 800 })
    await allowAxe(person)
    assert.deepEqual(await look(person, [...addresses, `${examples.engineUrl}/book?code=none`]), [])
    await person.close()
  })

  test('axe finds nothing on the pages of a member of the hotel', async () => {
    const ada = await newPerson(first, examples.hotelUrl, { width: 320, height: 800 })
    await allowAxe(ada)
    await ada.visit('/en/account')
    await fillIn(ada)
    await ada.press('Join')
    await ada.sees('Hello, Ada')
    assert.deepEqual(await look(ada, [...memberPages, ...hotelPages.slice(0, 3)].map((path) => examples.hotelUrl + path)), [])
    await ada.close()
  })

  test('files whose names change with what is in them are kept for ever, pages never', async () => {
    const kept = async (url: string) => {
      const answer = await fetch(url)
      await answer.body?.cancel()
      assert.equal(answer.status, 200, url)
      return answer.headers.get('cache-control')
    }
    const scriptsOf = async (url: string) => [...(await (await fetch(url)).text()).matchAll(/(?:src|href)="(\/(?:shop\/)?assets\/[^"]+)"/g)].map(([, path = '']) => new URL(path, url).href)
    const [hotel, shop] = [await scriptsOf(`${examples.hotelUrl}/en`), await scriptsOf(`${examples.url}/shop/`)]
    assert.ok(hotel.length > 1 && shop.length > 1, 'files were found')
    for (const url of [...hotel, ...shop]) assert.equal(await kept(url), 'public, max-age=31536000, immutable', url)
    const entry = `${examples.url}/cdn/loyaltykit.js`
    const chunks = [...(await (await fetch(entry)).text()).matchAll(/["']\.\/([\w.-]+-[\w-]{8}\.js)["']/g)].map(([, name = '']) => name)
    assert.ok(chunks.length > 5)
    for (const name of chunks.slice(0, 5)) assert.equal(await kept(`${examples.url}/cdn/${name}`), 'public, max-age=31536000, immutable', name)
    assert.deepEqual(await Promise.all([entry, `${examples.url}/shop/`, `${examples.url}/html/`, `${examples.partnerUrl}/`, `${examples.hotelUrl}/en`].map(kept)), ['no-cache', 'no-cache', 'no-cache', 'no-cache', 'private, no-store'])
    assert.equal(await kept(`${examples.hotelUrl}/mark.svg`), 'public, max-age=3600')
    // what is not there is nobody's for a year
    const lost = await fetch(`${examples.hotelUrl}/assets/none.js`)
    assert.deepEqual([lost.status, /immutable/.test(lost.headers.get('cache-control') ?? '')], [404, false])
  })
})
