/** A number that somebody typed or read off a card, as it is compared: capitals, without spaces, dashes and dots. */
export const plainNumber = (typed: string): string => typed.replace(/[\s.\u00a0\u2010-\u2015\u2212-]/g, '').toUpperCase()
