/** `npm start` itself: its options, its state, what happens to it. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { run, startExamples, type Examples } from './examples.ts'
import { newPerson, openBrowser, type Person } from './person.ts'
import { buy, join } from './shop.ts'
import { story } from './story.ts'

describe('npm start', () => {
  let examples: Examples
  let browser: Browser
  let ada: Person
  const step = story()

  before(async () => {
    examples = await startExamples()
    browser = await openBrowser()
    ada = await newPerson(browser, examples.url)
  })
  after(async () => {
    await browser?.close()
    await examples?.remove()
  })

  async function ended(args: readonly string[], env: Readonly<Record<string, string>>) {
    const { child, output } = run(args, env)
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, output: output() }
  }

  test('prints one address, and one for each example', () => {
    for (const path of ['/', '/shop/', '/html/']) assert.ok(examples.output().includes(examples.url + path), path)
  })

  test('a taken port is said in one line with what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, output } = await ended([], { PORT: String(port) })
    other.close()
    assert.equal(code, 1)
    assert.match(output, new RegExp(`^Port ${port} is taken\\. Stop what uses it, or choose another: PORT=\\d+ npm start\\n$`))
  })

  for (const wrong of ['abc', '0', '99999', '44.5', '-1'])
    test(`PORT=${wrong} is refused with what it must be`, async () => {
      const { code, output } = await ended([], { PORT: wrong })
      assert.equal(code, 1)
      assert.match(output, /must be a whole number from 1 to 65535/)
    })

  test('an option that is not known is refused with those that are', async () => {
    const { code, output } = await ended(['--frehs'], { PORT: String(examples.port) })
    assert.equal(code, 1)
    assert.match(output, /--frehs.*--fresh, --data/s)
  })

  test('a restart keeps the member, her log-in, bonuses and orders', step(async () => {
    await join(ada, { name: 'Ada' })
    await buy(ada, 'plain')
    assert.equal(await examples.stop(), 0, 'Ctrl+C ends it cleanly')
    await examples.start()
    await ada.visit('/shop/account.html')
    await ada.sees('Hello, Ada')
    await ada.sees('500 bonuses', 'header')
    await ada.sees('125 pending', '#member loyalty-balance')
    await ada.sees('Order S-1001', '#orders-list')
  }))

  test('killed in the act, it has kept all that it answered', step(async () => {
    await buy(ada, 'trio')
    await examples.stop('SIGKILL')
    await examples.start()
    await ada.visit('/shop/account.html')
    await ada.sees('185 pending', '#member loyalty-balance')
    await ada.sees('Order S-1002', '#orders-list')
  }))

  test('a page that was open while it was away recovers by itself', step(async () => {
    await ada.sees('500', '#member loyalty-balance')
    await examples.stop()
    await ada.page.evaluate(() => (globalThis as unknown as Record<symbol, { clients: Set<{ refresh(): void }> }>)[Symbol.for('loyaltykit.clients.1')]?.clients.forEach((client) => client.refresh()))
    await ada.sees('As of', '#member loyalty-balance')
    await ada.sees('500', '#member loyalty-balance')
    await examples.start()
    // the longer it was away, the longer the pauses between two tries: up to a minute
    await ada.misses('As of', '#member loyalty-balance', 70_000)
  }))

  test('--fresh begins anew', step(async () => {
    await examples.stop()
    await examples.start('--fresh')
    await ada.visit('/shop/account.html')
    await ada.sees('Join Stride Club')
    await ada.misses('Ada')
  }))
})
