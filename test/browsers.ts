/** Finds the browsers that are installed, and starts what WebKit needs. Nothing is downloaded. */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export type Engine = 'chromium' | 'firefox' | 'webkit'

export const engines: readonly Engine[] = ['chromium', 'firefox', 'webkit']

const isRoot = process.getuid?.() === 0

const chromiumPlaces = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

const firefoxPlaces = ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox']

/** The flags for an unattended Chromium; without its sandbox only where it cannot have one. */
export const chromiumFlags: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of Chromium or Chrome: `CHROME_PATH`, then the usual places; undefined when there is none. */
export function findChromium(): string | undefined {
  return find(process.env['CHROME_PATH'], chromiumPlaces)
}

/** The path of Firefox: `FIREFOX_PATH`, then the usual places; undefined when there is none. */
export function findFirefox(): string | undefined {
  return find(process.env['FIREFOX_PATH'], firefoxPlaces)
}

export interface WebKitPaths {
  readonly driver: string
  readonly browser: string
  readonly display: string
}

/** WebKitGTK's driver, its browser and a virtual display; undefined unless all three are there. */
export function findWebKit(): WebKitPaths | undefined {
  const driver = onPath('WebKitWebDriver')
  const display = onPath('Xvfb')
  const browser = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').sort().at(-1)
  return driver && display && browser ? { driver, browser, display } : undefined
}

export function isFound(engine: Engine): boolean {
  return Boolean(engine === 'chromium' ? findChromium() : engine === 'firefox' ? findFirefox() : findWebKit())
}

/**
 * The path of Chromium. Installs it where that is possible without asking (Debian or Ubuntu, as root).
 * @throws Error that says what to install.
 */
export function requireChromium(): string {
  const found = findChromium()
  if (found) return found
  if (isRoot && existsSync('/etc/debian_version')) {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
    try {
      execFileSync('apt-get', ['update'], options)
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options)
    } catch {
      // The message below says what to do.
    }
  }
  const installed = findChromium()
  if (!installed) throw new Error('No Chromium found: install Chromium or Chrome, or set CHROME_PATH to its program.')
  return installed
}

export interface WebKitDriver {
  readonly port: number
  readonly browser: string
  stop(): Promise<void>
}

/** Starts a virtual display and WebKit's driver on free ports. The caller stops it. */
export async function startWebKit(paths: WebKitPaths): Promise<WebKitDriver> {
  const children: ChildProcess[] = []
  const stop = async () => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill()
      await Promise.race([once(child, 'exit'), wait(3000)])
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    }
  }
  try {
    const screen = spawn(paths.display, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    children.push(screen)
    const number = await firstLine(screen)
    const port = await freePort()
    const driver = spawn(paths.driver, [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${number}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    })
    children.push(driver)
    await listening(port)
    return { port, browser: paths.browser, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function firstLine(screen: ChildProcess): Promise<string> {
  const pipe = screen.stdio[3]
  if (!pipe || !('on' in pipe)) throw new Error('Xvfb gave no display number.')
  const [data] = (await Promise.race([
    once(pipe, 'data'),
    once(screen, 'exit').then(() => Promise.reject(new Error('Xvfb did not start.'))),
  ])) as [Buffer]
  return data.toString().trim()
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      wait(500).then(() => false),
    ])
    socket.destroy()
    if (open) return
    await wait(100)
  }
  throw new Error(`Nothing listens on port ${port}.`)
}

function find(named: string | undefined, places: readonly string[]): string | undefined {
  if (named) return existsSync(named) ? named : undefined
  for (const place of places) {
    const path = /[/\\]/.test(place) ? place : onPath(place)
    if (path && existsSync(path)) return path
  }
  return undefined
}

function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))
}
