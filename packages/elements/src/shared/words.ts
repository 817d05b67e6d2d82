/** A message with a form for each plural category of its language; `{n}` decides. */
export interface Plural {
  readonly zero?: string
  readonly one?: string
  readonly two?: string
  readonly few?: string
  readonly many?: string
  readonly other: string
}
/** A text with `{names}` in it. */
export type Message = string | Plural
export type Words = { readonly [key: string]: Message | Words }

/** The same names with other texts: what a further language, or a host that wants its own words, gives. */
export type Translated<W> = { readonly [K in keyof W]: W[K] extends string | Plural ? Message : Translated<W[K]> }
export type PartlyTranslated<W> = { readonly [K in keyof W]?: W[K] extends string | Plural ? Message : PartlyTranslated<W[K]> }

const rules = new Map<string, Intl.PluralRules>()
/** One `Intl.PluralRules` per language: making one takes half a millisecond. */
export function pluralRules(locale: string): Intl.PluralRules {
  let found = rules.get(locale)
  if (!found) rules.set(locale, (found = new Intl.PluralRules(locale)))
  return found
}

/** The message with its `{names}` filled in, as `write` writes them. A `Plural` is chosen by `values.n`, a number as it is shown. */
export function say(locale: string, message: Message, values: Readonly<Record<string, string | number>> = {}, write: (value: string | number) => string = String): string {
  const text = typeof message === 'string' ? message : (message[pluralRules(locale).select(Number(values['n'] ?? 0))] ?? message.other)
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : write(value)
  })
}

/** `words` with those of `others` that are given, text by text. */
export function withOwn<W extends object>(words: W, ...others: (PartlyTranslated<W> | undefined)[]): W {
  const result = { ...words } as Record<string, unknown>
  for (const other of others)
    for (const [key, value] of Object.entries(other ?? {})) {
      if (value === undefined) continue
      const own = result[key]
      result[key] = isWords(own) && isWords(value) ? withOwn(own, value as never) : value
    }
  return result as W
}

const isWords = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !('other' in value)
