/**
 * A story on a stage: composed as Storybook does it, in its frame, waited for until it has settled.
 *
 * Parameters that count here: `theme`, `dir`, `lang`, `width` (see .storybook/frame.ts), `settles: false` for a story that
 * shows an element while it loads. Of `colors` and `motion` the story tests take care (harness.ts); `npm run look` has its own ways.
 */
import type { RunOptions } from 'axe-core'
import { render, type TemplateResult } from 'lit'
import { frame, type FrameOptions } from '../../.storybook/frame.ts'

type Args = Record<string, unknown>

export interface Parameters extends FrameOptions {
  readonly settles?: boolean
  /** As if the system had a high-contrast mode on; where the engine can be asked for it. */
  readonly colors?: 'forced'
  /** As if the system asked for less motion; where the engine can be asked for it. */
  readonly motion?: 'reduced'
  readonly a11y?: {
    readonly disable?: boolean
    readonly config?: { readonly rules?: readonly { readonly id: string; readonly enabled?: boolean }[] }
    readonly options?: RunOptions
  }
}

interface Context {
  readonly args: Args
  readonly parameters: Parameters
  readonly globals: Record<string, unknown>
  /** What the loaders gave, together, as in Storybook. */
  readonly loaded: Record<string, unknown>
  readonly canvasElement: HTMLElement
  step(name: string, run: (context: Context) => unknown): Promise<void>
}

type Render = (args: Args, context: Context) => unknown
type Decorator = (story: () => unknown, context: Context) => unknown
type Loader = (context: Context) => unknown

export interface Annotations {
  readonly title?: string
  readonly component?: string
  readonly args?: Args
  readonly render?: Render
  readonly decorators?: Decorator | readonly Decorator[]
  readonly loaders?: Loader | readonly Loader[]
  readonly parameters?: Parameters
  readonly beforeEach?: (context: Context) => unknown
  readonly play?: (context: Context) => unknown
  readonly tags?: readonly string[]
}

export interface StoryModule {
  readonly default?: Annotations
  readonly [name: string]: unknown
}

const settleWithin = 2000

/** The stories of a module, by name. */
export function storiesOf({ default: _meta, ...named }: StoryModule): readonly (readonly [string, Annotations])[] {
  return Object.entries(named).filter((entry): entry is [string, Annotations] => typeof entry[1] === 'object' && entry[1] !== null)
}

/** Shows a story in `canvasElement`, and plays it. What went wrong on the way is thrown. Gives what takes it down again. */
export async function perform(
  meta: Annotations,
  story: Annotations,
  canvasElement: HTMLElement,
  parameters: Parameters,
  check = (): void => {},
): Promise<() => Promise<void>> {
  const context: Context = {
    args: { ...meta.args, ...story.args },
    parameters,
    globals: { locale: parameters.lang ?? 'en', theme: parameters.theme ?? 'light', direction: parameters.dir ?? 'ltr' },
    loaded: {},
    canvasElement,
    step: async (_name, run) => {
      await run(context)
    },
  }
  const cleanups: unknown[] = []
  const takeDown = async () => {
    for (const cleanup of cleanups) if (typeof cleanup === 'function') await (cleanup as () => unknown)()
    canvasElement.remove()
  }
  try {
    for (const before of [meta.beforeEach, story.beforeEach]) cleanups.push(await before?.(context))
    for (const load of [...list(meta.loaders), ...list(story.loaders)]) Object.assign(context.loaded, await load(context))
    render(frame(compose(meta, story, context), parameters) as TemplateResult, canvasElement)
    await settle(canvasElement, parameters.settles ?? true)
    check()
    const play = story.play ?? meta.play
    if (play) {
      await play(context)
      await settle(canvasElement, parameters.settles ?? true)
      check()
    }
    return takeDown
  } catch (error) {
    await takeDown()
    throw error
  }
}

function compose(meta: Annotations, story: Annotations, context: Context): unknown {
  const view = story.render ?? meta.render
  if (!view) throw new Error('The story has no render function.')
  let content = () => view(context.args, context)
  for (const decorate of [...list(story.decorators), ...list(meta.decorators)]) {
    const inner = content
    content = () => decorate(inner, context)
  }
  return content()
}

/** Waits until every element of ours has rendered and none says that it is loading. */
async function settle(root: HTMLElement, settles: boolean): Promise<void> {
  const end = performance.now() + settleWithin
  for (;;) {
    const elements = [...ours(root)]
    await Promise.all(elements.map(async (element) => element.updateComplete))
    await new Promise((done) => requestAnimationFrame(done))
    const undefinedTag = elements.find((element) => element.matches(':not(:defined)'))
    const loading = settles ? elements.find((element) => isLoading(element)) : undefined
    if (!undefinedTag && !loading) return
    if (performance.now() > end) {
      throw new Error(
        undefinedTag
          ? `<${undefinedTag.localName}> is not defined: the story imports its define module.`
          : `<${loading?.localName ?? ''}> still loads after ${settleWithin} ms: say settles: false if the story shows that.`,
      )
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}

type Ours = Element & { readonly updateComplete?: Promise<unknown> }

function* ours(root: Element | ShadowRoot): Generator<Ours> {
  for (const element of root.querySelectorAll('*')) {
    if (element.localName.includes('-')) yield element
    if (element.shadowRoot) yield* ours(element.shadowRoot)
  }
}

function isLoading(element: Element): boolean {
  try {
    return element.matches(':state(loading)')
  } catch {
    return false // an engine without custom states
  }
}

function list<T>(one: T | readonly T[] | undefined): readonly T[] {
  return one === undefined ? [] : Array.isArray(one) ? (one as readonly T[]) : [one as T]
}
