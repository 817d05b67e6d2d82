/**
 * A story as a test: it renders without an error, settles, its `play` passes, axe finds nothing against WCAG 2.2 AA, all that
 * can be pressed is large enough (targets.ts), and it holds together 320 px wide with the text spacing of WCAG 1.4.12 (fit.ts).
 *
 * In Chromium also: the focus is never lost and live regions speak once and politely (watch.ts), the focus is seen on all
 * that can have it (rings.ts), and where a story asks for them, forced colours (forced.ts) and reduced motion. Engines that
 * can not be asked for these skip such a story. An element must have a story of each state (states.ts), and one that is operated.
 *
 * Parameters that count here, beside those of the stage (stage.ts): `a11y: { disable, config: { rules }, options }` as
 * Storybook's own add-on reads them.
 */
import 'axe-core/axe.min.js' // no module: it leaves a global behind
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import { executeServerCommand } from '@web/test-runner-commands'
import { misfits } from './fit.ts'
import { lostInForcedColors } from './forced.ts'
import { ringless } from './rings.ts'
import { perform, storiesOf, type Annotations, type Parameters, type StoryModule } from './stage.ts'
import { exceptions, lacks } from './states.ts'
import { smallTargets } from './targets.ts'
import { watch, type Seen } from './watch.ts'

declare const axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> }

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Heavy, or only true where media features can be asked for. */
const isChromium = 'chrome' in window

/** Registers one test per story of a module, and what must be true of all of them together. */
export function testStories(module: StoryModule): void {
  const meta = module.default
  const tag = meta?.component ?? ''
  let operated = false
  describe(meta?.title ?? 'stories', () => {
    if (!meta) it('has a default export', () => Promise.reject(new Error('A file of stories exports its meta by default.')))
    for (const [name, story] of storiesOf(module)) {
      const { colors, motion } = { ...meta?.parameters, ...story.parameters }
      const one = (colors ?? motion) && !isChromium ? it.skip : it
      one(name, async () => {
        await check(meta ?? {}, story, () => (operated = true))
      })
    }
    if (!tag.startsWith('loyalty-')) return
    it('has a story of each state', () => fail('its stories are not all', lacks(module)))
    if (!isChromium) return
    it('has a story in which it is operated', () => {
      const reason = exceptions[tag]?.['Operated']
      if (operated === (reason !== undefined)) throw new Error(reason ? `It is an exception (${reason}), and it is operated.` : 'Nothing is pressed or typed in any story.')
    })
  })
}

async function check(meta: Annotations, story: Annotations, wasOperated: () => void): Promise<void> {
  const parameters = { ...meta.parameters, ...story.parameters }
  const canvasElement = document.createElement('div')
  document.body.append(canvasElement)
  document.documentElement.lang = parameters.lang ?? 'en'
  document.title ||= 'Stories'
  const errors = watchErrors()
  const restore = await emulate(parameters)
  try {
    const watched = isChromium ? watch(canvasElement) : undefined
    let seen: Seen | undefined
    const takeDown = await perform(meta, story, canvasElement, parameters, errors.throwFirst).finally(async () => {
      seen = await watched?.stop()
    })
    try {
      if (seen?.operated) wasOperated()
      fail('is not for everybody', seen?.problems)
      if (parameters.motion) fail('moves where reduced motion is asked for', seen?.moved)
      if (parameters.colors) fail('is lost in forced colours', lostInForcedColors(canvasElement))
      if (!parameters.a11y?.disable) await audit(canvasElement, parameters)
      fail('has targets below 24 × 24 px', smallTargets(canvasElement))
      fail('does not fit 320 px with wide text spacing', await misfits(canvasElement))
      if (isChromium) fail('hides the focus', ringless(canvasElement))
      errors.throwFirst()
    } finally {
      await takeDown()
    }
  } finally {
    errors.stop()
    await restore?.()
  }
}

function fail(what: string, found: Iterable<string> = []): void {
  const all = [...found]
  if (all.length > 0) throw new Error(`${what}:\n${all.slice(0, 8).join('\n')}`)
}

/** Asks the engine for what the story wants to be seen in. Gives what takes it back. */
async function emulate({ colors, motion, theme }: Parameters): Promise<(() => Promise<unknown>) | undefined> {
  if (!colors && !motion) return undefined
  const features = [
    ...(colors ? [{ name: 'forced-colors', value: 'active' }, { name: 'prefers-color-scheme', value: theme ?? 'light' }] : []),
    ...(motion ? [{ name: 'prefers-reduced-motion', value: 'reduce' }] : []),
  ]
  await executeServerCommand('emulate-features', features)
  if (colors && !matchMedia('(forced-colors: active)').matches) throw new Error('The engine shows no forced colours.')
  if (motion && !matchMedia('(prefers-reduced-motion: reduce)').matches) throw new Error('The engine does not ask for reduced motion.')
  return () => executeServerCommand('emulate-features', [])
}

async function audit(root: HTMLElement, { a11y }: Parameters): Promise<void> {
  const rules = Object.fromEntries((a11y?.config?.rules ?? []).map(({ id, enabled = true }) => [id, { enabled }]))
  const { violations } = await axe.run(root, {
    runOnly: { type: 'tag', values: wcag },
    resultTypes: ['violations'],
    // of WCAG 2.2, and asleep in axe
    rules: { 'target-size': { enabled: true }, ...rules },
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
