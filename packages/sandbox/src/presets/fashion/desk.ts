import type { CardRule, ClaimRule } from '../../rules/desk.ts'

/**
 * The discount cards of the shops, from before there was a club: 16 digits from 5061, as the shops' own list has them. What was saved on a
 * card becomes bonuses.
 */
export const cards: CardRule = {
  barcode: 'code128',
  old: [
    { number: '5061 0000 0000 1001', points: [{ currency: 'bonus', amount: 350 }] },
    { number: '5061 0000 0000 1002', points: [{ currency: 'bonus', amount: 1_200 }] },
    { number: '5061 0000 0000 1003', points: [] },
  ],
}

/** A purchase that is missing is looked for by the call centre. */
export const claims: ClaimRule = { kinds: ['purchase'], withinDays: 90, review: 'desk', takenUp: '4 hours' }
