export { captureReferral } from './capture-referral.ts'
export { LoyaltyFailedEvent } from './events.ts'
export type { ElementState } from './loyalty-element.ts'
export type { PartlyTranslated } from './words.ts'
