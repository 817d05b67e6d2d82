/**
 * A story as a test: it renders without an error, settles, its `play` passes, and axe finds nothing against WCAG 2.2 AA.
 *
 * Parameters that count here: `theme`, `dir`, `lang`, `width` (see .storybook/frame.ts), `settles: false` for a story that
 * shows an element while it loads, `a11y: { disable, config: { rules }, options }` as Storybook's own add-on reads them.
 */
import 'axe-core/axe.min.js'; // no module: it leaves a global behind
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import { render, type TemplateResult } from 'lit';
import { frame, type FrameOptions } from '../../.storybook/frame.ts';

type Args = Record<string, unknown>;

export interface Parameters extends FrameOptions {
  readonly settles?: boolean;
  readonly a11y?: {
    readonly disable?: boolean;
    readonly config?: { readonly rules?: readonly { readonly id: string; readonly enabled?: boolean }[] };
    readonly options?: RunOptions;
  };
}

interface Context {
  readonly args: Args;
  readonly parameters: Parameters;
  readonly globals: Record<string, unknown>;
  readonly canvasElement: HTMLElement;
  step(name: string, run: (context: Context) => unknown): Promise<void>;
}

type Render = (args: Args, context: Context) => unknown;
type Decorator = (story: () => unknown, context: Context) => unknown;
type Loader = (context: Context) => unknown;

interface Annotations {
  readonly title?: string;
  readonly component?: string;
  readonly args?: Args;
  readonly render?: Render;
  readonly decorators?: Decorator | readonly Decorator[];
  readonly loaders?: Loader | readonly Loader[];
  readonly parameters?: Parameters;
  readonly beforeEach?: (context: Context) => unknown;
  readonly play?: (context: Context) => unknown;
  readonly tags?: readonly string[];
}

export interface StoryModule {
  readonly default?: Annotations;
  readonly [name: string]: unknown;
}

declare const axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const settleWithin = 2000;

/** Registers one test per story of a module. */
export function testStories(module: StoryModule): void {
  const { default: meta, ...named } = module;
  const stories = Object.entries(named).filter(([, story]) => typeof story === 'object' && story !== null);
  describe(meta?.title ?? 'stories', () => {
    if (!meta) it('has a default export', () => Promise.reject(new Error('A file of stories exports its meta by default.')));
    for (const [name, story] of stories) {
      it(name, () => check(meta ?? {}, story as Annotations));
    }
  });
}

async function check(meta: Annotations, story: Annotations): Promise<void> {
  const parameters = { ...meta.parameters, ...story.parameters };
  const canvasElement = document.createElement('div');
  document.body.append(canvasElement);
  document.documentElement.lang = parameters.lang ?? 'en';
  document.title ||= 'Stories';
  const errors = watchErrors();
  const context: Context = {
    args: { ...meta.args, ...story.args },
    parameters,
    globals: { locale: parameters.lang ?? 'en', theme: parameters.theme ?? 'light', direction: parameters.dir ?? 'ltr' },
    canvasElement,
    step: async (_name, run) => {
      await run(context);
    },
  };
  const cleanups: unknown[] = [];
  try {
    for (const before of [meta.beforeEach, story.beforeEach]) cleanups.push(await before?.(context));
    for (const load of [...list(meta.loaders), ...list(story.loaders)]) await load(context);
    render(frame(compose(meta, story, context), parameters) as TemplateResult, canvasElement);
    await settle(canvasElement, parameters.settles ?? true);
    errors.throwFirst();
    const play = story.play ?? meta.play;
    if (play) {
      await play(context);
      await settle(canvasElement, parameters.settles ?? true);
      errors.throwFirst();
    }
    if (!parameters.a11y?.disable) await audit(canvasElement, parameters);
    errors.throwFirst();
  } finally {
    errors.stop();
    for (const cleanup of cleanups) if (typeof cleanup === 'function') await (cleanup as () => unknown)();
    canvasElement.remove();
  }
}

function compose(meta: Annotations, story: Annotations, context: Context): unknown {
  const view = story.render ?? meta.render;
  if (!view) throw new Error('The story has no render function.');
  let content = () => view(context.args, context);
  for (const decorate of [...list(story.decorators), ...list(meta.decorators)]) {
    const inner = content;
    content = () => decorate(inner, context);
  }
  return content();
}

/** Waits until every element of ours has rendered and none says that it is loading. */
async function settle(root: HTMLElement, settles: boolean): Promise<void> {
  const end = performance.now() + settleWithin;
  for (;;) {
    const elements = [...ours(root)];
    await Promise.all(elements.map(async (element) => element.updateComplete));
    await new Promise((done) => requestAnimationFrame(done));
    const undefinedTag = elements.find((element) => element.matches(':not(:defined)'));
    const loading = settles ? elements.find((element) => isLoading(element)) : undefined;
    if (!undefinedTag && !loading) return;
    if (performance.now() > end) {
      throw new Error(
        undefinedTag
          ? `<${undefinedTag.localName}> is not defined: the story imports its define module.`
          : `<${loading?.localName ?? ''}> still loads after ${settleWithin} ms: say settles: false if the story shows that.`,
      );
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

type Ours = Element & { readonly updateComplete?: Promise<unknown> };

function* ours(root: Element | ShadowRoot): Generator<Ours> {
  for (const element of root.querySelectorAll('*')) {
    if (element.localName.includes('-')) yield element;
    if (element.shadowRoot) yield* ours(element.shadowRoot);
  }
}

function isLoading(element: Element): boolean {
  try {
    return element.matches(':state(loading)');
  } catch {
    return false; // an engine without custom states
  }
}

async function audit(root: HTMLElement, { a11y }: Parameters): Promise<void> {
  const rules = Object.fromEntries((a11y?.config?.rules ?? []).map(({ id, enabled = true }) => [id, { enabled }]));
  const { violations } = await axe.run(root, {
    runOnly: { type: 'tag', values: wcag },
    resultTypes: ['violations'],
    rules,
    ...a11y?.options,
  });
  if (violations.length === 0) return;
  const found = violations.map(({ id, help, nodes }) => {
    const where = nodes.map(({ target, failureSummary }) => `  ${target.flat().join(' > ')}\n    ${failureSummary ?? ''}`);
    return `${id}: ${help}\n${where.join('\n')}`;
  });
  throw new Error(`axe: ${found.join('\n')}`);
}

function watchErrors() {
  const seen: unknown[] = [];
  const onError = (event: ErrorEvent) => {
    if (event.message.startsWith('ResizeObserver loop')) return;
    seen.push(event.error ?? event.message);
  };
  const onRejection = (event: PromiseRejectionEvent) => {
    seen.push(event.reason);
    event.preventDefault();
  };
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onRejection);
  return {
    throwFirst() {
      const [first] = seen;
      if (seen.length > 0) throw first instanceof Error ? first : new Error(String(first));
    },
    stop() {
      window.removeEventListener('error', onError);
      window.removeEventListener('unhandledrejection', onRejection);
    },
  };
}

function list<T>(one: T | readonly T[] | undefined): readonly T[] {
  return one === undefined ? [] : Array.isArray(one) ? (one as readonly T[]) : [one as T];
}
