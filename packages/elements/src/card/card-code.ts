import type { Card } from '@loyaltykit/core'

type Barcode = NonNullable<Card['barcode']>

/** A code as an SVG path of modules with the quiet zone around it: a square of `size`, or bars `size` wide and 1 high. */
export interface CardCode {
  readonly shape: 'square' | 'bars'
  readonly size: number
  readonly path: string
}

/** How much light a scanner needs beside the bars, in modules: left and right. */
const quiet = { code128: [10, 10], ean13: [11, 7] } as const

/** Draws what a till reads; `undefined` where it can't be drawn: a PDF417, or a content that its format has no signs for. */
export async function drawCode({ format, content }: Barcode): Promise<CardCode | undefined> {
  if (format === 'pdf417') return undefined
  if (format === 'qr') return { shape: 'square', ...(await import('../shared/qr-path.ts')).qrPath(content) }
  const widths = format === 'ean13' ? (await import('./ean13.ts')).ean13(content) : (await import('./code128.ts')).code128(content)
  return widths === undefined ? undefined : { shape: 'bars', ...barsPath(widths, quiet[format]) }
}

function barsPath(widths: string, [left, right]: readonly [number, number]): { readonly size: number; readonly path: string } {
  let path = ''
  let at: number = left
  ;[...widths].forEach((digit, index) => {
    const width = Number(digit)
    if (index % 2 === 0) path += `M${at} 0h${width}v1h-${width}z`
    at += width
  })
  return { size: at + right, path }
}

/** A card's number in groups, as it is printed: in fours, where the programme has not grouped it itself. */
export const grouped = (number: string): string => (/^[\dA-Za-z]{5,}$/.test(number) ? number.replace(/.{4}(?=.)/g, '$& ') : number)

/** A number without what people put between groups of it. */
export const plainNumber = (number: string): string => number.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}]/gu, '')
