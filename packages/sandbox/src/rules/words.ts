/** A text in each language of a programme; `en` is always there. */
export type Words = { readonly en: string } & Readonly<Record<string, string>>

/** The text in the language asked for, else in the programme's own. */
export function say(words: Words, locale: string, own = 'en'): string {
  const [language = own] = locale.toLowerCase().split('-')
  // a language may be called like something that every object has
  const found = [locale, language, own].find((name) => Object.hasOwn(words, name))
  return (found === undefined ? undefined : words[found]) ?? words.en
}
