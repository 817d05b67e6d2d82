/** A partner's page on an origin of its own: static files, with the shop's address put in. It has no server code and no build. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Hono } from 'hono'
import { isElsewhere } from './host.ts'

const folder = resolve(import.meta.dirname, '../partner')

/** Strict, as a bank's would be: what comes from elsewhere comes from the shop. */
const policy = (shop: string) => [
  "default-src 'none'", `script-src ${shop}`, `style-src 'self' ${shop}`, `img-src data: ${shop}`, `connect-src ${shop}`, "base-uri 'none'", "form-action 'none'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types loyaltykit',
].join('; ')

export function createPartnerExample({ url, shopUrl }: { readonly url: string; readonly shopUrl: string }): { fetch(request: Request): Response | Promise<Response> } {
  const app = new Hono()
  app.use(async ({ req }, next) => isElsewhere(req.raw, url) ?? next())
  app.get('/', async (context) => {
    const html = (await readFile(join(folder, 'index.html'), 'utf8')).replaceAll('{{shop}}', shopUrl)
    return context.html(html, 200, { 'cache-control': 'no-cache', 'content-security-policy': policy(shopUrl), 'x-content-type-options': 'nosniff' })
  })
  app.get('/partner.css', async (context) => context.body(await readFile(join(folder, 'partner.css')), 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }))
  return { fetch: (request) => app.fetch(request) }
}
