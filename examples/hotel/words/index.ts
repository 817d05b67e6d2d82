import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { ru } from './ru.ts'

export const languages = ['en', 'ru', 'de'] as const
export type Language = (typeof languages)[number]

const words: Readonly<Record<Language, Words>> = { en, ru, de }

export const isLanguage = (text: unknown): text is Language => languages.includes(text as Language)

export const wordsOf = (language: Language): Words => words[language]

/** The first language that a browser asks for and that this site speaks. */
export function languageFor(accepted: string | null): Language {
  const asked = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return asked.find(isLanguage) ?? 'en'
}

type Plural = { readonly one?: string; readonly few?: string; readonly many?: string; readonly other: string }

/** A text with its `{names}` filled in; of a plural, the form for `n`. */
export function fill(language: Language, text: string | Plural, values: Readonly<Record<string, string | number>> = {}): string {
  const form = typeof text === 'string' ? text : (text[new Intl.PluralRules(language).select(Number(values['n'])) as keyof Plural] ?? text.other)
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export const money = (language: Language, { amount, currency }: { readonly amount: number; readonly currency: string }): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount / 100).replace('-', '−')

/** `4–8 December 2026`, in one piece. */
export const days = (language: Language, { arrival, departure }: { readonly arrival: string; readonly departure: string }): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).formatRange(Date.parse(arrival), Date.parse(departure))
