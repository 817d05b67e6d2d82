import type { Reward } from '@loyaltykit/core'
import { html, type TemplateResult } from 'lit'

/** Lines of a 24 by 24 picture for each kind of reward. */
const paths: Readonly<Record<NonNullable<Reward['kind']> | 'reward', string>> = {
  coupon: 'M3 9V6h18v3a3 3 0 0 0 0 6v3H3v-3a3 3 0 0 0 0-6ZM9 15l6-6M9.500 9.500h.01M14.500 14.500h.01',
  gift_card: 'M3 6h18v12H3zM3 14h18M12 6v12M12 14s-3-.500-3-2.500S12 10 12 14s0-4.500 3-4S12 14 12 14',
  product: 'M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7S11 3 8.500 3a2 2 0 0 0 0 4M12 7s1-4 3.500-4a2 2 0 0 1 0 4',
  service: 'M4 18h16M6 18a6 6 0 0 1 12 0M12 12V9M10 9h4',
  draw: 'm12 3 2.700 5.800 6.300.700-4.700 4.300 1.300 6.200L12 16.900 6.400 20l1.300-6.200L3 9.500l6.300-.700z',
  reward: 'M12 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM9 13.500 8 21l4-2.500L16 21l-1-7.500',
}

/** A calm picture of what kind a reward is, where it has none of its own. */
export const rewardPlate = (kind: Reward['kind'] = undefined): TemplateResult => html`
  <div class="media plate ${kind ?? ''}" part="plate">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[kind ?? 'reward']} /></svg>
  </div>
`
