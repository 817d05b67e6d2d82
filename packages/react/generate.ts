/**
 * Writes a component for every tag, and `src/index.ts`, from `packages/elements/custom-elements.json`.
 * `npm run analyze` makes the manifest first.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readManifest, tagsOf } from '../elements/generate/manifest.ts'
import { component, index } from './generate/component.ts'

const folder = new URL('./src/', import.meta.url)
const generated = new URL('generated/', folder)
const tags = tagsOf(readManifest())

mkdirSync(generated, { recursive: true })
for (const tag of tags) writeFileSync(new URL(`${tag.folder}.ts`, generated), component(tag))
for (const file of readdirSync(generated)) if (!tags.some((tag) => file === `${tag.folder}.ts`)) rmSync(new URL(file, generated))
writeFileSync(new URL('index.ts', folder), index(tags))
