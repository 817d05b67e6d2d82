/** What the script tag says, by its `data-` attributes. */
export interface ScriptOptions {
  /** `data-url`: where the LoyaltyKit HTTP API is. */
  readonly url: string
  /** `data-locale`: the language for texts of the programme; the page's `lang` where absent. */
  readonly locale: string | undefined
  /** `data-credentials="include"`: the log-in travels in a cookie. */
  readonly credentials: 'include' | undefined
  /** `data-elements="balance login"`: bring these too, before they are on the page. */
  readonly elements: readonly string[]
}

/** The script tag that brought this file, if it says where the programme is. */
export function scriptOptions(page: Document, self: string): ScriptOptions | undefined {
  const script = [...page.querySelectorAll<HTMLScriptElement>('script[data-url]')].find(({ src }) => src === self)
  const url = script?.dataset['url']
  if (!script || url === undefined) return undefined
  const { locale, credentials, elements = '' } = script.dataset
  return {
    url: new URL(url, page.baseURI).href.replace(/\/$/, ''),
    locale: locale || undefined,
    credentials: credentials === 'include' ? 'include' : undefined,
    elements: elements.split(/\s+/).filter(Boolean).map((name) => (name.startsWith('loyalty-') ? name : `loyalty-${name}`)),
  }
}
