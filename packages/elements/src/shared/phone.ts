/** What stands before a national number where it is dialled inside the country; `0` elsewhere, nothing where the list says so. */
const trunks: Readonly<Record<string, string>> = { 7: '8', 36: '06', 375: '80', 39: '', 34: '', 1: '1' }

/**
 * A phone number in any human form as E.164 (`+79001234567`), or `undefined` where it is none.
 * A number without its country needs `countryCode` (`+7`).
 */
export function toPhone(text: string, countryCode = ''): string | undefined {
  // invisible marks of direction come along from an address book
  const typed = toDigits(text).replace(/\p{Cf}/gu, '').trim()
  if (/[^\d\s()+\-–—‑./]/.test(typed)) return undefined
  const international = /^[\s(]*(\+|00)/.test(typed)
  // "+44 (0)7700 900123": the nought is for callers inside the country
  const digits = (international ? typed.replace(/\(0\)/, '') : typed).replace(/\D/g, '')
  const phone = international ? `+${digits.replace(/^00/, '')}` : fromNational(digits, countryCode.replace(/\D/g, ''))
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : undefined
}

function fromNational(digits: string, country: string): string {
  if (!country || !digits) return ''
  // the country without its plus: too long to be a national number
  if (digits.startsWith(country) && digits.length > (country.length > 2 ? 9 : 10)) return `+${digits}`
  const trunk = trunks[country] ?? '0'
  const inside = trunk && digits.startsWith(trunk) && !(trunk === '8' && digits.length <= 10) ? digits.slice(trunk.length) : digits
  return `+${country}${inside}`
}

/** An e-mail address without the space around it, or `undefined` where it is none. */
export function toEmail(text: string): string | undefined {
  const email = text.trim()
  return email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

/** Arabic and full-width digits as the plain ones. */
export const toDigits = (text: string): string => text.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
