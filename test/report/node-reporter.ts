/** A reporter for node's test runner: one JSON object per finished test, for test/report/node.ts. */
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Line } from './node.ts'

export default async function* lines(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path = new Map<string, string[]>() // of suites and tests that have begun, per file
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      const names = path.get(data.file ?? '') ?? []
      path.set(data.file ?? '', [...names.slice(0, data.nesting), data.name])
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const error = type === 'test:fail' ? data.details.error : undefined
    const failureType = (error as { failureType?: string } | undefined)?.failureType
    // a suite that is left out is one thing left out, for its tests are not even heard of
    if (data.details.type === 'suite' && data.skip === undefined && (type === 'test:pass' || failureType === 'subtestsFailed')) continue
    if (failureType === 'subtestsFailed') continue
    const line: Line = {
      file: data.file ?? '',
      name: [...(path.get(data.file ?? '') ?? []).slice(0, data.nesting), data.name].join(' › '),
      outcome:
        type === 'test:fail' && data.todo === undefined
          ? 'failed'
          : data.skip === undefined && data.todo === undefined
            ? 'passed'
            : 'skipped',
      message: error ? inspect(error.cause ?? error, { depth: 4, colors: false }) : '',
    }
    yield `${JSON.stringify(line)}\n`
  }
}
