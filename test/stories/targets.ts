/** Whether everything that can be pressed is at least 24 by 24 pixels (WCAG 2.5.8); a link within a sentence may be as high as its line. */
import { controlsOf, say } from './tree.ts'

const least = 24

export function* smallTargets(canvas: HTMLElement): Generator<string> {
  for (const control of controlsOf(canvas)) {
    if (control.tabIndex < 0 && !control.matches('input, [role=tab], [role=option]')) continue
    // what only scrolls is no target
    if (isInSentence(control) || !control.matches('a, button, input, select, textarea, summary, [role]:not([role=group], [role=region], [role=list])')) continue
    const { width, height } = boxOf(control)
    // half a pixel is rounding
    if (width > least - 0.5 && height > least - 0.5) continue
    if (width === 0 && height === 0) continue
    yield `${say(control)} “${(control.textContent ?? '').trim().slice(0, 30)}” is ${Math.round(width)} × ${Math.round(height)} px`
  }
}

/** A box or a radio is pressed by its labels too. */
function boxOf(control: HTMLElement): { width: number; height: number } {
  const own = control.getBoundingClientRect()
  const labels = control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type) ? [...(control.labels ?? [])].map((label) => label.getBoundingClientRect()) : []
  // a label beside it makes one target with it; what lies apart counts for itself
  return [own, ...labels].reduce((best, { width, height }) => (Math.min(width, height) > Math.min(best.width, best.height) ? { width, height } : best), { width: own.width, height: own.height })
}

function isInSentence(control: HTMLElement): boolean {
  if (getComputedStyle(control).display !== 'inline') return false
  const around = control.parentElement
  return [...(around?.childNodes ?? [])].some((node) => node instanceof Text && /[\p{L}\p{N}]/u.test(node.data))
}
