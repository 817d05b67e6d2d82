/**
 * Writes what is made of `custom-elements.json`: data for editors, beside it, and types of the tags for JSX and Vue, in `src`.
 * `npm run analyze` makes the manifest first. `node packages/elements/generate.ts --editors` writes only what is not kept in git.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { webTypes } from './generate/jetbrains.ts'
import { jsxTypes } from './generate/jsx.ts'
import { readManifest, tagsOf } from './generate/manifest.ts'
import { cssData, htmlData } from './generate/vscode.ts'
import { vueTypes } from './generate/vue.ts'

const tags = tagsOf(readManifest())
const own = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { name: string; version: string }

const write = (file: string, text: string) => writeFileSync(new URL(file, import.meta.url), text)
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

write('vscode.html-custom-data.json', json(htmlData(tags)))
write('vscode.css-custom-data.json', json(cssData(tags)))
write('web-types.json', json(webTypes(tags, own)))
if (!process.argv.includes('--editors')) {
  write('src/jsx.generated.ts', jsxTypes(tags))
  write('src/vue.generated.ts', vueTypes(tags))
}
