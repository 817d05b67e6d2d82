import type { Duration } from '../engine/duration.ts'

/** A text in each language of a programme; `en` is always there. */
export type Words = { readonly en: string } & Readonly<Record<string, string>>

/** So much of a loyalty currency, in its minor units. */
export interface Points {
  readonly currency: string
  readonly amount: number
}

/** A loyalty currency. */
export interface CurrencyRule {
  readonly id: string
  readonly unit: 'point' | 'bonus' | 'mile' | 'night' | 'stay' | 'stamp' | 'credit'
  readonly name: Words
  readonly scale: number
  /** What it is worth when it pays: so many of its minor units are so many minor units of the shop's money. */
  readonly worth: { readonly amount: number; readonly money: number }
  /** How long earned points wait before they can be spent: the return window. */
  readonly pending: Duration
  /** How long points live once they can be spent. */
  readonly life: Duration
  /** The least life of points that a refund gives back. */
  readonly returnedLife: Duration
}

/** What a purchase earns. Rates by tier are in hundredths of a percent of the money's worth: 500 is 5 %. */
export interface EarnRule {
  readonly currency: string
  readonly rates: Readonly<Record<string, number>>
  /** Goods that earn nothing. */
  readonly excluded: readonly string[]
}

/** How points pay. */
export interface SpendRule {
  readonly currency: string
  /** The largest part of a cart, in percent. */
  readonly share: number
  readonly min: number
  readonly step: number
  /** Goods that can't be paid for with points. */
  readonly excluded: readonly string[]
  /** How long a hold lasts. */
  readonly hold: Duration
}

/** A status level, the lowest first. */
export interface TierRule {
  readonly id: string
  readonly name: Words
  /** Any one of these, within the tiers' period, is enough. None for the tier one begins in. */
  readonly reachedBy: readonly { readonly metric: 'spend' | 'orders'; readonly amount: number }[]
  readonly benefits: readonly { readonly id: string; readonly title: Words; readonly text?: Words }[]
}

/** What an offer does to a purchase. */
export type OfferEffect =
  /** Earn so many times as much on these goods (all where no categories are named). */
  | { readonly kind: 'multiply'; readonly times: number; readonly categories?: readonly string[] }
  /** So many percent off these goods. */
  | { readonly kind: 'discount'; readonly percent: number; readonly categories?: readonly string[] }
  /** Points at once, when it is activated, that burn after this time. */
  | { readonly kind: 'points'; readonly points: Points; readonly life: Duration }

/** An offer. */
export interface OfferRule {
  readonly id: string
  readonly kind: 'discount' | 'multiplier' | 'bonus' | 'gift' | 'welcome' | 'win_back' | 'partner'
  readonly audience: 'public' | 'personal'
  readonly title: Words
  readonly text?: Words
  readonly terms?: Words
  readonly activation: 'none' | 'needed'
  /** A cart must carry it. */
  readonly code?: string
  readonly url?: string
  readonly image?: { readonly path: string; readonly alt: Words }
  readonly partner?: { readonly id: string; readonly name: string }
  /** How long it is valid: from joining, from the day one counts as lapsed, or to the end of the running month. Always, where absent. */
  readonly valid?: { readonly from: 'joined' | 'lapsed'; readonly for: Duration } | { readonly from: 'month' }
  /** Who may use it. Without a match it is hidden, except for `tier`, which shows it locked. */
  readonly for?: { readonly firstOrder?: true; readonly lapsed?: Duration; readonly tier?: string; readonly locked?: Words }
  readonly effect?: OfferEffect
  /** It works for one purchase only. */
  readonly once?: true
}

/** One thing a person may allow. */
export interface ConsentRule {
  readonly id: string
  readonly purpose: 'terms' | 'processing' | 'marketing' | 'profiling' | 'partner'
  readonly channel?: 'sms' | 'email' | 'phone' | 'push' | 'messenger' | 'post'
  readonly text: Words
  readonly version: string
  readonly required: boolean
  readonly url?: string
}

/** A friend brings a friend: both get points with the friend's first purchase. */
export interface ReferralRule {
  readonly advocate: Points
  readonly friend: Points
  /** How many friends count within a year. */
  readonly yearly: number
}

/** Why an entry is in a member's ledger, as texts. `{reference}` is the order's number. */
export type ActivityWords = Readonly<Record<
  'purchase' | 'redemption' | 'hold' | 'release' | 'welcome' | 'referral' | 'win_back' | 'refund_earned' | 'refund_spent' | 'expire',
  Words
>>

/** Texts that are sent. `{code}`, `{amount}`, `{name}` stand for what changes. */
export type MessageWords = Readonly<Record<'code' | 'welcome' | 'referral', Words>>

/** A whole programme as data: the engine knows rules, a preset says which. */
export interface Preset {
  readonly id: string
  readonly name: Words
  /** The first is the programme's own. */
  readonly locales: readonly string[]
  /** The shop's money, ISO 4217. */
  readonly money: string
  readonly currencies: readonly CurrencyRule[]
  readonly earn: readonly EarnRule[]
  readonly spend: readonly SpendRule[]
  readonly tiers: readonly TierRule[]
  /** Within which time a tier is reached, and for how long it is kept. */
  readonly tierPeriod: Duration
  readonly welcome: readonly Points[]
  readonly referral?: ReferralRule
  readonly offers: readonly OfferRule[]
  readonly enrolment: {
    readonly identifiers: readonly ('phone' | 'email')[]
    readonly fields: readonly { readonly name: 'givenName' | 'familyName' | 'email' | 'phone' | 'birthday' | 'gender' | 'city' | 'postalCode'; readonly required: boolean; readonly label?: Words }[]
    readonly consents: readonly ConsentRule[]
  }
  /** Phone numbers as people of the country write them: a national prefix and length, and what stands for it in E.164. */
  readonly phones: readonly { readonly prefix: string; readonly digits: number; readonly becomes: string }[]
  readonly cardPrefix: string
  readonly termsUrl?: string
  readonly activity: ActivityWords
  readonly messages: MessageWords
}

/** The text in the language asked for, else in the programme's own. */
export function say(words: Words, locale: string, own = 'en'): string {
  const [language = own] = locale.toLowerCase().split('-')
  return words[locale] ?? words[language] ?? words[own] ?? words.en
}
