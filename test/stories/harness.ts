/**
 * A story as a test: it renders without an error, settles, its `play` passes, axe finds nothing against WCAG 2.2 AA, and it
 * holds together 320 px wide with the text spacing of WCAG 1.4.12 (fit.ts).
 *
 * Parameters that count here, beside those of the stage (stage.ts): `a11y: { disable, config: { rules }, options }` as
 * Storybook's own add-on reads them.
 */
import 'axe-core/axe.min.js' // no module: it leaves a global behind
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import { misfits } from './fit.ts'
import { perform, storiesOf, type Annotations, type Parameters, type StoryModule } from './stage.ts'

declare const axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> }

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Registers one test per story of a module. */
export function testStories(module: StoryModule): void {
  const meta = module.default
  describe(meta?.title ?? 'stories', () => {
    if (!meta) it('has a default export', () => Promise.reject(new Error('A file of stories exports its meta by default.')))
    for (const [name, story] of storiesOf(module)) {
      it(name, () => check(meta ?? {}, story))
    }
  })
}

async function check(meta: Annotations, story: Annotations): Promise<void> {
  const parameters = { ...meta.parameters, ...story.parameters }
  const canvasElement = document.createElement('div')
  document.body.append(canvasElement)
  document.documentElement.lang = parameters.lang ?? 'en'
  document.title ||= 'Stories'
  const errors = watchErrors()
  try {
    const takeDown = await perform(meta, story, canvasElement, parameters, errors.throwFirst)
    try {
      if (!parameters.a11y?.disable) await audit(canvasElement, parameters)
      await fit(canvasElement)
      errors.throwFirst()
    } finally {
      await takeDown()
    }
  } finally {
    errors.stop()
  }
}

async function fit(root: HTMLElement): Promise<void> {
  const found = await misfits(root)
  if (found.length > 0) throw new Error(`does not fit 320 px with wide text spacing:\n${found.slice(0, 8).join('\n')}`)
}

async function audit(root: HTMLElement, { a11y }: Parameters): Promise<void> {
  const rules = Object.fromEntries((a11y?.config?.rules ?? []).map(({ id, enabled = true }) => [id, { enabled }]))
  const { violations } = await axe.run(root, {
    runOnly: { type: 'tag', values: wcag },
    resultTypes: ['violations'],
    rules,
    ...a11y?.options,
  })
  if (violations.length === 0) return
  const found = violations.map(({ id, help, nodes }) => {
    const where = nodes.map(({ target, failureSummary }) => `  ${target.flat().join(' > ')}\n    ${failureSummary ?? ''}`)
    return `${id}: ${help}\n${where.join('\n')}`
  })
  throw new Error(`axe: ${found.join('\n')}`)
}

function watchErrors() {
  const seen: unknown[] = []
  const onError = (event: ErrorEvent) => {
    if (event.message.startsWith('ResizeObserver loop')) return
    seen.push(event.error ?? event.message)
  }
  const onRejection = (event: PromiseRejectionEvent) => {
    seen.push(event.reason)
    event.preventDefault()
  }
  window.addEventListener('error', onError)
  window.addEventListener('unhandledrejection', onRejection)
  return {
    throwFirst() {
      const [first] = seen
      if (seen.length > 0) throw first instanceof Error ? first : new Error(String(first))
    },
    stop() {
      window.removeEventListener('error', onError)
      window.removeEventListener('unhandledrejection', onRejection)
    },
  }
}
