/** An example of a framework: built, served, and used by a person. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'puppeteer-core'
import { build } from 'vite'
import { newPerson, openBrowser, pause, type Person } from './person.ts'
import { story } from './story.ts'

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }

export interface Served {
  readonly url: string
  close(): void
}

/** Builds an example into a folder of its own, and serves that. */
export async function serveBuilt(name: string): Promise<Served> {
  const outDir = mkdtempSync(join(tmpdir(), `${name}-`))
  await build({ configFile: resolve(import.meta.dirname, '../../examples', name, 'vite.config.ts'), mode: 'development', build: { minify: false, outDir, emptyOutDir: true } })
  const { url, close } = await serve(outDir)
  return {
    url,
    close() {
      close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

async function serve(folder: string): Promise<Served> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).then(
      (body) => response.setHeader('content-type', types[extname(path) || '.html'] ?? 'application/octet-stream').end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

/** Joins, sees points, redeems and takes them back, logs out: the same page in every framework. */
export function frameworkJourney(name: string): void {
  describe(`the example in ${name}`, () => {
    const step = story()
    let browser: Browser
    let served: Served
    let ada: Person
    /** Warnings too: a framework says there what it can't do. */
    const warnings: string[] = []

    before(async () => {
      ;[served, browser] = await Promise.all([serveBuilt(name), openBrowser()])
      ada = await newPerson(browser, served.url)
      ada.page.on('console', (message) => {
        if (message.type() === 'warn') warnings.push(message.text())
      })
    })
    after(async () => {
      await browser?.close()
      served?.close()
    })

    async function code(): Promise<string> {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = /\b\d{6}\b/.exec(await ada.screen('aside'))?.[0]
        if (found) return found
        await pause(50)
      }
      return assert.fail('No code came.')
    }

    test('a guest sees what a product earns', step(async () => {
      await ada.visit('/')
      await ada.sees('A club with bonuses', 'header')
      await ada.sees('Members earn 745 bonuses')
    }))

    test('joins, and the page hears of it', step(async () => {
      await ada.type('Mobile phone', '+79001234567')
      await ada.press('Get a code')
      await ada.sees('Enter the code')
      await ada.type('Code from the message', await code())
      await ada.sees('About you')
      await ada.type('First name', 'Ada')
      await ada.tick('I accept the club rules')
      await ada.tick('I agree that my data is processed')
      await ada.press('Join')
      await ada.sees('Welcome! 500 bonuses are yours.', '[role=status]')
      await ada.sees('500 bonuses', 'header')
      await ada.sees('Earn 745 bonuses', '.goods')
    }))

    test('pays with bonuses, and the page takes them off the price', step(async () => {
      await ada.press('Add Moor')
      await ada.press('Add Lark')
      await ada.sees('To pay €238.00')
      await ada.type('How many bonuses to use?', '500')
      await ada.press('Use 500 bonuses')
      await ada.sees('Set aside: €5.00 off.', '[role=status]')
      await ada.sees('To pay €233.00')
      await ada.press('Remove')
      await ada.sees('Not set aside any more.', '[role=status]')
      await ada.sees('To pay €238.00')
    }))

    test('logs out, and the page is a guest\'s again', step(async () => {
      await ada.press('Log out')
      await ada.sees('See you soon.', '[role=status]')
      await ada.sees('A club with bonuses', 'header')
      await ada.misses('500 bonuses', 'header')
    }))

    test('nothing was complained of on the console', step(async () => {
      assert.deepEqual(warnings, [])
      assert.deepEqual(ada.troubles, [])
    }))
  })
}
