/**
 * Whether a text of one line hides nothing from who reads it: no control characters and line breaks, no turned directions, no half of a
 * character; and there is something to see.
 */
export const isPlainLine = (text: string): boolean =>
  !/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(text) && /[^\p{Z}\p{C}]/u.test(text)
