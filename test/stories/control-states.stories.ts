/** Stories of an element that lack some states, or are not what their names say: see control.ts. */
import { html, type TemplateResult } from 'lit'

const render = (): TemplateResult => html`<p>Points</p>`

export default { title: 'Control states', component: 'loyalty-control', render }

export const Loading = {}
export const Member = {}
export const Empty = {}
export const Failed = {}
export const LastValue = {}
export const LongText = {}
export const RightToLeft = { parameters: { dir: 'rtl' } }
export const Narrow = { parameters: { width: 320 } }
export const Dark = { parameters: { theme: 'light' } }
export const ReducedMotion = { parameters: { motion: 'reduced' } }
