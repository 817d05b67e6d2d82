/** Makes every file of stories a test file: when the runner asks for it as one, it gets the harness around it. */
import { relative } from 'node:path';
import type { TestRunnerConfig } from '@web/test-runner';

type Plugin = NonNullable<TestRunnerConfig['plugins']>[number];

export const storyFiles = (root: string): Plugin => ({
  name: 'story-files',
  serve({ path, URL }) {
    if (!path.endsWith('.stories.ts') || !URL.searchParams.has('wtr-session-id')) return undefined;
    const body = [
      `import * as stories from ${JSON.stringify(path)};`,
      `import { testStories } from '/${relative(root, `${import.meta.dirname}/harness.ts`)}';`,
      'testStories(stories);',
    ].join('\n');
    return { body, type: 'js' };
  },
});
