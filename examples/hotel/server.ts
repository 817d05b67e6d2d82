/**
 * The hotel's own server: pages rendered with the loyalty programme in them, bookings, and beside them the loyalty gateway. In a
 * real hotel `backend` is the adapter of the loyalty system with its secret, and `till` is how the hotel's system reports a stay
 * when the guest leaves; here both are the sandbox.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { toLoyaltyError, type Cart, type Identity, type LoyaltyBackend } from '@loyaltykit/core'
import { loadWords } from '@loyaltykit/elements/shared'
import '@loyaltykit/elements/balance/define'
import { createGateway, sessionAuthentication, type Gateway } from '@loyaltykit/gateway'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import { html as lit } from 'lit'
import { keptFor } from '../serve/kept-for.ts'
import { isSame } from './engine/engine.ts'
import { cartOf, currency, isRoom, nightsOf, priceOf, readStay, toQuery } from './hotels.ts'
import { openBookings, type Booking } from './server/bookings.ts'
import { createHandOver, type Rate } from './server/hand-over.ts'
import { rememberMembers } from './server/members.ts'
import { knownCookie, readFor, type Reading, type Wanted } from './server/loyalty.ts'
import { account } from './server/pages/account.ts'
import { book, bookBody, cartOfDraft, fieldNames, readDraft, type Trouble } from './server/pages/book.ts'
import { partsOf, type PageContext, type PageRoute, type ShownStay } from './server/pages/context.ts'
import { handOverPages, leavingBody } from './server/pages/hand-over.ts'
import { home } from './server/pages/home.ts'
import { roomList } from './server/pages/rooms.ts'
import { document, element, readAssets, type Html } from './server/render.ts'
import { days, fill, isLanguage, languageFor, languages, wordsOf, type Language } from './words/index.ts'

/** How the hotel's system reports to the loyalty programme. */
export interface HotelTill {
  /** A stay that is over, once for each booking number. */
  purchase(stay: { readonly memberId?: string; readonly cart: Cart; readonly orderId: string; readonly redemptionId?: string; readonly store?: string }): Promise<unknown>
  /** Whose log-in this is. */
  memberOf(identity: Identity): Promise<string | undefined>
}

/** What `createHotel` takes. */
export interface HotelOptions {
  readonly backend: LoyaltyBackend
  readonly till: HotelTill
  /** Where bookings are kept: a SQLite file. */
  readonly database: string
  /** This site's own address, without a slash at the end. */
  readonly url: string
  /** The booking engine's. */
  readonly engineUrl: string
  /** Shared with the booking engine's server alone, 32 bytes or more. */
  readonly key: Uint8Array
  readonly clock?: () => number
  /** Changes pages as they are sent: the examples put their sandbox panel into them. */
  readonly changePage?: (html: string) => string
}

/** A hotel that answers requests, until it is closed. */
export interface Hotel {
  readonly app: Hono
  readonly gateway: Gateway
  /** A member leaves: the oldest booking is a stay now, and its nights count. Gives its number. */
  checkOut(memberId: string): Promise<string | undefined>
  close(): void
}

const pages: Readonly<Record<string, PageRoute>> = { '': home, '/rooms': roomList, '/book': book, '/account': account, ...handOverPages }

/** Codes that say the booking was refused because of the points that were to pay for it. */
const holdIsGone = ['expired', 'not_found', 'not_eligible', 'insufficient_points', 'conflict']

export function createHotel({ backend, till, database, url, engineUrl, key, clock = Date.now, changePage = (text) => text }: HotelOptions): Hotel {
  const bookings = openBookings(database)
  const assets = readAssets()
  const handOver = createHandOver({ url, engineUrl, key, clock })
  const engineKey = `Bearer ${Buffer.from(key).toString('base64url')}`
  const gateway = createGateway({
    backend,
    authenticate: sessionAuthentication(),
    origins: [],
    basePath: '/loyalty',
    // the log-in is for the pages of this server too
    cookies: { name: 'harbour', path: '/' },
    clock,
  })
  const memberBy = rememberMembers((identity) => till.memberOf(identity))
  const memberOf = async (request: Request) => memberBy(await gateway.identify(request))

  const app = new Hono({ strict: false })
  app.use(async (context, next) => {
    await next()
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'strict-origin-when-cross-origin')
    context.header('cross-origin-opener-policy', 'same-origin')
  })
  app.use(compress())

  app.all('/loyalty/*', async ({ req }) => noteWhoIsKnown(await gateway.fetch(req.raw)))

  const files = serveStatic({ root: join(import.meta.dirname, 'dist') })
  app.use('/assets/*', keptFor('for ever'), files)
  app.use('/mark.svg', keptFor('an hour'), files)

  // what follows changes something: only pages of this site may ask
  app.use('/:language/*', csrf())
  app.use('/api/*', csrf())
  app.use(bodyLimit({ maxSize: 50_000 }))

  app.get('/', ({ req, redirect }) => redirect(`/${languageFor(req.header('accept-language') ?? null)}`, 302))

  /** Sends a page: reads what it shows as who asks, writes it, and gives the page's client what was read. */
  async function send(context: Context, language: Language, page: PageRoute, status: 200 | 400 | 404 | 409 | 503 = 200, body = page.body): Promise<Response> {
    const { search, searchParams: query, pathname } = new URL(context.req.url)
    const now = clock()
    const request = context.req.raw
    // the words of the elements are there before anything is rendered
    await loadWords(language)
    const reading = await readFor(request, language, page.wants(query, now), { gateway, url, clock })
    try {
      const say = wordsOf(language)
      // their stays are the hotel's own: they are there while the programme is not
      const memberId = page.name === 'account' && (reading.isMember || !reading.complete) ? await memberOf(request) : undefined
      const shown: PageContext = { language, say, query, now, reading, stays: memberId === undefined ? [] : staysOf(memberId, language) }
      const path = pathname.replace(/^\/[a-z]{2}/, '') + search
      const nonce = randomBytes(16).toString('base64url')
      const text = await document({
        language, path, nonce, reading, assets,
        name: page.name,
        title: page.title(shown),
        header: header(language, path, reading),
        body: body(shown),
      })
      return context.html(changePage(text), status, {
        'content-security-policy': policyOf(nonce, page.name === 'hand-over' ? engineUrl : undefined),
        'cache-control': 'private, no-store',
        'content-language': language,
      })
    } finally {
      reading.end()
    }
  }

  async function header(language: Language, path: string, reading: Reading): Promise<Html> {
    const say = wordsOf(language)
    const balance = await element(reading, lit`<loyalty-balance compact .client=${reading.client}><a slot="guest" href=${`/${language}/account`}>${say.logIn}</a><span slot="failed"></span></loyalty-balance>`)
    return html`<header class="top">
      <a class="logo" href="/${language}"><img src="/mark.svg" width="32" height="32" alt="">Harbour</a>
      <nav aria-label="${say.navigation}"><a href="/${language}/account" ${path.startsWith('/account') ? html`aria-current="page"` : ''}>${say.account}</a></nav>
      <div class="club">${balance}</div>
      <nav class="languages" aria-label="${say.languages}">${languages.map((one) => html`<a href="/${one}${path}" lang="${one}" hreflang="${one}" ${one === language ? html`aria-current="true"` : ''} title="${wordsOf(one).name}"><span aria-hidden="true">${one.toUpperCase()}</span><span class="visually-hidden">${wordsOf(one).name}</span></a>`)}</nav>
    </header>`
  }

  const staysOf = (memberId: string, language: Language): readonly ShownStay[] => {
    const say = wordsOf(language)
    return bookings.ofMember(memberId).map(({ number, stay, room, state }) => ({
      number,
      text: `${say.cities[stay.city]}, ${say.rooms[room]}: ${fill(language, say.forStay, { days: days(language, stay), n: nightsOf(stay) })}`,
      state: state === 'stayed' ? 'stayed' : 'booked',
      said: say.states[state === 'stayed' ? 'stayed' : 'booked'],
    }))
  }

  for (const [path, page] of Object.entries(pages))
    app.get(`/:language${path}`, (context) => {
      const { language } = context.req.param() as { language: string }
      if (!isLanguage(language)) return notFound(context)
      const url = new URL(context.req.url)
      // each try to book has a name of its own, from its first sight on
      if (path === '/book' && !url.searchParams.has('draft')) {
        const { stay, problem } = readStay(url.searchParams, clock())
        const room = url.searchParams.get('room')
        if (problem || !isRoom(room)) return context.redirect(`/${language}/rooms?${toQuery(stay)}`, 303)
        return context.redirect(`/${language}/book?${toQuery(stay, { room, draft: randomUUID() })}`, 303)
      }
      return send(context, language, page)
    })

  app.post('/:language/book', async (context) => {
    const language = context.req.param('language')
    if (!isLanguage(language)) return notFound(context)
    const say = wordsOf(language)
    const form = new URLSearchParams(Object.entries(await context.req.parseBody()).map(([name, value]) => [name, String(value)]))
    const draft = readDraft(form, clock())
    if (!draft) return context.redirect(`/${language}`, 303)
    const values = Object.fromEntries(fieldNames.map((name) => [name, (form.get(name) ?? '').trim().slice(0, 200)])) as Booking['guest']
    const again = (status: 400 | 409 | 503, trouble: Omit<Trouble, 'values'>) => send(context, language, book, status, bookBody({ values, ...trouble }))
    const wrong = fieldNames.filter((name) => !values[name] || (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values[name])))
    if (wrong.length) return again(400, { wrong })

    const request = context.req.raw
    const identity = await gateway.identify(request)
    const memberId = await memberBy(identity)
    const cart = cartOfDraft(draft)
    // a draft is booked once: whoever presses again, or lost the answer, gets the same booking
    const known = bookings.byCart(cart.id)
    if (known && known.memberId !== memberId) return context.redirect(`/${language}/rooms?${toQuery(draft.stay)}`, 303)
    let booking = known
    if (!booking) {
      const reading = await readFor(request, language, { parts: [], carts: { stay: cart } }, { gateway, url, clock })
      const quote = reading.quote('stay')
      reading.end()
      const due = quote?.due ?? { amount: priceOf(draft.stay, draft.room), currency }
      // not on other terms than the guest has seen; while the programme does not answer, a page can't know whose it is
      if (String(due.amount) !== form.get('due') || (quote && String(memberId !== undefined) !== form.get('member'))) return again(409, { wrong: [], message: say.totalChanged })
      booking = bookings.add({
        stay: draft.stay, room: draft.room, cart, guest: values, state: 'placing',
        total: quote?.total ?? due, due,
        ...(memberId === undefined ? {} : { memberId }),
        ...(quote?.held ? { redemptionId: quote.held.id, points: quote.held.money } : {}),
      })
    }
    if (booking.state === 'placing') {
      try {
        // the points are paid with now; the stay itself is reported when the guest leaves
        if (booking.redemptionId !== undefined)
          await backend.redemptions?.confirm?.({ redemptionId: booking.redemptionId, orderId: booking.number }, { signal: AbortSignal.timeout(10_000), locale: language, identity, idempotencyKey: `book-${booking.number}` })
      } catch (error) {
        if (!holdIsGone.includes(toLoyaltyError(error).code)) {
          // it stays `placing`: the next press asks again with the same number
          console.error(`The points of booking ${booking.number} are not confirmed.`, error)
          return again(503, { wrong: [], message: say.bookFailed })
        }
        bookings.remove(booking.number)
        return again(409, { wrong: [], message: say.holdGone })
      }
      bookings.put({ ...booking, state: 'booked' })
    }
    return context.redirect(`/${language}/booked/${booking.cart.id.replace('stay:', '')}`, 303)
  })

  // the draft's name is a secret of who booked: a number could be guessed
  app.get('/:language/booked/:draft', (context) => {
    const language = context.req.param('language')
    if (!isLanguage(language)) return notFound(context)
    const say = wordsOf(language)
    const booking = bookings.byCart(`stay:${context.req.param('draft')}`)
    if (!booking || booking.state === 'placing') return notFound(context)
    const { number, guest, stay, room } = booking
    return send(context, language, plain('booked', say.bookedTitle, async () => html`
      <h1>${say.bookedTitle}</h1>
      <p class="lede">${fill(language, say.bookedText, { number, email: guest.email })}</p>
      <p>${say.rooms[room]}, ${say.cities[stay.city]}. ${fill(language, say.forStay, { days: days(language, stay), n: nightsOf(stay) })}.</p>
      <p class="actions"><a class="button" href="/${language}/account">${say.toAccount}</a> <a href="/${language}">${say.toSearch}</a></p>`))
  })

  app.get('/api/stays', async (context) => {
    const language = context.req.query('language')
    const memberId = await memberOf(context.req.raw)
    return context.json({ stays: memberId === undefined ? [] : staysOf(memberId, isLanguage(language) ? language : 'en') }, 200, { 'cache-control': 'no-store' })
  })

  /** What whoever is there pays for a stay. The programme being away, what everybody pays. */
  async function rateFor(request: Request, query: URLSearchParams): Promise<Rate | undefined> {
    const { stay, problem } = readStay(query, clock())
    const room = query.get('room')
    if (problem || !isRoom(room)) return undefined
    const reading = await readFor(request, 'en', { parts: ['member', 'tier'], carts: { stay: cartOf(stay, room) } }, { gateway, url, clock })
    const publicPrice = priceOf(stay, room)
    const [quote, tier] = [reading.quote('stay'), reading.part('tier')?.current]
    reading.end()
    const isMember = reading.isMember && quote !== undefined
    return { stay, room, currency, publicPrice, price: isMember ? quote.due.amount : publicPrice, ...(isMember && tier !== undefined ? { tier } : {}), reference: handOver.newReference() }
  }

  app.get('/:language/hand-over/code', async (context) => {
    const rate = await rateFor(context.req.raw, new URL(context.req.url).searchParams)
    if (!rate) return notFound(context)
    context.header('cache-control', 'no-store')
    return context.redirect(`${engineUrl}/book?code=${handOver.codeFor(rate)}`, 303)
  })
  // for the engine's server alone
  app.post('/hand-over/codes', async (context) => {
    if (!isSame(context.req.header('authorization') ?? '', engineKey)) return context.json({ code: 'forbidden' }, 403)
    const { code } = await context.req.json<{ code?: unknown }>().catch(() => ({ code: undefined }))
    const rate = typeof code === 'string' ? handOver.take(code) : 'unknown'
    if (rate === 'unknown') return context.json({ code: 'not_found' }, 404)
    return typeof rate === 'string' ? context.json({ code: rate }, 410) : context.json(rate)
  })
  app.post('/:language/hand-over/token', async (context) => {
    const language = context.req.param('language')
    if (!isLanguage(language)) return notFound(context)
    const rate = await rateFor(context.req.raw, new URL(context.req.url).searchParams)
    if (!rate) return notFound(context)
    const token = await handOver.tokenFor(rate)
    const say = wordsOf(language)
    return send(context, language, plain('hand-over', say.leaving, async () => leavingBody(say, language, { engineUrl, token })))
  })
  app.post('/api/keep-rate', async (context) => {
    const rate = await rateFor(context.req.raw, new URL(context.req.url).searchParams)
    if (!rate) return context.json({ code: 'invalid_input' }, 400)
    try {
      const answer = await fetch(`${engineUrl}/offers`, { method: 'POST', headers: { authorization: engineKey, 'content-type': 'application/json' }, body: JSON.stringify(rate), signal: AbortSignal.timeout(5_000) })
      if (!answer.ok) throw new Error(`The engine answered ${answer.status}.`)
      return context.json((await answer.json()) as { url: string })
    } catch (error) {
      console.error('The booking engine did not keep a rate.', error)
      return context.json({ code: 'failed' }, 502)
    }
  })

  const plain = (name: string, title: string, body: PageRoute['body']): PageRoute => ({ name, title: () => title, wants: (): Wanted => ({ parts: partsOf('balance') }), body })

  function notFound(context: Context): Response | Promise<Response> {
    const first = new URL(context.req.url).pathname.split('/')[1]
    const language = isLanguage(first) ? first : languageFor(context.req.header('accept-language') ?? null)
    const say = wordsOf(language)
    return send(context, language, plain('lost', say.notFound, async () => html`<h1>${say.notFound}</h1><p><a class="button" href="/${language}">${say.toSearch}</a></p>`), 404)
  }
  app.notFound(notFound)
  app.onError((error, context) => {
    if ('getResponse' in error) return error.getResponse()
    console.error('The hotel failed.', error)
    return context.text('This page is not available just now.', 500)
  })

  return {
    app,
    gateway,
    async checkOut(memberId) {
      const booking = bookings.ofMember(memberId).filter(({ state }) => state === 'booked').at(-1)
      if (!booking) return undefined
      const { number, cart, redemptionId, stay } = booking
      await till.purchase({ memberId, cart, orderId: number, store: stay.city, ...(redemptionId === undefined ? {} : { redemptionId }) })
      bookings.put({ ...booking, state: 'stayed' })
      return number
    },
    close: () => bookings.close(),
  }
}

/**
 * Strict: nothing from elsewhere, no inline script, no HTML from strings. The style elements in shadow roots that the server has
 * written are allowed by the nonce of this very answer; when the page is alive, Lit adopts style sheets.
 */
const policyOf = (nonce: string, formsTo?: string): string => [
  "default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self'", "connect-src 'self'", `form-action 'self'${formsTo ? ` ${formsTo}` : ''}`,
  "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types lit-html',
].join('; ')

/**
 * Beside the session's cookies, one that says that there is somebody: when the session has run out, only the browser can renew it,
 * and a page must not be rendered for a guest then.
 */
function noteWhoIsKnown(response: Response): Response {
  const refresh = response.headers.getSetCookie().find((cookie) => cookie.startsWith('harbour_refresh='))
  const age = /Max-Age=(\d+)/i.exec(refresh ?? '')?.[1]
  if (!refresh || age === undefined) return response
  const marked = new Response(response.body, response)
  marked.headers.append('set-cookie', `${knownCookie}=1; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${/;\s*Secure/i.test(refresh) ? '; Secure' : ''}`)
  return marked
}
