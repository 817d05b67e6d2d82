/**
 * Runs element tests and stories in one browser engine with @web/test-runner, on the sources.
 * A process of its own: the runner draws on the terminal, and a browser that hangs must not hang the rest.
 */
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import {
  startTestRunner,
  type BrowserLauncher,
  type Reporter,
  type TestRunnerConfig,
  type TestSession,
  type TestSuiteResult,
} from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { puppeteerLauncher } from '@web/test-runner-puppeteer'
import { webdriverLauncher } from '@web/test-runner-webdriver'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { chromiumFlags, findFirefox, findWebKit, freePort, requireChromium, startWebKit, type Engine } from '../browsers.ts'
import { noResults, type Results } from '../report/results.ts'
import { mediaFeatures } from '../stories/media.ts'
import { storybookTest, storyFiles } from '../stories/plugin.ts'
import { clock } from './clock.ts'

type Plugin = NonNullable<TestRunnerConfig['plugins']>[number]

export interface BrowserRun {
  readonly engine: Engine
  readonly files: readonly string[]
  readonly root: string
}

const endsWithin = 900_000

export async function runInBrowser(run: BrowserRun): Promise<Results> {
  const child = fork(import.meta.filename, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  const timer = setTimeout(() => child.kill(), endsWithin)
  let results: Results | undefined
  child.on('message', (message) => (results = message as Results))
  child.send(run)
  const code = await new Promise<number | null>((done) => child.once('close', done))
  clearTimeout(timer)
  if (results) return results
  return { ...noResults(), failures: [{ name: run.engine, message: `ended with ${String(code)} and no result\n${output.trim()}` }] }
}

if (process.send && process.argv[1] === import.meta.filename) {
  process.once('message', (message) => {
    void here(message as BrowserRun)
      .catch((error: unknown) => ({
        ...noResults(),
        failures: [{ name: 'browser', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
      }))
      .then((results) => process.send?.(results, () => process.exit()))
  })
}

async function here({ engine, files, root }: BrowserRun): Promise<Results> {
  const { launcher, stop } = await launch(engine)
  const results = noResults()
  const config: TestRunnerConfig = {
    rootDir: root,
    files: [...files],
    browsers: [launcher],
    port: await freePort(),
    concurrency: 1, // a page that is not in front gets no animation frames
    watch: false,
    browserStartTimeout: 60_000,
    testsStartTimeout: 60_000,
    testsFinishTimeout: 240_000,
    testRunnerHtml: (framework) => `<!doctype html><html><head><script>${clock}</script></head><body><script type="module" src="${framework}"></script></body></html>`,
    testFramework: { config: { ui: 'bdd', timeout: '10000' } },
    nodeResolve: { browser: true, exportConditions: ['loyaltykit-source', 'browser', 'development'] },
    plugins: [
      storyFiles(root),
      storybookTest(root),
      esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${root}/tsconfig.json` }),
      environment,
      workers(root),
      mediaFeatures(),
    ],
    reporters: [collect(results, root)],
    logger: quiet,
  }
  try {
    const runner = await startTestRunner({ config, readCliArgs: false, readFileConfig: false, autoExitProcess: false })
    if (!runner) throw new Error('The test runner did not start.')
    await new Promise<void>((done) => {
      runner.on('stopped', () => {
        done()
      })
    })
  } finally {
    await stop()
  }
  return results
}

interface Launch {
  readonly launcher: BrowserLauncher
  stop(): Promise<void>
}

async function launch(engine: Engine): Promise<Launch> {
  const nothing = () => Promise.resolve()
  if (engine === 'chromium') {
    const launchOptions = { executablePath: requireChromium(), args: [...chromiumFlags] }
    return { launcher: chromeLauncher({ launchOptions }), stop: nothing }
  }
  if (engine === 'firefox') {
    const executablePath = findFirefox()
    if (!executablePath) throw new Error('No Firefox found: install firefox-esr, or set FIREFOX_PATH to its program.')
    const launcher = puppeteerLauncher({ launchOptions: { executablePath, browser: 'firefox', headless: true } })
    return { launcher, stop: nothing }
  }
  const paths = findWebKit()
  if (!paths) throw new Error('No WebKit found: install webkit2gtk-driver and xvfb.')
  const driver = await startWebKit(paths)
  const launcher: unknown = webdriverLauncher({
    automationProtocol: 'webdriver',
    hostname: '127.0.0.1',
    port: driver.port,
    path: '/',
    logLevel: 'error',
    capabilities: {
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary: driver.browser, args: ['--automation'] },
    },
  } as Parameters<typeof webdriverLauncher>[0])
  return { launcher: launcher as BrowserLauncher, stop: () => driver.stop() }
}

/** nanostores reads it, and a page has no `process`. */
const environment: Plugin = {
  name: 'environment',
  transform({ body, path }) {
    if (typeof body === 'string' && /\.[cm]?[jt]s$/.test(path) && body.includes('process.env.NODE_ENV')) {
      return body.replaceAll('process.env.NODE_ENV', '"development"')
    }
    return undefined
  },
}

/** msw's worker answers for the whole origin, so it lies at the root. */
const workers = (root: string): Plugin => ({
  name: 'workers',
  serve({ path }) {
    if (path !== '/mockServiceWorker.js') return undefined
    return { body: readFileSync(`${root}/node_modules/msw/lib/mockServiceWorker.js`, 'utf8'), type: 'js' }
  },
})

const quiet = { ...console, log: () => {}, debug: () => {}, group: () => {}, groupEnd: () => {}, logSyntaxError: console.error }

function collect(results: Results, root: string): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      for (const session of sessions) read(session, relative(root, session.testFile), results)
    },
  }
}

function read(session: TestSession, file: string, results: Results): void {
  const before = results.passed + results.skipped + results.failures.length
  if (session.testResults) readSuite(session.testResults, file, results)
  const logs = session.logs.map((log) => log.join(' ')).join('\n')
  for (const { message, stack } of session.errors) {
    results.failures.push({ name: file, message: `${stack ?? message}\n${logs}`.trim() })
  }
  if (session.request404s.length > 0 && session.passed === false) {
    results.failures.push({ name: file, message: `not found: ${session.request404s.join(', ')}` })
  }
  if (results.passed + results.skipped + results.failures.length === before) {
    results.failures.push({ name: file, message: 'The file ran no tests.' })
  }
}

function readSuite(suite: TestSuiteResult, path: string, results: Results): void {
  for (const { name, passed, skipped, error } of suite.tests) {
    if (skipped) results.skipped++
    else if (passed) results.passed++
    else {
      const compared = error?.expected === undefined ? '' : `\nexpected: ${error.expected}\nactual: ${String(error.actual)}`
      results.failures.push({ name: `${path}: ${name}`, message: `${error?.message ?? 'failed'}${compared}\n${error?.stack ?? ''}`.trim() })
    }
  }
  for (const child of suite.suites) readSuite(child, `${path}: ${child.name}`, results)
}
