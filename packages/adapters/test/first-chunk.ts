import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The first chunk of a page that imports this: its gzip size and the packages in it. */
export async function firstChunk(contents: string): Promise<{ readonly gzip: number; readonly inputs: readonly string[]; readonly text: string }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: here }, bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022', write: false, metafile: true, outdir: here,
    conditions: ['loyaltykit-source', 'production'], define: { 'process.env.NODE_ENV': '"production"' },
  })
  const first = new Set<string>()
  const visit = (path: string) => {
    if (first.has(path)) return
    first.add(path)
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) if (kind === 'import-statement') visit(next)
  }
  visit(Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint) ?? '')
  const inputs = [...first].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
  const text = outputFiles.filter(({ path }) => [...first].some((one) => path.endsWith(one.split('/').at(-1) ?? ''))).map((file) => file.text).join('')
  return { gzip: gzipSync(text, { level: 9 }).length, inputs, text }
}
