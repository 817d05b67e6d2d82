import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import * as balance from '../../packages/elements/src/balance/balance.stories.ts'
import * as offerCarousel from '../../packages/elements/src/offer-carousel/offer-carousel.stories.ts'
import * as login from '../../packages/elements/src/login/login.stories.ts'
import * as tierProgress from '../../packages/elements/src/tier-progress/tier-progress.stories.ts'
import { measure } from './contrast.ts'
import { gallery, type Shown } from './gallery.ts'
import { scopeThemes, sheetOf, themes, tokensOf, type Theme } from './sheets.ts'

interface Context {
  readonly parameters: { readonly themeSheet?: Theme; readonly theme?: 'light' | 'dark' }
  readonly globals: Readonly<Record<string, unknown>>
  readonly loaded: { readonly defaults?: ReadonlyMap<string, string> }
}
interface Story {
  readonly args?: object
  readonly render?: (args: object, context: Context) => unknown
  readonly beforeEach?: () => unknown
}

/** The look of a story of another file, as its own page shows it. */
function shown({ module, story }: Shown, context: Context): unknown {
  const { default: meta, [story]: one } = module as Readonly<Record<string, Story>>
  return (one?.render ?? meta?.render)?.({ ...meta?.args, ...one?.args }, context)
}

const preview: readonly Shown[] = [
  { module: balance, story: 'Member' },
  { module: tierProgress, story: 'Member' },
  { module: offerCarousel, story: 'Member' },
  { module: login, story: 'Guest' },
]

/** What stands in these stories prepares itself as on its own page. */
async function prepare(): Promise<() => Promise<void>> {
  const undo: unknown[] = []
  for (const { module } of gallery) undo.push(await (module as Readonly<Record<string, Story>>)['default']?.beforeEach?.())
  return async () => {
    for (const one of undo) if (typeof one === 'function') await (one as () => unknown)()
  }
}

export default {
  title: 'Themes',
  beforeEach: prepare,
  loaders: [
    async () => {
      await scopeThemes()
      return { defaults: tokensOf(await sheetOf('plain')) }
    },
  ],
  render: (_: unknown, context: Context) => html`
    <div data-loyalty-theme=${context.parameters.themeSheet ?? 'plain'}>${gallery.map((one) => html`<section>${shown(one, context)}</section><br />`)}</div>
  `,
}

const enhanced = { a11y: { config: { rules: [{ id: 'color-contrast-enhanced', enabled: true }] } } }

export const Plain = { parameters: { themeSheet: 'plain' } }
export const PlainDark = { parameters: { themeSheet: 'plain', theme: 'dark' } }
export const Soft = { parameters: { themeSheet: 'soft' } }
export const SoftDark = { parameters: { themeSheet: 'soft', theme: 'dark' } }
export const Contrast = { parameters: { themeSheet: 'contrast', ...enhanced } }
export const ContrastDark = { parameters: { themeSheet: 'contrast', theme: 'dark', ...enhanced } }

const colors = ['text', 'muted', 'surface', 'raised', 'border', 'field-border', 'accent', 'on-accent', 'positive', 'danger'] as const
const sizes = { radius: 2, 'control-radius': 2, space: 2 } as const
type Args = { readonly start: Theme } & Readonly<Record<string, string | number | undefined>>

const row = (name: string, category: string, control: object) => ({ name, control, table: { category } })

/** What was chosen, as the declarations to copy: only what is another value than the start's. */
function chosen(args: Args, defaults: ReadonlyMap<string, string>): readonly (readonly [token: string, value: string])[] {
  const split = (token: string) => defaults.get(token)?.match(/light-dark\(([^,]+),\s*([^)]+)\)/)?.slice(1) ?? []
  return [
    ...colors.flatMap((token) => {
      const [light, dark] = [args[`${token} in light`], args[`${token} in dark`]]
      const [atFirst = '', darkAtFirst = ''] = split(token)
      return light || dark ? [[token, `light-dark(${light ?? atFirst}, ${dark ?? darkAtFirst})`] as const] : []
    }),
    ...Object.keys(sizes).flatMap((token) => (args[token] === undefined ? [] : [[token, `${args[token]}em`] as const])),
  ]
}

const copy = (text: string) => async ({ currentTarget }: Event) => {
  const button = currentTarget as HTMLButtonElement
  await navigator.clipboard.writeText(text).then(
    () => (button.textContent = 'Copied'),
    () => (button.textContent = 'Select the text and copy it'),
  )
}

/** Says where text on its background has less than WCAG AA asks for. */
function warn(frame: Element | undefined): void {
  const said = frame?.querySelector('output')
  if (!(frame instanceof HTMLElement) || !said) return
  const low = measure(frame).filter(({ kind, ratio }) => ratio < (kind === 'text' ? 4.5 : 3))
  said.textContent = low.length
    ? `Too little contrast here: ${low.map(({ front, back, ratio }) => `${front} on ${back === 'page' ? 'the page' : back} ${ratio.toFixed(1)} to 1`).join(', ')}.`
    : 'Contrast is enough here: 4.5 to 1 for text, 3 to 1 for the borders of fields.'
}

/** The preview, and beside it, always in view, what comes of the tokens; on a narrow page one below the other. */
const side = { display: 'flex', flexWrap: 'wrap-reverse', gap: '2em', alignItems: 'start' }
const previewLook = { flex: '999 1 24em', display: 'grid', gap: '2em', minInlineSize: '0', maxInlineSize: '44em' }
const resultLook = { flex: '1 1 18em', position: 'sticky', insetBlockStart: '1em', display: 'grid', gap: '0.75em', padding: '1em', border: '1px solid light-dark(#dcdce3, #3b3b46)', borderRadius: '0.5em', fontSize: '0.875em' }

/** Change tokens below: the preview follows, and the CSS to copy stands under it. */
export const YourOwn = {
  parameters: { controls: { expanded: false } },
  args: { start: 'plain' } as Args,
  argTypes: {
    start: { name: 'start from', control: { type: 'inline-radio' }, options: themes },
    ...Object.fromEntries(colors.flatMap((token) => ['light', 'dark'].map((scheme) => [`${token} in ${scheme}`, row(token, scheme === 'light' ? 'Light' : 'Dark', { type: 'color' })]))),
    ...Object.fromEntries(Object.entries(sizes).map(([token, max]) => [token, row(`${token} (em)`, 'Shape', { type: 'range', min: 0, max, step: 0.125 })])),
  },
  loaders: [async ({ args }: { args: Args }) => ({ defaults: tokensOf(await sheetOf(args.start)) })],
  render: (args: Args, context: Context): TemplateResult => {
    const tokens = chosen(args, context.loaded.defaults ?? new Map())
    const start = args.start === 'plain' ? '' : `@import '@loyaltykit/elements/themes/${args.start}.css';\n\n`
    const css = tokens.length ? `${start}:root {\n${tokens.map(([token, value]) => `  --loyalty-${token}: ${value};`).join('\n')}\n}` : start.trim() || '/* nothing changed yet */'
    requestAnimationFrame(() => warn(document.querySelector('.own-theme') ?? undefined))
    return html`
      <div class="own-theme" data-loyalty-theme=${args.start} style=${styleMap({ ...side, ...Object.fromEntries(tokens.map(([token, value]) => [`--loyalty-${token}`, value])) })}>
        <div style=${styleMap(previewLook)}>${preview.map((one) => html`<section style=${styleMap({ minInlineSize: '0' })}>${shown(one, context)}</section>`)}</div>
        <aside style=${styleMap(resultLook)}>
          <p style=${styleMap({ margin: '0' })}><output></output></p>
          <pre tabindex="0" style=${styleMap({ margin: '0', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' })}><code>${css}</code></pre>
          <button type="button" style=${styleMap({ justifySelf: 'start', minBlockSize: '2.5em', paddingInline: '1em', font: 'inherit' })} @click=${copy(css)}>Copy the CSS</button>
        </aside>
      </div>
    `
  },
}

/** A shop's green, too light for text: the page says so. */
export const TooLight = {
  ...YourOwn,
  args: { start: 'soft', 'accent in light': '#7bd389', 'accent in dark': '#7bd389', radius: 0 } as Args,
  parameters: { ...YourOwn.parameters, a11y: { config: { rules: [{ id: 'color-contrast', enabled: false }] } } },
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const text = canvasElement.querySelector('pre')?.textContent ?? ''
    if (!text.includes("@import '@loyaltykit/elements/themes/soft.css'") || !text.includes('--loyalty-accent: light-dark(#7bd389, #7bd389);') || !text.includes('--loyalty-radius: 0em;')) throw new Error(`The CSS to copy is\n${text}`)
    const said = canvasElement.querySelector('output')?.textContent ?? ''
    if (!said.includes('Too little contrast here: accent on surface 1.')) throw new Error(`It says “${said}”`)
  },
}
