import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** What everything that takes a secret says in a page, so that built files are searched for it. */
export const sign = 'its secret must not be in a page'

/** Scripts in these folders, and those of them that have something in them that takes a secret. */
export function searched(...places: readonly string[]): { readonly files: readonly string[]; readonly found: readonly string[] } {
  const files = places.flatMap((place) => {
    const built = globSync(`${place}/**/*.js`, { cwd: root })
    if (built.length === 0) throw new Error(`${place} has no built file: run \`npm run build\` first.`)
    return built
  })
  return { files, found: files.filter((file) => readFileSync(join(root, file), 'utf8').includes(sign)) }
}
