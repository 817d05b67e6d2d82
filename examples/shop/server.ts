/**
 * The shop's own server: its pages, its prices and orders, and beside them the loyalty gateway. In a real shop `backend` is the
 * adapter of the loyalty system with its secret, and `till` is how the shop's system reports sales to it; here both are the sandbox.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { LoyaltyBackend } from '@loyaltykit/core'
import { createGateway, sessionAuthentication, type Gateway } from '@loyaltykit/gateway'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { keptFor } from '../serve/kept-for.ts'
import { openOrders } from './server/orders.ts'
import { createShopApi, type Till } from './server/api.ts'

/** What `createShop` takes. */
export interface ShopOptions {
  readonly backend: LoyaltyBackend
  readonly till: Till
  /** Where orders are kept: a SQLite file. */
  readonly database: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Origins of partners' pages, which may read what everybody may see. */
  readonly partners?: readonly string[]
  /** Changes pages as they are sent: the examples put their sandbox panel into them. */
  readonly changePage?: (html: string) => string
}

/** A shop that answers requests, until it is closed. */
export interface Shop {
  readonly app: Hono
  readonly gateway: Gateway
  close(): void
}

/**
 * Strict: nothing from elsewhere, no inline script or style, no HTML from strings. LoyaltyKit holds it without exceptions; its
 * templates are made by Lit's own policy.
 */
const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'self'",
  "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types lit-html',
].join('; ')

/** Opens the shop. What `vite build` made is in `dist`. */
export function createShop({ backend, till, database, clock = Date.now, partners = [], changePage = (html) => html }: ShopOptions): Shop {
  const orders = openOrders(database)
  const gateway = createGateway({
    backend,
    authenticate: sessionAuthentication(),
    origins: partners,
    basePath: '/loyalty',
    // the log-in is for the orders of this server too, not for the gateway alone
    cookies: { path: '/' },
    clock,
  })
  const root = join(import.meta.dirname, 'dist')
  const app = new Hono()

  app.use(compress())
  app.use('/shop/*', async (context, next) => {
    await next()
    context.header('content-security-policy', policy)
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'strict-origin-when-cross-origin')
    context.header('cross-origin-opener-policy', 'same-origin')
  })

  app.all('/loyalty/*', ({ req }) => gateway.fetch(req.raw))

  app.use('/api/*', csrf())
  app.route('/api', createShopApi({ backend, till, gateway, orders, clock }))

  const inFolder = { root, rewriteRequestPath: (path: string) => path.replace(/^\/shop/, '') }
  app.get('/shop', (context) => context.redirect('/shop/', 301))
  app.use('/shop/assets/*', keptFor('for ever'), serveStatic({ ...inFolder, precompressed: true }))
  app.get('/shop/*', async (context, next) => {
    const path = context.req.path.replace(/^\/shop/, '').replace(/\/$/, '/index.html')
    if (!/^(\/[a-z]+)+\.html$/.test(path)) return next()
    try {
      const html = await readFile(join(root, path), 'utf8')
      return context.html(changePage(html), 200, { 'cache-control': 'no-cache' })
    } catch {
      return next()
    }
  })
  app.use('/shop/*', keptFor('an hour'), serveStatic(inFolder))
  app.notFound((context) => context.html('<!doctype html><meta charset="utf-8"><title>Not found</title><h1>There is no such page</h1><p><a href="/shop/">To the shop</a></p>', 404))

  return { app, gateway, close: () => orders.close() }
}
