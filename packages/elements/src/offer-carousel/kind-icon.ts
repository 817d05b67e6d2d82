import type { Offer } from '@loyaltykit/core'
import { html, type TemplateResult } from 'lit'

/** Lines of a 24 by 24 picture for each kind of offer. */
const paths: Readonly<Record<Offer['kind'], string>> = {
  discount: 'M19 5 5 19M9 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0ZM19 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
  multiplier: 'm6 12 6-6 6 6M6 19l6-6 6 6',
  bonus: 'M12 7v10M7 12h10M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  gift: 'M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7S11 3 8.500 3a2 2 0 0 0 0 4M12 7s1-4 3.500-4a2 2 0 0 1 0 4',
  welcome: 'm12 3 2.700 5.800 6.300.700-4.700 4.300 1.300 6.200L12 16.900 6.400 20l1.300-6.200L3 9.500l6.300-.700z',
  win_back: 'M4 10h11a5 5 0 0 1 0 10h-4M4 10l4-4M4 10l4 4',
  draw: 'M3 9V6h18v3a3 3 0 0 0 0 6v3H3v-3a3 3 0 0 0 0-6ZM14 7v2M14 11v2M14 15v2',
  partner: 'M15 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0ZM21 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0Z',
}

/** A calm picture of what kind an offer is, where it has none of its own. */
export const kindPlate = (kind: Offer['kind']): TemplateResult => html`
  <div class="media plate ${kind}" part="plate">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[kind]} /></svg>
  </div>
`
