import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { StartError } from './options.ts'

const root = resolve(import.meta.dirname, '../..')

interface Step {
  readonly name: string
  readonly sources: readonly string[]
  /** Files that the step writes last: none may be older than the newest source. */
  readonly made: readonly string[]
  readonly command: readonly [string, ...string[]]
}

const steps: readonly Step[] = [
  {
    name: 'packages',
    sources: ['packages/*/src/**/*', 'packages/*/package.json', 'packages/*/tsconfig.build.json', 'rollup.config.mjs', 'tsconfig.base.json'],
    made: [...['core', 'adapters', 'sandbox', 'gateway', 'elements', 'react', 'testing'].map((name) => `packages/${name}/dist/**/*.js`), 'packages/cdn/dist/loyaltykit.js'],
    command: ['node_modules/rollup/dist/bin/rollup', '-c', '--silent'],
  },
  {
    name: 'shop',
    sources: ['examples/shop/{pages,words,src,public}/**/*', 'examples/shop/*.{ts,json}', 'packages/{core,adapters,elements}/dist/**/*.{js,css}'],
    made: ['examples/shop/dist/index.html'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'examples/shop/vite.config.ts'],
  },
  {
    name: 'hotel',
    sources: ['examples/hotel/{src,public}/**/*', 'examples/hotel/vite.config.ts', 'packages/{core,adapters,elements}/dist/**/*.{js,css}'],
    made: ['examples/hotel/dist/.vite/manifest.json'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'examples/hotel/vite.config.ts'],
  },
  {
    name: 'sandbox panel',
    sources: ['examples/panel/*.ts'],
    made: ['examples/panel/dist/panel.js'],
    command: ['node_modules/esbuild/bin/esbuild', 'examples/panel/panel.ts', '--bundle', '--minify', '--format=esm', '--target=es2022', '--outfile=examples/panel/dist/panel.js', '--log-level=warning'],
  },
]

/** Builds each part whose sources are newer than what was made of them. @throws `StartError` when a build fails. */
export async function buildWhatIsOld(say: (line: string) => void): Promise<void> {
  for (const { name, sources, made, command } of steps) {
    const oldest = made.map((file) => newest(file)).reduce((least, time) => Math.min(least, time), Infinity)
    if (oldest >= newest(...sources)) continue
    const began = performance.now()
    say(`Building: ${name} …`)
    const [failed, output] = await run(command)
    if (failed) throw new StartError(`${output.trim()}\n\nThe build of ${name} failed: see above.`)
    say(`Built:    ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
}

/** When the youngest of these files was written; 0 when there is none. */
const newest = (...patterns: readonly string[]): number =>
  globSync([...patterns], { cwd: root, exclude: (path) => path.includes('node_modules') })
    .map((file) => statSync(resolve(root, file)))
    .reduce((most, stats) => (stats.isFile() ? Math.max(most, stats.mtimeMs) : most), 0)

function run([script, ...args]: Step['command']): Promise<readonly [failed: boolean, output: string]> {
  // esbuild's program is no script of node
  const binary = script.includes('/esbuild/')
  const child = binary ? spawn(resolve(root, script), args, { cwd: root }) : spawn(process.execPath, [resolve(root, script), ...args], { cwd: root })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => done([code !== 0, output]))
  })
}
