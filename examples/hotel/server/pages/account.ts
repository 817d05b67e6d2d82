import '@loyaltykit/elements/activity/define'
import '@loyaltykit/elements/card/define'
import '@loyaltykit/elements/claim-form/define'
import '@loyaltykit/elements/enrolment-form/define'
import '@loyaltykit/elements/login/define'
import '@loyaltykit/elements/partners/define'
import '@loyaltykit/elements/reward-list/define'
import '@loyaltykit/elements/tier-progress/define'
import { html } from 'hono/html'
import { html as lit } from 'lit'
import { fill } from '../../words/index.ts'
import { element } from '../render.ts'
import { partsOf, type PageRoute } from './context.ts'

export const account: PageRoute = {
  name: 'account',
  wants: () => ({ parts: partsOf('balance', 'tierProgress', 'activity', 'card', 'claimForm', 'partners', 'rewardList') }),
  title: ({ say }) => say.account,
  async body({ language, say, reading, stays }) {
    const { client } = reading
    const name = reading.part('member')?.profile.givenName
    // where it is not known who is there, the elements say so themselves
    if (!reading.isMember && reading.complete)
      return html`
        <h1>${say.accountGuest}</h1>
        <p class="lede">${say.accountGuestText}</p>
        <div class="halves">
          <section class="panel">${await element(reading, lit`<loyalty-enrolment-form .client=${client}></loyalty-enrolment-form>`)}</section>
          <section class="panel">${await element(reading, lit`<loyalty-login .client=${client}></loyalty-login>`)}</section>
        </div>
        <section class="panel">${await element(reading, lit`<loyalty-tier-progress .client=${client}></loyalty-tier-progress>`)}</section>`
    return html`
      <div class="heading">
        <h1>${name ? fill(language, say.hello, { name }) : say.helloPlain}</h1>
        <button id="log-out" class="quiet" data-failed="${say.logOutFailed}">${say.logOut}</button>
      </div>
      <p id="log-out-said" class="problem" role="alert"></p>
      <div class="halves">
        <section class="panel">${await element(reading, lit`<loyalty-balance .client=${client}></loyalty-balance>`)}</section>
        <section class="panel">${await element(reading, lit`<loyalty-tier-progress .client=${client}></loyalty-tier-progress>`)}</section>
      </div>
      <section class="panel" aria-labelledby="stays-title">
        <h2 id="stays-title">${say.stays}</h2>
        <ul id="stays" class="stays" data-none="${say.noStays}">
          ${stays.length ? stays.map(({ number, text, state, said }) => html`<li class="${state}"><b>${number}</b> <span>${text}</span> <span class="state">${said}</span></li>`) : html`<li class="none">${say.noStays}</li>`}
        </ul>
      </section>
      <div class="halves">
        <section class="panel">${await element(reading, lit`<loyalty-card .client=${client}></loyalty-card>`)}</section>
        <section class="panel">${await element(reading, lit`<loyalty-activity .client=${client}></loyalty-activity>`)}</section>
      </div>
      <section class="panel">${await element(reading, lit`<loyalty-partners .client=${client}></loyalty-partners>`)}</section>
      <section class="panel">${await element(reading, lit`<loyalty-reward-list .client=${client}></loyalty-reward-list>`)}</section>
      <section class="panel">${await element(reading, lit`<loyalty-claim-form .client=${client}></loyalty-claim-form>`)}</section>`
  },
}
