/** A Redis or Valkey of one's own: on a free port, in a folder of its own, with everything on disk. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0)

/** For `skip` of a test: why there is no server here; in CI there must be one. */
export const noRedis: string | false = program !== undefined || process.env['CI'] === 'true' ? false : 'neither valkey-server nor redis-server is here'

/** A server that runs, until it is killed. */
export interface RedisServer {
  readonly url: string
  /** As a power cut does it: nothing is said, nothing is written. */
  kill(): Promise<void>
  /** Again, on the same port, with what was on disk. */
  start(): Promise<void>
  /** Takes calls and answers none, until `wake`. */
  hang(): void
  wake(): void
  /** Ends it and takes its folder away. */
  remove(): Promise<void>
}

/** @param settings more for its command line, such as `['--appendonly', 'no']`. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  if (program === undefined) throw new Error('Neither valkey-server nor redis-server is here: apt-get install redis-server')
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  let running: ChildProcess | undefined

  async function start() {
    const told = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', ...settings]
    const child = spawn(program as string, told, { stdio: ['ignore', 'pipe', 'inherit'] })
    running = child
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stdout.on('data', (data: Buffer) => {
        said += data.toString()
        if (said.includes('Ready to accept connections')) resolve()
      })
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`${program} ended with ${String(code)}:\n${said}`)))
    })
  }
  const kill = async () => {
    const child = running
    running = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    kill, start,
    hang: () => void running?.kill('SIGSTOP'),
    wake: () => void running?.kill('SIGCONT'),
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
