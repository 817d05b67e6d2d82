/** Google Analytics 4, through the page's own `gtag`. */
import type { LoyaltyFact } from '@loyaltykit/core'
import { unitsOf, type Scales } from './shared/amount.ts'
import { allowed, type Sink, type SinkOptions } from './shared/consent.ts'

/** What `ga4Sink` takes. */
export interface Ga4Options extends SinkOptions {
  readonly scales?: Scales
}

type Ga4Event = readonly [name: string, params: Readonly<Record<string, unknown>>]

/** GA4 takes no longer texts as a parameter: https://support.google.com/analytics/answer/9267744 */
const longest = 100

/**
 * Calls `gtag('event', name, params)` with the recommended event where GA4 has one (`view_promotion`, `select_promotion`, `select_content`,
 * `sign_up`, `login`, `earn_virtual_currency`, `spend_virtual_currency`, `share`), else with `loyalty_…`.
 * Where the page has no `gtag` (yet), the fact is dropped. `gtag` sets cookies by its own rules: load it after consent, or with Google's consent mode.
 * Source: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
export const ga4Sink = ({ scales, ...options }: Ga4Options): Sink =>
  allowed(options, (fact) => {
    const { gtag } = globalThis as { gtag?: (...args: readonly unknown[]) => void }
    if (typeof gtag !== 'function') return
    const [name, params] = eventOf(fact, scales)
    gtag('event', name, JSON.parse(JSON.stringify(params)))
  })

function eventOf({ kind, subjectKind, subject, place, value, score, method }: LoyaltyFact, scales: Scales | undefined): Ga4Event {
  const id = subject !== undefined && subject.length <= longest ? subject : undefined
  const where = { loyalty_place: place }
  const content = { content_type: subjectKind, content_id: id, ...where }
  const currency = value && value.currency.length <= longest && { virtual_currency_name: value.currency, value: unitsOf(value, scales) }
  const promotion = { promotion_id: id, creative_slot: place }
  if (subjectKind === 'offer' && kind === 'seen') return ['view_promotion', { ...promotion, items: [{ item_id: id ?? 'offer', ...promotion }] }]
  if (subjectKind === 'offer' && kind === 'clicked') return ['select_promotion', promotion]
  if (kind === 'clicked') return ['select_content', content]
  if (kind === 'enrolled') return ['sign_up', { method: subjectKind, ...where }]
  if (kind === 'signed_in') return ['login', { method, ...where }]
  if (kind === 'shared') return ['share', { method, content_type: subjectKind, ...where }]
  if (kind === 'earned' && currency) return ['earn_virtual_currency', { ...currency, ...where }]
  if ((kind === 'redeemed' || kind === 'claimed') && currency) return ['spend_virtual_currency', { ...currency, item_name: id ?? subjectKind, ...where }]
  return [`loyalty_${kind}`, { ...content, ...currency, score, method }]
}
