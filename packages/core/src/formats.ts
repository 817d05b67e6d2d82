const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/

/** RFC 3339 in UTC with a `Z`, and a day that exists. */
export const isInstant = (text: string): boolean => instant.test(text) && isPlainDate(text.slice(0, 10))

/** `2026-11-22`, a day that exists. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  // a day too many becomes a day of the next month
  const date = new Date(text)
  return date.getUTCDate() === Number(text.slice(8))
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * https, or http on this very machine; no user name; no backslash, space, control or invisible character (`URL` would drop
 * them, a reader would not see them); at most 2,000 characters.
 */
export function isSafeUrl(text: string): boolean {
  if (text.length > 2_000 || /[\p{Cc}\p{Cf}\p{Z}\\]/u.test(text)) return false
  try {
    const url = new URL(text)
    if (url.username || url.password) return false
    return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))
  } catch {
    return false
  }
}
