import { readFile } from 'node:fs/promises'
import type { Identity } from '@loyaltykit/core'
import type { Faults, Sandbox } from '@loyaltykit/sandbox'
import { Hono } from 'hono'
import { csrf } from 'hono/csrf'

const steps = { '14 days': '14 days', '31 days': '31 days', '1 year': '1 year' } as const

/** What one can see the elements meet. */
const faults = {
  none: {},
  down: { '*': { fail: 'backend_failed' } },
  slow: { '*': { delay: 4_000 } },
  nonsense: { '*': { nonsense: true } },
} as const satisfies Record<string, Faults>

/** What the Sandbox panel of each page shows and does. It belongs to the examples: no shop has it. */
export function createPanelApi({ sandbox, panel, reset, identify, till }: {
  readonly sandbox: Sandbox
  readonly panel: string
  readonly reset: () => void
  /** Who is signed in on the page: the card that is shown at the till. */
  readonly identify: (request: Request) => Promise<Identity>
  /** What the button of the till does with that card, and what is said of it. */
  readonly till: (memberId: string) => Promise<{ readonly said: string } | { readonly refused: string }>
}): Hono {
  const api = new Hono()
  let fault: keyof typeof faults = 'none'
  const state = () => ({
    now: new Date(sandbox.now()).toISOString(),
    fault,
    messages: sandbox.outbox.slice(0, 8),
    // who was brought by a partner's page, from the programme's report
    joinedBySource: sandbox.report({ from: '2020-01-01T00:00:00Z', to: new Date(sandbox.now() + 1).toISOString() }).joinedBySource,
  })
  api.use(csrf())
  api.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })
  api.get('/panel.js', async (context) => context.body(await readFile(panel), 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  api.get('/state', (context) => context.json(state()))
  api.post('/advance', async (context) => {
    const { by } = await context.req.json<{ by?: string }>()
    if (by === undefined || !(by in steps)) return context.json({ error: `by must be one of ${Object.keys(steps).join(', ')}` }, 400)
    sandbox.advance(steps[by as keyof typeof steps])
    return context.json(state())
  })
  api.post('/fault', async (context) => {
    const { fault: wanted } = await context.req.json<{ fault?: string }>()
    if (wanted === undefined || !(wanted in faults)) return context.json({ error: `fault must be one of ${Object.keys(faults).join(', ')}` }, 400)
    fault = wanted as keyof typeof faults
    sandbox.setFaults(faults[fault])
    return context.json(state())
  })
  api.post('/till', async (context) => {
    const memberId = await sandbox.till.memberOf(await identify(context.req.raw))
    if (memberId === undefined) return context.json({ refused: 'Sign in first: the till sees no card.' }, 409)
    const done = await till(memberId)
    return context.json(done, 'refused' in done ? 409 : 200)
  })
  api.post('/reset', (context) => {
    reset()
    return context.json({})
  })
  return api
}

/** Puts the panel into a page, with how far the sandbox's clock is ahead, and the name of its till's button. */
export function withPanel(html: string, sandbox: Sandbox, till: { readonly button: string }): string {
  const ahead = Math.round((sandbox.now() - Date.now()) / 1000) * 1000
  return html.replace('</head>', () => `  <meta name="sandbox-clock" content="${ahead}" data-till="${till.button}">\n    <script type="module" src="/sandbox/panel.js"></script>\n  </head>`)
}
