/** The widths of bars and spaces of each symbol, by its value: three bars and three spaces of 11 modules. */
const symbols = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 ' +
  '221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 ' +
  '231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 ' +
  '314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 ' +
  '114131 311141 411131 211412 211214 211232'
).split(' ')
const toC = 99
const toB = 100
const startB = 104
const startC = 105
const stop = '2331112'

/**
 * Code 128 of printable ASCII, as widths of bars and spaces in turn, a bar first; `undefined` where it can't be written so.
 * Set B, and set C for digits in pairs where that is shorter: four or more at an end, six or more in the middle, and nothing but two.
 */
export function code128(text: string): string | undefined {
  if (!/^[ -~]+$/.test(text)) return undefined
  const values: number[] = []
  let inC = false
  for (let at = 0; at < text.length; ) {
    const run = /^\d*/.exec(text.slice(at))?.[0].length ?? 0
    const isAtEnd = at === 0 || at + run === text.length
    const pays = inC ? run >= 2 : run >= (isAtEnd ? 4 : 6) || (run === 2 && text.length === 2)
    // an odd digit goes before the pairs, where set B still is
    const begins = pays && (inC || run % 2 === 0 || at === 0)
    if (begins) {
      if (!inC) values.push(values.length ? toC : startC)
      inC = true
      values.push(Number(text.slice(at, at + 2)))
      at += 2
    } else {
      if (inC || !values.length) values.push(values.length ? toB : startB)
      inC = false
      values.push(text.charCodeAt(at) - 32)
      at += 1
    }
  }
  const check = values.reduce((sum, value, index) => sum + value * Math.max(1, index), 0) % 103
  return [...values, check].map((value) => symbols[value]).join('') + stop
}
