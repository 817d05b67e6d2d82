/**
 * A stand-in for a hotel's booking engine, on an origin of its own: takes a member's rate in three ways, and shows what it got and
 * what it charges. It believes the hotel's server, by a key that both have; a browser only carries.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { errors, jwtVerify } from 'jose'
import { isCity, isRoom } from '../hotels.ts'
import type { Rate } from '../server/hand-over.ts'

export interface EngineOptions {
  readonly url: string
  readonly hotelUrl: string
  /** Shared with the hotel's server alone. */
  readonly key: Uint8Array
  readonly clock: () => number
}

const policy = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

export function createEngine({ url, hotelUrl, key, clock }: EngineOptions): { fetch(request: Request): Response | Promise<Response> } {
  const bearer = `Bearer ${Buffer.from(key).toString('base64url')}`
  /** Tokens that were taken, until they would have ended by themselves. */
  const seen = new Map<string, number>()
  const kept = new Map<string, { readonly rate: Rate; readonly until: number }>()
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    context.header('content-security-policy', policy)
    context.header('cache-control', 'no-store')
    context.header('referrer-policy', 'no-referrer')
  })

  const page = (title: string, body: unknown) => html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title} · RoomDesk</title><link rel="stylesheet" href="/engine.css"></head><body><header>RoomDesk <small>a booking engine, not the hotel</small></header><main><h1>${title}</h1>${body}</main></body></html>`
  const charge = (rate: Rate, way: string) => {
    const money = (amount: number) => new Intl.NumberFormat('en', { style: 'currency', currency: rate.currency }).format(amount / 100)
    return page('Confirm your booking', html`
      <p class="price">You pay <strong id="charged">${money(rate.price)}</strong>${rate.price < rate.publicPrice ? html` <s>${money(rate.publicPrice)}</s>` : ''}</p>
      <p>${rate.stay.city}, ${rate.room}, ${rate.stay.arrival} to ${rate.stay.departure}, guests: ${rate.stay.guests}</p>
      <h2>What came with you</h2><p id="way">${way}</p><pre>${JSON.stringify(rate, null, 2)}</pre>`)
  }
  const refuse = (why: string, detail: string) => page('This rate can not be used', html`<p id="refused">${why}</p><p>${detail} <a href="${hotelUrl}/">Back to the hotel</a></p>`)

  // a link with a code: the hotel's server says what it stands for
  app.get('/book', async ({ req, html: send }) => {
    const offer = kept.get(req.query('offer') ?? '')
    if (offer && offer.until > clock()) return send(charge(offer.rate, 'Kept here by the hotel’s server.'))
    const code = req.query('code')
    if (code === undefined) return send(refuse('There is no rate here.', 'Begin again at the hotel.'), 404)
    const answer = await fetch(`${hotelUrl}/hand-over/codes`, { method: 'POST', headers: { authorization: bearer, 'content-type': 'application/json' }, body: JSON.stringify({ code }), signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (!answer) return send(refuse('The hotel does not answer.', 'Try again in a moment.'), 502)
    if (answer.status === 410) return send(refuse('This code was used already, or is too old.', 'Each code works once.'), 410)
    const rate: unknown = answer.ok ? await answer.json() : undefined
    return isRate(rate) ? send(charge(rate, 'By a code of one use, looked up at the hotel’s server.')) : send(refuse('Nobody knows this code.', 'It did not come from the hotel.'), 403)
  })

  // a form with a token: signed by the hotel's server, good once and for two minutes
  app.post('/book', async ({ req, html: send }) => {
    const { token } = await req.parseBody().catch(() => ({ token: undefined }))
    try {
      if (typeof token !== 'string') throw new TypeError('no token')
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer: hotelUrl, audience: url, requiredClaims: ['exp', 'jti'], currentDate: new Date(clock()) })
      const { jti = '', exp = 0, rate } = payload
      for (const [old, until] of seen) if (until * 1000 < clock()) seen.delete(old)
      if (seen.has(jti)) return send(refuse('This token was used already.', 'Each token works once.'), 409)
      if (!isRate(rate)) throw new TypeError('no rate')
      seen.set(jti, exp)
      return send(charge(rate, 'By a token that the hotel’s server has signed.'))
    } catch (error) {
      return error instanceof errors.JWTExpired ? send(refuse('This token is too old.', 'It holds for two minutes.'), 410) : send(refuse('This token is not the hotel’s.', 'Its signature is wrong.'), 403)
    }
  })

  // the hotel's server keeps a rate here by itself
  app.post('/offers', async ({ req, json }) => {
    if (!isSame(req.header('authorization') ?? '', bearer)) return json({ code: 'forbidden' }, 403)
    const rate: unknown = await req.json().catch(() => undefined)
    if (!isRate(rate)) return json({ code: 'invalid_input' }, 400)
    const id = randomBytes(16).toString('base64url')
    kept.set(id, { rate, until: clock() + 600_000 })
    return json({ url: `${url}/book?offer=${id}` })
  })
  app.get('/engine.css', ({ body }) => body('body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}a{color:inherit}header{padding-bottom:1rem;border-bottom:3px solid;font-weight:700}small{font-weight:400}.price{font-size:1.5rem}pre{overflow:auto;padding:1rem;border:1px solid;font-size:.875rem}', 200, { 'content-type': 'text/css' }))
  app.notFound(({ html: send }) => send(refuse('There is no such page.', ''), 404))
  return { fetch: (request) => app.fetch(request) }
}

function isRate(value: unknown): value is Rate {
  const { stay, room, price, publicPrice, currency } = (value ?? {}) as Partial<Rate>
  return isCity(stay?.city) && isRoom(room) && Number.isSafeInteger(price) && Number.isSafeInteger(publicPrice) && /^[A-Z]{3}$/.test(currency ?? '')
}

/** Takes as long for a wrong key as for a right one. */
export function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
