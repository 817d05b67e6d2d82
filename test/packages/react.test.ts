/** `@loyaltykit/react` as it is built: on a server, and in a page. */
import assert from 'node:assert/strict'
import { readFileSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { LoyaltyBalance, LoyaltyEarnPreview, LoyaltyProvider, LoyaltyRedeem, useLoyalty, useStore } from '@loyaltykit/react'
import * as react from '@loyaltykit/react'
import { aSmallShop } from '@loyaltykit/testing'
import { build } from 'esbuild'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { chromiumFlags, requireChromium } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')

test('every module says that it belongs to the page', () => {
  const files = globSync('packages/react/dist/**/*.js', { cwd: root })
  assert.ok(files.length > 20)
  assert.deepEqual(files.filter((file) => !/^['"]use client['"]/.test(readFileSync(join(root, file), 'utf8'))), [])
})

test('the names beside one component for each tag are these', () => {
  assert.deepEqual(Object.keys(react).filter((name) => !name.startsWith('Loyalty')).sort(), ['useLoyalty', 'useStore'])
})

test('who uses one component bundles one element', async () => {
  const { metafile } = await build({
    stdin: { contents: `import { LoyaltyBalance } from '@loyaltykit/react'; console.log(LoyaltyBalance)`, resolveDir: root },
    bundle: true, format: 'esm', write: false, metafile: true, logLevel: 'error', external: ['react'], conditions: ['browser', 'production'],
  })
  const taken = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)
  const elements = new Set(taken.flatMap((file) => /packages\/elements\/dist\/([^/]+)\//.exec(file)?.[1] ?? []))
  assert.deepEqual([...elements].sort(), ['balance', 'shared'])
})

describe('on a server', () => {
  test('a component renders its tag and nothing around it, with children for its slots', () => {
    assert.equal(renderToString(h(LoyaltyBalance, {}, h('span', { slot: 'guest' }, 'Join'))), '<loyalty-balance><span slot="guest">Join</span></loyalty-balance>')
  })

  test('what an attribute can say is in the HTML, under the name of the attribute', () => {
    const html = renderToString(h(LoyaltyEarnPreview, { sku: 'moor', price: 14_900, quantity: 2, withDetails: true, className: 'earn', id: 'one' }))
    assert.equal(html, '<loyalty-earn-preview id="one" class="earn" price="14900" sku="moor" quantity="2" with-details=""></loyalty-earn-preview>')
    assert.equal(renderToString(h(LoyaltyBalance, { compact: false, currency: undefined })), '<loyalty-balance></loyalty-balance>')
  })

  test('objects and handlers leave no trace', () => {
    const html = renderToString(h(LoyaltyRedeem, { cart: { id: 'c', currency: 'EUR', items: [] }, onLoyaltyRedeemed: () => undefined, ref: () => undefined }))
    assert.equal(html, '<loyalty-redeem></loyalty-redeem>')
  })

  test('a store is looked at, and nothing is read', async () => {
    const asked: string[] = []
    const { backend: { program: { get } } } = aSmallShop()
    const { client } = aSmallShop({ groups: { program: { get: (...given) => (asked.push('program'), get(...given)) } } })
    const Status = () => h('b', {}, useStore(useLoyalty().$program).status)
    const html = renderToString(h(LoyaltyProvider, { client }, h(Status), h(LoyaltyBalance)))
    assert.equal(html, '<loyalty-provider><b>idle</b><loyalty-balance></loyalty-balance></loyalty-provider>')
    await new Promise((done) => setTimeout(done, 50))
    assert.deepEqual(asked, [])
    client.dispose()
  })

  test('a store that the backend does not have is undefined', () => {
    assert.equal(renderToString(h(() => h('b', {}, String(useStore(undefined))))), '<b>undefined</b>')
  })

  test('without a provider the hook says what to do', () => {
    assert.throws(() => renderToString(h(() => h('b', {}, String(useLoyalty())))), /needs a <LoyaltyProvider client=\{…\}>/)
  })
})

describe('in a page', () => {
  let browser: Browser
  let page: Page
  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'react-page.ts')],
      bundle: true, format: 'esm', write: false, logLevel: 'error', conditions: ['browser', 'production'], define: { 'process.env.NODE_ENV': '"development"' },
    })
    browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags] })
    page = await browser.newPage()
    await page.setContent('<!doctype html><html lang="en"><body></body></html>')
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '', type: 'module' })
    await page.waitForFunction('globalThis.checks')
  })
  after(() => browser.close())

  const names = [...readFileSync(join(import.meta.dirname, 'react-page.ts'), 'utf8').matchAll(/^ {2}async '((?:[^'\\]|\\.)+)'\(\)/gm)].map(([, name = '']) => name.replaceAll('\\', ''))
  for (const name of names)
    test(name, async () => {
      const [found, complaints] = (await page.evaluate(`checks[${JSON.stringify(name)}]().then((found) => [found, complaints.splice(0)])`)) as [unknown[], string[]]
      assert.ok(found.length > 0)
      assert.deepEqual(found, found.map(() => true))
      assert.deepEqual(complaints, [])
    })

  test('the page ran every check', async () => {
    assert.deepEqual(await page.evaluate('Object.keys(checks)'), names)
  })
})
