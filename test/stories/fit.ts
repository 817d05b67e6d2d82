/**
 * Whether a story still holds together 320 px wide (a screen of 1280 px at 400 %) with the text spacing of WCAG 1.4.12:
 * nothing sticks out, no text is cut off, and no text lies on another.
 */
import { everything, isForReadersOnly, parentOf, say } from './tree.ts'

const spacing = `
  *, *::before, *::after { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
`

/** What does not fit, in words. `canvas` is left as it was. */
export async function misfits(canvas: HTMLElement): Promise<readonly string[]> {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(spacing)
  const roots = [document as Document | ShadowRoot, ...shadowRoots(canvas)]
  for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  const frame = canvas.firstElementChild as HTMLElement | null
  const before = [canvas, frame].map((one) => one?.style.width ?? '')
  canvas.style.width = '320px'
  if (frame) frame.style.width = 'auto'
  try {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const texts = [...textsOf(canvas)]
    return [...outside(canvas), ...cut(canvas), ...overlaps(texts)]
  } finally {
    for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet)
    canvas.style.width = before[0] ?? ''
    if (frame) frame.style.width = before[1] ?? ''
  }
}

interface Shown {
  readonly node: Text
  readonly element: Element
  readonly boxes: readonly DOMRect[]
}

const quote = (text: string) => `“${text.replace(/\s+/g, ' ').trim().slice(0, 40)}”`

function outside(canvas: HTMLElement): string[] {
  if (canvas.scrollWidth <= canvas.clientWidth) return []
  const { left, right } = canvas.getBoundingClientRect()
  // the innermost ones say where it comes from
  const far = [...everything(canvas)].filter((element) => element.checkVisibility() && element.childElementCount === 0 && (element.getBoundingClientRect().right > right + 1 || element.getBoundingClientRect().left < left - 1))
  return [`it is ${canvas.scrollWidth} px wide in ${canvas.clientWidth}: ${far.slice(0, 3).map((element) => `${say(element)} ${quote(element.textContent ?? '')}`).join(', ')}`]
}

/** Boxes that hide what does not fit in them; those that scroll do not hide it. */
function* cut(canvas: HTMLElement): Generator<string> {
  for (const element of everything(canvas)) {
    if (!(element instanceof HTMLElement) || !element.textContent?.trim() || !element.checkVisibility() || isForReadersOnly(element)) continue
    const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element)
    const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip'
    // an ellipsis says that there is more, to be read elsewhere
    if (webkitLineClamp !== 'none') continue
    if (hides(overflowX) && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) yield `${say(element)} cuts ${quote(element.textContent)} off, ${element.scrollWidth} px in ${element.clientWidth}`
    if (hides(overflowY) && element.scrollHeight > element.clientHeight + 2) yield `${say(element)} cuts ${quote(element.textContent)} off, ${element.scrollHeight} px high in ${element.clientHeight}`
  }
}

function* overlaps(texts: readonly Shown[]): Generator<string> {
  const boxes = texts.flatMap((text) => text.boxes.map((box) => ({ text, box }))).sort((a, b) => a.box.top - b.box.top)
  const told = new Set<string>()
  for (const [index, { text, box }] of boxes.entries()) {
    for (let next = index + 1; next < boxes.length; next += 1) {
      const other = boxes[next]
      if (!other || other.box.top >= box.bottom) break
      if (other.text === text) continue
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top
      // boxes of lines are higher than their letters: letters touch from about a third on
      if (across < 2 || down < 0.34 * Math.min(box.height, other.box.height)) continue
      const message = `${quote(text.node.data)} of ${say(text.element)} lies on ${quote(other.text.node.data)} of ${say(other.text.element)}`
      if (!told.has(message)) yield message
      told.add(message)
    }
  }
}

/** Texts that can be seen, each with the boxes of its lines inside of what scrolls. While a modal dialog is open, its own. */
function* textsOf(canvas: Element): Generator<Shown> {
  const modal = [...everything(canvas)].find((element) => element.matches(':modal'))
  for (const element of everything(modal ?? canvas)) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isForReadersOnly(element) || element.localName === 'style' || element.localName === 'option') continue
    const view = viewOf(element)
    for (const node of element.childNodes) {
      if (!(node instanceof window.Text) || !node.data.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const boxes = [...range.getClientRects()].map((box) => view.reduce(within, box)).filter(({ width, height }) => width > 2 && height > 2)
      if (boxes.length) yield { node, element, boxes }
    }
  }
}

const within = (box: DOMRect, view: DOMRect): DOMRect => {
  const [left, top] = [Math.max(box.left, view.left), Math.max(box.top, view.top)]
  return new DOMRect(left, top, Math.max(0, Math.min(box.right, view.right) - left), Math.max(0, Math.min(box.bottom, view.bottom) - top))
}

/** The boxes of what scrolls or hides around a text, from its own element on. */
function viewOf(element: Element): readonly DOMRect[] {
  const views: DOMRect[] = []
  for (let one: Element | null = element; one; one = parentOf(one)) if (getComputedStyle(one).overflow !== 'visible') views.push(one.getBoundingClientRect())
  return views
}

function* shadowRoots(root: ParentNode): Generator<ShadowRoot> {
  for (const element of everything(root)) if (element.shadowRoot) yield element.shadowRoot
}
