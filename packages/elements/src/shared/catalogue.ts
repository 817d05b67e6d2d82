import type { words as balance } from '../balance/balance.words.ts'
import type { words as earnPreview } from '../earn-preview/earn-preview.words.ts'
import type { words as tierProgress } from '../tier-progress/tier-progress.words.ts'
import type { words as referral } from '../referral/referral.words.ts'
import type { words as enrolmentForm } from '../enrolment-form/enrolment-form.words.ts'
import type { words as login } from '../login/login.words.ts'
import type { words as redeem } from '../redeem/redeem.words.ts'
import type { words as offerCarousel } from '../offer-carousel/offer-carousel.words.ts'
import type { words as partners } from '../partners/partners.words.ts'
import type { words as activity } from '../activity/activity.words.ts'
import type { words as challenges } from '../challenges/challenges.words.ts'
import type { words as rewardList } from '../reward-list/reward-list.words.ts'
import type { words as survey } from '../survey/survey.words.ts'
import type { words as coupons } from '../coupons/coupons.words.ts'
import type { words as claimForm } from '../claim-form/claim-form.words.ts'
import type { words as giftCard } from '../gift-card/gift-card.words.ts'
import type { words as card } from '../card/card.words.ts'
import type { words as memberRate } from '../member-rate/member-rate.words.ts'
import type { words as preferences } from '../preferences/preferences.words.ts'
import type { words as account } from '../account/account.words.ts'
import type { en as shared } from './words/en.ts'
import type { OwnDates } from './own-dates.ts'
import type { Translated } from './words.ts'

/** All words of one language. A language that lacks one does not compile. English is spread over the elements, so that a page loads what it uses. */
export type Catalogue = Translated<{
  shared: typeof shared
  balance: typeof balance
  login: typeof login
  enrolmentForm: typeof enrolmentForm
  earnPreview: typeof earnPreview
  tierProgress: typeof tierProgress
  referral: typeof referral
  redeem: typeof redeem
  offerCarousel: typeof offerCarousel
  activity: typeof activity
  rewardList: typeof rewardList
  coupons: typeof coupons
  giftCard: typeof giftCard
  partners: typeof partners
  challenges: typeof challenges
  survey: typeof survey
  claimForm: typeof claimForm
  card: typeof card
  memberRate: typeof memberRate
  preferences: typeof preferences
  account: typeof account
}> & { readonly shared: { readonly dates?: OwnDates } }

/** Languages beside English. Each is one file, loaded when a page needs it. */
const loaders: Readonly<Record<string, () => Promise<{ readonly catalogue: Catalogue }>>> = {
  ar: () => import('./words/ar.ts'),
  de: () => import('./words/de.ts'),
  es: () => import('./words/es.ts'),
  fr: () => import('./words/fr.ts'),
  he: () => import('./words/he.ts'),
  kk: () => import('./words/kk.ts'),
  ru: () => import('./words/ru.ts'),
  tr: () => import('./words/tr.ts'),
  zh: () => import('./words/zh.ts'),
}

const loaded = new Map<string, Catalogue>()
const loading = new Map<string, Promise<void>>()
const failed = new Set<string>()

/** The language tag as `Intl` takes it: `en_US` is `en-US`, `iw` is `he`. Absent for what is none. */
export function canonicalTag(tag: string | null | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag?.replaceAll('_', '-') || [])[0]
  } catch {
    return undefined
  }
}

/** The language of our words for a canonical tag: `de-AT` is `de`, `zh-Hant-TW` is `zh`. Absent for a language that we lack. */
export function wordsLocale(tag: string): string | undefined {
  const [language = ''] = tag.split('-')
  return language === 'en' || Object.hasOwn(loaders, language) ? language : undefined
}

/** The words of a language; absent while they are on their way, and for English, which is in the elements. */
export const catalogueOf = (locale: string): Catalogue | undefined => loaded.get(locale)

export const hasWords = (locale: string): boolean => locale === 'en' || loaded.has(locale)

/** Whether they could not be loaded: then English is said, until somebody asks for them again. */
export const lacksWords = (locale: string): boolean => failed.has(locale)

/**
 * Brings the words of a language tag (`de`, `de-AT`); nothing to bring for English and for a language that we lack.
 *
 * @throws what the browser says where the file can't be loaded; the next call tries again.
 */
export function loadCatalogue(tag: string): Promise<void> {
  const locale = wordsLocale(canonicalTag(tag) ?? 'en') ?? 'en'
  const load = loaders[locale]
  if (!load || loaded.has(locale)) return Promise.resolve()
  let promise = loading.get(locale)
  if (!promise) {
    failed.delete(locale)
    promise = load()
      .then(({ catalogue }) => void loaded.set(locale, catalogue))
      .catch((cause: unknown) => {
        failed.add(locale)
        throw cause
      })
      .finally(() => loading.delete(locale))
    loading.set(locale, promise)
  }
  return promise
}
