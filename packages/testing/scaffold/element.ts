import type { Name } from './name.ts'
import type { Plan } from './plan.ts'

/**
 * An element in the shape of the others: it shows who is there, asks for one thing, and has every state to begin from.
 * Its English words go into the file of every language, `locales`, too: a text that is not there does not compile.
 */
export function elementPlan({ kebab, pascal, camel, title }: Name, locales: readonly string[]): Plan {
  const folder = `packages/elements/src/${kebab}`
  const tag = `loyalty-${kebab}`
  const type = `Loyalty${pascal}`
  const event = `${tag}-request`
  return {
    files: {
      [`${folder}/${kebab}.ts`]: `import { html, nothing, type TemplateResult } from 'lit'
import { baseStyles, buttonStyles } from '../shared/base.styles.ts'
import { LoyaltyElement, type Speech } from '../shared/loyalty-element.ts'
import { failure, staleNote } from '../shared/parts.ts'
import { ${type}RequestEvent } from './${kebab}.events.ts'
import { ${camel}Styles } from './${kebab}.styles.ts'
import { words, type ${pascal}Words } from './${kebab}.words.ts'

/**
 * ${title}: says what it shows and does, in one sentence.
 *
 * @tagname ${tag}
 * @slot - Shown until there is something to show, instead of the grey blocks.
 * @slot guest - Shown to a guest, instead of the invitation to log in.
 * @slot failed - Shown when there is nothing to show and it can't be read.
 * @csspart title - The heading.
 * @csspart text - The line below it.
 * @csspart begin - The button.
 * @csspart failure - The message that stands in for it all.
 * @csspart retry - The button in it.
 * @csspart stale - The note below an old value.
 * @cssstate loading - Nothing is known yet.
 * @cssstate ready - A member sees it.
 * @cssstate guest - Nobody is signed in.
 * @cssstate failed - It can't be read, and nothing older is known.
 * @cssprop --loyalty-accent - Colour of buttons and links.
 * @cssprop --loyalty-text - Colour of text.
 * @cssprop --loyalty-muted - Colour of lesser text.
 * @fires {${type}RequestEvent} ${event} - Somebody pressed the button. Cancelled: the host does it.
 */
export class ${type} extends LoyaltyElement<'program' | 'member', ${pascal}Words> {
  static override readonly styles = [baseStyles, buttonStyles, ${camel}Styles]
  static override readonly needs = ['program', 'member'] as const
  static override readonly group = 'members'
  static override readonly vocabulary = { name: '${camel}', words } as const

  override render(): TemplateResult | typeof nothing {
    const look = this.look()
    const speech = this.speech()
    if (look.status === 'absent') return this.#as('absent', nothing)
    if (look.status === 'loading' || !speech) return this.#as('loading', this.#loading(speech))
    if (look.status === 'failed')
      return this.#as('failed', html\`<slot name="failed">\${failure(speech, speech.own.failed, look.error, () => this.loyalty.client?.refresh(['program', 'member']))}</slot>\`)

    const { program, member } = look.values
    if (!member) return this.#as('guest', html\`<slot name="guest"><p class="muted">\${speech.own.guest}</p></slot>\`)
    return this.#as(
      'ready',
      html\`
        <h2 class="title" part="title">\${speech.own.title}</h2>
        <p class="text" part="text">\${speech.format.say(speech.own.text, { program: program.name })}</p>
        <button part="begin" type="button" @click=\${this.#begin}>\${speech.own.begin}</button>
        \${staleNote(speech, look.stale)}
      \`,
    )
  }

  readonly #begin = (): void => {
    this.dispatchEvent(new ${type}RequestEvent())
  }

  #as<T>(state: string, content: T): T {
    this.show(state)
    return content
  }

  #loading(speech: Speech<${pascal}Words> | undefined): TemplateResult {
    return html\`
      <slot>
        <p class="title" aria-hidden="true"><span class="bone"></span></p>
        <p class="text" aria-hidden="true"><span class="bone"></span></p>
        <span class="visually-hidden" role="status">\${speech?.shared.loading ?? nothing}</span>
      </slot>
    \`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    '${tag}': ${type}
  }
}
`,
      [`${folder}/${kebab}.styles.ts`]: `import { css } from 'lit'

export const ${camel}Styles = css\`
  :host {
    container-type: inline-size;
    min-block-size: 9em;
  }
  .title {
    font-size: 1.125em;
    font-weight: 600;
  }
  .text {
    margin-block: 0.25em 0.75em;
    color: var(--_muted);
  }
\`
`,
      [`${folder}/${kebab}.words.ts`]: `/** What \`${tag}\` says, in English. */
export const words = {
  title: '${title}',
  text: 'You are a member of {program}.',
  begin: 'Begin',
  guest: 'Log in to see this.',
  failed: 'This is not available just now.',
}
export type ${pascal}Words = typeof words
`,
      [`${folder}/${kebab}.events.ts`]: `import { IntentEvent } from '../shared/events.ts'

/** Somebody pressed the button. Cancel it, and the host page does the work itself. */
export class ${type}RequestEvent extends IntentEvent {
  constructor() {
    super('${event}')
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    '${event}': ${type}RequestEvent
  }
}
`,
      [`${folder}/define.ts`]: `import { defineElement } from '../shared/define.ts'
import { ${type} } from './${kebab}.ts'

defineElement('${tag}', ${type})
`,
      [`${folder}/${kebab}.stories.ts`]: `import { aMember, aProgram, failed, loading, press, ready } from '@loyaltykit/testing'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/${kebab}/define'

type State = ElementState<'program' | 'member'>
interface Args {
  state: State
}

const program = ready(aProgram())
const state: State = { program, member: ready(aMember()) }

export default {
  title: 'Elements/${title}',
  component: '${tag}',
  render: ({ state }: Args) => html\`<${tag} .state=\${state}></${tag}>\`,
}

export const Member = { args: { state } }
export const Guest = { args: { state: { program, member: ready(null) } } }
export const Loading = { args: { state: { program, member: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, member: failed('network') } } }
export const LastValue = { args: { state: { program, member: failed('network', aMember()) } } }
export const LongText = { args: { state: { ...state, program: ready(aProgram({ name: 'The Honourable Society of Winterboots'.repeat(3) })) } }, parameters: { width: 320 } }
export const Narrow = { args: { state }, parameters: { width: 288 } }
export const Dark = { args: { state }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { ...state, program: ready(aProgram({}, 'ru')) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state }, parameters: { dir: 'rtl' } }

/** The button tells the page. */
export const Begin = {
  args: { state },
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('${tag}') as HTMLElement
    let wishes = 0
    element.addEventListener('${event}', () => (wishes += 1))
    await press(element, 'Begin')
    if (wishes !== 1) throw new Error(\`The page heard of it \${wishes} times.\`)
  },
}
export const ForcedColors = { args: { state }, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Begin, parameters: { motion: 'reduced' } }
`,
      [`${folder}/${kebab}.test.ts`]: `import { expect, fixture, html } from '@open-wc/testing'
import { aMember, aProgram, failed, loading, ready } from '@loyaltykit/testing'
import type { ${type} } from './${kebab}.ts'
import './define.ts'

const program = ready(aProgram())
const member = ready(aMember())
const show = async (state: ${type}['state'], width = 390) => {
  const frame = await fixture(html\`<div lang="en"><${tag} .state=\${state}></${tag}></div>\`)
  const element = frame.firstElementChild as ${type}
  ;(frame as HTMLElement).style.width = \`\${width}px\`
  await element.updateComplete
  return element
}
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\\s+/g, ' ').trim() ?? ''

describe('${tag}', () => {
  it('says of which programme somebody is a member', async () => {
    expect(textOf(await show({ program, member }))).to.contain('Stride Club')
  })

  it('tells guest, loading and failed apart, and keeps the last good value', async () => {
    expect((await show({ program, member: ready(null) })).matches(':state(guest)')).to.equal(true)
    expect((await show({ program, member: loading() })).matches(':state(loading)')).to.equal(true)
    expect((await show({ program, member: failed('network') })).matches(':state(failed)')).to.equal(true)
    const stale = await show({ program, member: failed('network', aMember()) })
    expect(stale.matches(':state(ready)')).to.equal(true)
    expect(textOf(stale)).to.contain('As of')
  })

  it('says what somebody wants, and lets the page cancel it', async () => {
    const element = await show({ program, member })
    let wishes = 0
    element.addEventListener('${event}', (event) => {
      wishes += 1
      expect(event.bubbles && event.composed && event.cancelable).to.equal(true)
    })
    element.shadowRoot?.querySelector('button')?.click()
    expect(wishes).to.equal(1)
  })

  for (const width of [288, 390, 1_000]) {
    it(\`takes the same room before and after, \${width} px wide\`, async () => {
      const heightOf = async (state: ${type}['state']) => (await show(state, width)).getBoundingClientRect().height
      const before = await heightOf({ program, member: loading() })
      expect(await heightOf({ program, member })).to.equal(before)
      expect(await heightOf({ program, member: ready(null) })).to.equal(before)
    })
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const style = getComputedStyle(await show({ program, member: loading() }))
    const own = Number.parseFloat(style.minBlockSize) / Number.parseFloat(style.fontSize)
    expect(sheet).to.contain(\`${tag} { display: block; min-block-size: \${Number(own.toFixed(2))}em; }\`)
  })
})
`,
      [`${folder}/${kebab}.mdx`]: `import { ArgTypes, Canvas, Meta, Title } from '@storybook/addon-docs/blocks'
import * as stories from './${kebab}.stories.ts'

<Meta of={stories} />

<Title>${tag}</Title>

What it is, in one sentence.

\`\`\`html
<${tag}></${tag}>
\`\`\`

<Canvas of={stories.Member} />

When to use it, and what a page should know. \`${event}\` can be cancelled: then the work is yours.

<ArgTypes />
`,
    },
    insertions: [
      { file: 'test/packages/elements.test.ts', lines: `  '${kebab}/${kebab}.ts': '${type}',`, after: /^ {2}'[\w-]+\/[\w-]+\.ts': '/ },
      { file: 'test/packages/elements.test.ts', lines: `  '${type} ${type}RequestEvent',`, after: /^ {2}'Loyalty/ },
      { file: 'test/stories/states.ts', lines: `  '${tag}': { Empty: 'a member is there or not' },`, after: /^ {2}'loyalty-[\w-]+': \{ .* \},$/ },
      { file: 'packages/elements/src/index.ts', lines: `export { ${type} } from './${kebab}/${kebab}.ts'\nexport { ${type}RequestEvent } from './${kebab}/${kebab}.events.ts'` },
      { file: 'packages/elements/src/define.ts', lines: `import './${kebab}/define.ts'` },
      { file: 'packages/elements/src/reserve.css', lines: `${tag} { display: block; min-block-size: 9em; }` },
      { file: 'packages/elements/src/shared/catalogue.ts', lines: `import type { words as ${camel} } from '../${kebab}/${kebab}.words.ts'`, after: /^import type \{ words as / },
      { file: 'packages/elements/src/shared/catalogue.ts', lines: `  ${camel}: typeof ${camel}`, after: /^ {2}\w+: typeof \w+$/ },
      ...locales.map((locale) => ({
        file: `packages/elements/src/shared/words/${locale}.ts`,
        before: '}',
        lines: `  // new, still in English: ${tag}
  ${camel}: {
    title: '${title}',
    text: 'You are a member of {program}.',
    begin: 'Begin',
    guest: 'Log in to see this.',
    failed: 'This is not available just now.',
  },`,
      })),
      {
        file: 'packages/cdn/src/elements.ts',
        before: '}',
        lines: `  '${tag}': { load: async () => (await import('@loyaltykit/elements/${kebab}')).${type}, needs: ['program', 'member'] },`,
      },
    ],
  }
}
