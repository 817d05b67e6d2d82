/** Only the elements that a page has are loaded; the server has told the browser of their chunks already. */
const loaders: Readonly<Record<string, () => Promise<unknown>>> = {
  'loyalty-account': () => import('@loyaltykit/elements/account/define'),
  'loyalty-activity': () => import('@loyaltykit/elements/activity/define'),
  'loyalty-balance': () => import('@loyaltykit/elements/balance/define'),
  'loyalty-card': () => import('@loyaltykit/elements/card/define'),
  'loyalty-claim-form': () => import('@loyaltykit/elements/claim-form/define'),
  'loyalty-earn-preview': () => import('@loyaltykit/elements/earn-preview/define'),
  'loyalty-enrolment-form': () => import('@loyaltykit/elements/enrolment-form/define'),
  'loyalty-login': () => import('@loyaltykit/elements/login/define'),
  'loyalty-member-rate': () => import('@loyaltykit/elements/member-rate/define'),
  'loyalty-offer-carousel': () => import('@loyaltykit/elements/offer-carousel/define'),
  'loyalty-partners': () => import('@loyaltykit/elements/partners/define'),
  'loyalty-preferences': () => import('@loyaltykit/elements/preferences/define'),
  'loyalty-redeem': () => import('@loyaltykit/elements/redeem/define'),
  'loyalty-reward-list': () => import('@loyaltykit/elements/reward-list/define'),
  'loyalty-tier-progress': () => import('@loyaltykit/elements/tier-progress/define'),
}

/** Brings the elements of the page, or these. */
export async function bring(tags = new Set([...document.querySelectorAll(':not(:defined)')].map(({ localName }) => localName))): Promise<void> {
  await Promise.all([...tags].map(async (tag) => loaders[tag]?.()))
}
