/** Stories that must fail, and one that must not: they prove that the story tests can tell. See control.ts. */
import { css, html, type TemplateResult } from 'lit'

class NeverReady extends HTMLElement {
  constructor() {
    super()
    this.attachInternals().states.add('loading')
  }
}
if (!customElements.get('control-never-ready')) customElements.define('control-never-ready', NeverReady)

const roomy = css`button { min-inline-size: 24px; min-block-size: 24px; }`
export default { title: 'Control', decorators: (story: () => unknown): TemplateResult => html`<style>${roomy.cssText}</style>${story()}` }

export const Good = { render: (): TemplateResult => html`<button>Pay with points</button>` }

export const NoName = { render: (): TemplateResult => html`<button></button>` }

export const LowContrast = {
  parameters: { theme: 'dark' },
  render: (): TemplateResult => html`<p style="color: #333">Points</p>`,
}

const wide = css`
  .wide { inline-size: 400px; }
  .cut { block-size: 1.4em; overflow: hidden; }
  .behind { block-size: 1em; }
  .small { inline-size: 20px; block-size: 20px; min-inline-size: 0; min-block-size: 0; padding: 0; }
  .ringless:focus { outline: none; }
  .bare { border: 0; }
  .chosen { background: #3d3bd1; color: #fff; }
  .dot { display: inline-block; inline-size: 8px; block-size: 8px; background: #0b6b3a; }
  .moving { animation: beat 1s infinite alternate; }
  @keyframes beat { to { transform: scale(1.01); } }
`
const styled = (content: TemplateResult): TemplateResult => html`<style>${wide.cssText}</style>${content}`

export const TooWide = { render: (): TemplateResult => styled(html`<p class="wide">Points</p>`) }

export const CutOff = { render: (): TemplateResult => styled(html`<p class="cut">Points that you have collected since you joined</p>`) }

export const OnEachOther = { render: (): TemplateResult => styled(html`<div class="behind">Points that you have collected since you joined</div><div>Bonuses</div>`) }

export const Throws = {
  render: (): TemplateResult => html`<button @click=${boom}>Break</button>`,
  play: ({ canvasElement }: { canvasElement: HTMLElement }): void => {
    canvasElement.querySelector('button')?.click()
  },
}

export const Rejects = {
  render: (): TemplateResult => html`<p>Points</p>`,
  play: (): void => {
    void Promise.reject(new Error('nobody listens'))
  },
}

export const FailingPlay = {
  render: (): TemplateResult => html`<p>Points</p>`,
  play: (): void => {
    throw new Error('the play went wrong')
  },
}

export const NeverSettles = { render: (): TemplateResult => html`<control-never-ready></control-never-ready>` }

export const Loading = {
  parameters: { settles: false },
  render: (): TemplateResult => html`<control-never-ready></control-never-ready>`,
}

export const NotDefined = { render: (): TemplateResult => html`<control-not-defined></control-not-defined>` }

/** What is looked at while a story is played, and afterwards: in Chromium only. */
export const SmallTarget = { render: (): TemplateResult => styled(html`<button class="small" aria-label="Close"></button>`) }

const remove = ({ currentTarget }: Event) => (currentTarget as Element).remove()
export const LosesFocus = {
  render: (): TemplateResult => html`<button @click=${remove}>Remove</button>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> => {
    canvasElement.querySelector('button')?.click()
    await frames(12)
  },
}

const repeat = ({ currentTarget }: Event) => {
  const region = (currentTarget as Element).nextElementSibling
  if (region) region.textContent = 'Copied.'
  setTimeout(() => region && (region.textContent = 'Copied.'), 30)
}
export const SaysTwice = {
  render: (): TemplateResult => html`<button @click=${repeat}>Copy</button><p role="status"></p>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> => {
    canvasElement.querySelector('button')?.click()
    await frames(8)
  },
}

const add = ({ currentTarget }: Event) => {
  const region = Object.assign(document.createElement('p'), { role: 'status', textContent: 'Copied.' })
  ;(currentTarget as Element).after(region)
}
export const SpeaksUnheard = { ...SaysTwice, render: (): TemplateResult => html`<button @click=${add}>Copy</button>` }

export const Interrupts = { ...SaysTwice, render: (): TemplateResult => html`<button @click=${say}>Copy</button><p aria-live="assertive"></p>` }
function say({ currentTarget }: Event): void {
  const region = (currentTarget as Element).nextElementSibling
  if (region) region.textContent = 'Copied.'
}

const finish = ({ currentTarget }: Event) => (currentTarget as Element).dispatchEvent(new Event('loyalty-finished', { bubbles: true }))
export const EndsInSilence = { ...SaysTwice, render: (): TemplateResult => html`<button @click=${finish}>Redeem</button>` }

export const HidesFocus = { render: (): TemplateResult => styled(html`<button class="ringless">Pay with points</button>`) }

export const WithoutEdges = { parameters: { colors: 'forced' }, render: (): TemplateResult => styled(html`<button class="bare">Pay with points</button>`) }

export const ChosenByBackground = {
  parameters: { colors: 'forced' },
  render: (): TemplateResult => styled(html`<ul><li><button aria-pressed="true" class="chosen">All</button></li><li><button aria-pressed="false">None</button></li></ul>`),
}

export const DotsOnly = { parameters: { colors: 'forced' }, render: (): TemplateResult => styled(html`<p>Points <span class="dot"></span></p>`) }

export const Moves = { parameters: { motion: 'reduced' }, render: (): TemplateResult => styled(html`<p class="moving">Points</p>`) }

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise((done) => requestAnimationFrame(done))
}

function boom(): void {
  throw new Error('a listener broke')
}
