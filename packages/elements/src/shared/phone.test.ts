import { expect } from '@open-wc/testing'
import { toDigits, toEmail, toPhone } from './phone.ts'

describe('toPhone', () => {
  const forms: readonly (readonly [typed: string, country: string | undefined, phone: string | undefined])[] = [
    ['+7 (900) 123-45-67', undefined, '+79001234567'],
    ['00 44 7700 900123', undefined, '+447700900123'],
    ['+44 (0)7700 900 123', undefined, '+447700900123'],
    ['8 900 123 45 67', '+7', '+79001234567'],
    ['900.123.45.67', '+7', '+79001234567'],
    ['7 900 123-45-67', '+7', '+79001234567'],
    ['800 555 35 35', '+7', '+78005553535'],
    ['07700 900123', '+44', '+447700900123'],
    ['447700900123', '44', '+447700900123'],
    ['(212) 555-0123', '+1', '+12125550123'],
    ['1 212 555 0123', '+1', '+12125550123'],
    ['06 12345678', '+39', '+390612345678'],
    ['0170 1234567', '+49', '+491701234567'],
    ['8 029 123-45-67', '+375', '+375291234567'],
    ['375 29 123 45 67', '+375', '+375291234567'],
    ['+٧٩٠٠١٢٣٤٥٦٧', undefined, '+79001234567'],
    ['８９００１２３４５６７', '+7', '+79001234567'],
    ['\u2066+7 900 123 45 67\u2069', undefined, '+79001234567'],
    ['900 123 45 67', undefined, undefined],
    ['12', '+7', undefined],
    ['', '+7', undefined],
    ['+0 123 456 789', undefined, undefined],
    ['+7 900 123 45 67 доб. 5', undefined, undefined],
    ['ada@example.com', '+7', undefined],
    ['+1234567890123456', undefined, undefined],
  ]
  for (const [typed, country, phone] of forms)
    it(`makes ${phone ?? 'nothing'} of “${typed}”${country ? ` in ${country}` : ''}`, () => {
      expect(toPhone(typed, country)).to.equal(phone)
    })
})

describe('toEmail', () => {
  it('takes away the space around it, and refuses what is none', () => {
    expect(toEmail('  ada@example.com ')).to.equal('ada@example.com')
    for (const typed of ['ada', 'ada@', 'a da@example.com', 'ada@example', `${'a'.repeat(250)}@example.com`]) expect(toEmail(typed), typed).to.equal(undefined)
  })
})

describe('toDigits', () => {
  it('reads the digits of other scripts', () => {
    expect(toDigits('۱۲٣４5')).to.equal('12345')
  })
})
