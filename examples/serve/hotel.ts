/** The hotel on an origin of its own, on a sandbox of its own, and the booking engine that it hands rates to on a third one. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createSandbox, type Sandbox } from '@loyaltykit/sandbox'
import { sqliteStore } from '@loyaltykit/sandbox/sqlite'
import { Hono } from 'hono'
import { createEngine } from '../hotel/engine/engine.ts'
import { createHotel, type Hotel } from '../hotel/server.ts'
import { isElsewhere } from './host.ts'
import { createPanelApi, withPanel } from './panel.ts'

const own = resolve(import.meta.dirname, '..')

export interface HotelExample {
  fetch(request: Request): Response | Promise<Response>
  /** The booking engine. */
  readonly engine: { fetch(request: Request): Response | Promise<Response> }
  close(): void
}

export function createHotelExample({ url, engineUrl, data, fresh }: { readonly url: string; readonly engineUrl: string; readonly data: string; readonly fresh: boolean }): HotelExample {
  mkdirSync(data, { recursive: true })
  if (fresh) forget(data)
  const key = randomBytes(32)
  let open = begin()

  function begin(): { readonly sandbox: Sandbox; readonly hotel: Hotel; readonly app: Hono } {
    const sandbox = createSandbox({ preset: 'hotel', store: sqliteStore({ path: join(data, 'hotel.sqlite') }), shareUrl: `${url}/` })
    sandbox.onMessage(({ to, channel, text }) => console.log(`[hotel sandbox] ${channel} to ${to}: ${text}`))
    const till = { button: 'Check out now' }
    const hotel = createHotel({
      backend: sandbox, till: sandbox.till, database: join(data, 'hotel-bookings.sqlite'), url, engineUrl, key, clock: sandbox.now,
      changePage: (html) => withPanel(html, sandbox, till),
    })
    const app = new Hono()
    app.use(async ({ req }, next) => isElsewhere(req.raw, url) ?? next())
    app.route('/sandbox', createPanelApi({
      sandbox,
      panel: join(own, 'panel/dist/panel.js'),
      identify: (request) => hotel.gateway.identify(request),
      till: async (memberId) => {
        const number = await hotel.checkOut(memberId)
        return number === undefined ? { refused: 'Book a stay first: there is none to check out from.' } : { said: `Checked out: the nights of ${number} count now.` }
      },
      reset: () => {
        end()
        forget(data)
        open = begin()
      },
    }))
    app.route('/', hotel.app)
    app.notFound((context) => hotel.app.fetch(context.req.raw))
    return { sandbox, hotel, app }
  }

  function end() {
    open.hotel.close()
    open.sandbox.close()
  }

  const engine = createEngine({ url: engineUrl, hotelUrl: url, key, clock: () => open.sandbox.now() })
  return { fetch: (request) => open.app.fetch(request), engine, close: end }
}

/** Leaves the folder, and takes out what we put into it. */
function forget(folder: string) {
  for (const file of readdirSync(folder)) if (/^hotel(-bookings)?\.sqlite(-wal|-shm)?$/.test(file)) rmSync(join(folder, file))
}
