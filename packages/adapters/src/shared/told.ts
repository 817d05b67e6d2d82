/** Readers of what a loyalty system answers, without schemas: for adapters that run in a page. Nothing is believed before it is looked at. */
import { check, isLoyaltyError, type Shape } from '@loyaltykit/core'
import { toMinor } from './amounts.ts'
import { instantOf } from './instants.ts'
import { invalid } from './invalid.ts'
import { unexpected } from './send.ts'

/** Fields of an answer, of which nothing is known yet. */
export type Wire = Readonly<Record<string, unknown>>

/** @throws `LoyaltyError` `bad_response`. */
export function bad(): never {
  throw unexpected()
}

/** The fields of an object; none where it is none. */
export const fields = (value: unknown): Wire => (typeof value === 'object' && value !== null ? (value as Wire) : {})
/** The items of a list, each as its fields. */
export const entries = (value: unknown): Wire[] => (Array.isArray(value) ? value.map(fields) : [])
/** A text that says something. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)
/** A text as long as a line of ours may be. @throws `LoyaltyError` `bad_response`. */
export const line = (value: unknown): string => text(value)?.slice(0, 300) ?? bad()
/** An id, written as a text or as a number. @throws `LoyaltyError` `bad_response`. */
export const idOf = (value: unknown): string => (typeof value === 'number' || text(value) ? String(value) : bad())
/** A whole number, written as one or as a text. @throws `LoyaltyError` `bad_response`. */
export const count = (value: unknown): number => (typeof value === 'number' || typeof value === 'string' ? toMinor(value) : bad())
/** @throws `LoyaltyError` `bad_response`. */
export const instant = (value: unknown): string => instantOf(text(value)) ?? bad()

/** The good ones of a list: what can't be read is left out. */
export const each = <T>(list: unknown, map: (one: Wire) => T | undefined): T[] => entries(list).flatMap((one) => {
  try {
    return map(one) ?? []
  } catch (error) {
    if (isLoyaltyError(error) && error.code === 'bad_response') return []
    throw error
  }
})

/** A field, where there is a value for it. */
export const maybe = <T, K extends string>(name: K, value: T | undefined): { readonly [N in K]?: T } => (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: T }

/** An address of e-mail as a profile takes it. */
export const emailOf = (value: unknown): string | undefined => (/^[^\s@]{1,100}@[^\s@.]+\.[^\s@]{1,100}$/.test(String(value)) ? String(value) : undefined)

/** An input of this shape. @throws `LoyaltyError` `invalid_input` that says where it is wrong. */
export function checked<T>(shape: Shape, input: unknown): T {
  const result = check(shape, input)
  if ('value' in result) return result.value as T
  throw invalid(...result.issues)
}
