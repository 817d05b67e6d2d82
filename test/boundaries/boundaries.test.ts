import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { planted } from './planted.ts'

const root = resolve(import.meta.dirname, '../..')

// The planted files are not on the disk, so the rules that ask the type checker rest.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      rules: tseslint.configs.disableTypeChecked.rules ?? {},
      languageOptions: { parserOptions: { projectService: false } },
    },
  ],
})

async function messages(path: string, text: string) {
  const [result] = await eslint.lintText(text, { filePath: join(root, path), warnIgnored: true })
  assert.ok(result, `${path} is linted`)
  assert.ok(!result.messages.some(({ fatal }) => fatal), `${path}: ${result.messages[0]?.message ?? ''}\n${text}`)
  assert.ok(!result.messages.some(({ message }) => message.startsWith('File ignored')), `${path} is not ignored`)
  return result.messages
}

for (const { rule, says, path, bad, good, goodPath } of planted) {
  test(`${rule} bites: ${says}: ${
    bad
      .trim()
      .split('\n')
      .at(bad.startsWith('import') && !bad.includes('`') ? 0 : -1) ?? ''
  } in ${path}`, async () => {
    const found = await messages(path, bad)
    assert.ok(
      found.some(({ ruleId, message }) => ruleId === rule && message.includes(says)),
      `not caught in ${path}:\n${bad}\n${JSON.stringify(found, null, 2)}`,
    )
    const clean = await messages(goodPath ?? path, good)
    assert.deepEqual(
      clean.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message),
      [],
      `the clean twin is refused:\n${good}`,
    )
  })
}
