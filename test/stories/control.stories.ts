/** Stories that must fail, and one that must not: they prove that the story tests can tell. See control.ts. */
import { html, type TemplateResult } from 'lit'

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
