/** What every language must keep: all that English says, with the same values, in its own words and plural forms. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { createFormat } from '../../packages/elements/src/shared/format.ts'
import type { Catalogue } from '../../packages/elements/src/shared/catalogue.ts'
import { pluralRules, type Message, type Plural, type Translated } from '../../packages/elements/src/shared/words.ts'
import { toMinor } from '../../packages/elements/src/shared/typed-amount.ts'
import { en, type SharedWords } from '../../packages/elements/src/shared/words/en.ts'

const root = resolve(import.meta.dirname, '../..')
const source = `${root}/packages/elements/src`

type Tree = { readonly [key: string]: Message | Tree }
const isPlural = (value: unknown): value is Plural => typeof value === 'object' && value !== null && 'other' in value && typeof value.other === 'string' && !('overview' in value)

/** Every text with where it is: `balance.title`. */
function messages(tree: Tree, path = ''): readonly (readonly [path: string, message: Message])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key
    return typeof value === 'string' || isPlural(value) ? [[here, value] as const] : messages(value, here)
  })
}
const texts = (message: Message): readonly string[] => (typeof message === 'string' ? [message] : Object.values(message as unknown as Record<string, string>))
const names = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const elements = await Promise.all(globSync('*/*.words.ts', { cwd: source, exclude: ['shared/**'] }).sort().map(async (file) => {
  const { words } = (await import(`${source}/${file}`)) as { readonly words: Tree }
  return [camel(basename(file, '.words.ts')), words] as const
}))
const english: Tree = { shared: en as unknown as Tree, ...Object.fromEntries(elements) }
const englishMessages = new Map(messages(english))

const locales = globSync('shared/words/*.ts', { cwd: source }).map((file) => basename(file, '.ts')).filter((name) => name !== 'en').sort()
const catalogues = await Promise.all(locales.map(async (locale) => [locale, ((await import(`${source}/shared/words/${locale}.ts`)) as { readonly catalogue: Catalogue }).catalogue] as const))

/** A number of each plural category of a language. */
function samples(locale: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const n of [...Array(200).keys(), 1_000_000, 1.5]) if (!found.has(pluralRules(locale).select(n))) found.set(pluralRules(locale).select(n), n)
  return found
}

/** Values that a language may leave out, since its grammar says it in another way. */
const mayLack = new Set(['units', 'two'])
/** Values that a text may use though English does not. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  'tierProgress.progress': ['number'],
  'challenges.progress.points': ['two', 'units'],
}
/** Texts that say no number in English, and are given `n` all the same. */
const hasNumber = new Set(['referral.left', 'challenges.progress.points'])

/** What a language writes as English does. */
const alike: Readonly<Record<string, readonly string[]>> = {
  ar: ['activity'],
  de: ['Code', 'Codes', 'Details', 'Hotel', 'PIN', 'Post', 'SMS', 'Service', 'in {n} s'],
  es: ['Hotel', 'PIN', 'SMS'],
  fr: ['Active', 'Code', 'Codes', 'Correction', 'Date', 'Description', 'E-mail', 'SMS', 'bonus', 'mile', 'miles', 'point', 'points'],
  he: ['activity'],
  kk: ['SMS'],
  tr: ['PIN', 'SMS', 'bonus'],
}

/** Names and keys that stay as they are among other letters. */
const latin = /^(QR|[Cc]ookie|CSV|Ctrl|C|Mac|Apple|Google|Samsung|Wallet|SMS|PIN|name|example|com|Push)$/

test('a language is a file: it is loaded by that name, on pages of the CDN too', () => {
  const loaded = (file: string, pattern: RegExp) => [...readFileSync(`${root}/${file}`, 'utf8').matchAll(pattern)].map(([, locale]) => locale).sort()
  assert.ok(locales.length >= 9, `only ${locales.length} languages were found`)
  assert.deepEqual(loaded('packages/elements/src/shared/catalogue.ts', /^ {2}(\w+): \(\) => import\('\.\/words\/\1\.ts'\)/gm), locales)
  assert.deepEqual(loaded('packages/cdn/src/loyaltykit.ts', /^ {2}(\w+): \(\) => import\('@loyaltykit\/elements\/words\/\1'\)/gm), locales)
})

test('English itself says every number, and leaves no value unsaid', () => {
  assert.ok(englishMessages.size > 700, `only ${englishMessages.size} texts were found`)
  for (const [path, message] of englishMessages) if (isPlural(message)) assert.deepEqual(Object.keys(message).sort(), ['one', 'other'], path)
})

for (const [locale, catalogue] of catalogues) describe(`the words in ${locale}`, () => {
  const own = new Map(messages(catalogue as unknown as Tree).filter(([path]) => !path.startsWith('shared.dates.')))
  const format = createFormat(locale, catalogue.shared)
  const categories = samples(locale)
  const each = (check: (path: string, text: string) => void) => {
    for (const [path, message] of own) if (!path.startsWith('shared.numbers.')) for (const text of texts(message)) check(path, text)
  }

  test('are all of the English ones, and no more', () => assert.deepEqual([...own.keys()].sort(), [...englishMessages.keys()].sort()))

  test('have forms for plural categories of this language only, and units for each', () => {
    for (const [path, message] of own) {
      if (!isPlural(message)) continue
      assert.deepEqual(Object.keys(message).filter((category) => !categories.has(category)), [], path)
      const base = englishMessages.get(path)
      assert.ok(isPlural(base) || names(String(base)).includes('n') || hasNumber.has(path), `${path} has plural forms, and is given no number`)
    }
    for (const [unit, forms] of Object.entries(catalogue.shared.units)) assert.deepEqual(Object.keys(forms as Plural).sort(), [...categories.keys()].sort(), unit)
  })

  test('say every value, for a number of each plural category', () => {
    for (const [path, message] of own) {
      if (path.startsWith('shared.numbers.')) continue
      const base = new Set(texts(englishMessages.get(path) ?? '').flatMap(names))
      for (const text of texts(message)) for (const name of names(text)) assert.ok(base.has(name) || mayUse[path]?.includes(name), `${path}: nobody gives {${name}}`)
      for (const n of categories.values()) {
        const marks = Object.fromEntries([...base, ...(mayUse[path] ?? [])].map((name) => [name, name === 'n' ? n : `‹${name}›`]))
        const said = format.say(message, { ...marks, n })
        assert.match(said, /\S/, path)
        assert.doesNotMatch(said, /[{}]|undefined|NaN|\[object/, `${path}: ${said}`)
        for (const name of base) {
          if (mayLack.has(name) || (path === 'tierProgress.progress' && name === 'need')) continue
          const shown = name === 'n' ? format.say('{n}', { n }) : `‹${name}›`
          assert.ok(said.includes(shown), `${path} for ${n} leaves out {${name}}: ${said}`)
        }
      }
    }
  })

  test('have no stray white space', () =>
    each((path, text) => {
      assert.doesNotMatch(text, /[ \u00a0\u202f]{2}|\t|\n/, path)
      if (!/\.(and|then)$/.test(path)) assert.equal(text, text.trim(), path)
    }))

  test('are not English by accident', () => {
    const same = new Set<string>()
    each((path, text) => {
      const words = text.replace(/\{\w+\}/g, '')
      if (/\p{L}/u.test(words) && texts(englishMessages.get(path) ?? '').includes(text)) same.add(text)
      if (!['ar', 'he', 'kk', 'ru', 'zh'].includes(locale) || path === 'activity.file') return
      assert.deepEqual((words.match(/[A-Za-z]+/g) ?? []).filter((word) => !latin.test(word)), [], `${path}: ${text}`)
    })
    assert.deepEqual([...same].filter((text) => !/Wallet$/.test(text)).sort(), [...(alike[locale] ?? [])].sort())
  })

  test('end like a sentence where English does, and only there', () =>
    each((path, text) => {
      const ends = (one: string) => /[.!?…。！？؟]$/.test(one)
      const [base = ''] = texts(englishMessages.get(path) ?? '')
      if (/^[^.]+\.$/.test(base) && base.length > 12) assert.ok(ends(text), `${path} ends without a stop: ${text}`)
      if (!ends(base) && !/[:?]$/.test(base)) assert.ok(!/[.。]$/.test(text), `${path} ends with a stop: ${text}`)
    }))

  test('write numbers as Intl does, in every region that is written without it', () => {
    const listed = (catalogue.shared.numbers as unknown as SharedWords['numbers']).tags.split(' ').filter(Boolean)
    for (const tag of [...listed, locale]) {
      const there = createFormat(tag, catalogue.shared)
      for (const amount of [0, 7, 999, 1_000, 12_345, 1_234_567, -1_250])
        assert.equal(there.number(amount).replace('\u200f', ''), new Intl.NumberFormat(tag).format(amount).replace('-', '−'), `${amount} in ${tag}`)
      assert.equal(there.number(125_050, 2), new Intl.NumberFormat(tag, { minimumFractionDigits: 2 }).format(1250.5), tag)
    }
  })

  if (['ar', 'he'].includes(locale)) test('isolate what runs from left to right among them, and nothing else', () => {
    const said = (value: string) => format.say('{x}', { x: value })
    for (const value of ['ADA-7K2', 'Harbour Club', 'SAVE 20', '4410 2233 4455', '•••• 4455', '+44 ··· 56', '2026-01', '2026\u201101']) assert.equal(said(value), `\u2068${value}\u2069`)
    for (const value of ['1,250', '12', 'نقاط', '1,250\u00a0נקודות', '12:30']) assert.equal(said(value), value)
    // the first mark is the one that a <bdi> takes its direction from
    for (const text of [format.number(-250), format.say(catalogue.activity.plus, { amount: '250' })]) assert.match(text, /^\u200f\u200e[+−]250$/)
  })

  if (['ar', 'he'].includes(locale)) test('run from right to left: no arrows, balanced isolates, their own marks', () =>
    each((path, text) => {
      assert.doesNotMatch(text, /[→←<>“”]/, path)
      assert.equal(text.match(/\u2066/g)?.length ?? 0, text.match(/\u2069/g)?.length ?? 0, path)
      assert.doesNotMatch(text.replace(/\u200f\u200e\+/g, ''), /[\u200e\u200f\u202a-\u202e]/, `${path} has a mark of direction that is no isolate`)
      // a phone, an address or a key that is not isolated falls apart
      if (text !== ' + ') assert.doesNotMatch(text.replace(/\u2066[^\u2069]*\u2069/g, '').replace('\u200f\u200e+', ''), /\+|@|⌘/, path)
      if (locale === 'ar') assert.doesNotMatch(text.replace(/\u2066[^\u2069]*\u2069/g, ''), /[,;?]/, `${path} has a Latin comma or question mark`)
    }))
})

/** What Unicode's rules say of 0, 1, 2, 3, 5, 11, 21, 100 and 1.5: written down, so that neither an engine nor a list of ours can change it unseen. */
const counted = [0, 1, 2, 3, 5, 11, 21, 100, 1.5]
const categoriesOf: Readonly<Record<string, string>> = {
  ar: 'zero one two few few many many other other',
  de: 'other one other other other other other other other',
  en: 'other one other other other other other other other',
  es: 'other one other other other other other other other',
  fr: 'one one other other other other other other one',
  he: 'other one two other other other other other other',
  kk: 'other one other other other other other other other',
  ru: 'many one few few many many one many other',
  tr: 'other one other other other other other other other',
  zh: 'other other other other other other other other other',
}

describe('numbers and their words', () => {
  const languages = [['en', { shared: en as Translated<SharedWords>, ...Object.fromEntries(elements) } as unknown as Catalogue] as const, ...catalogues]
  for (const [locale, catalogue] of languages) test(`go together in ${locale}, in every text that counts`, () => {
    const categories = categoriesOf[locale]?.split(' ') ?? []
    assert.deepEqual(counted.map((n) => pluralRules(locale).select(n)), categories)
    const format = createFormat(locale, catalogue.shared)
    for (const [path, message] of messages(catalogue as unknown as Tree)) {
      if (!isPlural(message) || path.startsWith('shared.units.')) continue
      counted.forEach((n, index) => {
        const form = message[categories[index] as keyof Plural] ?? message.other
        assert.equal(format.say(message, { n }), format.say(form, { n }), `${path} for ${n}`)
      })
    }
    for (const unit of Object.keys(en.units) as (keyof SharedWords['units'])[]) {
      const forms = catalogue.shared.units[unit] as Plural
      counted.forEach((n, index) => assert.equal(format.unit(n * 10, { id: 'x', unit, scale: 1 }), forms[categories[index] as keyof Plural], `${unit} for ${n}`))
    }
  })

  test('are what one says in Russian, Arabic, Hebrew, Kazakh and Turkish', () => {
    const say = (locale: string, unit: 'bonus' | 'mile' | 'point') => {
      const format = createFormat(locale, catalogues.find(([name]) => name === locale)?.[1].shared as Translated<SharedWords>)
      return counted.map((n) => format.unit(n * 10, { id: 'x', unit, scale: 1 })).join(' ')
    }
    assert.equal(say('ru', 'bonus'), 'бонусов бонус бонуса бонуса бонусов бонусов бонус бонусов бонуса')
    assert.equal(say('ru', 'mile'), 'миль миля мили мили миль миль миля миль мили')
    assert.equal(say('ar', 'point'), 'نقطة نقطة نقطتان نقاط نقاط نقطة نقطة نقطة نقطة')
    assert.equal(say('he', 'point'), 'נקודות נקודה נקודות נקודות נקודות נקודות נקודות נקודות נקודות')
    assert.equal(say('kk', 'bonus'), 'бонус бонус бонус бонус бонус бонус бонус бонус бонус')
    assert.equal(say('tr', 'mile'), 'mil mil mil mil mil mil mil mil mil')
  })
})

describe('dates of a language that the browser has no words for', () => {
  const dates = catalogues.find(([locale]) => locale === 'kk')?.[1].shared.dates
  assert.ok(dates)

  test('are as Intl writes them where it has', () => {
    for (let month = 0; month < 12; month += 1) {
      const date = new Date(2026, month, 1 + month)
      const intl = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('kk', options).format(date)
      assert.equal(dates.date(date, false), intl({ day: 'numeric', month: 'long' }))
      assert.equal(dates.date(date, true), intl({ day: 'numeric', month: 'long', year: 'numeric' }))
      assert.equal(dates.month(date), intl({ month: 'long', year: 'numeric' }))
    }
    for (const unit of ['day', 'hour', 'minute'] as const) for (const n of [1, 3, 40]) assert.equal(dates.until(n, unit), new Intl.RelativeTimeFormat('kk', { numeric: 'always' }).format(n, unit))
  })

  test('and its money is written as in Kazakhstan in Russian', () => {
    for (const currency of ['EUR', 'KZT', 'RUB']) {
      const written = (locale: string) => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(-1_234.5)
      assert.equal(written(dates.moneyAs), written('kk'), currency)
    }
  })
})

describe('English', () => {
  test('writes numbers as Intl does', () => {
    for (const tag of [...en.numbers.tags.split(' '), 'en-IN', 'en-ZA'])
      for (const amount of [999, 1_000, 12_345_678, -1_250])
        assert.equal(createFormat(tag, en as Translated<SharedWords>).number(amount), new Intl.NumberFormat(tag).format(amount).replace('-', '−'), `${amount} in ${tag}`)
  })
})

describe('what an element writes into a field', () => {
  const words = new Map<string, Translated<SharedWords>>([['en', en as Translated<SharedWords>], ...catalogues.map(([locale, { shared }]) => [locale, shared] as const)])
  for (const tag of ['en', ...locales, 'en-IN', 'de-AT', 'de-CH', 'es-MX', 'fr-CA', 'fr-CH', 'ar-EG', 'ar-SA', 'zh-Hant-TW'])
    test(`is read back as it was, in ${tag}`, () => {
      const format = createFormat(tag, words.get(tag.split('-')[0] ?? '') ?? (en as Translated<SharedWords>))
      for (const [amount, scale] of [[0, 0], [999, 0], [1_250, 0], [1_234_567, 0], [125_050, 2], [7, 2], [123_456_789, 2]] as const)
        assert.equal(toMinor(format.number(amount, scale), scale, format.marks), amount, format.number(amount, scale))
    })
})

describe('a programme that renames its currency', () => {
  const ru = catalogues.find(([locale]) => locale === 'ru')?.[1]
  assert.ok(ru)
  const format = createFormat('ru', ru.shared)
  const stars = { id: 'stars', unit: 'point', scale: 0, forms: { one: 'звезда', few: 'звезды', many: 'звёзд', other: 'звезды' } } as const

  for (const [amount, text] of [[1, '1\u00a0звезда'], [2, '2\u00a0звезды'], [5, '5\u00a0звёзд'], [21, '21\u00a0звезда'], [1_250, '1\u00a0250\u00a0звёзд']] as const)
    test(`${amount} of them are ${text}`, () => assert.equal(format.amount(amount, stars), text))

  test('many of them, without a number, are those of five in every language', () => {
    assert.equal(format.units(stars), 'звёзд')
    const word = (locale: string, unit: 'point' | 'mile') => createFormat(locale, catalogues.find(([name]) => name === locale)?.[1].shared as Translated<SharedWords>).units({ id: 'x', unit, scale: 2 })
    assert.deepEqual(['de', 'es', 'fr', 'ar', 'he', 'tr', 'zh'].map((locale) => word(locale, 'point')), ['Punkte', 'puntos', 'points', 'نقاط', 'נקודות', 'puan', '积分'])
  })

  test('is named in the case that its forms are in: after a colon, or as what is counted, in every sentence with an amount', () => {
    // these are given money, or numbers alone
    const others = /^(tierProgress\.(more\.spend|spent|from)|(redeem|partners)\.range|partners\.issues\.not_a_number|login|challenges\.progress)/
    const sentences = messages(ru as unknown as Tree).filter(([path, message]) => !others.test(path) && texts(message).some((text) => /\{(amount|give|get|from|to|min|max|step)\}/.test(text)))
    assert.ok(sentences.length > 40, `only ${sentences.length} sentences were found`)
    const mile = { id: 'mile', unit: 'mile', scale: 0 } as const
    // после предлога или сказуемого слово стояло бы в другом падеже: «за 1 звезду», «списать 1 милю»
    for (const currency of [stars, mile]) for (const n of [1, 2, 5, 21, 1_250]) for (const [path, message] of sentences) {
      if (/^enrolmentForm\.(sent|steps)/.test(path)) continue
      const amount = format.amount(n, currency)
      const values = Object.fromEntries(['amount', 'give', 'get', 'from', 'to', 'min', 'max', 'step'].map((name) => [name, amount]))
      const said = format.say(message, { n, ...values, date: '12 января', title: '…', program: '…', name: '…', money: '5 €', units: format.units(currency) })
      for (const { index } of said.matchAll(new RegExp(amount, 'g'))) assert.match(said.slice(0, index), /(^|: |ещё |[+→] ?)$/u, `${path}: ${said}`)
    }
  })

  test('without a number is in the case of many of them: of what, how many of what', () => {
    for (const [path, message] of messages(ru as unknown as Tree)) for (const text of texts(message))
      for (const { 1: before = '' } of text.matchAll(/(\S*) ?\{units\}/g)) assert.match(before, /^(Списание|Сколько|\{need\}|)$/u, `${path}: ${text}`)
  })
})
