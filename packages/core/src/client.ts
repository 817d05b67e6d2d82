import { onMount } from 'nanostores'
import type { CallName } from './calls.ts'
import { LoyaltyError, toLoyaltyError } from './errors.ts'
import { enterPage, leavePage } from './page-clients.ts'
import { partSources, type Part, type Parts } from './parts.ts'
import type { Group, LoyaltyBackend } from './port.ts'
import { createReader, type Reading } from './reader.ts'
import { lastValue, resource, safeAtom, type OwnStore, type Report, type Resource, type Store } from './resource.ts'
import type { Faces } from './faces.ts'
import type { Balance } from './schemas/balance.ts'
import type { Enrolled } from './schemas/member.ts'
import type { Offer } from './schemas/offer.ts'
import type { Cart, Quote } from './schemas/quote.ts'
import type { RedemptionChanged } from './schemas/redemption.ts'
import type { Session, Verified } from './schemas/session.ts'
import { keepSession, type SessionState } from './session.ts'
import { drawer as openDrawer, type StorageLike } from './storage.ts'
import { joinTabs } from './tabs.ts'

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
  /** What a server has read already, by part: shown at once, without a request. */
  readonly state?: Partial<Parts>
}

/** Something a person did that is not settled yet. `checking`: no answer came, so it is asked again with the same key. */
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
  readonly locale: string
  /** Now, in milliseconds since 1970. */
  readonly now: () => number
  /** Whether the backend has this group. */
  can(group: Group): boolean
  /** Asks for texts in another language from now on. */
  setLocale(locale: string): void
  /** Reads again what is on the page, or only these parts of it. */
  refresh(parts?: readonly Part[]): void
  /** Begins to read these parts now, before an element asks. */
  warm(parts: readonly Part[]): void
  /** Keeps the code of the friend who brought this visitor here: 30 days, or until it is used. */
  rememberReferral(code: string): void
  /** Leaves nothing of the member in this browser. The log-in at the backend lives on: see `signOut`. */
  forgetMember(): void
  /** Ends the client: nothing is read or heard any more. */
  dispose(): void
}

type FacesOf<B extends LoyaltyBackend> = { [G in keyof Faces as B[G & keyof B] extends object ? G : never]: Faces[G] }
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never
type Flat<T> = { [K in keyof T]: T[K] }

/** A client with the stores and actions of the groups that the backend has. */
export type LoyaltyClient<B extends LoyaltyBackend = LoyaltyBackend> = Flat<ClientBase & Intersection<FacesOf<B>[keyof FacesOf<B>]>>

/** A client of which one does not know what it can: ask `can` first. */
export type AnyClient = ClientBase & Partial<Intersection<Faces[keyof Faces]>>

const referralLife = 30 * 24 * 60 * 60_000

/** What each call makes stale, beside what its answer says. */
const stale: Partial<Record<CallName, readonly (Part | 'quotes')[]>> = {
  'offers.activate': ['quotes'],
  'redemptions.hold': ['quotes', 'activity'],
  'redemptions.cancel': ['quotes', 'activity'],
  'redemptions.confirm': ['quotes', 'activity', 'tier'],
  'rewards.claim': ['rewards', 'coupons', 'activity'],
  'giftCards.attach': ['giftCards'],
  'partners.link': ['partners'],
  'partners.unlink': ['partners'],
  'partners.exchange': ['activity', 'quotes'],
  'challenges.join': ['challenges'],
  'surveys.answer': ['surveys', 'balances', 'activity'],
  'claims.submit': ['claims'],
  'cards.link': ['cards', 'balances', 'member'],
  'preferences.update': ['preferences', 'member'],
}

/**
 * A client of one programme. It reads when somebody listens, joins the reads of one tick into one call, and keeps
 * the tabs of a browser in step.
 * @throws `LoyaltyError` `invalid_option` at once when an option is wrong.
 */
export function createLoyalty<const B extends LoyaltyBackend>(options: LoyaltyOptions<B>): LoyaltyClient<B> {
  checkOptions(options)
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
  const $pending = safeAtom<readonly PendingCall[]>([], report)
  const $referralCode = safeAtom<string | undefined>(storedReferral(), report)
  const tabs = joinTabs(backend.name, (news) => {
    if (news.kind === 'session') {
      session.reload()
      personChanged()
    } else if (news.memberId === session.memberId()) reread(news.parts as readonly (Part | 'quotes')[])
  }, inPage)
  let renewal: Promise<boolean> | undefined

  const reader = createReader({
    backend, session, clock, report, renew,
    locale: () => locale,
    changed: personChanged,
  })
  const readings = new Map<Part, Reading>()
  const quotes = new Map<string, Reading>()

  function reading(source: Reading['source']): Reading {
    const made: Reading = {
      source,
      version: 0,
      $state: resource<unknown>({
        report,
        start: () => {
          if (made.$state.value.status === 'idle') reader.want(made)
        },
      }),
    }
    return made
  }

  for (const part of Object.keys(partSources) as Part[]) {
    if (!backend[partSources[part].group]) continue
    const made = reading({ part })
    const given = options.state?.[part]
    if (given !== undefined) made.$state.set({ status: 'ready', value: given, at: clock() })
    readings.set(part, made)
  }
  const store = <P extends Part>(part: P) => readings.get(part)?.$state as OwnStore<Resource<Parts[P]>>

  /** The same store for the same cart, as long as somebody listens. */
  function $quote(cart: Cart): Store<Resource<Quote>> {
    const key = JSON.stringify(cart)
    let made = quotes.get(key)
    if (!made) {
      const created = (made = reading({ cart }))
      quotes.set(key, created)
      onMount(created.$state, () => () => {
        if (quotes.get(key) === created) quotes.delete(key)
      })
    }
    return made.$state as Store<Resource<Quote>>
  }

  /** Reads these again where somebody looks; elsewhere forgets, so that the next look reads. */
  function reread(parts?: readonly (Part | 'quotes')[]) {
    const touched = [
      ...[...readings].filter(([part]) => !parts || parts.includes(part)).map(([, made]) => made),
      ...(!parts || parts.includes('quotes') ? quotes.values() : []),
    ]
    for (const made of touched) {
      if (made.$state.lc) reader.want(made)
      else if (made.$state.value.status !== 'idle') {
        made.version += 1
        made.$state.set({ status: 'idle' })
      }
    }
  }

  /** Nothing of the last person may be seen by the next, not for one frame. */
  function personChanged() {
    const own = [...readings].filter(([part]) => part !== 'program').map(([, made]) => made)
    for (const made of [...own, ...quotes.values()]) {
      made.version += 1
      made.$state.set({ status: 'idle' })
      if (made.$state.lc) reader.want(made)
    }
  }

  function put<P extends Part>(part: P, value: Parts[P]) {
    const made = readings.get(part)
    if (made) reader.put(made, value)
  }

  // Everything that is done goes through one lazy module.
  const calls = lazy(async () => {
    const { createCalls } = await import('./calls.ts')
    return createCalls({ backend, session, drawer, $pending, clock, report, renew, locale: () => locale, signal: ended.signal })
  })

  async function act<Answer>(name: CallName, input: object): Promise<Answer> {
    const { act } = await calls()
    const { epoch } = session
    const answer = await act(name, input)
    if (epoch === session.epoch) {
      take(name, answer)
      const touched = stale[name]
      if (touched) reread(touched)
    }
    return answer as Answer
  }
  const ask = async <Answer>(name: CallName, input: object) => (await (await calls()).ask(name, input)) as Answer

  /** An answer knows better than any read that is still on its way. */
  function take(name: CallName, answer: unknown) {
    if (name === 'session.verifyCode') {
      const verified = answer as Verified
      if (verified.outcome === 'signed_in') signedIn(verified.session)
    } else if (name === 'session.exchange') signedIn(answer as Session)
    else if (name === 'members.enrol') {
      const enrolled = answer as Enrolled
      signedIn(enrolled.session)
      put('member', enrolled.member)
      put('balances', enrolled.balances)
      keepReferral(undefined)
    } else if (name === 'offers.activate') {
      const { offer } = answer as { offer: Offer }
      const offers = lastValue(store('offers')?.value ?? { status: 'idle' })
      if (offers) put('offers', offers.map((one) => (one.id === offer.id ? offer : one)))
    } else if (typeof answer === 'object' && answer && 'balances' in answer) put('balances', answer.balances as readonly Balance[])
    if (name.startsWith('redemptions.')) {
      const { redemption } = answer as RedemptionChanged
      const others = (lastValue(store('redemptions')?.value ?? { status: 'idle' }) ?? []).filter(({ id }) => id !== redemption.id)
      put('redemptions', redemption.state === 'held' ? [redemption, ...others] : others)
    }
    if (!name.startsWith('session.') && name !== 'members.enrol')
      tabs.tell({ kind: 'changed', memberId: session.memberId(), parts: ['balances', 'redemptions', 'offers', ...(stale[name] ?? [])] })
  }

  function signedIn(next: Session) {
    session.adopt(next)
    personChanged()
    tabs.tell({ kind: 'session' })
  }

  function signedOut() {
    drawer.set(`journal:${session.memberId() ?? ''}`, undefined)
    session.drop()
    personChanged()
    tabs.tell({ kind: 'session' })
  }

  async function signOut() {
    try {
      await (await calls()).act('session.end', {})
    } catch (error) {
      // a cookie that could not be taken back still signs in: say so. A token that is forgotten here is gone from here.
      if (!session.held()) throw error
      report({ message: 'The backend was not told of the log-out; the token was forgotten here.', cause: error })
    }
    signedOut()
  }

  /** One renewal at a time; if the person signed out meanwhile, its tokens are thrown away. */
  function renew(): Promise<boolean> {
    const held = session.held()
    const refresh = backend.session?.refresh?.bind(backend.session)
    if (!held?.refreshToken || !refresh) return Promise.resolve(false)
    renewal ??= (async () => {
      const { epoch } = session
      try {
        const { refreshToken } = held
        const answer = (await (await calls()).act('session.refresh', { refreshToken })) as Session
        if (epoch !== session.epoch) return false
        session.renew(answer)
        return true
      } catch (error) {
        if (toLoyaltyError(error).code !== 'unauthenticated') report({ message: 'The log-in could not be renewed.', cause: error })
        return false
      } finally {
        renewal = undefined
      }
    })()
    return renewal
  }

  function storedReferral(): string | undefined {
    const kept = drawer.get('referral') as { code?: unknown; at?: unknown } | undefined
    return typeof kept?.code === 'string' && typeof kept.at === 'number' && clock() - kept.at < referralLife ? kept.code : undefined
  }
  function keepReferral(code: string | undefined) {
    drawer.set('referral', code === undefined ? undefined : { code, at: clock() })
    $referralCode.set(code)
  }

  let lastRefresh = clock()
  const lookAgain = () => {
    if (clock() - lastRefresh < 5_000) return
    lastRefresh = clock()
    reread()
  }
  const page = inPage ? (globalThis as unknown as EventTarget) : undefined
  for (const event of wakeUps) page?.addEventListener(event, lookAgain)

  const base: ClientBase = {
    $session: session.$session,
    $program: store('program'),
    $pending,
    $referralCode,
    get locale() {
      return locale
    },
    now: clock,
    can: (group) => backend[group] !== undefined,
    setLocale(next) {
      if (next === locale) return
      locale = next
      reread()
    },
    refresh(parts) {
      reread(parts)
      tabs.tell({ kind: 'changed', memberId: session.memberId(), parts: parts ?? [...readings.keys(), 'quotes'] })
    },
    warm(parts) {
      for (const part of parts) {
        const made = readings.get(part)
        if (made?.$state.value.status === 'idle') reader.want(made)
      }
    },
    rememberReferral: (code) => {
      if (code.length <= 100) keepReferral(code || undefined)
    },
    forgetMember() {
      signedOut()
      keepReferral(undefined)
    },
    dispose() {
      ended.abort()
      reader.stop()
      tabs.close()
      for (const event of wakeUps) page?.removeEventListener(event, lookAgain)
      leavePage(client as unknown as AnyClient)
    },
  }

  const faces: Faces = {
    session: {
      requestCode: (input) => act('session.requestCode', input),
      verifyCode: (input) => act('session.verifyCode', input),
      signIn: (input) => act('session.exchange', input),
      signOut,
    },
    members: { $member: store('member'), enrol: (input) => act('members.enrol', input) },
    balances: { $balances: store('balances') },
    activity: { $activity: store('activity'), activity: (query = {}) => ask('activity.list', query) },
    tiers: { $tier: store('tier') },
    offers: { $offers: store('offers'), activateOffer: (input) => act('offers.activate', input) },
    quotes: { $quote },
    redemptions: {
      $redemptions: store('redemptions'),
      redeem: (input) => act('redemptions.hold', input),
      cancelRedemption: (input) => act('redemptions.cancel', input),
      confirmRedemption: (input) => act('redemptions.confirm', input),
    },
    rewards: { $rewards: store('rewards'), rewards: (query = {}) => ask('rewards.list', query), claimReward: (input) => act('rewards.claim', input) },
    referrals: { $referral: store('referral'), lookUpReferral: (input) => ask('referrals.lookUp', input) },
    coupons: { $coupons: store('coupons') },
    giftCards: { $giftCards: store('giftCards'), checkGiftCard: (input) => act('giftCards.check', input), attachGiftCard: (input) => act('giftCards.attach', input) },
    partners: {
      $partners: store('partners'),
      linkPartner: (input) => act('partners.link', input),
      unlinkPartner: (input) => act('partners.unlink', input),
      quoteExchange: (input) => ask('partners.quoteExchange', input),
      exchange: (input) => act('partners.exchange', input),
    },
    challenges: { $challenges: store('challenges'), joinChallenge: (input) => act('challenges.join', input) },
    surveys: { $surveys: store('surveys'), answerSurvey: (input) => act('surveys.answer', input) },
    claims: { $claims: store('claims'), submitClaim: (input) => act('claims.submit', input) },
    cards: { $cards: store('cards'), linkCard: (input) => act('cards.link', input) },
    preferences: {
      $preferences: store('preferences'),
      updatePreferences: (input) => act('preferences.update', input),
      exportData: () => ask('preferences.export', {}),
      async leaveProgram(input) {
        await act('preferences.leave', input)
        signedOut()
      },
    },
  }

  const client = Object.create(null, {
    ...Object.getOwnPropertyDescriptors(base),
    ...Object.assign({}, ...(Object.keys(faces) as (keyof Faces)[]).filter((group) => backend[group]).map((group) => Object.getOwnPropertyDescriptors(faces[group]))),
  }) as LoyaltyClient<B>
  enterPage(client as unknown as AnyClient)
  return client
}

const wakeUps = ['online', 'focus', 'pageshow'] as const

function checkOptions(options: LoyaltyOptions<LoyaltyBackend>) {
  const backend = (options as LoyaltyOptions<LoyaltyBackend> | undefined)?.backend as LoyaltyBackend | undefined
  const wrong = (message: string) => new LoyaltyError('invalid_option', `createLoyalty: ${message}`)
  if (!backend || typeof backend !== 'object') throw wrong('`backend` is missing. Give it an adapter, such as http({ url }), or createSandbox().')
  if (typeof backend.program?.get !== 'function') throw wrong('`backend` is not a loyalty backend: it has no program.get().')
  if (typeof backend.name !== 'string' || !backend.name) throw wrong('`backend.name` is missing: it tells one programme from another in storage.')
  if (backend.credential === 'secret' && 'document' in globalThis) throw wrong(`the backend ${backend.name} needs a secret and must not run in a page. Serve it through @loyaltykit/gateway and use http({ url }) here.`)
  if (options.locale !== undefined) {
    try {
      Intl.getCanonicalLocales(options.locale)
    } catch (cause) {
      throw new LoyaltyError('invalid_option', `createLoyalty: \`locale\` "${options.locale}" is not a language tag, such as "en" or "ru".`, { cause })
    }
  }
  if (options.clock !== undefined && typeof options.clock !== 'function') throw wrong('`clock` must be a function that gives milliseconds.')
}

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
