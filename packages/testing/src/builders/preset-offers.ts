import type { Offer } from '@loyaltykit/core'
import { fashion } from '@loyaltykit/sandbox'
import type { BuilderLocale } from './program.ts'

/** The offers of the preset `fashion` as a member sees them, in either language: one active, some to use, one locked, one used. */
export function presetOffers(locale: BuilderLocale = 'en'): Offer[] {
  const states: Readonly<Record<string, Offer['state']>> = { 'double-boots': 'active', 'private-sale': 'locked', 'first-order': 'used' }
  const say = (words: { readonly en: string } & Readonly<Record<string, string>>) => words[locale] ?? words.en
  return fashion.offers.map(({ id, kind, audience, activation, title, text, terms, code, url, partner, valid, locked }) => ({
    id, kind, audience, activation, title: say(title), state: states[id] ?? 'available',
    ...(text ? { text: say(text) } : {}),
    ...(terms ? { terms: say(terms) } : {}),
    ...(code === undefined ? {} : { code }),
    ...(url === undefined ? {} : { url }),
    ...(partner ? { partner } : {}),
    ...(locked ? { lockedBecause: say(locked) } : {}),
    ...(valid ? { validUntil: '2026-11-30T23:59:59Z' } : {}),
  }))
}
