import { html } from 'hono/html'
import { cartOf, readStay, toQuery } from '../../hotels.ts'
import { days, fill, type Language, type wordsOf } from '../../words/index.ts'
import { nightsOf } from '../../hotels.ts'
import type { Html } from '../render.ts'
import { partsOf, type PageContext, type PageRoute } from './context.ts'
import { memberRate } from './member-rate.ts'

const room = 'corner'
const ways = ['link', 'token', 'event'] as const
type Way = (typeof ways)[number]

/** One way to a booking engine: the rate, and what takes it there. */
async function way(which: Way, context: PageContext): Promise<Html> {
  const { language, say, query, now } = context
  const { stay } = readStay(query, now)
  const rate = await memberRate(context, room, { withoutTiers: true, ...(which === 'event' ? { id: 'event-rate', withBooking: true } : {}) })
  const takes = {
    link: html`<a class="button" href="/${language}/hand-over/code?${toQuery(stay, { room })}">${say.takeLink}</a>`,
    token: html`<form method="post" action="/${language}/hand-over/token?${toQuery(stay, { room })}"><button>${say.takeToken}</button></form>`,
    event: html`<p id="kept" role="status" data-kept="${say.kept}" data-to="${say.toEngine}" data-failed="${say.keepFailed}"></p>`,
  }
  return html`<section class="panel way" id="${which}">
    <h2>${say.ways[which]}</h2>
    <p>${say.wayText[which]}</p>
    <p class="note">${say.rooms[room]}, ${say.cities[stay.city]}: ${fill(language, say.forStay, { days: days(language, stay), n: nightsOf(stay) })}</p>
    ${rate}
    ${takes[which]}
  </section>`
}

const page = (shown: readonly Way[]): PageRoute => ({
  name: 'hand-over',
  wants: (query, now) => ({ parts: partsOf('balance', 'memberRate'), carts: { [room]: cartOf(readStay(query, now).stay, room) } }),
  title: ({ say }) => say.handOverTitle,
  async body(context) {
    const { say, language } = context
    return html`
      <h1>${say.handOverTitle}</h1>
      <p class="lede">${say.handOverText}</p>
      ${shown.length === 1 ? html`<p><a href="/${language}/hand-over">${say.handOver}</a></p>` : ''}
      <div class="ways ${shown.length === 1 ? 'alone' : ''}">${await Promise.all(shown.map((one) => way(one, context)))}</div>`
  },
})

/** All three on one page, and each on its own. */
export const handOverPages: Readonly<Record<string, PageRoute>> = {
  '/hand-over': page(ways),
  ...Object.fromEntries(ways.map((one) => [`/hand-over/${one}`, page([one])])),
}

/** The page between: it carries a fresh token to the engine as soon as its script runs, or when the button is pressed. */
export const leavingBody = (say: ReturnType<typeof wordsOf>, _language: Language, { engineUrl, token }: { readonly engineUrl: string; readonly token: string }): Html =>
  html`<h1>${say.leaving}</h1><p>${say.leavingText}</p><form id="leave" method="post" action="${engineUrl}/book"><input type="hidden" name="token" value="${token}"><button>${say.go}</button></form>` as Html
