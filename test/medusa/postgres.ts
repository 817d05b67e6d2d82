/** Debian's PostgreSQL in a temporary folder, on a port of its own, for one run. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../browsers.ts'

/** A database that is there until it is closed. */
export interface Postgres {
  readonly url: string
  close(): void
}

/** Where its programs are: Debian keeps them beside the path, the newest version last. */
export function findPostgres(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin').sort().findLast((folder) => existsSync(join(folder, 'initdb')))
}

export async function openPostgres(folder: string): Promise<Postgres> {
  const programs = findPostgres()
  if (!programs) throw new Error('No PostgreSQL found: apt-get install postgresql')
  const isRoot = process.getuid?.() === 0
  const data = join(folder, 'data')
  mkdirSync(folder, { recursive: true })
  // it refuses to run as root; Debian's package has made a user for it
  if (isRoot) spawnSync('chown', ['postgres', folder])
  const run = (program: string, ...args: string[]) => {
    const command = [join(programs, program), ...args]
    const [name = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    const { status, stderr, error } = spawnSync(name, rest, { encoding: 'utf8', cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
  }
  const port = await freePort()
  run('initdb', '-D', data, '-U', 'shop', '-A', 'trust', '-E', 'UTF8')
  run('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-o', `-p ${String(port)} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`, 'start')
  run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'shop', 'shop')
  return {
    url: `postgres://shop@127.0.0.1:${String(port)}/shop`,
    close: () => run('pg_ctl', '-D', data, '-m', 'immediate', 'stop'),
  }
}
