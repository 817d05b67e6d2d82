import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import puppeteer, { type Browser } from 'puppeteer-core'
import { chromiumFlags, requireChromium } from '../browsers.ts'
import { readTable, rowsOf } from './readme.ts'
import { measureBytes, measureRequests, measureTimes } from './run.ts'
import { startBenchServer, type BenchServer } from './server.ts'

let browser: Browser
let server: BenchServer
before(async () => {
  browser = await puppeteer.launch({ executablePath: requireChromium(), args: [...chromiumFlags], headless: true })
  server = await startBenchServer(resolve(import.meta.dirname, '../..'))
})
after(async () => {
  await browser.close()
  await server.close()
})

test('the sizes in the README are those of the build, to 3 % or 0.2 kB', async () => {
  const measured = rowsOf(await measureBytes(browser, server))
  const written = readTable()
  assert.deepEqual(written.map(({ what }) => what), measured.map(({ what }) => what), 'run `npm run bench -- --readme`')
  for (const [index, { what, gzip, brotli }] of measured.entries())
    for (const [name, now, then] of [['gzip', gzip, written[index]?.gzip], ['brotli', brotli, written[index]?.brotli]] as const)
      assert.ok(Math.abs(now - (then ?? 0)) <= Math.max(0.2, now * 0.03), `${what}: ${name} is ${now} kB, the README says ${then}: run \`npm run bench -- --readme\``)
})

test('a page makes one request to the loyalty service, whether it has 1, 10 or 100 elements', async () => {
  assert.deepEqual(await measureRequests(browser, server), { 1: 1, 10: 1, 100: 1 })
})

test('the times of both kinds are real: above nothing, and more for more elements', async () => {
  const { mount, update } = await measureTimes(browser, server, [[1, 3], [200, 3]])
  for (const times of [mount, update])
    for (const kind of ['ours', 'vanilla'] as const) {
      assert.ok((times[1]?.[kind].script ?? 0) > 0)
      assert.ok((times[200]?.[kind].script ?? 0) > (times[1]?.[kind].script ?? 0))
    }
})
