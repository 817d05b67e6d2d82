import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { staticPages } from './pages.ts'

/** Text files also packed, so that the server only picks one. */
const packed: Plugin = {
  name: 'packed',
  enforce: 'post',
  apply: 'build',
  async generateBundle(_options, bundle) {
    for (const [fileName, file] of Object.entries(bundle)) {
      if (!/\.(js|css)$/.test(fileName)) continue
      const text = file.type === 'chunk' ? file.code : file.source
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        promisify(gzip)(text, { level: 9 }),
      ])
      this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: br })
      this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gz })
    }
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/shop/',
  logLevel: 'warn',
  plugins: [staticPages({ root: import.meta.dirname, base: '/shop/' }), packed],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
})
