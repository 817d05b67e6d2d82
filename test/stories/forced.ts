/**
 * Whether a story can be used in forced colours, where backgrounds, shadows and colours are the system's: what is operated
 * has an edge, what measures has one, what is chosen differs by more than a background, and nothing that means something is
 * drawn by a background alone.
 */
import { controlsOf, everything, isClear, isForReadersOnly, parentOf, say } from './tree.ts'

export function* lostInForcedColors(canvas: HTMLElement): Generator<string> {
  for (const control of controlsOf(canvas)) {
    if (isForReadersOnly(control) || isFaint(control) || hasEdge(control) || [...everything(control)].some(hasEdge) || isTold(control)) continue
    yield `${say(control)} “${(control.textContent ?? '').trim().slice(0, 30)}” has no edge`
  }
  for (const element of everything(canvas)) {
    if (!element.checkVisibility() || isForReadersOnly(element)) continue
    if (element.matches('[role=progressbar], [role=meter], meter, progress') && !isReported(element)) yield `${say(element)} shows no measure`
    if (element.matches(chosen) && !differs(element)) yield `${say(element)} “${(element.textContent ?? '').trim().slice(0, 30)}” looks like what is not chosen`
    if (isPainted(element) && !hasEdge(element) && background(element) === backdrop(element)) yield `${say(element)} is drawn by its background alone`
  }
}

const chosen = '[role=tab][aria-selected=true], [aria-pressed=true], [aria-current]:not([aria-current=false])'
const twins: readonly (readonly [string, string])[] = [
  ['[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]'],
  ['[aria-pressed=true]', '[aria-pressed=false]'],
  ['[aria-current]', ':not([aria-current])'],
]

const isFaint = (element: Element) => getComputedStyle(element).opacity === '0'

/** A border or an outline of another colour than what is around it. */
function hasEdge(element: Element): boolean {
  for (const pseudo of [undefined, '::before', '::after']) {
    const style = getComputedStyle(element, pseudo)
    if (pseudo && style.content === 'none') continue
    const sides = ['Top', 'Right', 'Bottom', 'Left'] as const
    const around = backdrop(element)
    const edged = sides.some((side) => Number.parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== 'none' && style[`border${side}Color`] !== around)
    if (edged || (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1)) return true
  }
  return false
}

/** Told as something to press by other means: an underline, the marker of a disclosure, a native box, a list of tabs. */
function isTold(control: HTMLElement): boolean {
  if (control.matches('summary, input[type=checkbox], input[type=radio], input[type=range], [role=tab]')) return true
  if (!control.matches('a, button, [role=button], [role=link], input, select, textarea')) return true // what only scrolls
  if ([...everything(control), control].some((one) => getComputedStyle(one).textDecorationLine.includes('underline'))) return true
  // a picture in it, drawn in the text's colour
  return control.matches('a, button') && control.querySelector('svg, img') !== null && !control.textContent?.trim()
}

/** A bar shows how far it is by a part of another colour or with an edge. */
function isReported(bar: Element): boolean {
  if (bar.matches('meter, progress')) return true
  const parts = [...everything(bar)].filter((part) => part.checkVisibility() && part.getBoundingClientRect().width > 0)
  const full = Number(bar.getAttribute('aria-valuenow') ?? 0)
  if (bar.querySelector('svg')) return true
  const edged = hasEdge(bar) || parts.some(hasEdge)
  const filled = full === 0 || parts.some((part) => background(part) !== background(bar) && !isClear(background(part))) || getComputedStyle(bar, '::before').content !== 'none'
  return edged && filled
}

/** Against one of its kind that is not chosen: anything but a background. */
function differs(element: Element): boolean {
  const pair = twins.find(([on]) => element.matches(on))
  const around = element.closest('[role=tablist], ul, ol, [role=group], fieldset') ?? element.parentElement
  const other = pair && [...(around?.querySelectorAll(pair[1]) ?? [])].find((one) => one !== element && one.localName === element.localName && one.checkVisibility())
  if (!other) return true
  const looks = (one: Element) =>
    ['', '::before', '::after']
      .map((pseudo) => {
        const style = getComputedStyle(one, pseudo || undefined)
        const { borderBlockStartWidth, borderBlockStartColor, borderBlockEndWidth, borderBlockEndColor, borderInlineStartWidth, outlineStyle, outlineWidth, fontWeight, textDecorationLine, content, color, forcedColorAdjust } = style as CSSStyleDeclaration & { forcedColorAdjust: string }
        return [borderBlockStartWidth, borderBlockStartColor, borderBlockEndWidth, borderBlockEndColor, borderInlineStartWidth, outlineStyle, outlineWidth, fontWeight, textDecorationLine, content, color, forcedColorAdjust].join()
      })
      .join('|')
  return looks(element) !== looks(other) || element.childElementCount !== other.childElementCount
}

const background = (element: Element) => getComputedStyle(element).backgroundColor

/** What is seen behind an element. */
function backdrop(element: Element): string {
  for (let one = parentOf(element); one; one = parentOf(one)) if (!isClear(background(one))) return background(one)
  return getComputedStyle(document.documentElement).backgroundColor
}

/** Something small and empty with a background of its own: a bar, a dot, a plate. */
function isPainted(element: Element): boolean {
  if (element.textContent?.trim() || element.childElementCount > 0 || element.shadowRoot || !(element instanceof HTMLElement)) return false
  if (element.matches('input, select, textarea, slot, style, br, img, progress, meter')) return false
  const { width, height } = element.getBoundingClientRect()
  return width > 2 && height > 2 && !isClear(background(element))
}
