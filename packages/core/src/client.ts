import { onMount } from 'nanostores'
import { receive } from './answers.ts'
import { isSource, keepBroughtBy } from './brought-by.ts'
import type { CallName, Calls } from './calls.ts'
import { check, type Shape } from './check.ts'
import { LoyaltyError, toLoyaltyError } from './errors.ts'
import { actions, questions, type Faces, type MethodOf } from './faces.ts'
import { openFacts, type FactListener, type NewFact } from './facts.ts'
import { checkLocale, checkOptions, refuseSecret, type LoyaltyOptions } from './options.ts'
import { enterPage, leavePage } from './page-clients.ts'
import { partSources, type Part, type Parts } from './parts.ts'
import type { Call, Group, LoyaltyBackend } from './port.ts'
import { createReader, type Reading } from './reader.ts'
import { lastValue, resource, safeAtom, toFailed, type Report, type Resource, type Store } from './resource.ts'
import type { Source } from './schemas/member.ts'
import type { Cart, Quote } from './schemas/quote.ts'
import type { Ended } from './schemas/session.ts'
import { keepSession, type SessionState } from './session.ts'
import { cartShape, partShapes } from './shapes/parts.generated.ts'
import { shapeAtHand, shapesOf } from './shapes/shapes-of.ts'
import { drawer as openDrawer } from './storage.ts'
import { joinTabs } from './tabs.ts'

/**
 * Something a person did that is not settled yet. `checking`: no answer came, so it is asked again with the same key; or a
 * closed page left it open, so the ledger is asked what became of it (it is never sent again by itself).
 */
export interface PendingCall {
  readonly key: string
  readonly call: string
  readonly status: 'sending' | 'checking'
}

/** What every client has, whatever the backend. */
export interface ClientBase {
  readonly $session: Store<SessionState>
  readonly $program: Store<Resource<Parts['program']>>
  readonly $pending: Store<readonly PendingCall[]>
  /** The code of the friend who brought this visitor here, until somebody enrols with it. */
  readonly $referralCode: Store<string | undefined>
  /** The partner's page that brought this visitor here, until somebody enrols: `enrol` takes it along. */
  readonly $source: Store<Source | undefined>
  readonly locale: string
  /** Now, in milliseconds since 1970. */
  readonly now: () => number
  /** Whether the backend has this group, or this call: `offers`, `offers.activate`. Of a call it may first be known once the programme is read. */
  can(what: Group | Call): boolean
  /** Asks for texts in another language from now on. */
  setLocale(locale: string): void
  /** Reads again what is on the page, or only these parts of it. */
  refresh(parts?: readonly Part[]): void
  /** Begins to read these parts now, before an element asks. */
  warm(parts: readonly Part[]): void
  /** Keeps the code of the friend who brought this visitor here: 30 days, or until it is used. */
  rememberReferral(code: string): void
  /** Keeps which partner's page brought this visitor here: 30 days, or until somebody enrols. The latest one counts. Names that are none are passed over. */
  rememberSource(source: Source): void
  /**
   * Tells `listener` each thing that is done from now on, once: see `LoyaltyFact`. Gives a way to stop. It only tells this page:
   * nothing is stored or sent, so asking for consent is the listener's work (the sinks of `@loyaltykit/adapters` do it).
   */
  onEvent(listener: FactListener): () => void
  /** Tells the listeners of something that an element or the host page saw: an offer in view, a click. */
  track(fact: NewFact): void
  /** Leaves nothing of the member in this browser. The log-in at the backend lives on: see `signOut`. */
  forgetMember(): void
  /** Ends the client: nothing is read or heard any more. */
  dispose(): void
}

type FacesOf<B extends LoyaltyBackend> = { [G in keyof Faces as G extends keyof B ? (B[G] extends object ? G : never) : never]: FaceOf<G, B[G & keyof B]> }
/** Without the actions whose method the type of the group has not. */
type FaceOf<G extends keyof Faces, Methods> = { [Name in keyof Faces[G] as [MethodOf<G, Name>] extends [keyof Methods] ? Name : never]: Faces[G][Name] }
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never
type Flat<T> = { [K in keyof T]: T[K] }

/** A client with the stores and actions of the groups that the backend has. */
export type LoyaltyClient<B extends LoyaltyBackend = LoyaltyBackend> = Flat<ClientBase & Intersection<FacesOf<B>[keyof FacesOf<B>]>>

/** A client of which one does not know what it can: ask `can` first. */
export type AnyClient = ClientBase & Partial<Intersection<Faces[keyof Faces]>>

/** A value read longer ago is read again when somebody begins to look, in milliseconds. */
const fresh = 60_000

/** Focus and the like read again at most so often, in milliseconds. */
const wakeUpPause = 5_000

const wakeUps = ['online', 'focus', 'pageshow'] as const

/**
 * A client of one programme. It reads when somebody listens, joins the reads of one tick into one call, and keeps
 * the tabs of a browser in step.
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong: each in development, a secret in a page always.
 */
export function createLoyalty<const B extends LoyaltyBackend>(options: LoyaltyOptions<B>): LoyaltyClient<B> {
  if (process.env.NODE_ENV !== 'production') checkOptions(options)
  refuseSecret(options.backend)
  const { backend, clock = Date.now, onReport = warn } = options
  const report: Report = (problem) => {
    try {
      onReport(problem)
    } catch {
      // the host's log must not break us
    }
  }
  let locale = options.locale ?? browserLocale()
  const inPage = 'document' in globalThis
  const ended = new AbortController()
  const drawer = openDrawer(backend.name, options.storage)
  const session = keepSession({ backend, drawer, report })
  const broughtBy = keepBroughtBy({ drawer, clock, report })
  const { referral, source } = broughtBy
  const facts = openFacts({ clock, report })
  const $pending = safeAtom<readonly PendingCall[]>([], report)

  const tabs = joinTabs(backend.name, (news) => {
    referral.reload()
    source.reload()
    if (news.kind === 'changed') {
      if (news.memberId === session.memberId()) reread(news.parts)
      // tabs share what the transport carries: another person is there than this one knows of
      else if (news.memberId !== undefined && backend.ambient && backend.session && !session.held()) askAgain()
    } else askAgain()
  }, inPage)

  function askAgain() {
    if (session.reload() === 'changed') personChanged()
  }

  const reader = createReader({
    backend, session, clock, report,
    ended: ended.signal,
    locale: () => locale,
    renew: async () => (await calls()).renew(),
    changed() {
      personChanged()
      tabs.tell({ kind: 'session' })
    },
  })
  const parts = new Map<Part, Reading>()
  const quotes = new Map<string, Reading>()

  function reading(source: Reading['source']): Reading {
    const made: Reading = {
      source,
      version: 0,
      epoch: session.epoch,
      stale: false,
      $state: resource<unknown>({ report, start: () => look(made), stop: watch }),
    }
    return made
  }

  /** Somebody begins to look. */
  function look(made: Reading) {
    const { $state } = made
    // nobody looked while the person changed
    if (made.epoch !== session.epoch && !isProgram(made)) $state.set({ status: 'idle' })
    const { status } = $state.value
    const isOld = $state.value.status === 'ready' && Math.abs(clock() - $state.value.at) > fresh
    if (made.stale || isOld || status === 'idle' || (status === 'failed' && !reader.retries(made))) reader.want(made)
    watch()
  }

  for (const part of Object.keys(partSources) as Part[]) if (backend[partSources[part].group]) parts.set(part, reading({ part }))

  /** The same store for the same cart, as long as somebody listens. */
  function $quote(cart: Cart): Store<Resource<Quote>> {
    const result = check(cartShape, cart)
    if ('issues' in result) {
      const [first] = result.issues
      const error = new LoyaltyError('invalid_input', `The cart can't be quoted: ${first?.path || 'it'} ${first?.message ?? 'is wrong'}.`, { details: { issues: result.issues } })
      return safeAtom<Resource<Quote>>(toFailed({ status: 'idle' }, error), report)
    }
    return quoting(result.value as Cart).$state as Store<Resource<Quote>>
  }

  function quoting(cart: Cart): Reading {
    const key = JSON.stringify(cart)
    const known = quotes.get(key)
    if (known) return known
    // carts that were asked for and never listened to
    if (quotes.size > 200) for (const [old, { $state }] of quotes) if (!$state.lc) quotes.delete(old)
    const made = reading({ cart })
    quotes.set(key, made)
    onMount(made.$state, () => {
      quotes.set(key, made)
      return () => {
        if (quotes.get(key) === made) quotes.delete(key)
      }
    })
    return made
  }

  /** Reads these again where somebody looks; elsewhere notes that they are old, so that the next look reads. */
  function reread(names?: readonly string[]) {
    const touched = [
      ...[...parts].filter(([part]) => !names || names.includes(part)).map(([, made]) => made),
      ...(!names || names.includes('quotes') ? quotes.values() : []),
    ]
    for (const made of touched) {
      if (made.$state.lc) reader.want(made)
      else {
        made.version += 1
        made.stale = true
      }
    }
  }

  /** Nothing of the last person may be seen by the next, not for one frame. */
  function personChanged() {
    const own = [...parts.values(), ...quotes.values()].filter((made) => !isProgram(made))
    for (const made of own) {
      made.version += 1
      made.$state.set({ status: 'idle' })
    }
    for (const made of own) if (made.$state.lc) reader.want(made)
  }

  function put<P extends Part>(part: P, value: Parts[P]) {
    const made = parts.get(part)
    if (made) reader.put(made, value)
  }

  /** What a server has read counts as an answer. Who is there follows from it, where nothing else says so. */
  function begin(state: Partial<Parts>) {
    for (const [part, value] of Object.entries(state) as [Part, unknown][]) {
      const made = parts.get(part)
      if (!made || value === undefined) continue
      const take = (shape: Shape) => {
        try {
          reader.put(made, value === null && !partSources[part].public ? null : receive(shape, value, `state.${part}`, report))
        } catch (cause) {
          report({ message: `The given state of ${part} is not usable, so it is read.`, cause })
          made.$state.set({ status: 'idle' })
          if (made.$state.lc) reader.want(made)
        }
      }
      const shape = shapeAtHand(part)
      if (shape) take(shape)
      else {
        made.$state.set({ status: 'loading' })
        void shapesOf([part]).then((shapes) => made.$state.value.status === 'loading' && take(shapes[part] as Shape), () => reader.want(made))
      }
    }
    const own = Object.entries(state).filter(([part, value]) => value !== undefined && parts.has(part as Part) && !partSources[part as Part].public)
    if (own.length && session.$session.value.status === 'unknown') session.learn(own.every(([, value]) => value === null) ? null : state.member?.id)
  }
  if (options.state) begin(options.state)
  const since = options.since === undefined ? undefined : { id: options.since, epoch: session.epoch }
  for (const { cart, quote } of options.quotes ?? []) {
    try {
      const given = receive(partShapes.quotes[1].quotes[1], quote, 'quotes.quote', report)
      reader.put(quoting(receive(cartShape, cart, 'quotes.cart', report) as Cart), given)
    } catch (cause) {
      report({ message: 'A given quote is not usable, so it is asked for.', cause })
    }
  }

  // Everything that is done goes through one lazy module.
  const calls = lazy(async () => {
    const { createCalls } = await import('./calls.ts')
    return createCalls({
      backend, session, drawer, broughtBy, tabs, $pending, clock, report, tellFact: facts.tell, reread, personChanged, forget, put,
      signal: ended.signal,
      locale: () => locale,
      state: (part) => parts.get(part)?.$state.value,
    })
  })

  /** What was pressed by one person is not done for the next, who came while the module loaded. */
  async function forThisPerson<Answer>(run: (calls: Calls) => Promise<unknown>): Promise<Answer> {
    const { epoch } = session
    const loaded = await calls()
    if (epoch !== session.epoch) throw new LoyaltyError('aborted', 'Somebody else is signed in now.')
    return (await run(loaded)) as Answer
  }

  // News while a member looks come through another.
  const live = lazy(async () => {
    const { keepLive } = await import('./live.ts')
    return keepLive({
      backend, session, clock, report, $pending, reread, since,
      ended: ended.signal,
      locale: () => locale,
      renew: async () => (await calls()).renew(),
      readings: () => [...parts, ...[...quotes.values()].map((made) => ['quotes', made] as const)],
    })
  })

  /** Somebody begins or stops to look. Where the module can't be loaded, the next wake-up reads all the same. */
  function watch() {
    if (backend.stream && session.$session.value.status === 'member') void live().then(({ look }) => look(), () => {})
  }

  // Intents that a closed page has left open.
  session.$session.subscribe(() => {
    watch()
    const memberId = session.memberId()
    if (memberId !== undefined && drawer.get(`journal:${memberId}`)) void calls().then(({ settle }) => settle()).catch((cause: unknown) => report({ message: 'Unfinished calls could not be looked at.', cause }))
  })

  let lastWakeUp = clock()
  const wakeUp = () => {
    if (Math.abs(clock() - lastWakeUp) < wakeUpPause) return
    lastWakeUp = clock()
    reread()
  }
  const page = inPage ? (globalThis as unknown as Partial<EventTarget>) : undefined
  for (const event of wakeUps) page?.addEventListener?.(event, wakeUp)

  const base: ClientBase = {
    $session: session.$session,
    $program: parts.get('program')?.$state as Store<Resource<Parts['program']>>,
    $pending,
    $referralCode: referral.$value,
    $source: source.$value,
    get locale() {
      return locale
    },
    now: clock,
    can(what) {
      const [group, method] = what.split('.') as [Group, string?]
      const methods = backend[group] as Readonly<Record<string, unknown>> | undefined
      if (method === undefined) return typeof methods === 'object'
      return typeof methods?.[method] === 'function' && !(base.$program.value && lastValue(base.$program.value)?.lacks?.includes(what))
    },
    setLocale(next) {
      checkLocale(next)
      if (next === locale) return
      locale = next
      reread()
    },
    refresh(names) {
      reread(names)
      tabs.tell({ kind: 'changed', memberId: session.memberId(), parts: names ?? [...parts.keys(), 'quotes'] })
    },
    warm(names) {
      for (const name of names) {
        const made = parts.get(name)
        if (made) look(made)
      }
    },
    rememberReferral(code) {
      if (code.length > 100) return
      if (code && code !== referral.$value.value) facts.tell({ kind: 'accepted', subjectKind: 'referral' })
      referral.keep(code || undefined)
      tabs.tell({ kind: 'changed', memberId: undefined, parts: [] })
    },
    rememberSource(from) {
      if (!isSource(from)) return
      source.keep({ partner: from.partner, ...(from.campaign === undefined ? {} : { campaign: from.campaign }) })
      tabs.tell({ kind: 'changed', memberId: undefined, parts: [] })
    },
    onEvent: facts.listen,
    track: (fact) => facts.tell(fact),
    forgetMember() {
      forget()
      referral.keep(undefined)
      source.keep(undefined)
    },
    dispose() {
      ended.abort()
      facts.end()
      tabs.close()
      for (const event of wakeUps) page?.removeEventListener?.(event, wakeUp)
      leavePage(client)
    },
  }

  function forget() {
    drawer.set(`journal:${session.memberId() ?? ''}`, undefined)
    session.drop()
    personChanged()
    tabs.tell({ kind: 'session' })
  }

  async function signOut({ everywhere }: { readonly everywhere?: boolean | undefined } = {}): Promise<Ended> {
    let told: Promise<Ended>
    try {
      const loaded = await calls()
      told = loaded.act('session.end', everywhere ? { everywhere } : {}) as Promise<Ended>
    } catch (error) {
      told = Promise.reject(toLoyaltyError(error))
    }
    if (session.held() && !everywhere) {
      // a token that is forgotten here is gone from here, however long the backend takes to hear of it
      forget()
      return told.catch((cause: unknown) => {
        report({ message: 'The backend was not told of the log-out; the token was forgotten here.', cause })
        return {}
      })
    }
    // a cookie that could not be taken back still signs in, and so do other devices: this fails, and says so
    const ended = await told
    forget()
    return ended
  }

  const own: Record<string, unknown> = { $quote: backend.quotes && $quote, signOut: backend.session && signOut }
  for (const [part, made] of parts) own[`$${part}`] = made.$state
  for (const [group, methods] of Object.entries(actions))
    for (const [name, method] of Object.entries(methods)) own[name] = backend[group as Group] && ((input: object) => forThisPerson(({ act }) => act(`${group}.${method}` as CallName, input)))
  for (const [group, methods] of Object.entries(questions))
    for (const [name, method] of Object.entries(methods)) own[name] = backend[group as Group] && ((input: object = {}) => forThisPerson(({ ask }) => ask(`${group}.${method}` as CallName, input)))
  for (const name in own) if (!own[name]) delete own[name]

  const client = Object.assign(base, own) as AnyClient
  enterPage(client)
  return client as unknown as LoyaltyClient<B>
}

/** Replaced by whoever bundles, as for nanostores. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const isProgram = ({ source }: Reading) => 'part' in source && source.part === 'program'

const warn: Report = ({ message, cause }) => {
  console.warn(`LoyaltyKit: ${message}`, ...(cause === undefined ? [] : [cause]))
}

const browserLocale = () => (globalThis as { navigator?: { language?: string } }).navigator?.language ?? 'en'

/** Made at the first call; a failed try is not kept. */
function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () =>
    (made ??= make().catch((cause: unknown) => {
      made = undefined
      throw new LoyaltyError('network', 'Part of this page could not be loaded. Check the connection and try again.', { cause })
    }))
}
