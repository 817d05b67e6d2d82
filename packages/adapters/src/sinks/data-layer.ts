/** A tag manager's data layer. */
import { allowed, type Sink, type SinkOptions } from './shared/consent.ts'

/** What `dataLayerSink` takes. */
export interface DataLayerOptions extends SinkOptions {
  /** The global list, where the page calls it otherwise than `dataLayer`. */
  readonly name?: string
}

/**
 * Pushes each fact as `{ event: 'loyalty_activated', loyalty: { … } }`: a custom event that a trigger can wait for. All fields of `loyalty` are
 * named every time, absent ones `undefined`, since a data layer merges what it is given with what was pushed before.
 * The list is the page's own: where there is none yet, the fact is dropped and nothing is made.
 * Source: https://developers.google.com/tag-platform/tag-manager/datalayer
 */
export const dataLayerSink = ({ name = 'dataLayer', ...options }: DataLayerOptions): Sink =>
  allowed(options, ({ id, at, kind, subjectKind, subject, place, value, score, method }) => {
    const layer = (globalThis as Record<string, unknown>)[name] as { push?: (entry: object) => unknown } | undefined
    layer?.push?.({
      event: `loyalty_${kind}`,
      loyalty: { id, at, subject_kind: subjectKind, subject, place, currency: value?.currency, amount: value?.amount, score, method },
    })
  })
