/** `npm run new:element -- gift-card`, `npm run new:adapter -- my-system`: files to begin from, that pass their own tests. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { adapterPlan } from './adapter.ts'
import { elementPlan } from './element.ts'
import { nameFrom, Refusal } from './name.ts'
import { carryOut } from './plan.ts'

/** Languages that have words, beside English. */
const localesIn = (root: string) => globSync('packages/elements/src/shared/words/!(en).ts', { cwd: root }).map((file) => basename(file, '.ts')).sort()

/** Groups in the order of the capability table. */
function groupsIn(root: string): string[] {
  const [, head] = /<!-- capabilities -->\n\| backend \| (.+) \|\n/.exec(existsSync(join(root, 'README.md')) ? readFileSync(join(root, 'README.md'), 'utf8') : '') ?? []
  if (head === undefined) throw new Refusal('README.md has no table of what a backend can. Nothing was written.')
  return head.split(' | ')
}

/** @throws `Refusal` */
export function create(what: 'element' | 'adapter', args: readonly string[], root: string): string {
  const name = nameFrom(args, what)
  const place = what === 'element' ? `packages/elements/src/${name.kebab}` : `packages/adapters/src/${name.kebab}`
  if (existsSync(join(root, place)) || existsSync(join(root, `${place}.ts`)) || (what === 'element' && ['words', 'define', 'shared'].includes(name.kebab)))
    throw new Refusal(`The name "${name.kebab}" is taken. Nothing was written.`)
  const plan = what === 'element' ? elementPlan(name, localesIn(root)) : adapterPlan(name, groupsIn(root))
  carryOut(plan, root)
  const changed = plan.insertions.map(({ file }) => file)
  return [
    ...Object.keys(plan.files).map((file) => `  + ${file}`),
    ...[...new Set(changed)].map((file) => `  ~ ${file}`),
    what === 'element'
      ? `Next: what it needs and shows in ${name.kebab}.ts, its words in every language of shared/words, its row in README.md; npm test -- types lint browser stories`
      : `Next: its own answers in ${name.kebab}.ts, recorded ones in the test; npm run capabilities; npm test -- types lint unit`,
  ].join('\n')
}

if (import.meta.main) {
  const [what = '', ...args] = process.argv.slice(2)
  try {
    if (what !== 'element' && what !== 'adapter') throw new Refusal('Say what: element or adapter.')
    console.log(create(what, args, resolve(import.meta.dirname, '../../..')))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
