import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from './name.ts'

/** Lines that go into a file that is there: at its end, or before the last line that is exactly `before`, or after the last line that matches `after`. */
export interface Insertion {
  readonly file: string
  readonly lines: string
  readonly before?: string
  readonly after?: RegExp
}

/** What will be written, all of it known before anything is. Paths are relative to the repository. */
export interface Plan {
  readonly files: Readonly<Record<string, string>>
  readonly insertions: readonly Insertion[]
}

/**
 * Writes all or nothing, and over nothing.
 * @throws `Refusal` when a file is there already, or has no place for what belongs into it.
 */
export function carryOut({ files, insertions }: Plan, root: string): void {
  for (const file of Object.keys(files)) if (existsSync(join(root, file))) throw new Refusal(`${file} is there already. Nothing was written.`)
  const changed = new Map<string, string>()
  for (const insertion of insertions) {
    const { file } = insertion
    if (!changed.has(file) && !existsSync(join(root, file))) throw new Refusal(`${file} is missing. Nothing was written.`)
    changed.set(file, inserted(changed.get(file) ?? readFileSync(join(root, file), 'utf8'), insertion))
  }
  for (const [file, text] of [...Object.entries(files), ...changed]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}

function inserted(text: string, { file, lines, before, after }: Insertion): string {
  const all = text.replace(/\n*$/, '\n').split('\n')
  const at = before !== undefined ? all.lastIndexOf(before) : after ? all.findLastIndex((line) => after.test(line)) + 1 : all.length - 1
  if (at < 0 || (after && at === 0)) throw new Refusal(`${file} is not as it was: there is no line ${before === undefined ? String(after) : `"${before}"`}. Nothing was written.`)
  return [...all.slice(0, at), lines.replace(/\n$/, ''), ...all.slice(at)].join('\n')
}
