/** All examples on one origin: the shop, the HTML page, the CDN build, and the sandbox with its panel. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { sqliteStore } from '@loyaltykit/sandbox/sqlite'
import { Hono } from 'hono'
import { createShop, type Shop } from '../shop/server.ts'
import { isElsewhere } from './host.ts'
import { keptFor } from './kept-for.ts'
import { createPanelApi, withPanel } from './panel.ts'

const root = resolve(import.meta.dirname, '../..')
const own = resolve(import.meta.dirname, '..')

/**
 * As strict as the shop's. The CDN build's templates have a policy of their own; a page that is one file has its style in it, and
 * that very style is allowed by its hash.
 */
const policyFor = (html: string): string => [
  "default-src 'none'", "script-src 'self'", `style-src 'self'${styleHashes(html)}`, "img-src 'self'", "connect-src 'self'", "form-action 'self'",
  "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types loyaltykit',
].join('; ')

const styleHashes = (html: string): string =>
  [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => ` 'sha256-${createHash('sha256').update(style).digest('base64')}'`).join('')

interface Open {
  readonly sandbox: Sandbox
  readonly shop: Shop
  readonly app: Hono
}

export interface Examples {
  fetch(request: Request): Response | Promise<Response>
  close(): void
}

export function createExamples({ url, hotelUrl, partnerUrl, data, fresh }: { readonly url: string; readonly hotelUrl: string; readonly partnerUrl: string; readonly data: string; readonly fresh: boolean }): Examples {
  mkdirSync(data, { recursive: true })
  if (fresh) forget(data)
  let open = begin()

  function begin(): Open {
    const sandbox = createSandbox({
      preset: 'fashion',
      store: sqliteStore({ path: join(data, 'sandbox.sqlite') }),
      shareUrl: `${url}/shop/`,
      assetsUrl: `${url}/offers/`,
    })
    sandbox.onMessage(({ to, channel, text }) => console.log(`[sandbox] ${channel} to ${to}: ${text}`))
    const changePage = (html: string) => withPanel(html, sandbox, { button: 'Buy for €100 at the till' })
    const shop = createShop({ backend: sandbox, till: sandbox.till, database: join(data, 'shop.sqlite'), clock: sandbox.now, changePage, partners: [partnerUrl] })
    return { sandbox, shop, app: routes(sandbox, shop, changePage) }
  }

  function end() {
    open.shop.close()
    open.sandbox.close()
  }

  function routes(sandbox: Sandbox, shop: Shop, changePage: (html: string) => string): Hono {
    const app = new Hono()
    app.use(async ({ req }, next) => isElsewhere(req.raw, url) ?? next())
    app.route('/sandbox', createPanelApi({
      sandbox,
      panel: join(own, 'panel/dist/panel.js'),
      identify: (request) => shop.gateway.identify(request),
      till: async (memberId) => {
        const orderId = `till-${crypto.randomUUID()}`
        const items = [{ sku: 'till-socks', name: 'Socks', quantity: 10, price: 10_00, categories: ['accessories'] }]
        await sandbox.till.purchase({ memberId, orderId, cart: { id: orderId, currency: 'EUR', items }, store: 'Market Street' })
        return { said: 'The till in Market Street has booked €100.' }
      },
      reset: () => {
        end()
        forget(data)
        open = begin()
      },
    }))
    const page = async (file: string) => changePage((await readFile(join(own, file), 'utf8')).replaceAll('{{hotel}}', hotelUrl).replaceAll('{{partner}}', partnerUrl))
    for (const [path, file] of [['/', 'index.html'], ['/html/', 'html/index.html']] as const)
      app.get(path, async (context) => {
        const html = await page(file)
        return context.html(html, 200, { 'cache-control': 'no-cache', 'content-security-policy': policyFor(html), 'x-content-type-options': 'nosniff' })
      })
    app.get('/html', (context) => context.redirect('/html/', 301))
    app.use('/examples.css', keptFor('an hour'), serveStatic({ path: join(own, 'examples.css') }))
    app.use('/html/*', keptFor('an hour'), serveStatic({ root: own }))
    app.use('/offers/*', keptFor('an hour'), serveStatic({ root: own }))
    app.use('/cdn/*', async (context, next) => {
      await next()
      // a module of another origin is only run where it says so: partners' pages use this build
      context.header('access-control-allow-origin', '*')
    })
    // the entry keeps its name, its chunks have theirs of what is in them
    app.use('/cdn/:file{.+-[\\w-]{8}\\.js}', keptFor('for ever'))
    app.use('/cdn/:file{loyaltykit\\.js}', keptFor('nothing'))
    app.use('/cdn/*', serveStatic({ root: join(root, 'packages/cdn/dist'), rewriteRequestPath: (path) => path.replace(/^\/cdn/, '') }))
    app.use('/elements/reserve.css', keptFor('an hour'), serveStatic({ path: join(root, 'packages/elements/dist/reserve.css') }))
    app.route('/', shop.app)
    return app
  }

  return {
    fetch: (request) => open.app.fetch(request),
    close: end,
  }
}

/** Leaves the folder, which may be somebody's own, and takes out what we put into it. */
function forget(folder: string) {
  for (const file of readdirSync(folder)) if (/^(sandbox|shop)\.sqlite(-wal|-shm)?$/.test(file)) rmSync(join(folder, file))
}
