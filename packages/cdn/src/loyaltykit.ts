/**
 * LoyaltyKit by one script tag: `<script type="module" src="…/loyaltykit.js" data-url="https://shop.example/loyalty"></script>`.
 * It makes the client, and brings the elements that the page uses, now or later. Without `data-url` it only offers `start`.
 */
import { http, type HttpOptions } from '@loyaltykit/adapters/http'
import { createLoyalty, type LoyaltyClient } from '@loyaltykit/core'
import { elements } from './elements.ts'
import { scriptOptions, type ScriptOptions } from './options.ts'

export type CdnClient = LoyaltyClient<ReturnType<typeof http>>

/** What `start` takes: what a script tag may say, and what only a script can. */
export interface StartOptions extends Partial<ScriptOptions> {
  readonly url: string
  /** The token of the person whom your own server has logged in: see `token` of `http`. */
  readonly token?: HttpOptions['token']
}

const selector = Object.keys(elements).join()

/** Makes the client, and brings the elements of the page. */
export function start({ url, locale, credentials, elements: wanted = [], token }: StartOptions): CdnClient {
  const language = () => locale ?? pageLanguage()
  const first = language()
  const client = createLoyalty({ backend: http({ url, ...(credentials ? { credentials } : {}), ...(token === undefined ? {} : { token }) }), ...(first ? { locale: first } : {}) })
  const brought = new Set<string>()

  /**
   * The chunks and the data set off in the same moment: neither waits for the other. The tags of one look are registered
   * together, so that all they read is one request.
   */
  async function bring(tags: Iterable<string>) {
    const fresh = [...new Set(tags)].flatMap((tag) => (brought.has(tag) ? [] : [{ tag, entry: elements[tag] }]))
    for (const { tag } of fresh) brought.add(tag)
    if (!fresh.some(({ entry }) => entry?.quotes)) client.warm(fresh.flatMap(({ entry }) => entry?.needs ?? []))
    const loaded = await Promise.all(fresh.map(async ({ tag, entry }) => {
      try {
        return [tag, await entry?.load()] as const
      } catch (cause) {
        brought.delete(tag)
        explain(`<${tag}>`, cause)
        return [tag, undefined] as const
      }
    }))
    for (const [tag, element] of loaded) if (element && !customElements.get(tag)) customElements.define(tag, element)
  }
  function look(root: Document | Element) {
    const own = root instanceof Element && root.matches(selector) ? [root] : []
    const found = [...own, ...root.querySelectorAll(selector)].map(({ localName }) => localName)
    if (found.length) void bring(found)
  }

  void beside(client, language())
  void bring([...wanted, ...[...document.querySelectorAll(selector)].map(({ localName }) => localName)])
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) look(node)
  }).observe(document, { childList: true, subtree: true })
  new MutationObserver(() => {
    const next = language()
    if (next) client.setLocale(next)
  }).observe(document.documentElement, { attributeFilter: ['lang'] })
  return client
}

/** The page's `lang` as `Intl` takes it: `en_US`, which many shops write, is `en-US`. Absent where there is none, or it is no language tag. */
function pageLanguage(): string | undefined {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang.replaceAll('_', '-') || [])[0]
  } catch {
    return undefined
  }
}

/** Languages beside English, which is in the elements. */
const languages: Readonly<Record<string, () => Promise<unknown>>> = {
  ar: () => import('@loyaltykit/elements/words/ar'),
  de: () => import('@loyaltykit/elements/words/de'),
  es: () => import('@loyaltykit/elements/words/es'),
  fr: () => import('@loyaltykit/elements/words/fr'),
  he: () => import('@loyaltykit/elements/words/he'),
  kk: () => import('@loyaltykit/elements/words/kk'),
  ru: () => import('@loyaltykit/elements/words/ru'),
  tr: () => import('@loyaltykit/elements/words/tr'),
  zh: () => import('@loyaltykit/elements/words/zh'),
}

/** What is needed beside the elements is asked for with them: the words of another language, and what takes a friend's code from the address. */
async function beside(client: CdnClient, language = '') {
  try {
    // where these can't be loaded, the elements say so
    languages[language.toLowerCase().split('-')[0] ?? '']?.().catch(() => {})
    const asked = new URLSearchParams(location.search)
    if (!asked.has('ref') && !asked.has('loyalty-partner')) return
    const { captureReferral, captureSource } = await import('@loyaltykit/elements/shared')
    captureReferral(client)
    captureSource(client)
  } catch (cause) {
    explain('taking a code from the address', cause)
  }
}

function explain(what: string, cause: unknown) {
  const policy = /policy|trusted/i.test(String(cause))
  console.error(
    policy
      ? `LoyaltyKit: ${what} can't start: this page's Content-Security-Policy must allow our policy, as in "trusted-types loyaltykit".`
      : `LoyaltyKit: ${what} could not be loaded. The rest of the page is not touched.`,
    cause,
  )
}

function startFromScript(): CdnClient | undefined {
  try {
    const options = scriptOptions(document, import.meta.url)
    return options && start(options)
  } catch (cause) {
    console.error('LoyaltyKit: the script tag is not set up right.', cause)
    return undefined
  }
}

/** The client of the script tag; absent where the tag has no `data-url`. */
export const client: CdnClient | undefined = startFromScript()
