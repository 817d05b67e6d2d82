import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { staticPages } from './pages.ts'

/** Text files also packed, so that the server only picks one. Of the written files: what other plugins put in last is there. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))
    await Promise.all(files.map(async (name) => {
      const text = await readFile(join(dir, name))
      await writeFile(join(dir, `${name}.br`), await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
      await writeFile(join(dir, `${name}.gz`), await zip(text, { level: 9 }))
    }))
  },
}
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

export default defineConfig({
  root: import.meta.dirname,
  base: '/shop/',
  logLevel: 'warn',
  plugins: [staticPages({ root: import.meta.dirname, base: '/shop/' }), packed],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
})
