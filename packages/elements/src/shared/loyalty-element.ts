import { lastValue, pageClients, type AnyClient, type Call, type Group, type LoyaltyError, type Part, type Parts, type Program, type Resource, type Store } from '@loyaltykit/core'
import { isServer, LitElement, type PropertyValues } from 'lit'
import { canonicalTag, catalogueOf, hasWords, lacksWords, loadCatalogue, wordsLocale, type Catalogue } from './catalogue.ts'
import { ClientController } from './client-controller.ts'
import { createFormat, type Format } from './format.ts'
import { holdBox } from './hostile.ts'
import { languageOf, watchLanguage } from './page.ts'
import { property } from './property.ts'
import { en } from './words/en.ts'
import { withOwn, type PartlyTranslated, type Words } from './words.ts'

/** Plain data instead of a client: the resources that the element shows, by part. */
export type ElementState<P extends Part> = { readonly [K in P]?: Resource<Parts[K]> }

/** What an element has to show: nothing, not yet, a failure, or values (perhaps old ones). */
export type Look<P extends Part> =
  | { readonly status: 'absent' }
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: LoyaltyError }
  | { readonly status: 'ready'; readonly values: { readonly [K in P]: Parts[K] }; readonly stale?: { readonly error: LoyaltyError; readonly at: number } }

/** Everything an element says, in one language: its own words, and those that all share. */
export interface Speech<W> {
  readonly locale: string
  readonly own: W
  readonly shared: typeof en
  readonly format: Format
}

type OwnWords = Exclude<keyof Catalogue, 'shared'>

/**
 * What every LoyaltyKit element has: a client or a state, a language with its words, and custom states.
 * A subclass says what it needs and renders what it is given.
 */
export abstract class LoyaltyElement<P extends Part, W extends Words> extends LitElement {
  /** Which parts it shows. */
  static readonly needs: readonly Part[] = []
  /** Parts it shows where the backend has them; it does not wait for them. */
  static readonly also: readonly Part[] = []
  /** The group of the port without which it renders nothing. */
  static readonly group: Group = 'program'
  /** Its name in the catalogues, and its English words. */
  static readonly vocabulary: { readonly name: OwnWords; readonly words: Words }

  /** The client to show; without it, the nearest `loyalty-provider`'s, else the page's only one. */
  @property({ attribute: false }) client: AnyClient | undefined
  /** Plain data to show instead of a client's: resources by part. It wins over `client`. */
  @property({ attribute: false }) state: ElementState<P> | undefined
  /** Own texts instead of ours, by name; those left out stay. */
  @property({ attribute: false }) words: PartlyTranslated<W> | undefined

  protected readonly loyalty = new ClientController(this, (client) => (this.state ? [] : this.stores(client)))
  readonly #internals = this.attachInternals()
  #stopWatching: (() => void) | undefined
  /** Of the nearest `lang`, `null` where there is none or it is no language tag; looked for again after it may have changed. */
  #language: string | null | undefined
  #speech: (Speech<W> & { readonly key: string; readonly words: unknown }) | undefined
  #seen: readonly string[] = []
  static #warned = new Set<string>()

  protected get me() {
    return this.constructor as typeof LoyaltyElement
  }

  /** The stores it follows: by default those of its parts. */
  protected stores(client: AnyClient): readonly (Store<unknown> | undefined)[] {
    return [...this.me.needs, ...this.me.also].map((part) => storeOf(client, part))
  }

  /** What is known of one part, whether or not the others are; `undefined` while nothing is. */
  protected known<K extends P>(part: K): Parts[K] | undefined {
    return lastValue(this.#resource(part) as Resource<Parts[K]>)
  }

  #resource(part: Part): Resource<unknown> {
    const { client } = this.loyalty
    return (this.state ? (this.state as ElementState<Part>)[part] : client && storeOf(client, part)?.value) ?? idle
  }

  /** Whether nobody is signed in, as far as is known. In a `state`, a `null` part says so. Follow `client.$session` to hear of a change. */
  protected get guest(): boolean {
    const { state } = this
    if (state) return (Object.values(state) as (Resource<unknown> | undefined)[]).some((resource) => resource && lastValue(resource) === null)
    return this.loyalty.client?.$session.value?.status === 'guest'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopWatching = watchLanguage(this, this.#findLanguage)
    this.#findLanguage()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopWatching?.()
  }

  readonly #findLanguage = (): void => {
    this.#language = undefined
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client') || changed.has('state')) this.loyalty.seek()
  }

  /** All that it shows, taken together. */
  protected look(): Look<P> {
    const { needs, group } = this.me
    const { client } = this.loyalty
    if (!this.state && client && !client.can(group)) {
      this.warnOnce(`this programme has no ${group}: <${this.localName}> shows nothing.`)
      return { status: 'absent' }
    }
    const resources = needs.map((part) => this.#resource(part))
    const failed = resources.find((resource) => resource.status === 'failed')
    const error = failed?.status === 'failed' ? failed.error : undefined
    if (error?.code === 'unsupported') {
      this.warnOnce(`this programme has no ${group}: <${this.localName}> shows nothing.`)
      return { status: 'absent' }
    }
    if (resources.every((resource) => lastValue(resource as Resource<unknown>) !== undefined)) {
      const values = Object.fromEntries(needs.map((part, index) => [part, lastValue(resources[index] as Resource<unknown>)])) as { readonly [K in P]: Parts[K] }
      return error ? { status: 'ready', values, stale: { error, at: (failed as { at?: number }).at ?? this.now } } : { status: 'ready', values }
    }
    return error ? { status: 'failed', error } : { status: 'loading' }
  }

  /** Whether what needs this call of the backend is shown. Where the host gives the `state`, the host does it. */
  protected has(call: Call): boolean {
    return this.state !== undefined || (this.loyalty.client?.can(call) ?? true)
  }

  /** Its words and formats; absent while the language is on its way. */
  protected speech(): Speech<W> | undefined {
    const tag = this.#tagWithWords()
    if (!tag) return undefined
    const key = `${this.me.vocabulary.name} ${tag}`
    const given = this.words
    const made = given ? undefined : speeches.get(key)
    if (made) return made as Speech<W>
    if (!given) {
      const speech = this.#makeSpeech(tag)
      speeches.set(key, speech as Speech<never>)
      return speech
    }
    if (this.#speech?.key !== key || this.#speech.words !== given) this.#speech = { key, words: given, ...this.#makeSpeech(tag, given) }
    return this.#speech
  }

  /** The language to speak; absent while its words are on their way. English where they can't be loaded. */
  #tagWithWords(): string | undefined {
    const tag = this.#tag()
    const locale = wordsLocale(tag) ?? 'en'
    if (hasWords(locale)) return tag
    if (lacksWords(locale)) return 'en'
    const update = () => this.requestUpdate()
    void loadCatalogue(locale).then(update, () => {
      this.warnOnce(`the words for "${locale}" could not be loaded, so it speaks English.`)
      update()
    })
    return undefined
  }

  #makeSpeech(tag: string, given?: PartlyTranslated<W>): Speech<W> {
    const { name, words } = this.me.vocabulary
    const catalogue = catalogueOf(wordsLocale(tag) ?? 'en')
    const shared = (catalogue?.shared ?? en) as typeof en
    // the region matters to dates and money (en-GB)
    return { locale: tag, own: withOwn((catalogue?.[name] ?? words) as W, given), shared, format: createFormat(tag, shared) }
  }

  /** On a server no page is around it: its client is made for one request, and speaks its language. */
  #languageAround(): string | undefined {
    return languageOf(this) ?? (isServer ? this.loyalty.client?.locale : undefined)
  }

  /** The page's language where we have its words, else the programme's own, else English. */
  #tag(): string {
    if (this.#language === undefined) this.#language = canonicalTag(this.#languageAround()) ?? null
    if (this.#language && wordsLocale(this.#language)) return this.#language
    const own = canonicalTag(lastValue(this.#resource('program') as Resource<Program>)?.locales[0])
    return own && wordsLocale(own) ? own : 'en'
  }

  /** Now, by the client's clock. */
  protected get now(): number {
    return this.loyalty.client?.now() ?? Date.now()
  }

  /** Its custom states: `:state(loading)` and so on. */
  protected show(...states: readonly string[]): void {
    // most updates change nothing here
    if (`${this.#seen}` === `${states}`) return
    const set = this.#internals.states
    for (const old of this.#seen) if (!states.includes(old)) set?.delete(old)
    for (const state of states) set?.add(state)
    this.#seen = states
  }

  protected get internals(): ElementInternals {
    return this.#internals
  }

  protected override firstUpdated(): void {
    holdBox(this)
    if (!this.loyalty.client && !this.state) setTimeout(() => this.#missClient(), clientPatience)
  }

  #missClient(): void {
    if (!this.isConnected || this.loyalty.client || this.state) return
    this.warnOnce(
      (pageClients()?.clients.size ?? 0) > 1
        ? 'this page has several clients: put it into a <loyalty-provider> that has one, or set its `client`.'
        : 'there is no client: make one with createLoyalty({ backend }), or set `client` here or on a <loyalty-provider> around it.',
    )
  }

  /** Says why something does not show, once per element and reason. */
  protected warnOnce(message: string): void {
    const text = `LoyaltyKit: <${this.localName}>: ${message}`
    if (LoyaltyElement.#warned.has(text)) return
    LoyaltyElement.#warned.add(text)
    console.warn(text)
  }
}

/** Speeches without own texts are the same for every element of a tag and language; they hold words, nothing of a member. */
const speeches = new Map<string, Speech<never>>()

/** How long an element waits for a client before it says that there is none, in milliseconds. */
const clientPatience = 3_000

const idle = { status: 'idle' } as const

const storeNames = {
  program: '$program', member: '$member', balances: '$balances', activity: '$activity', tier: '$tier', offers: '$offers', redemptions: '$redemptions',
  rewards: '$rewards', referral: '$referral', coupons: '$coupons', giftCards: '$giftCards', partners: '$partners', challenges: '$challenges',
  surveys: '$surveys', claims: '$claims', cards: '$cards', preferences: '$preferences',
} as const satisfies Record<Part, keyof AnyClient>

/** The store of a part; absent where the backend does not have its group. */
export function storeOf(client: AnyClient, part: Part): Store<Resource<unknown>> | undefined {
  return client[storeNames[part]] as Store<Resource<unknown>> | undefined
}
