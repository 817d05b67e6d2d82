import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { Program } from '@loyaltykit/core/schemas'
import { createSandbox, fashion, programOf, type Preset } from '@loyaltykit/sandbox'
import { presetProblems } from './presets/check.ts'
import { presets } from './presets/index.ts'

for (const [name, preset] of Object.entries(presets)) {
  test(`${name} is sound, and a programme of the port in each of its languages`, () => {
    assert.deepEqual(presetProblems(preset), [])
    for (const locale of preset.locales) {
      const told = Program.safeParse(programOf(preset, locale))
      assert.ok(told.success, JSON.stringify(told.error?.issues))
    }
  })

  test(`${name} has every text in each of its languages`, () => {
    const missing: string[] = []
    const walk = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      if ('en' in value && typeof value.en === 'string') for (const locale of preset.locales) if (!(locale in value)) missing.push(`${path}.${locale}`)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`)
    }
    walk(preset, name)
    assert.deepEqual(missing, [])
  })
}

test('a preset that leads nowhere is refused, with every place that is wrong', () => {
  const broken: Preset = {
    ...fashion,
    earn: [{ id: 'a', currency: 'gold', per: 'money', rates: { ruby: { amount: 5, for: 0 } } }],
    offers: [{ ...(fashion.offers[0] as Preset['offers'][number]), who: { segments: ['sleepers'] } }],
    welcome: [{ currency: 'bonus', amount: -5 }],
  }
  assert.deepEqual(presetProblems(broken), [
    'earn.a names the currency "gold", which the preset has not got.',
    'earn.a names the tier "ruby", which the preset has not got.',
    'earn.a has the amount 0: give a whole number of minor units above 0.',
    'welcome.0 has the amount -5: give a whole number of minor units above 0.',
    'offers.win-back names the segment "sleepers", which the preset has not got.',
  ])
  assert.throws(() => createSandbox({ preset: broken }), (error) => isLoyaltyError(error) && error.code === 'invalid_option' && /gold.*ruby.*sleepers/s.test(error.message))
})

test('partners, cards and claims that can\'t work are refused, and an exchange that gains', () => {
  const [bank] = fashion.partners ?? []
  const broken: Preset = {
    ...fashion,
    earn: [], cardPrefix: 'A', cards: { barcode: 'ean13', pattern: '(', old: [{ number: '1', points: [{ currency: 'gold', amount: 1 }] }] },
    claims: { kinds: ['purchase'], withinDays: 0, review: 'desk' },
    partners: [{
      ...(bank as NonNullable<typeof bank>),
      exchanges: [
        { id: 'out', from: { currency: 'bonus', amount: 10 }, to: { currency: 'northbank-thanks', amount: 8 }, min: 10 },
        { id: 'in', from: { currency: 'northbank-thanks', amount: 10 }, to: { currency: 'bonus', amount: 13 }, min: 10 },
      ],
    }],
  }
  assert.deepEqual(presetProblems(broken), [
    'cards.old names the currency "gold", which the preset has not got.',
    'cards has a pattern that is none: (.',
    'cardPrefix is "A": an EAN-13 takes 1 to 8 digits.',
    'claims.withinDays has the amount 0: give a whole number of minor units above 0.',
    'partners.northbank.out and in make more than was given, there and back.',
    'partners.northbank.in and out make more than was given, there and back.',
  ])
})
