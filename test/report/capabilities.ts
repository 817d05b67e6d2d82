/** `npm run capabilities`: runs the contract on every backend and writes the rows that it prints into the table of README.md. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runNode } from './node.ts'

const begin = '<!-- capabilities -->\n'
const end = '<!-- /capabilities -->'

/** The rows that a failure asks for; none where it is about something else. */
export function rowsIn(message: string): string[] {
  const [, asked = ''] = /README\.md must have this row:\n((?:[ \t]*\|.*\n?)+)/.exec(message) ?? []
  return asked.split('\n').map((line) => line.trim()).filter(Boolean)
}

const nameOf = (row: string): string => row.split('|')[1]?.trim() ?? ''

/**
 * The text with these rows in its table, each in the place of the one of the same name, a new one at the end. Rows of backends that `isThere` does not
 * know go.
 * @throws Where the text has no table.
 */
export function withRows(text: string, rows: readonly string[], isThere: (name: string) => boolean): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin.trim()} … ${end}`)
  const head = (row: string) => nameOf(row) === 'backend' || nameOf(row) === '---'
  const table = new Map(text.slice(from + begin.length, to).split('\n').filter(Boolean).map((row) => [nameOf(row), row]))
  for (const row of rows) table.set(nameOf(row), row)
  const kept = [...table.values()].filter((row) => head(row) || isThere(nameOf(row)))
  return `${text.slice(0, from + begin.length)}${kept.join('\n')}\n${text.slice(to)}`
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..')
  const file = join(root, 'README.md')
  const tests = globSync('packages/{testing,adapters}/src/**/*.test.ts', { cwd: root }).filter((test) => {
    const text = readFileSync(join(root, test), 'utf8')
    // adapters look into README.md through what they share
    return /\b(?:backendC|c)ontract\(/.test(text) && /README\.md|test\/(?:vendor|conversations)\.ts/.test(text)
  }).sort()
  const { failures, passed } = await runNode({ files: tests, root })
  const rows = [...new Set(failures.flatMap(({ message }) => rowsIn(message)))]
  const others = failures.filter(({ message }) => rowsIn(message).length === 0)
  for (const { name, message } of others) console.error(`✗ ${name}\n  ${message.split('\n')[0] ?? ''}`)
  // a row with a failed group is no news for readers, but for whoever mends it
  const proved = rows.filter((row) => !row.includes('✗'))
  const sources = tests.map((test) => readFileSync(join(root, test), 'utf8')).join('\n')
  const before = readFileSync(file, 'utf8')
  const after = withRows(before, proved, (name) => sources.includes(`name: '${name}'`) || sources.includes(`'${name}': `))
  if (after !== before) writeFileSync(file, after)
  console.log(`${tests.length} runs of the contract, ${passed} tests passed. ${after === before ? 'The table is current.' : `Written: ${proved.map(nameOf).filter((name) => name !== 'backend' && name !== '---').join(', ') || 'rows that are gone'}.`}`)
  if (others.length || proved.length < rows.length) process.exitCode = 1
}
