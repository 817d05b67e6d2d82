/** Stories that must fail, and one that must not: they prove that the story tests can tell. See control.ts. */
import { css, html, type TemplateResult } from 'lit'

class NeverReady extends HTMLElement {
  constructor() {
    super()
    this.attachInternals().states.add('loading')
  }
}
if (!customElements.get('control-never-ready')) customElements.define('control-never-ready', NeverReady)

export default { title: 'Control' }

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

function boom(): void {
  throw new Error('a listener broke')
}
