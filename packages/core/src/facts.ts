import { newKey } from './new-key.ts'
import type { Report } from './resource.ts'
import type { LoyaltyFact } from './schemas/event.ts'

/** What an element or a host tells of something done: a fact without its id and its time, which the client gives. */
export type NewFact = Omit<LoyaltyFact, 'id' | 'at' | 'visit'>

/** Hears of every fact of one client. */
export type FactListener = (fact: LoyaltyFact) => void

/** The facts of one client: told to whoever listens now, kept nowhere, sent nowhere. */
export interface Facts {
  listen(listener: FactListener): () => void
  /** `id` where the same thing may be told again, by another page or after a reload. */
  tell(fact: NewFact, id?: string): void
  end(): void
}

/** Things that belong to one member: their ids are no business of a figure. */
const someones: readonly unknown[] = ['referral', 'cart', 'coupon', 'gift_card', 'claim', 'card']

export function openFacts({ clock, report }: { clock: () => number; report: Report }): Facts {
  const listeners = new Set<{ readonly listener: FactListener }>()
  return {
    listen(listener) {
      const one = { listener }
      listeners.add(one)
      return () => void listeners.delete(one)
    },
    tell({ kind, subjectKind, subject, place, value, score, method }, id = newKey()) {
      for (const { listener } of [...listeners]) {
        try {
          const fact = { id, at: new Date(clock()).toISOString(), kind, subjectKind, subject: someones.includes(subjectKind) ? undefined : subject, place, value, score, method }
          // to each its own copy, without what is undefined
          listener(JSON.parse(JSON.stringify(fact)) as LoyaltyFact)
        } catch (cause) {
          report({ message: 'A listener of LoyaltyKit facts threw.', cause })
        }
      }
    },
    end: () => listeners.clear(),
  }
}
