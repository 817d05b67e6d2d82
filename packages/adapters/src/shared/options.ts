import { isSafeUrl, LoyaltyError } from '@loyaltykit/core'
import type { KeyStore } from '../keys.ts'

/** Checks of an adapter's options. Each throws `LoyaltyError` `invalid_option` that names the adapter and the option. */
export interface OptionChecks {
  /** Refuses with words of one's own: "`url` must be …". */
  fail(says: string): never
  /** Where an API begins: an https address. */
  address(option: string, value: unknown): void
  /** A key, a token, an id that goes into a header: visible ASCII. `says` tells where it is found. */
  credential(option: string, value: unknown, says: string): void
  /** A code of ISO 4217, of a currency with at most so many decimal digits. */
  money(option: string, value: unknown, digits?: number): void
  /** A store of keys. */
  keys(value: unknown): void
  /** A language tag, or nothing. */
  locale(value: unknown): void
  /** A span of time above 0, or nothing. */
  milliseconds(option: string, value: unknown): void
}

/** The checks of the adapter of this name. */
export function checking(adapter: string): OptionChecks {
  const fail = (says: string): never => {
    throw new LoyaltyError('invalid_option', `${adapter}: ${says}`)
  }
  return {
    fail,
    address: (option, value) => void (typeof value === 'string' && isSafeUrl(value) ? 0 : fail(`\`${option}\` must be an https address.`)),
    credential: (option, value, says) => void (typeof value === 'string' && /^[!-~]+$/.test(value) ? 0 : fail(`\`${option}\` must be ${says}.`)),
    money(option, value, digits = 4) {
      if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value)) fail(`\`${option}\` must be a code of ISO 4217, such as "EUR".`)
      else if (digitsOf(value) > digits) fail(`\`${option}\` must be a currency with at most ${digits} decimal digits.`)
    },
    keys(value) {
      const store = value as Partial<KeyStore> | undefined
      if (typeof store?.get !== 'function' || typeof store.swap !== 'function') fail('`keys` must be a store of keys: memoryKeys() of @loyaltykit/adapters/keys for one process.')
    },
    locale: (value) => void (value === undefined || isTag(value) ? 0 : fail('`locale` must be a language tag, such as "en".')),
    milliseconds: (option, value) => void (value === undefined || (Number.isFinite(value) && (value as number) > 0) ? 0 : fail(`\`${option}\` must be milliseconds above 0.`)),
  }
}

/** Decimal digits of a currency of ISO 4217: 2 for EUR, 0 for JPY. */
export const digitsOf = (money: string): number => new Intl.NumberFormat('en', { style: 'currency', currency: money }).resolvedOptions().maximumFractionDigits ?? 2

function isTag(value: unknown): boolean {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1
  } catch {
    return false
  }
}
