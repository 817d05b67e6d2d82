/** Medusa 2 with its loyalty plugin, as a shop runs it: from npm, on a real database, in a temporary folder. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../browsers.ts'
import { openPostgres } from './postgres.ts'

const version = '2.21.1'
const packages = ['medusa', 'framework', 'cli', 'admin-sdk', 'loyalty-plugin'].map((name) => `@medusajs/${name}`)

/** A Medusa that is there until it is closed. */
export interface Medusa {
  readonly url: string
  /** Who keeps the shop. */
  readonly admin: { readonly email: string; readonly password: string }
  close(): Promise<void>
}

/** What `openMedusa` takes. */
export interface MedusaOptions {
  /** Whose pages may call it: the shop's origin. */
  readonly origin: string
  /** A folder in whose `node_modules` it is already, at the version wanted; nothing is installed then. */
  readonly installed?: string
  /** Tells what is being done. */
  readonly tell?: (what: string) => void
}

const config = `const { defineConfig } = require('@medusajs/framework/utils')
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: { storeCors: process.env.SHOP_ORIGIN, authCors: process.env.SHOP_ORIGIN, adminCors: process.env.SHOP_ORIGIN, jwtSecret: process.env.SECRET, cookieSecret: process.env.SECRET },
  },
  admin: { disable: true },
  plugins: [{ resolve: '@medusajs/loyalty-plugin', options: {} }],
})
`

/** Takes about two minutes, most of it npm; about 750 MB while it is there. */
export async function openMedusa({ origin, installed, tell = () => {} }: MedusaOptions): Promise<Medusa> {
  const folder = mkdtempSync(join(tmpdir(), 'loyaltykit-medusa-'))
  chmodSync(folder, 0o711) // the database has a user of its own
  const admin = { email: 'keeper@shop.example', password: `keeper-${String(process.pid)}` }
  const shop = join(folder, 'shop')
  mkdirSync(shop)
  const log = join(folder, 'log')
  let server: ChildProcess | undefined
  let closeDatabase = () => {}
  const close = async () => {
    if (server?.exitCode === null) {
      const ended = new Promise((done) => server?.once('exit', done))
      server.kill('SIGKILL')
      await ended
    }
    closeDatabase()
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    writeFileSync(join(shop, 'medusa-config.js'), config)
    writeFileSync(join(shop, 'package.json'), JSON.stringify({ name: 'shop', private: true, dependencies: Object.fromEntries(packages.map((name) => [name, version])) }))
    if (installed) symlinkSync(join(installed, 'node_modules'), join(shop, 'node_modules'))
    else {
      tell(`Medusa ${version} from npm`)
      run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], shop)
    }

    tell('PostgreSQL')
    const database = await openPostgres(join(folder, 'postgres'))
    closeDatabase = database.close
    const port = await freePort()
    const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: database.url, SHOP_ORIGIN: origin, SECRET: `for-this-run-only-${String(process.pid)}`, PORT: String(port), MEDUSA_DISABLE_TELEMETRY: 'true' }
    const medusa = join(shop, 'node_modules/@medusajs/cli/cli.js')

    tell('tables')
    run(process.execPath, [medusa, 'db:migrate'], shop, env)
    run(process.execPath, [medusa, 'user', '-e', admin.email, '-p', admin.password], shop, env)

    tell('server')
    const output = openSync(log, 'w')
    server = spawn(process.execPath, [medusa, 'start'], { cwd: shop, env, stdio: ['ignore', output, output] })
    closeSync(output)
    const url = `http://127.0.0.1:${String(port)}`
    await isReady(`${url}/health`, server, log)
    return { url, admin, close }
  } catch (error) {
    await close()
    throw error
  }
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} failed: ${error?.message ?? `${stdout}\n${stderr}`.slice(-4_000)}`)
}

async function isReady(address: string, server: ChildProcess, log: string): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end && server.exitCode === null;) {
    if (await fetch(address).then(({ ok }) => ok, () => false)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`Medusa did not start.\n${readFileSync(log, 'utf8').slice(-4_000)}`)
}
