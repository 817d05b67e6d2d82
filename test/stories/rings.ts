/** Whether everything that can be reached by the keyboard shows that it has the focus. */
import { controlsOf, focused, isClear, say } from './tree.ts'

/** What shows no sign of focus, in words. One of each kind is tried: of two hundred cards one. */
export function* ringless(canvas: HTMLElement): Generator<string> {
  const tried = new Set<string>()
  for (const control of controlsOf(canvas)) {
    if (control.tabIndex < 0 || control.closest('[inert]')) continue
    const kind = `${say(control)} ${control.className}`
    if (tried.has(kind)) continue
    tried.add(kind)
    ;(focused() as HTMLElement | null)?.blur()
    const before = signs(control)
    control.focus({ preventScroll: true })
    if (focused() !== control) {
      yield `${say(control)} takes no focus`
      continue
    }
    const after = signs(control)
    control.blur()
    if (!after.some((sign, index) => sign.ring || (sign.look !== before[index]?.look && sign.look !== ''))) yield `${say(control)} does not show its focus`
  }
}

interface Sign {
  readonly ring: boolean
  readonly look: string
}

/** A hidden box shows its focus on its label or on what is drawn beside it. */
function signs(control: HTMLElement): readonly Sign[] {
  const label = control instanceof HTMLInputElement ? control.labels?.[0] : undefined
  return [control, control.nextElementSibling, label, control.parentElement].map((element) => {
    if (!element || (element !== control && !isDrawn(control, element))) return { ring: false, look: '' }
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element)
    const ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !isClear(outlineColor)
    return { ring: ring && (element === control ? isSeen(control) : true), look: element === control ? '' : `${ring}${boxShadow}${borderColor}` }
  })
}

const isSeen = (element: Element) => {
  const { opacity, clipPath } = getComputedStyle(element)
  return opacity !== '0' && !/inset\((50|100)%\)/.test(clipPath)
}
/** Only what stands in for a control that is not seen itself. */
const isDrawn = (control: Element, element: Element) => !isSeen(control) && element.checkVisibility()
