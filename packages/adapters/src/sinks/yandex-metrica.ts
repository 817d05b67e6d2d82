/** Yandex Metrica, through the page's own `ym`. */
import { unitsOf, type Scales } from './shared/amount.ts'
import { allowed, type Sink, type SinkOptions } from './shared/consent.ts'

/** What `yandexMetricaSink` takes. */
export interface YandexMetricaOptions extends SinkOptions {
  /** The number of the counter. */
  readonly counter: number
  readonly scales?: Scales
}

/**
 * Calls `ym(counter, 'reachGoal', 'loyalty_activated', { loyalty: { … } })`: make a goal of the kind "JavaScript event" for each that you count.
 * Its parameters are below `loyalty`, since `price` and `currency` beside it would be read as money. Where the page has no `ym` (yet), the fact is dropped.
 * Source: https://yandex.com/support/metrica/objects/reachgoal.html
 */
export const yandexMetricaSink = ({ counter, scales, ...options }: YandexMetricaOptions): Sink =>
  allowed(options, ({ kind, subjectKind, subject, place, value, score, method }) => {
    const { ym } = globalThis as { ym?: (...args: readonly unknown[]) => void }
    if (typeof ym !== 'function') return
    const points = value && { currency: value.currency, points: unitsOf(value, scales) }
    ym(counter, 'reachGoal', `loyalty_${kind}`, { loyalty: JSON.parse(JSON.stringify({ about: subjectKind, subject, place, score, method, ...points })) as unknown })
  })
