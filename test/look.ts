/**
 * `npm run look -- balance`: contact sheets of stories, as pictures in `.looks/`. Prints their names, and what went wrong.
 *
 *   npm run look -- tier referral                             every file of stories whose path has one of these words
 *   npm run look -- balance --story=guest                     only stories whose name has this
 *   npm run look -- balance --width=320,1280 --theme=light,dark --lang=en,ru --dir=ltr,rtl
 *   npm run look -- --sheet=soft,contrast                     in a theme that comes with the elements
 *   npm run look -- themes --colors=forced                    in the colours of a high-contrast mode
 *   npm run look -- login --css=node_modules/bootstrap/dist/css/bootstrap.css    in a page with this style sheet
 *
 * A width is a screen's: 320 leaves an element 288. What a story says itself (`parameters`) wins.
 */
import { globSync, mkdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { launch } from 'puppeteer-core'
import { createServer, type Plugin } from 'vite'
import { chromiumFlags, requireChromium } from './browsers.ts'
import type {} from './stories/sheet.ts'

const root = resolve(import.meta.dirname, '..')
const folder = `${root}/.looks`
const one = { type: 'string' } as const
const { values, positionals } = parseArgs({ allowPositionals: true, options: { width: one, theme: one, sheet: one, lang: one, dir: one, story: one, colors: one, css: one } })
const list = (given: string | undefined, otherwise: string) => (given ?? otherwise).split(',')

const files = globSync(['packages/elements/src/**/*.stories.ts', 'stories/**/*.stories.ts'], { cwd: root })
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`No file of stories has ${positionals.join(' or ')} in its path.`)
  process.exit(2)
}

const page: Plugin = {
  name: 'sheet',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      if (!request.url?.startsWith('/sheet?')) return next()
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end('<!doctype html><title>Sheet</title><body><script type="module" src="/test/stories/sheet.ts"></script>')
    })
  },
}
const server = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  cacheDir: `${root}/.cache/look`,
  plugins: [page],
  server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  resolve: { conditions: ['loyaltykit-source', 'module', 'browser', 'development'] },
  optimizeDeps: { noDiscovery: true, include: [] },
})
await server.listen()
const address = server.resolvedUrls?.local[0]
const browser = await launch({ executablePath: requireChromium(), args: [...chromiumFlags, '--hide-scrollbars'] })
mkdirSync(folder, { recursive: true })
let wrong = 0
try {
  for (const file of files)
    for (const width of list(values.width, '390'))
      for (const theme of list(values.theme, 'light'))
        for (const sheet of list(values.sheet, 'plain'))
          for (const lang of list(values.lang, 'en')) for (const dir of list(values.dir, 'ltr')) await take({ file, width, theme, sheet, lang, dir })
} finally {
  await browser.close()
  await server.close()
}
process.exit(wrong > 0 ? 1 : 0)

interface Shot {
  readonly file: string
  readonly width: string
  readonly theme: string
  readonly sheet: string
  readonly lang: string
  readonly dir: string
}

async function take({ file, ...look }: Shot): Promise<void> {
  const tab = await browser.newPage()
  try {
    const width = Math.max(1432, Number(look.width) + 32)
    await tab.setViewport({ width, height: 900 })
    const features = [{ name: 'prefers-reduced-motion', value: 'reduce' }]
    if (values.colors === 'forced') features.push({ name: 'forced-colors', value: 'active' }, { name: 'prefers-color-scheme', value: look.theme })
    await (await tab.createCDPSession()).send('Emulation.setEmulatedMedia', { features })
    const errors: string[] = []
    tab.on('pageerror', (error) => errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    const search = new URLSearchParams({ file: `/${file}`, ...look, ...(values.story ? { story: values.story } : {}), ...(values.css ? { css: values.css } : {}) })
    await tab.goto(`${address ?? ''}sheet?${search.toString()}`)
    await tab
      .waitForFunction(() => window.sheet !== undefined, { timeout: 60_000 })
      .catch((error: unknown) => errors.push(`${file} did not come up: ${String(error)}`))
    const name = [basename(file, '.stories.ts'), values.story, ...Object.values(look), values.colors, values.css && basename(values.css, '.css')].filter(Boolean).join('-')
    const path = `${folder}/${name}.png` as const
    await tab.screenshot({ path, fullPage: true })
    const sheet = await tab.evaluate(() => window.sheet)
    console.log(`${path.slice(root.length + 1)}  ${sheet?.stories ?? 0} stories`)
    for (const problem of [...(sheet?.problems ?? []), ...errors]) {
      wrong += 1
      console.log(`  ✗ ${problem}`)
    }
  } finally {
    await tab.close()
  }
}
