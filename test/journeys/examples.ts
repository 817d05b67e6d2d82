/** Starts the built examples as `npm start` does, on a free port, with a state of their own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../browsers.ts'

const root = resolve(import.meta.dirname, '../..')

export interface Examples {
  /** Without a slash at the end. */
  readonly url: string
  /** The hotel, and the booking engine that it hands over to. */
  readonly hotelUrl: string
  /** A partner's page. */
  readonly partnerUrl: string
  readonly engineUrl: string
  readonly port: number
  /** What it has printed so far. */
  output(): string
  /** Ends it as Ctrl+C does, or at once with `SIGKILL`; gives its exit code. The state stays. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<number | null>
  /** Starts again on the same port and state. */
  start(...args: readonly string[]): Promise<void>
  /** Ends it and removes the state. */
  remove(): Promise<void>
}

/** A free port whose next ones are free too: each site has its own. */
async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await freePort()
    const servers = [1, 2, 3].map((by) => createServer().listen(port + by, '127.0.0.1'))
    const free = await Promise.all(servers.map((server) => Promise.race([once(server, 'listening').then(() => true), once(server, 'error').then(() => false)]).catch(() => false)))
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
    if (free.every(Boolean)) return port
  }
  throw new Error('No free ports.')
}

/** A process of `examples/start.ts`, with all that it prints. */
export function run(args: readonly string[], env: Readonly<Record<string, string>>): { readonly child: ChildProcess; output(): string } {
  const child = spawn(process.execPath, ['examples/start.ts', ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  return { child, output: () => output }
}

export async function startExamples(): Promise<Examples> {
  const port = await freePorts()
  const data = mkdtempSync(join(tmpdir(), 'examples-'))
  const url = `http://localhost:${port}`
  let running: ReturnType<typeof run> | undefined

  async function start(...args: readonly string[]) {
    running = run([`--data=${data}`, ...args], { PORT: String(port) })
    const { child, output } = running
    for (let tries = 0; tries < 2_400 && !output().includes(`${url}/shop/`); tries += 1) {
      if (child.exitCode !== null) throw new Error(`The examples did not start:\n${output()}`)
      await new Promise((done) => setTimeout(done, 50))
    }
    if (!output().includes(`${url}/shop/`)) throw new Error(`The examples did not start in 2 minutes:\n${output()}`)
  }

  async function stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT') {
    const child = running?.child
    running = undefined
    if (!child || child.exitCode !== null) return child?.exitCode ?? null
    const ended = once(child, 'exit') as Promise<[number | null]>
    child.kill(signal)
    return (await ended)[0]
  }

  await start()
  return {
    url, port,
    hotelUrl: `http://localhost:${port + 1}`,
    partnerUrl: `http://localhost:${port + 3}`,
    engineUrl: `http://localhost:${port + 2}`,
    start, stop,
    output: () => running?.output() ?? '',
    async remove() {
      await stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
