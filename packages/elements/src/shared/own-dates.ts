/** What a language writes by itself where the browser's `Intl` says that it knows it and has no words for it: Kazakh in Chromium is `M12 6`. */
export interface OwnDates {
  /** `6 December`, or with its year. */
  date(date: Date, withYear: boolean): string
  /** `December 2026`. */
  month(date: Date): string
  /** `in 3 days`. */
  until(count: number, unit: 'day' | 'hour' | 'minute'): string
  /** The language tag whose money is written as it is here. */
  readonly moneyAs: string
}

/** Whether the browser has no names of months in a language that it says it knows. */
export const lacksMonths = (locale: string): boolean => !/\p{L}{2}/u.test(new Intl.DateTimeFormat(locale, { month: 'long' }).format(0))
