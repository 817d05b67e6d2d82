/** The page of a contact sheet (see ../look.ts): every story of one module, side by side, each in a cell of one width. */
import { perform, storiesOf, type StoryModule } from './stage.ts'
import type { FrameOptions } from '../../.storybook/frame.ts'

export interface Sheet {
  readonly stories: number
  /** What went wrong, and what is wider than its cell, by story. */
  readonly problems: readonly string[]
}

declare global {
  interface Window {
    sheet?: Sheet
  }
}

const asked = new URLSearchParams(location.search)
const width = Number(asked.get('width'))
const lang = asked.get('lang') ?? 'en'
const dir = asked.get('dir') === 'rtl' ? 'rtl' : 'ltr'
const theme = asked.get('theme') === 'dark' ? 'dark' : 'light'
const only = asked.get('story')?.toLowerCase() ?? ''
const problems: string[] = []

const style = document.createElement('style')
style.textContent = `
  body { margin: 0; padding: 16px; background: #8886; font: 16px/1.4 system-ui, sans-serif; }
  main { columns: ${Math.max(1, Math.floor(1400 / (width + 16)))} ${width}px; column-gap: 16px; inline-size: max-content; max-inline-size: 1400px; min-inline-size: ${width}px; }
  figure { margin: 0 0 16px; inline-size: ${width}px; break-inside: avoid; }
  figcaption { font: 12px/1.6 monospace; }
  pre { margin: 0; color: #b00; white-space: pre-wrap; font-size: 11px; }
`
const main = document.createElement('main')
document.head.append(style)
document.body.append(main)
document.documentElement.lang = lang
const look = new CSSStyleSheet()
const sheetAt = async (path: string) => (await fetch(path, { headers: { accept: 'text/css' } })).text()
look.replaceSync(await sheetAt(`/packages/elements/src/themes/${asked.get('sheet') ?? 'plain'}.css`))
const ofThePage = asked.get('css')
const hostile = new CSSStyleSheet()
if (ofThePage) hostile.replaceSync(await sheetAt(`/${ofThePage}`))
document.adoptedStyleSheets = [look, hostile]

const module = (await import(/* @vite-ignore */ asked.get('file') ?? '')) as StoryModule
const meta = module.default ?? {}
const stories = storiesOf(module).filter(([name]) => name.toLowerCase().includes(only))
for (const [name, story] of stories) {
  const cell = document.createElement('figure')
  const caption = document.createElement('figcaption')
  const canvas = document.createElement('div')
  caption.textContent = name
  cell.append(caption, canvas)
  main.append(cell)
  const given: FrameOptions = { ...meta.parameters, ...story.parameters }
  const parameters = {
    ...meta.parameters,
    ...story.parameters,
    lang: given.lang ?? lang,
    dir: given.dir ?? dir,
    theme: given.theme ?? theme,
  }
  try {
    // A story's own width is that of its content; a cell's counts with the frame's padding, as a screen's does.
    await perform(meta, story, canvas, { ...parameters, width: given.width && Math.min(given.width, width - 32) })
    if (canvas.scrollWidth > canvas.clientWidth) throw new Error(`is ${canvas.scrollWidth} px wide in ${canvas.clientWidth}`)
  } catch (error) {
    const message = `${name}: ${error instanceof Error ? error.message : String(error)}`
    const note = document.createElement('pre')
    note.textContent = message
    cell.append(note)
    problems.push(message)
  }
}
await document.fonts.ready
window.sheet = { stories: stories.length, problems }
