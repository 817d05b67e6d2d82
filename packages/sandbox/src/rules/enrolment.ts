import type { Points } from './points.ts'
import type { Words } from './words.ts'

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

/** How one joins. */
export interface EnrolmentRule {
  readonly identifiers: readonly ('phone' | 'email')[]
  readonly fields: readonly { readonly name: 'givenName' | 'familyName' | 'email' | 'phone' | 'birthday' | 'gender' | 'city' | 'postalCode'; readonly required: boolean; readonly label?: Words }[]
  readonly consents: readonly ConsentRule[]
}

/** A friend brings a friend: both get points with the friend's first purchase. */
export interface ReferralRule {
  readonly advocate: Points
  readonly friend: Points
  /** How many friends count within a year. */
  readonly yearly: number
}
