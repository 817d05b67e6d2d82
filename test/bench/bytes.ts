/** What a page downloads, compressed: bundles of the built packages, and the files of the CDN build that a browser asked for. */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export interface Size {
  readonly gzip: number
  readonly brotli: number
}

export const sizeOf = (contents: Uint8Array): Size => ({
  gzip: gzipSync(contents, { level: 9 }).length,
  brotli: brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
})

export const sum = (sizes: readonly Size[]): Size => ({
  gzip: sizes.reduce((total, { gzip }) => total + gzip, 0),
  brotli: sizes.reduce((total, { brotli }) => total + brotli, 0),
})

export const filesSize = (paths: readonly string[]): Size => sum(paths.map((path) => sizeOf(readFileSync(path))))

/** A bundle of `code` from the built packages: what loads at once, and what only when it is needed. */
export async function bundled(code: string, root: string): Promise<{ readonly first: Size; readonly later: Size }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'entry.js' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
  })
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint)
  const first = new Set<string>()
  const visit = (path: string | undefined): void => {
    if (!path || first.has(path)) return
    first.add(path)
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) if (kind === 'import-statement') visit(next)
  }
  visit(entry)
  const isFirst = (path: string) => [...first].some((known) => path.endsWith(known.replace(/^out/, '')))
  return {
    first: sum(outputFiles.filter(({ path }) => isFirst(path)).map(({ contents }) => sizeOf(contents))),
    later: sum(outputFiles.filter(({ path }) => !isFirst(path)).map(({ contents }) => sizeOf(contents))),
  }
}
