import { LoyaltyError } from './errors.ts'
import type { Parts } from './parts.ts'
import type { LoyaltyBackend } from './port.ts'
import type { Report } from './resource.ts'
import type { Cart, Quote } from './schemas/quote.ts'
import type { StorageLike } from './storage.ts'

/** What `createLoyalty` takes. */
export interface LoyaltyOptions<B extends LoyaltyBackend> {
  /** The loyalty system: an adapter, or a sandbox. */
  readonly backend: B
  /** BCP 47: the language that texts are asked for in. The browser's where absent. */
  readonly locale?: string
  /** Now, in milliseconds since 1970. `Date.now` where absent. */
  readonly clock?: () => number
  /** Where log-ins and keys of unfinished intents are kept. `localStorage` in a page, memory elsewhere. */
  readonly storage?: StorageLike
  /** Problems that were met and mended. `console.warn` where absent. */
  readonly onReport?: Report
  /** What a server has read already, by part: shown at once, without a request. Checked like an answer: a bad part is reported and read. */
  readonly state?: Partial<Parts>
  /** Quotes that a server has asked for already, each with its very cart: shown at once, without a request. Checked as `state` is. */
  readonly quotes?: readonly { readonly cart: Cart; readonly quote: Quote }[]
  /**
   * Id of the newest change that `state` and `quotes` have in them, from `newestChange` called before they were read: live changes go on from
   * there, so that what happens until the page's stream is open is not missed. 1 to 200 characters.
   */
  readonly since?: string
}

const known = ['backend', 'locale', 'clock', 'storage', 'onReport', 'state', 'quotes', 'since']

const wrong = (message: string) => new LoyaltyError('invalid_option', `createLoyalty: ${message}`)

/** What must hold in production too. @throws `LoyaltyError` `invalid_option`. */
export function refuseSecret({ name, credential }: LoyaltyBackend): void {
  if (credential === 'secret' && 'document' in globalThis) throw wrong(`the backend ${name} needs a secret and must not run in a page. Serve it through @loyaltykit/gateway and use http({ url }) here.`)
}

/** For development: a production build leaves it out. @throws `LoyaltyError` `invalid_option`: says which option is wrong and what to give instead. */
export function checkOptions(options: LoyaltyOptions<LoyaltyBackend>): void {
  const { backend, locale, clock, storage, onReport, state, quotes, since } = ((options as unknown) ?? {}) as { readonly [K in keyof LoyaltyOptions<LoyaltyBackend>]?: unknown }
  for (const name of Object.keys(options ?? {})) if (!known.includes(name)) throw wrong(`there is no option \`${name}\`. It takes ${known.join(', ')}.`)
  const { name, program } = (backend ?? {}) as Partial<LoyaltyBackend>
  if (!backend || typeof backend !== 'object') throw wrong('`backend` is missing. Give it an adapter, such as http({ url }), or createSandbox().')
  if (typeof program?.get !== 'function') throw wrong('`backend` is not a loyalty backend: it has no program.get().')
  if (typeof name !== 'string' || !name) throw wrong('`backend.name` is missing: it tells one programme from another in storage.')
  if (locale !== undefined) checkLocale(locale)
  if (clock !== undefined && (typeof clock !== 'function' || !Number.isFinite(clock()))) throw wrong('`clock` must be a function that gives milliseconds since 1970.')
  if (storage !== undefined && typeof (storage as StorageLike | null)?.getItem !== 'function') throw wrong('`storage` must have getItem, setItem and removeItem, as localStorage has.')
  if (onReport !== undefined && typeof onReport !== 'function') throw wrong('`onReport` must be a function.')
  if (state !== undefined && (typeof state !== 'object' || !state)) throw wrong('`state` must be an object of parts, such as { balances: [] }.')
  if (quotes !== undefined && !Array.isArray(quotes)) throw wrong('`quotes` must be a list, such as [{ cart, quote }].')
  if (since !== undefined && (typeof since !== 'string' || !since || since.length > 200)) throw wrong('`since` must be the id of a change: 1 to 200 characters. Leave it out where there is none.')
}

/** @throws `LoyaltyError` `invalid_option` where it is not a BCP 47 language tag. */
export function checkLocale(locale: unknown): void {
  try {
    if (typeof locale !== 'string') throw new TypeError('not a text')
    Intl.getCanonicalLocales(locale)
  } catch {
    throw wrong(`\`locale\` "${String(locale)}" is not a language tag, such as "en" or "ru".`)
  }
}
