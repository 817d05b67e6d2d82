import { html } from 'hono/html'
import { cartOf, nightsOf, readStay, rooms, sleeps, toQuery } from '../../hotels.ts'
import { days, fill } from '../../words/index.ts'
import { roomArt } from '../art.ts'
import { partsOf, type PageRoute } from './context.ts'
import { searchForm } from './home.ts'
import { memberRate } from './member-rate.ts'

/** The rooms of a search, each with the price for everybody and for members. */
export const roomList: PageRoute = {
  name: 'rooms',
  wants: (query, now) => {
    const { stay } = readStay(query, now)
    return { parts: partsOf('balance', 'memberRate'), carts: Object.fromEntries(rooms.map((room) => [room, cartOf(stay, room)])) }
  },
  title: ({ language, say, query, now }) => fill(language, say.roomsIn, { city: say.cities[readStay(query, now).stay.city] }),
  async body(context) {
    const { language, say, query, now } = context
    const { stay, problem } = readStay(query, now)
    const { city } = stay
    const list = rooms.map(async (room) => {
      const fits = sleeps[room] >= stay.guests
      const rate = await memberRate(context, room)
      return html`<li class="room">
        ${roomArt(city, room)}
        <div class="room-text"><h2>${say.rooms[room]}</h2><p>${say.roomAbout[room]}</p><p class="note">${fill(language, say.sleeps, { n: sleeps[room] })}</p></div>
        <div class="room-rate">${rate}
          ${fits
            ? html`<a class="button" href="/${language}/book?${toQuery(stay, { room })}" aria-label="${fill(language, say.chooseFor, { room: say.rooms[room] })}">${say.choose}</a>`
            : html`<p class="note">${fill(language, say.tooMany, { n: stay.guests })}</p>`}
        </div>
      </li>`
    })
    return html`
      <div class="heading">
        <h1>${fill(language, say.roomsIn, { city: say.cities[city] })}</h1>
        <p>${fill(language, say.forStay, { days: days(language, stay), n: nightsOf(stay) })}, ${fill(language, say.forGuests, { n: stay.guests })}</p>
      </div>
      ${problem
        ? searchForm(language, stay, now, problem)
        : html`<details class="change"><summary>${say.change}</summary>${searchForm(language, stay, now)}</details>`}
      <ul class="rooms">${await Promise.all(list)}</ul>`
  },
}
