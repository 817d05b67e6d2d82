/** The themes that come with the elements, as text. */
export const themes = ['plain', 'soft', 'contrast'] as const
export type Theme = (typeof themes)[number]

const addresses: Readonly<Record<Theme, URL>> = {
  plain: new URL('../../packages/elements/src/themes/plain.css', import.meta.url),
  soft: new URL('../../packages/elements/src/themes/soft.css', import.meta.url),
  contrast: new URL('../../packages/elements/src/themes/contrast.css', import.meta.url),
}

/** Asked for as a style sheet: a bundler's server gives a module otherwise. */
export const sheetOf = async (theme: Theme): Promise<string> => (await fetch(addresses[theme], { headers: { accept: 'text/css' } })).text()

/** The tokens of a sheet, by name without `--loyalty-`. */
export const tokensOf = (sheet: string): ReadonlyMap<string, string> =>
  new Map([...sheet.matchAll(/--loyalty-([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]))

/** The same with what stands above each: what it is. */
export const describedTokens = (sheet: string): readonly { readonly token: string; readonly meaning: string; readonly value: string }[] =>
  [...sheet.matchAll(/\/\*([^*]+)\*\/\s*(--loyalty-[\w-]+):\s*([^;]+);/g)].map(([, meaning = '', token = '', value = '']) => ({ token, meaning: meaning.trim(), value: value.trim() }))

let scoped: Promise<void> | undefined

/** Makes each theme hold inside of `[data-loyalty-theme]` too, so that several can stand on one page. */
export const scopeThemes = (): Promise<void> =>
  (scoped ??= Promise.all(themes.map(sheetOf)).then((texts) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(texts.map((text, index) => text.replace(':where(:root)', `[data-loyalty-theme='${themes[index] ?? ''}']`)).join('\n'))
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }))
