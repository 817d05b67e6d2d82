/** Runs test files with node's own runner, on the sources, and counts what they say. */
import { spawn } from 'node:child_process'
import { relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { noResults, type Results } from './results.ts'

export interface Line {
  file: string
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
  message: string
}

export interface NodeRun {
  readonly files: readonly string[]
  readonly root: string
  /** How many files at once. Default 2. */
  readonly concurrency?: number
  /** Milliseconds for one test. Default 30 000. */
  readonly timeout?: number
  /** Resolve packages to their sources; false for what is built. Default true. */
  readonly sources?: boolean
  readonly env?: Readonly<Record<string, string>>
}

export async function runNode(options: NodeRun): Promise<Results> {
  const { files, root, concurrency = 2, timeout = 30_000, sources = true, env } = options
  const results = noResults()
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env // else a run inside of a test is silent
  const child = spawn(
    process.execPath,
    [
      ...(sources ? ['--conditions=loyaltykit-source'] : []),
      '--disable-warning=ExperimentalWarning',
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${timeout}`,
      `--test-reporter=${resolve(root, 'test/report/node-reporter.ts')}`,
      '--test-reporter-destination=stdout',
      ...files,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, ...env } },
  )
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  const seen = new Set<string>()
  for await (const text of createInterface({ input: child.stdout })) {
    if (!text.startsWith('{')) continue
    const { file, name, outcome, message } = JSON.parse(text) as Line
    const path = relative(root, file || resolve(root, name))
    if (outcome === 'failed') results.failures.push({ name: `${path}: ${name}`, message })
    else if (outcome === 'skipped') results.skipped++
    else if (resolve(root, name) === resolve(root, path)) results.failures.push({ name: path, message: 'The file has no tests.' })
    else results.passed++
    seen.add(path)
  }
  const code = child.exitCode ?? (await new Promise<number | null>((done) => child.once('exit', done)))
  if (code !== 0 && results.failures.length === 0) {
    results.failures.push({ name: 'node --test', message: `ended with ${String(code)}\n${complaints}` })
  }
  for (const file of files) {
    if (!seen.has(relative(root, resolve(root, file)))) {
      results.failures.push({ name: file, message: 'The file ran no tests.' })
    }
  }
  return results
}
