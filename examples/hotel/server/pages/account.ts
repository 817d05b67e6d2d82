import '@loyaltykit/elements/account/define'
import '@loyaltykit/elements/activity/define'
import '@loyaltykit/elements/balance/define'
import '@loyaltykit/elements/card/define'
import '@loyaltykit/elements/claim-form/define'
import '@loyaltykit/elements/enrolment-form/define'
import '@loyaltykit/elements/login/define'
import '@loyaltykit/elements/partners/define'
import '@loyaltykit/elements/preferences/define'
import '@loyaltykit/elements/reward-list/define'
import '@loyaltykit/elements/tier-progress/define'
import { html } from 'hono/html'
import { html as lit } from 'lit'
import { html as literal, unsafeStatic } from 'lit/static-html.js'
import { desk } from '../../hotels.ts'
import { fill } from '../../words/index.ts'
import { element, withInside, type Html } from '../render.ts'
import { partsOf, type ElementName, type PageContext, type PageRoute } from './context.ts'

/** The sections of the account, with what the server writes of each: it is what `loyalty-account` puts there. */
const sections = {
  overview: ['balance', 'tierProgress', 'card'],
  activity: ['activity', 'claimForm'],
  rewards: ['rewardList'],
  partners: ['partners'],
  preferences: ['preferences'],
} as const satisfies Readonly<Record<string, readonly ElementName[]>>
type Section = keyof typeof sections

/** The section that an address is of. */
const sectionOf = (query: URLSearchParams): Section => {
  const asked = query.get('section') ?? ''
  return Object.hasOwn(sections, asked) ? (asked as Section) : 'overview'
}

const tagOf = (name: ElementName) => unsafeStatic(`loyalty-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)

export const account: PageRoute = {
  name: 'account',
  wants: (query) => ({ parts: partsOf('account', ...sections[sectionOf(query)]) }),
  title: ({ say }) => say.account,
  // where it is not known who is there, the elements say so themselves
  body: (context) => (!context.reading.isMember && context.reading.complete ? guest(context) : member(context)),
}

async function guest({ say, reading }: PageContext): Promise<Html> {
  const { client } = reading
  const [before, after] = say.withoutScript.split('{phone}')
  return html`
    <h1>${say.accountGuest}</h1>
    <p class="lede">${say.accountGuestText}</p>
    <noscript><p class="panel">${before}<a href="tel:${desk.replaceAll(' ', '')}">${desk}</a>${after}</p></noscript>
    <div class="halves needs-script">
      <section class="panel">${await element(reading, lit`<loyalty-enrolment-form .client=${client}></loyalty-enrolment-form>`)}</section>
      <section class="panel">${await element(reading, lit`<loyalty-login .client=${client}></loyalty-login>`)}</section>
    </div>
    <section class="panel">${await element(reading, lit`<loyalty-tier-progress .client=${client}></loyalty-tier-progress>`)}</section>`
}

/** One tag; the section that the address is of is written with it, the others come when they are opened. */
async function member({ language, say, query, reading, stays }: PageContext): Promise<Html> {
  const { client, complete } = reading
  const shown = sectionOf(query)
  const name = reading.part('member')?.profile.givenName
  const written = sections[shown].map((piece) => {
    const tag = tagOf(piece)
    // its fields come with the script and stand above the rest: `reserve.css` keeps the room of the whole
    return element(piece === 'preferences' ? { complete: false } : reading, literal`<${tag} slot=${`loyalty-${shown}`} data-loyalty-account="server" .client=${client}></${tag}>`)
  })
  const tag = await element(reading, lit`<loyalty-account section=${shown} sections=${Object.keys(sections).join(' ')} .client=${client}></loyalty-account>`)
  return html`
    <div class="heading">
      <h1>${name ? fill(language, say.hello, { name }) : say.helloPlain}</h1>
      <button id="log-out" class="quiet" data-failed="${say.logOutFailed}">${say.logOut}</button>
    </div>
    <p id="log-out-said" class="problem" role="alert"></p>
    <section class="panel" aria-labelledby="stays-title">
      <h2 id="stays-title">${say.stays}</h2>
      <ul id="stays" class="stays" data-none="${say.noStays}">
        ${stays.length ? stays.map(({ number, text, state, said }) => html`<li class="${state}"><b>${number}</b> <span>${text}</span> <span class="state">${said}</span></li>`) : html`<li class="none">${say.noStays}</li>`}
      </ul>
    </section>
    ${withInside(tag, html`<h2 slot="greeting" class="club-name">${say.accountGuest}</h2><span slot="actions"></span>${complete ? await Promise.all(written) : ''}`)}`
}
