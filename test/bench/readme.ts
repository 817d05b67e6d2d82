/** The table of sizes in the README: written by `npm run bench -- --readme`, held against the build by bench.test.ts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Size } from './bytes.ts'

const path = resolve(import.meta.dirname, '../../README.md')
const [begin, end] = ['<!-- sizes -->\n', '<!-- /sizes -->']

export interface Row {
  readonly what: string
  readonly gzip: number
  readonly brotli: number
}

/** What `bytes` of the bench says, as rows in kilobytes. */
export function rowsOf({ core, 'core+http': coreHttp, loader, 'first-element': firstElement, further }: {
  readonly core: { readonly first: Size }
  readonly 'core+http': { readonly first: Size }
  readonly loader: Size
  readonly 'first-element': Size
  readonly further: Readonly<Record<string, Size>>
}): Row[] {
  const row = (what: string, { gzip, brotli }: Size) => ({ what, gzip: Math.round(gzip / 100) / 10, brotli: Math.round(brotli / 100) / 10 })
  return [
    row('core (client, stores; actions come when they are used)', core.first),
    row('core and `http`', coreHttp.first),
    row('`loyaltykit.js`, the loader of the CDN build', loader),
    row('a page with one `loyalty-balance`: the loader, Lit, and all it needs', firstElement),
    ...Object.entries(further).map(([tag, size]) => row(`one more: \`${tag}\``, size)),
  ]
}

export function readTable(): Row[] {
  const text = readFileSync(path, 'utf8')
  const table = text.slice(text.indexOf(begin) + begin.length, text.indexOf(end))
  return table.split('\n').slice(2).filter(Boolean).map((line) => {
    const [, what = '', gzip, brotli] = line.split('|').map((cell) => cell.trim())
    return { what, gzip: Number(gzip), brotli: Number(brotli) }
  })
}

export function writeTable(rows: readonly Row[]): void {
  const text = readFileSync(path, 'utf8')
  const table = ['| what | gzip | brotli |', '| --- | --- | --- |', ...rows.map(({ what, gzip, brotli }) => `| ${what} | ${gzip.toFixed(1)} | ${brotli.toFixed(1)} |`), ''].join('\n')
  writeFileSync(path, text.slice(0, text.indexOf(begin) + begin.length) + table + text.slice(text.indexOf(end)))
}
