/** Makes every file of stories a test file: when the runner asks for it as one, it gets the harness around it. */
import { relative } from 'node:path'
import type { TestRunnerConfig } from '@web/test-runner'
import { build } from 'esbuild'

type Plugin = NonNullable<TestRunnerConfig['plugins']>[number]

export const storyFiles = (root: string): Plugin => ({
  name: 'story-files',
  serve({ path, URL }) {
    if (!path.endsWith('.stories.ts') || !URL.searchParams.has('wtr-session-id')) return undefined
    const body = [
      `import * as stories from ${JSON.stringify(path)};`,
      `import { testStories } from '/${relative(root, `${import.meta.dirname}/harness.ts`)}';`,
      'testStories(stories);',
    ].join('\n')
    return { body, type: 'js' }
  },
})

const bundlePath = '/__storybook-test.js'

/** A `play` may use `storybook/test`; what it stands on is CommonJS, so a page gets it as one module. */
export const storybookTest = (root: string): Plugin => {
  let bundle: Promise<string> | undefined
  return {
    name: 'storybook-test',
    resolveImport: ({ source }) => (source === 'storybook/test' ? bundlePath : undefined),
    async serve({ path }) {
      if (path !== bundlePath) return undefined
      bundle ??= bundled(root)
      return { body: await bundle, type: 'js' }
    },
  }
}

async function bundled(root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from 'storybook/test';", resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"', 'process.env': '{}', global: 'globalThis' },
  })
  return outputFiles[0]?.text ?? ''
}
