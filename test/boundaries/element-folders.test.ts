/** Each tag of the catalogue has its whole folder, and its doc comment tells of everything that a page can reach. Read from the sources. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const source = resolve(import.meta.dirname, '../../packages/elements/src')
const read = (file: string) => readFileSync(join(source, file), 'utf8')

/** The catalogue: no tag of it goes unnoticed. */
const catalogue = [
  'account', 'activity', 'balance', 'card', 'challenges', 'claim-form', 'coupons', 'earn-preview', 'enrolment-form', 'gift-card', 'login',
  'member-rate', 'offer-carousel', 'partners', 'preferences', 'provider', 'redeem', 'referral', 'reward-list', 'survey', 'tier-progress',
]

const elements = globSync('*/define.ts', { cwd: source }).map((file) => file.slice(0, -'/define.ts'.length)).filter((name) => name !== 'shared').sort()

test('the 21 tags of the catalogue are there', () => {
  assert.equal(catalogue.length, 21)
  assert.deepEqual(catalogue.filter((name) => !elements.includes(name)), [])
})

/** What the code of an element names that its doc comment does not, by kind. */
function undocumented(code: string, styles: string, doc: string): readonly string[] {
  const said = (tag: string) => new Set([...doc.matchAll(new RegExp(`^ \\* @${tag} \\[?([\\w-]+)(?:=[^\\n]*?)?\\]? - \\S`, 'gm'))].map(([, name]) => name))
  const lacking = (tag: string, names: Iterable<string>, isOurs = (_name: string) => false) => {
    const known = said(tag)
    return [...new Set(names)].filter((name) => !known.has(name) && !isOurs(name)).map((name) => `@${tag} ${name}`)
  }
  const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)
  return [
    ...lacking('csspart', all(code, /\bpart="([\w -]+)"/g).flatMap((names) => names.split(' '))),
    // where the account puts the forms that it makes itself
    ...lacking('slot', all(code, /<slot name="([\w-]+)"/g), (name) => /^loyalty-/.test(name)),
    // nothing is shown then, so there is nothing to style
    ...lacking('cssstate', [...all(code, /#as\('([\w-]+)'/g), ...all(code, /this\.show\(([^)]*)\)/g).flatMap((list) => all(list, /'([\w-]+)'/g))], (name) => name === 'absent'),
    ...lacking('cssprop', all(styles, /var\((--loyalty-[\w-]+)/g)),
  ]
}

const docOf = (text: string) => /\/\*\*(?:(?!\*\/)[^])*@tagname[^]*?\*\//.exec(text)?.[0] ?? ''

for (const name of elements) {
  test(`loyalty-${name} has its class, its definition, stories, tests and page`, () => {
    for (const file of ['define.ts', `${name}.ts`, `${name}.stories.ts`, `${name}.test.ts`, `${name}.mdx`]) assert.ok(existsSync(join(source, name, file)), file)
    assert.match(read(`${name}/${name}.stories.ts`), new RegExp(`component: 'loyalty-${name}'`))
    const page = read(`${name}/${name}.mdx`)
    for (const part of ["stories from './", '<Meta of={stories}', `<loyalty-${name}`, '<Canvas of={stories.', '<ArgTypes']) assert.ok(page.includes(part), `${name}.mdx has ${part}`)
  })

  test(`the doc comment of loyalty-${name} tells of every part, slot, state and token`, () => {
    const own = globSync(`${name}/*.ts`, { cwd: source, exclude: ['**/*.test.ts', '**/*.stories.ts', '**/*.words.ts'] })
    const doc = docOf(read(`${name}/${name}.ts`))
    assert.match(doc, new RegExp(`@tagname loyalty-${name}$`, 'm'))
    const styles = own.filter((file) => file.endsWith('.styles.ts')).map(read).join('\n')
    assert.deepEqual(undocumented(own.filter((file) => !file.endsWith('.styles.ts')).map(read).join('\n'), styles, doc), [])
  })
}

test('what a doc comment leaves out is found', () => {
  const doc = '/**\n * @tagname loyalty-planted\n * @csspart title - The heading.\n * @slot guest - For a guest.\n * @cssstate ready - It is there.\n * @cssprop --loyalty-accent - A colour.\n */'
  const code = 'html`<h2 part="title"></h2><p part="note"></p><slot name="guest"></slot><slot name="empty"></slot>`; this.#as(\'ready\', x); this.#as(\'failed\', y)'
  assert.deepEqual(undocumented(code, 'a { color: var(--loyalty-accent); border-radius: var(--loyalty-radius) }', docOf(doc)), ['@csspart note', '@slot empty', '@cssstate failed', '@cssprop --loyalty-radius'])
})
