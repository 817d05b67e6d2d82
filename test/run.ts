/**
 * `npm test`: everything, in order, each step with one line; failures in full; the counts at the end.
 *
 *   npm test                          all steps
 *   npm test -- unit browser          only these
 *   npm test -- stories --engine=chromium
 */
import { spawn } from 'node:child_process'
import { existsSync, globSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { engines, isFound, requireChromium, type Engine } from './browsers.ts'
import { runInBrowser } from './browser/run.ts'
import { runNode } from './report/node.ts'
import { add, noResults, type Failure, type Results } from './report/results.ts'
import { controlStories } from './stories/control.ts'

const root = resolve(import.meta.dirname, '..')
const began = performance.now()

interface Step {
  readonly name: string
  /** Undefined when there is nothing to run yet. */
  run(): Promise<Results | undefined>
}

const files = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: (path) => path.includes('node_modules') || path.includes('/dist/') }).sort()

const packages = readdirSync(`${root}/packages`).filter((name) => files(`packages/${name}/src/**/*.ts`).length > 0)

const nodeTests =
  (...patterns: string[]) =>
  async (): Promise<Results | undefined> => {
    const found = files(...patterns)
    return found.length > 0 ? runNode({ files: found, root }) : undefined
  }

const steps: readonly Step[] = [
  {
    // All that is written, then each package alone with only what it may know: a page or not, node or not.
    name: 'types',
    run: async () => {
      const projects = ['tsconfig.json', ...packages.map((name) => `packages/${name}/tsconfig.build.json`)]
      const noEmit = ['--noEmit', '--emitDeclarationOnly', 'false', '--declaration', 'false', '--declarationMap', 'false']
      return each(projects, (project) => command(`types of ${project}`, ['node_modules/typescript/bin/tsc', '-p', project, ...noEmit]))
    },
  },
  { name: 'lint', run: () => command('eslint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0']) },
  { name: 'boundaries', run: nodeTests('test/boundaries/*.test.ts') },
  {
    name: 'unit',
    run: async () => {
      const found = files(
        'packages/!(elements)/src/**/*.test.ts',
        'packages/!(elements)/*.test.ts',
        'packages/testing/scaffold/*.test.ts',
        'test/report/*.test.ts',
      )
      const results = found.length > 0 ? await runNode({ files: found, root }) : noResults()
      for (const name of packages) {
        if (['elements', 'cdn', 'react'].includes(name) || found.some((file) => file.startsWith(`packages/${name}/`))) continue
        results.failures.push({ name: `packages/${name}`, message: 'The package has sources and no test.' })
      }
      return results
    },
  },
  {
    name: 'build',
    run: async () => (packages.length > 0 ? command('npm run build', ['node_modules/rollup/dist/bin/rollup', '-c']) : undefined),
  },
  {
    name: 'packages',
    run: async () => {
      const found = files('test/packages/*.test.ts')
      return packages.length > 0 ? runNode({ files: found, root, sources: false, timeout: 120_000 }) : undefined
    },
  },
  {
    name: 'browser',
    run: () => inEngines(['packages/elements/src/**/*.test.ts', 'stories/**/*.test.ts', 'test/hostile/*.test.ts'], (engine, found) => runInBrowser({ engine, files: found, root })),
  },
  {
    name: 'stories',
    run: async () => {
      const results = await each(chosen, (engine) => attempt(`control stories in ${engine}`, () => controlStories({ engine, root })))
      const pattern = ['packages/elements/src/**/*.stories.ts', 'stories/**/*.stories.ts']
      const found = await inEngines(pattern, (engine, matched) => runInBrowser({ engine, files: matched, root }))
      return found ? add(results, found) : results
    },
  },
  {
    name: 'storybook',
    run: async () => {
      const found = files('packages/elements/src/**/*.stories.ts', 'packages/elements/src/**/*.mdx', 'stories/**/*.{stories.ts,mdx}')
      if (found.length === 0) return undefined
      return command('storybook build', [
        'node_modules/storybook/dist/bin/dispatcher.js',
        'build',
        '-o',
        'storybook-static',
        '--quiet',
        '--disable-telemetry',
      ])
    },
  },
  {
    name: 'journeys',
    run: async () => {
      const found = files('test/journeys/**/*.test.ts')
      if (found.length === 0) return undefined
      return runNode({ files: found, root, sources: false, concurrency: 1, timeout: 120_000, env: { CHROME_PATH: requireChromium() } })
    },
  },
  {
    name: 'bench',
    run: async () => {
      const found = files('test/bench/**/*.test.ts')
      if (found.length === 0) return undefined
      return runNode({ files: found, root, sources: false, concurrency: 1, timeout: 120_000, env: { CHROME_PATH: requireChromium() } })
    },
  },
]

async function inEngines(
  patterns: string | string[],
  run: (engine: Engine, files: string[]) => Promise<Results>,
): Promise<Results | undefined> {
  const found = files(...[patterns].flat())
  if (found.length === 0) {
    if (!existsSync(`${root}/packages/elements/src/index.ts`)) return undefined
    return { ...noResults(), failures: [{ name: String(patterns), message: 'There are elements, and no such file.' }] }
  }
  return each(chosen, async (engine) => {
    const one = await attempt(engine, () => run(engine, found))
    return { ...one, failures: one.failures.map(({ name, message }) => ({ name: `[${engine}] ${name}`, message })) }
  })
}

/** Two at a time: the machine that has to keep up has two cores. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<Results>): Promise<Results> {
  const results = noResults()
  const queue = [...items]
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) add(results, await run(item))
  }
  await Promise.all([work(), work()])
  return results
}

async function command(name: string, args: readonly string[]): Promise<Results> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return code === 0
    ? { ...noResults(), passed: 1 }
    : { ...noResults(), failures: [{ name, message: `ended with ${String(code)}\n${output.trim()}` }] }
}

async function attempt(name: string, run: () => Promise<Results | undefined>): Promise<Results> {
  try {
    return (await run()) ?? noResults()
  } catch (error) {
    return { ...noResults(), failures: [{ name, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }] }
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { engine: { type: 'string', multiple: true } } })

const unknown = [
  ...positionals.filter((name) => !steps.some((step) => step.name === name)),
  ...(values.engine ?? []).filter((name) => !engines.some((engine) => engine === name)),
]
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(' ')}. Engines: ${engines.join(' ')}.`)
  process.exit(2)
}

const wanted = positionals.length > 0 ? steps.filter(({ name }) => positionals.includes(name)) : steps
const usesBrowser = wanted.some(({ name }) => ['packages', 'browser', 'stories', 'journeys', 'bench'].includes(name))
if (usesBrowser) {
  try {
    process.env['CHROME_PATH'] = requireChromium()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
/** Chromium always; the others where they are, and in CI in any case: there, a missing engine is a failure. */
const chosen: readonly Engine[] = values.engine
  ? engines.filter((engine) => values.engine?.includes(engine))
  : engines.filter((engine) => engine === 'chromium' || process.env['CI'] === 'true' || isFound(engine))

const total = noResults()
const failures: (Failure & { readonly step: string })[] = []
for (const { name, run } of wanted) {
  const start = performance.now()
  let nothing = false
  const results = await attempt(name, async () => {
    const found = await run()
    nothing = found === undefined
    return found
  })
  if (!nothing && results.passed + results.skipped + results.failures.length === 0) {
    results.failures.push({ name, message: 'The step ran no test.' })
  }
  add(total, results)
  failures.push(...results.failures.map((failure) => ({ ...failure, step: name })))
  const counts = nothing
    ? 'nothing here yet'
    : `${results.passed} passed, ${results.failures.length} failed${results.skipped > 0 ? `, ${results.skipped} skipped` : ''}`
  console.log(`${results.failures.length > 0 ? '✗' : nothing ? '-' : '✓'} ${name.padEnd(11)} ${seconds(start).padStart(7)}  ${counts}`)
}

for (const { step, name, message } of failures) {
  console.log(`\n✗ ${step} › ${name}\n${message.replace(/^/gm, '    ')}`)
}
if (usesBrowser) console.log(`\nEngines: ${chosen.join(', ')}`)
console.log(`Time: ${seconds(began)}`)
console.log(`${total.passed} passed, ${total.failures.length} failed`)
process.exit(failures.length > 0 ? 1 : 0)

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
