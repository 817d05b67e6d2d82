type Said<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined | null> }

/** These fields, without those that say nothing: `undefined`, `null` and an empty text. */
export const known = <T extends object>(fields: T): Said<T> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Said<T>
