/** The widths of a digit on the right side; on the left they are the same or from the other end. */
const digits = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112']
/** Which of the left digits are written from the other end: that is how the first digit is told. */
const turned = ['', '356', '346', '345', '256', '236', '234', '246', '245', '235']

/** The last digit of an EAN-13, of the twelve before it. */
const checkOf = (twelve: string): number => (10 - ([...twelve].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 ? 3 : 1), 0) % 10)) % 10

/** EAN-13 as widths of bars and spaces in turn, a bar first, of 12 digits or of 13 with the right last one; `undefined` for anything else. */
export function ean13(text: string): string | undefined {
  if (!/^\d{12,13}$/.test(text)) return undefined
  const twelve = text.slice(0, 12)
  const check = checkOf(twelve)
  // a scanner would refuse it
  if (text.length === 13 && Number(text[12]) !== check) return undefined
  const [first = '0', ...rest] = [...twelve, String(check)]
  const places = turned[Number(first)] ?? ''
  const sides = rest.map((digit, index) => {
    const widths = digits[Number(digit)] ?? ''
    return places.includes(String(index + 1)) ? [...widths].reverse().join('') : widths
  })
  return `111${sides.slice(0, 6).join('')}11111${sides.slice(6).join('')}111`
}
