import '@loyaltykit/elements/offer-carousel/define'
import { html } from 'hono/html'
import { html as lit } from 'lit'
import { cities, dayAt, priceOf, readStay, toQuery, type SearchProblem, type Stay } from '../../hotels.ts'
import { fill, money, wordsOf, type Language } from '../../words/index.ts'
import { cityArt } from '../art.ts'
import { element, type Html } from '../render.ts'
import { partsOf, type PageRoute } from './context.ts'

/** Where to, when, how many. It is a plain form: it works before any script, and without. */
export function searchForm(language: Language, stay: Stay, now: number, problem?: SearchProblem): Html {
  const say = wordsOf(language)
  return html`<form class="search" action="/${language}/rooms" aria-label="${say.search}">
    ${problem ? html`<p class="problem" role="alert">${say.problems[problem]}</p>` : ''}
    <p><label for="city">${say.where}</label>
      <select id="city" name="city">${cities.map((city) => html`<option value="${city}" ${city === stay.city ? 'selected' : ''}>${say.cities[city]}, ${say.countries[city]}</option>`)}</select></p>
    <p><label for="arrival">${say.arrival}</label><input id="arrival" name="arrival" type="date" required value="${stay.arrival}" min="${dayAt(now)}"></p>
    <p><label for="departure">${say.departure}</label><input id="departure" name="departure" type="date" required value="${stay.departure}" min="${dayAt(now, 1)}"></p>
    <p><label for="guests">${say.guests}</label>
      <select id="guests" name="guests">${[1, 2, 3, 4].map((n) => html`<option ${n === stay.guests ? 'selected' : ''}>${n}</option>`)}</select></p>
    <button>${say.search}</button>
  </form>`
}

export const home: PageRoute = {
  name: 'home',
  wants: () => ({ parts: partsOf('balance', 'offerCarousel') }),
  title: ({ say }) => say.heroTitle,
  async body({ language, say, query, now, reading }) {
    const { stay } = readStay(query, now)
    const oneNight = { ...stay, arrival: dayAt(now), departure: dayAt(now, 1) }
    return html`
      <section class="hero">
        ${cityArt('lisbon')}
        <div class="hero-text"><h1>${say.heroTitle}</h1><p>${say.heroText}</p></div>
        ${searchForm(language, stay, now)}
      </section>
      <section aria-labelledby="houses">
        <h2 id="houses">${say.houses}</h2>
        <ul class="houses">
          ${cities.map((city) => html`<li><a href="/${language}/rooms?${toQuery({ ...stay, city })}">
            ${cityArt(city)}
            <h3>${say.cities[city]} <small>${say.countries[city]}</small></h3>
            <p>${say.about[city]}</p>
            <p class="from">${fill(language, say.from, { money: money(language, { amount: priceOf({ ...oneNight, city }, 'classic'), currency: 'EUR' }) })}</p>
          </a></li>`)}
        </ul>
      </section>
      <section>
        ${await element(reading, lit`<loyalty-offer-carousel .client=${reading.client}><span slot="heading">${say.clubOffers}</span></loyalty-offer-carousel>`)}
      </section>`
  },
}
