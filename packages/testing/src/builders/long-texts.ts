import type { BuilderLocale } from './program.ts'

/** How long each field that a person reads may get: as much as the port allows, or nearly. */
const limits: Readonly<Record<string, number>> = { name: 90, title: 160, text: 300, terms: 3_000, label: 120, lockedBecause: 120, givenName: 120, familyName: 120, from: 120, alt: 120, question: 280, accountLabel: 120, badge: 90, answer: 900, reference: 120, place: 120 }

const sentences = {
  en: 'An uncommonly generous and altogether unrepeatable opportunity for everybody in Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch and elsewhere. ',
  ru: 'Исключительно щедрое и совершенно неповторимое предложение для всех высокопревосходительнейших достопримечательностей и их посетителей. ',
}

/** The same thing with texts as long as a backend may send, one of them without a space to break at: what a layout must survive. */
export function withLongTexts<T>(value: T, locale: BuilderLocale = 'en'): T {
  const long = (max: number) => sentences[locale].repeat(Math.ceil(max / sentences[locale].length)).slice(0, max).trim()
  const walk = (entry: unknown, name: string): unknown => {
    // one of a closed list, such as why a reward is locked, is not a text
    if (typeof entry === 'string') return limits[name] === undefined || /^[a-z_]+$/.test(entry) ? entry : long(limits[name])
    if (Array.isArray(entry)) return entry.map((item) => walk(item, name === 'fields' ? 'field' : ''))
    if (typeof entry !== 'object' || entry === null) return entry
    // the name of a form's field is an id, not a word
    return Object.fromEntries(Object.entries(entry).map(([key, inner]) => [key, name === 'field' && key === 'name' ? inner : walk(inner, key)]))
  }
  return walk(value, '') as T
}
