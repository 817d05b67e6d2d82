import { toDigits } from '../shared/phone.ts'

/**
 * Minor units of a price as somebody typed it from a receipt: `1,234.50`, `1 234,50` or `1234.5`, in whatever way their language
 * writes it. Read from its digits, never as a binary number. `undefined` where it can be read in two ways, or not at all.
 */
export function readMoney(text: string, scale: number, { group, decimal }: { readonly group: string; readonly decimal: string }): number | undefined {
  const typed = toDigits(text).replaceAll('٫', '.').replaceAll('٬', ',').trim().replace(/[\s'’]/g, ' ')
  if (!/^\d[\d ,.]*$/.test(typed)) return undefined
  const marks = [...typed.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  let cut = typed.length
  if (last) {
    const [mark] = last
    const alone = marks.filter(([other]) => other === mark).length === 1
    const after = typed.length - last.index - 1
    if (alone && marks.length === 1 && after === 3) {
      // 1,234: by the language, and only where that leaves one way to read it
      if (mark === decimal && scale >= 3) cut = last.index
      else if (mark !== group) return undefined
    } else if (alone) cut = last.index
  }
  const whole = typed.slice(0, cut)
  const fraction = typed.slice(cut + 1)
  if (!/^(\d+|\d{1,3}([ .,])\d{3}(\2\d{3})*)$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > scale) return undefined
  const amount = Number(whole.replace(/\D/g, '') + fraction.padEnd(scale, '0'))
  return Number.isSafeInteger(amount) ? amount : undefined
}
