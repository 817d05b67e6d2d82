import '@loyaltykit/elements/earn-preview/define'
import '@loyaltykit/elements/redeem/define'
import type { Quote } from '@loyaltykit/core'
import { html } from 'hono/html'
import { html as lit } from 'lit'
import { cartOf, currency, isRoom, nightsOf, priceOf, readStay, toQuery, type Room, type Stay } from '../../hotels.ts'
import { days, fill, money, type Language, type wordsOf } from '../../words/index.ts'
import { roomArt } from '../art.ts'
import { element, type Html } from '../render.ts'
import { partsOf, type PageContext, type PageRoute } from './context.ts'
import { memberRate } from './member-rate.ts'

/** What is booked, from an address or a form. `draft` names this try: points are set aside for it. */
export interface Draft {
  readonly stay: Stay
  readonly room: Room
  readonly draft: string
}

export const isDraft = (text: unknown): text is string => typeof text === 'string' && /^[\w-]{16,64}$/.test(text)

/** @param query of the address, or the fields of the form. */
export function readDraft(query: URLSearchParams, now: number): Draft | undefined {
  const { stay, problem } = readStay(query, now)
  const [room, draft] = [query.get('room'), query.get('draft')]
  return problem || !isRoom(room) || !isDraft(draft) ? undefined : { stay, room, draft }
}

export const cartOfDraft = ({ stay, room, draft }: Draft) => cartOf(stay, room, `stay:${draft}`)

export const fieldNames = ['givenName', 'familyName', 'email'] as const
export type FieldName = (typeof fieldNames)[number]

/** What was typed, and what is wrong with it, after a form that could not be taken. */
export interface Trouble {
  readonly values: Readonly<Partial<Record<FieldName, string>>>
  readonly wrong: readonly FieldName[]
  readonly message?: string
}

/** Lines of money: the room, what is taken off, what is left. The page's script writes the same ones when the quote changes. */
export function totals(language: Language, say: ReturnType<typeof wordsOf>, price: number, quote: Quote | undefined): Html {
  const due = quote?.due ?? { amount: price, currency }
  const lines = [
    [say.roomPrice, money(language, quote?.total ?? { amount: price, currency })],
    ...(quote?.discounts ?? []).map(({ title, money: off }) => [title, money(language, { ...off, amount: -off.amount })]),
    ...(quote?.held ? [[say.points, money(language, { ...quote.held.money, amount: -quote.held.money.amount })]] : []),
  ]
  return html`<dl id="totals" class="totals" aria-live="polite" data-room="${say.roomPrice}" data-points="${say.points}" data-due="${say.due}">
    ${lines.map(([title, amount]) => html`<div><dt>${title}</dt><dd>${amount}</dd></div>`)}
    <div class="due"><dt>${say.due}</dt><dd>${money(language, due)}</dd></div>
  </dl>`
}

export function bookBody(trouble?: Trouble) {
  return async (context: PageContext): Promise<Html> => {
    const { language, say, query, now, reading } = context
    const draft = readDraft(query, now)
    if (!draft) return html`<h1>${say.notFound}</h1>`
    const { stay, room } = draft
    const { client, carts } = reading
    const cart = carts['stay']
    const quote = reading.quote('stay')
    const price = priceOf(stay, room)
    const profile = reading.part('member')?.profile
    const known: Readonly<Partial<Record<FieldName, string | undefined>>> = trouble?.values ?? { givenName: profile?.givenName, familyName: profile?.familyName, email: profile?.email }
    const field = (name: FieldName, autocomplete: string, type: string) => {
      const wrong = trouble?.wrong.includes(name)
      return html`<p><label for="${name}">${say[name]}</label><input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required maxlength="200" value="${known[name] ?? ''}" aria-invalid="${wrong ? 'true' : 'false'}" aria-describedby="${name}-wrong"><span id="${name}-wrong" class="problem">${wrong ? (name === 'email' ? say.emailWrong : say.required) : ''}</span></p>`
    }
    const hidden: Readonly<Record<string, string>> = { ...Object.fromEntries(new URLSearchParams(toQuery(stay, { room, draft: draft.draft }))), member: String(reading.isMember), due: String(quote?.due.amount ?? price) }
    const message = trouble?.message ?? (trouble?.wrong.length ? fill(language, say.checkFields, { fields: trouble.wrong.map((name) => say[name]).join(', ') }) : '')
    return html`
      <h1>${say.bookTitle}</h1>
      <form class="booking" id="booking" method="post" action="/${language}/book?${toQuery(stay, { room, draft: draft.draft })}" novalidate data-busy="${say.booking}">
        <div class="steps">
          <p id="problem" class="problem" role="alert" tabindex="-1">${message}</p>
          ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
          <fieldset><legend>${say.who}</legend>
            <div class="pair">${field('givenName', 'given-name', 'text')}${field('familyName', 'family-name', 'text')}</div>
            ${field('email', 'email', 'email')}
          </fieldset>
          <section class="panel">${await element(reading, lit`<loyalty-redeem .client=${client} .cart=${cart} data-cart="stay"></loyalty-redeem>`)}</section>
          <section><h2>${say.payment}</h2><p>${say.paymentText}</p></section>
        </div>
        <aside class="panel" aria-labelledby="summary">
          ${roomArt(stay.city, room)}
          <h2 id="summary">${say.rooms[room]}, ${say.cities[stay.city]}</h2>
          <p>${fill(language, say.forStay, { days: days(language, stay), n: nightsOf(stay) })}, ${fill(language, say.forGuests, { n: stay.guests })}</p>
          ${await memberRate(context, 'stay', { withoutTiers: true })}
          ${totals(language, say, price, quote)}
          ${reading.complete || reading.quote('stay') ? '' : html`<p class="note" id="away">${say.away}</p>`}
          ${await element(reading, lit`<loyalty-earn-preview .client=${client} .cart=${cart} data-cart="stay"></loyalty-earn-preview>`)}
          <button id="book">${say.book}</button>
          <p class="note" id="said" role="status"></p>
        </aside>
      </form>`
  }
}

export const book: PageRoute = {
  name: 'book',
  wants: (query, now) => {
    const draft = readDraft(query, now)
    return { parts: partsOf('balance', 'memberRate', 'redeem', 'earnPreview'), carts: draft ? { stay: cartOfDraft(draft) } : {} }
  },
  title: ({ say }) => say.bookTitle,
  body: bookBody(),
}

