import * as en from '../words/en.ts'
import * as ru from '../words/ru.ts'

/** The page's language: pages are built once for each, so it does not change while one is open. */
export const language = document.documentElement.lang
const words = language === 'ru' ? ru : en

/** What scripts of this page say. */
export const live = words.live

export const productName = (sku: string): string => words.products[sku as keyof typeof words.products]?.name ?? sku

/** `{names}` filled in. */
export const say = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** Minor units as money. */
export const money = ({ amount, currency }: { readonly amount: number; readonly currency: string }): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount / 100)

export const day = (instant: string): string => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' }).format(new Date(instant))
