import { expect } from '@open-wc/testing'
import { readMoney } from './typed-money.ts'

const en = { group: ',', decimal: '.' }
const ru = { group: '\u00a0', decimal: ',' }
const de = { group: '.', decimal: ',' }

describe('a typed price', () => {
  for (const [text, numbers, scale, amount] of [
    ['12.50', en, 2, 1_250], ['12,50', en, 2, 1_250], ['12.5', en, 2, 1_250], ['12', en, 2, 1_200], ['0.10', en, 2, 10],
    ['1,234', en, 2, 123_400], ['1,234.56', en, 2, 123_456], ['1.234,56', en, 2, 123_456], ['1 234,56', en, 2, 123_456], ['1,234,567', en, 2, 123_456_700],
    ['1 234,50', ru, 2, 123_450], ['1\u00a0234,5', ru, 2, 123_450], ['1\u202f234', ru, 2, 123_400], ['12.50', ru, 2, 1_250],
    ['1.234', de, 2, 123_400], ['1.234,5', de, 2, 123_450], ['1’234.50', en, 2, 123_450],
    ['1,234', en, 0, 1_234], ['1234', en, 0, 1_234], ['1.234', en, 3, 1_234], ['1.5', en, 3, 1_500],
    ['١٢٫٥٠', en, 2, 1_250], ['90071992547409.91', en, 2, 9_007_199_254_740_991],
  ] as const) {
    it(`${text} is ${amount} minor units`, () => expect(readMoney(text, scale, numbers)).to.equal(amount))
  }

  for (const [text, numbers, scale] of [
    ['', en, 2], ['abc', en, 2], ['-5', en, 2], ['€5', en, 2], ['1.234', en, 2], ['1,234', de, 2], ['1,234', ru, 2], ['1.234', ru, 2], ['12.345', en, 2], ['1.2.3', en, 2],
    ['12 34', en, 2], ['1,23,456', en, 2], ['1,234.5.6', en, 2], ['12.5', en, 0], ['1.5555', en, 3], ['.5', en, 2], ['90071992547409.93', en, 2],
  ] as const) {
    it(`${text || 'nothing'} is refused where "${numbers.decimal}" is the decimal, with ${scale} digits`, () => expect(readMoney(text, scale, numbers)).to.equal(undefined))
  }
})
