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
  /** Milliseconds without any result after which a file that does not end is given up. Default 300 000. */
  readonly silence?: number
  /** Resolve packages to their sources; false for what is built. Default true. */
  readonly sources?: boolean
  readonly env?: Readonly<Record<string, string>>
}

export async function runNode(options: NodeRun): Promise<Results> {
  const { files, root, concurrency = 2, timeout = 30_000, silence = 300_000, sources = true, env } = options
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
    // a group of its own, so that what a file has started ends with it
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, ...env }, detached: true },
  )
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // it has ended by itself
    }
  }
  const interrupted = () => process.exit(130)
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted)
  let gaveUp = false
  const watch = setTimeout(() => {
    gaveUp = true
    stop()
  }, silence)
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  const seen = new Set<string>()
  for await (const text of createInterface({ input: child.stdout })) {
    if (!text.startsWith('{')) continue
    watch.refresh()
    const { file, name, outcome, message } = JSON.parse(text) as Line
    const path = relative(root, file || resolve(root, name))
    if (outcome === 'failed') results.failures.push({ name: `${path}: ${name}`, message })
    else if (outcome === 'skipped') results.skipped++
    else if (resolve(root, name) === resolve(root, path)) results.failures.push({ name: path, message: 'The file has no tests.' })
    else results.passed++
    seen.add(path)
  }
  clearTimeout(watch)
  process.off('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted)
  if (gaveUp) results.failures.push({ name: 'node --test', message: `Nothing was heard for ${silence / 1_000} s: one of the files below does not end. A server, a timer or a stream may be open.` })
  const code = child.exitCode ?? (await new Promise<number | null>((done) => child.once('exit', done)))
  if (code !== 0 && results.failures.length === 0) {
    results.failures.push({ name: 'node --test', message: `ended with ${String(code)}\n${complaints}` })
  }
  for (const file of files) {
    if (!seen.has(relative(root, resolve(root, file)))) {
      results.failures.push({ name: file, message: 'The file ran no test that stands in it.' })
    }
  }
  return results
}
