/** The CDN build in a page: one script tag, and the elements that are there. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { partSources, type Part } from '@loyaltykit/core'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { startBenchServer, type BenchServer } from '../bench/server.ts'
import { chromiumFlags, requireChromium } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')
const tags = globSync('packages/elements/src/!(shared)/define.ts', { cwd: root }).map((file) => `loyalty-${file.split('/').at(-2)}`).sort()
/** What the loader asks for beside the chunk of each tag. */
const asked = new Map([...readFileSync(resolve(root, 'packages/cdn/src/elements.ts'), 'utf8').matchAll(/'(loyalty-[\w-]+)': .*needs: \[([^\]]*)\]/g)].map(([, tag = '', parts = '']) => [tag, [...parts.matchAll(/\w+/g)].map(([part]) => part)] as const))
let browser: Browser
let server: BenchServer

before(async () => {
  browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
  server = await startBenchServer(root)
})
after(async () => {
  await browser?.close()
  await server?.close()
})

interface Visit {
  readonly page: Page
  /** Calls of the loyalty API. */
  readonly calls: string[]
  /** Files of words that were loaded, by language. */
  readonly words: string[]
  readonly errors: string[]
}

/** A page with the script tag, looked at until it is quiet. */
async function visit(body: string, { data = 'data-url="/loyalty"', head = '', query = '', lang = 'en' } = {}): Promise<Visit> {
  const page = await (await browser.createBrowserContext()).newPage()
  const calls: string[] = []
  const words: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/loyalty/')) calls.push(pathname + search)
    const [, language] = /\/cdn\/([a-z]{2})-[\w-]{8}\.js$/.exec(pathname) ?? []
    if (language) words.push(language)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  server.page('/page', `<!doctype html><html lang="${lang}"><link rel="icon" href="data:,">${head}<title>Page</title><script type="module" src="/cdn/loyaltykit.js" ${data}></script><body>${body}`)
  await page.goto(`${server.url}/page${query}`, { waitUntil: 'networkidle0' })
  return { page, calls, words, errors }
}

const close = ({ page }: Visit) => page.browserContext().close()

for (const tag of tags)
  test(`<${tag}> alone is brought, and what it reads is one request`, async () => {
    const visited = await visit(`<${tag} price="12000" currency="EUR" sku="boots"></${tag}>`)
    assert.ok(await visited.page.evaluate((name) => customElements.get(name) !== undefined, tag), 'it is registered')
    const needs = await visited.page.evaluate((name) => {
      const { needs = [], also = [] } = customElements.get(name) as { needs?: readonly string[]; also?: readonly string[] }
      return [...needs, ...also]
    }, tag)
    assert.deepEqual(needs.filter((part) => !asked.get(tag)?.includes(part)), [], 'the loader asks for all that the class needs')
    // a guest's page asks for nothing that only a member has
    const isPublic = asked.get(tag)?.some((part) => partSources[part as Part].public)
    assert.equal(visited.calls.length, isPublic ? 1 : 0, visited.calls.join('\n'))
    assert.deepEqual(visited.errors, [])
    await close(visited)
  })

test('an element that comes later is brought then, and nothing that is not used', async () => {
  const visited = await visit('<p>Nothing yet</p>')
  assert.deepEqual(visited.calls, [])
  assert.equal(await visited.page.evaluate(() => customElements.get('loyalty-balance')), undefined)
  await visited.page.evaluate(() => document.body.append(document.createElement('loyalty-balance')))
  await visited.page.waitForFunction(() => document.querySelector('loyalty-balance')?.shadowRoot?.textContent?.includes('Log in to see your balance'))
  assert.equal(await visited.page.evaluate(() => customElements.get('loyalty-redeem')), undefined)
  await close(visited)
})

test('the page may change its language', async () => {
  const visited = await visit('<loyalty-balance></loyalty-balance>')
  await visited.page.evaluate(() => (document.documentElement.lang = 'ru'))
  await visited.page.waitForFunction(() => document.querySelector('loyalty-balance')?.shadowRoot?.textContent?.includes('Войдите'))
  assert.match(visited.calls.at(-1) ?? '', /locale=ru/)
  await close(visited)
})

for (const [lang, words, locale, text] of [
  ['en', [], 'en', 'Log in to see your balance.'],
  ['de-AT', ['de'], 'de-AT', 'Melden Sie sich an'],
  ['ru_RU', ['ru'], 'ru-RU', 'Войдите, чтобы увидеть баланс.'],
  ['ar', ['ar'], 'ar', 'سجّل الدخول لعرض رصيدك.'],
  // the texts of the programme are then in the browser's language
  ['not a language', [], 'en-US', 'Log in to see your balance.'],
] as const)
  test(`a page in "${lang}" loads ${words.length ? `one file of words` : 'no words'}, and speaks them`, async () => {
    const visited = await visit('<loyalty-balance></loyalty-balance><loyalty-redeem></loyalty-redeem>', { lang })
    assert.match(await visited.page.evaluate(() => document.querySelector('loyalty-balance')?.shadowRoot?.textContent ?? ''), new RegExp(text))
    assert.deepEqual(visited.words, words)
    for (const call of visited.calls) assert.equal(new URL(call, 'http://page').searchParams.get('locale'), locale)
    assert.deepEqual(visited.errors, [])
    await close(visited)
  })

test('a friend’s code is taken from the address', async () => {
  const visited = await visit('<p></p>', { query: '?ref=ADA-7K2&page=2' })
  await visited.page.waitForFunction(() => JSON.stringify(localStorage).includes('ADA-7K2'))
  assert.equal(await visited.page.evaluate(() => location.search), '?page=2')
  await close(visited)
})

test('a wrong address is said on the console, and the page lives', async () => {
  const visited = await visit('<loyalty-balance>Points</loyalty-balance>', { data: 'data-url="javascript:alert(1)"' })
  assert.equal(visited.errors.length, 1)
  assert.match(visited.errors[0] ?? '', /the script tag is not set up right/)
  assert.equal(await visited.page.evaluate(() => document.body.textContent), 'Points')
  await close(visited)
})

test('a policy that does not allow ours is named, and nothing is thrown into the page', async () => {
  const policy = (names: string) => `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; trusted-types ${names}">`
  const refused = await visit('<loyalty-balance></loyalty-balance>', { head: policy('other') })
  assert.ok(refused.errors.some((text) => text.includes('trusted-types loyaltykit')), refused.errors.join('\n'))
  assert.ok(!refused.errors.some((text) => /Uncaught/.test(text)))
  await close(refused)
  const allowed = await visit('<loyalty-balance></loyalty-balance>', { head: policy('loyaltykit') })
  assert.deepEqual(allowed.errors, [])
  await close(allowed)
})
