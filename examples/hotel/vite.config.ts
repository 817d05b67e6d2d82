import { join } from 'node:path'
import { defineConfig } from 'vite'

/** Scripts and style only: the pages are the server's. It finds them by the manifest. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  logLevel: 'warn',
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: { input: join(import.meta.dirname, 'src/site.ts') },
  },
})
