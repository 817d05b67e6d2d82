/** A text in each language of a programme; `en` is always there. */
export type Words = { readonly en: string } & Readonly<Record<string, string>>

/** The text in the language asked for, else in the programme's own. */
export function say(words: Words, locale: string, own = 'en'): string {
  const [language = own] = locale.toLowerCase().split('-')
  return words[locale] ?? words[language] ?? words[own] ?? words.en
}
