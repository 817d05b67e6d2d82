import { createLoyalty, type LoyaltyBackend } from '@loyaltykit/core'
import { aBalance, aProgram } from '@loyaltykit/testing'
import { html } from 'lit'
import '@loyaltykit/elements/balance/define'
import '@loyaltykit/elements/provider/define'

/** A programme whose member has so much. */
const programmeWith = (available: number) =>
  createLoyalty({
    backend: {
      name: `story-${available}`,
      credential: 'publishable',
      ambient: true,
      program: { get: () => Promise.resolve(aProgram()) },
      balances: { list: () => Promise.resolve([aBalance({ available })]) },
    } satisfies LoyaltyBackend,
    locale: 'en',
  })

export default { title: 'Elements/Provider', component: 'loyalty-provider' }

export const TwoProgrammes = {
  render: () => html`
    <loyalty-provider .client=${programmeWith(1_250)}><loyalty-balance></loyalty-balance></loyalty-provider>
    <loyalty-provider .client=${programmeWith(80)}><loyalty-balance></loyalty-balance></loyalty-provider>
  `,
}
