/** Pages as HTML. Elements of LoyaltyKit are written with their shadow roots, so that they are seen before any script. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { render } from '@lit-labs/ssr'
import { collectResult } from '@lit-labs/ssr/lib/render-result.js'
import { html, raw } from 'hono/html'
import type { TemplateResult } from 'lit'
import { wordsOf, type Language } from '../words/index.ts'
import type { Reading } from './loyalty.ts'

export type Html = ReturnType<typeof html>

/** Where this server keeps what `vite build` made. */
const dist = join(import.meta.dirname, '../dist')

interface Chunk {
  readonly file: string
  readonly src?: string
  readonly isEntry?: boolean
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
}

/** Addresses of the built script and style, and of the chunks that elements are in. */
export interface Assets {
  readonly script: string
  readonly style: string
  /** What a page with these tags loads, so that it is not found out one after another. */
  chunksFor(tags: readonly string[]): readonly string[]
}

export function readAssets(): Assets {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>
  const entry = Object.values(manifest).find(({ isEntry }) => isEntry)
  if (!entry?.css?.[0]) throw new Error('The hotel is not built: run `npm start` in the repository\'s root, which builds it.')
  const address = (file: string) => `/${file}`
  const withImports = (key: string, found = new Set<string>()): Set<string> => {
    const chunk = manifest[key]
    if (!chunk || found.has(chunk.file)) return found
    found.add(chunk.file)
    for (const other of chunk.imports ?? []) withImports(other, found)
    return found
  }
  return {
    script: address(entry.file),
    style: address(entry.css[0]),
    chunksFor: (tags) => {
      const wanted = ['src/page.ts', ...tags.map((tag) => `/${tag.replace('loyalty-', '')}/define.js`)]
      const keys = Object.entries(manifest).filter(([, { src = '' }]) => wanted.some((name) => src.endsWith(name))).map(([key]) => key)
      const files = new Set(keys.flatMap((key) => [...withImports(key)]))
      files.delete(entry.file)
      return [...files].map(address)
    },
  }
}

/**
 * An element with its shadow root. Where the programme could not be read, the tag alone: its room is kept by `reserve.css`, and
 * the page's own client asks.
 */
export async function element({ complete }: Pick<Reading, 'complete'>, template: TemplateResult): Promise<Html> {
  const text = await collectResult(render(template))
  return raw(complete ? text : text.replace(/<template shadowroot="open" shadowrootmode="open">[^]*<\/template>/, ''))
}

/** The element with this as its children. */
export function withInside(tag: Html, inside: Html | string): Html {
  const text = String(tag)
  const end = text.lastIndexOf('</loyalty-')
  return raw(text.slice(0, end) + String(inside) + text.slice(end)) as Html
}

/** What every page is made of. */
export interface Page {
  readonly language: Language
  /** The path below the language, with what is after the `?`. */
  readonly path: string
  readonly title: string
  /** Which script runs: `data-page` of the body. */
  readonly name: string
  readonly reading: Reading
  readonly assets: Assets
  readonly nonce: string
  readonly body: Html | Promise<Html>
  readonly header: Html | Promise<Html>
}

/** The whole document. Style elements are those of shadow roots alone: each gets the nonce of this answer. */
export async function document({ language, path, title, name, reading, assets, nonce, body, header }: Page): Promise<string> {
  const say = wordsOf(language)
  const inside = String(await html`${header}
    <main id="main" tabindex="-1">
      ${body}
    </main>`)
  const tags = [...new Set([...inside.matchAll(/<(loyalty-[a-z-]+)/g)].map(([, tag = '']) => tag))]
  const { state, quotes, carts, since } = reading
  const page = await html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="${say.lede}">
    <title>${title} · Harbour</title>
    <link rel="icon" href="/mark.svg" type="image/svg+xml">
    ${(['en', 'ru', 'de'] as const).map((one) => html`<link rel="alternate" hreflang="${one}" href="/${one}${path}">`)}
    <link rel="stylesheet" href="${assets.style}">
    <script type="module" src="${assets.script}"></script>
    ${assets.chunksFor(tags).map((file) => html`<link rel="modulepreload" href="${file}">`)}
  </head>
  <body data-page="${name}" data-who="${reading.complete ? (reading.isMember ? 'member' : 'guest') : 'unknown'}">
    <a class="skip" href="#main">${say.skip}</a>
    ${raw(inside.replaceAll('<style>', `<style nonce="${nonce}">`))}
    <footer>
      <p>${say.footer}</p>
      <nav aria-label="${say.more}"><a href="/${language}/hand-over">${say.handOver}</a></nav>
    </footer>
    <dialog id="club" aria-labelledby="club-title" data-close="${say.close}">
      <h2 id="club-title" class="visually-hidden">Harbour Club</h2>
      <form method="dialog"><button class="close" aria-label="${say.close}">×</button></form>
    </dialog>
    <script type="application/json" id="loyalty-state">${raw(asJson({ state, quotes, carts, since }))}</script>
  </body>
</html>`
  return String(page)
}

/** JSON that can stand in a script element. */
const asJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
