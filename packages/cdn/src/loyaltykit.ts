/**
 * LoyaltyKit by one script tag: `<script type="module" src="…/loyaltykit.js" data-url="https://shop.example/loyalty"></script>`.
 * It makes the client, and brings the elements that the page uses, now or later. Without `data-url` it only offers `start`.
 */
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type LoyaltyClient } from '@loyaltykit/core'
import { elements } from './elements.ts'
import { scriptOptions, type ScriptOptions } from './options.ts'

export type CdnClient = LoyaltyClient<ReturnType<typeof http>>

const selector = Object.keys(elements).join()

/** Makes the client, and brings the elements of the page. */
export function start({ url, locale, credentials, elements: wanted }: ScriptOptions): CdnClient {
  const language = () => locale ?? (document.documentElement.lang || undefined)
  const first = language()
  const client = createLoyalty({ backend: http({ url, ...(credentials ? { credentials } : {}) }), ...(first ? { locale: first } : {}) })
  const brought = new Set<string>()

  /** The chunks and the data set off in the same moment: neither waits for the other. */
  function bring(tags: Iterable<string>) {
    for (const tag of tags) {
      const entry = elements[tag]
      if (!entry || brought.has(tag)) continue
      brought.add(tag)
      client.warm(entry.needs)
      entry.load().catch((cause: unknown) => explain(tag, cause))
    }
  }
  function look(root: Document | Element) {
    if (root instanceof Element && root.localName in elements) bring([root.localName])
    bring(new Set([...root.querySelectorAll(selector)].map(({ localName }) => localName)))
  }

  if (wanted.length || document.querySelector(selector)) void shared(client)
  bring(wanted)
  look(document)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) look(node)
  }).observe(document, { childList: true, subtree: true })
  new MutationObserver(() => {
    const next = language()
    if (next) client.setLocale(next)
  }).observe(document.documentElement, { attributeFilter: ['lang'] })
  return client
}

/** What all elements share is asked for beside them, not after them; it also takes a friend's code from the address. */
async function shared(client: CdnClient) {
  try {
    const { captureReferral } = await import('@loyaltykit/elements/shared')
    captureReferral(client)
  } catch (cause) {
    explain('the elements', cause)
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
