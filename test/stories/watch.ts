/**
 * What is watched while a story comes up and is played: whether the focus is lost, whether live regions speak once and
 * politely, whether something was operated at all, and what moves.
 */
import { everything, focused, parentOf, say } from './tree.ts'

export interface Seen {
  /** Something was pressed or typed in. */
  readonly operated: boolean
  /** What live regions said, in order. */
  readonly said: readonly string[]
  /** What is wrong, in words. */
  readonly problems: readonly string[]
  /** What moved, in words. */
  readonly moved: readonly string[]
}

const live = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output'
const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]'
/** So many frames without focus are no moment between two places. */
const patience = 6

/** Watches `canvas` from now on, until `stop`. Shadow roots are found as they are made. */
export function watch(canvas: HTMLElement): { stop(): Promise<Seen> } {
  const problems = new Set<string>()
  const said: string[] = []
  const moved = new Set<string>()
  let operated = false
  /** What was said since something was last pressed or typed. */
  const told = new Set<string>()
  /** Polite regions that came with their text. */
  const mute = new Set<Element>()
  let outcome: string | undefined
  let control: HTMLElement | undefined
  let controlWas = ''
  let last: Element | null = null
  let lostFor = 0

  const observer = new MutationObserver((records) => {
    const touched = new Set<Element>()
    for (const { target, addedNodes } of operated ? records : []) {
      const region = regionOf(target)
      if (region) touched.add(region)
      if (region) mute.delete(region)
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        for (const born of [...(node.matches(live) ? [node] : []), ...node.querySelectorAll(live)]) {
          if (born.matches('[role=alert]')) touched.add(born)
          else if (textOf(born) && !standsForLoading(born)) mute.add(born)
        }
      }
    }
    for (const region of touched) {
      const text = textOf(region)
      if (!text || !region.checkVisibility()) continue
      if (region.getAttribute('aria-live') === 'assertive') problems.add(`${say(region)} interrupts: “${text}”`)
      if (told.has(text)) problems.add(`“${text}” is said twice`)
      told.add(text)
      said.push(text)
    }
  })
  const looks = { subtree: true, childList: true, characterData: true }
  observer.observe(canvas, looks)
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit) {
    const root = attachShadow.call(this, init)
    observer.observe(root, looks)
    return root
  }

  // a press moves the focus, as that of a person does; a story that calls click() forgets it
  const pressed = (event: Event) => {
    operated = true
    told.clear()
    const target = event.composedPath().find((one): one is HTMLElement => one instanceof HTMLElement && one.matches(focusable))
    if (event.type === 'click' && target && canvas.contains(hostIn(canvas, target)) && !target.matches(':focus')) target.focus({ preventScroll: true })
    if (target === focused()) last = target
    if (event.type !== 'click' || !target) return
    control = target
    controlWas = stateOf(target)
  }
  const { dispatchEvent } = EventTarget.prototype
  EventTarget.prototype.dispatchEvent = function (this: EventTarget, event: Event) {
    if (operated && /^loyalty-(?!.*-request$)/.test(event.type)) outcome = event.type
    return dispatchEvent.call(this, event)
  }
  const inputs = ['click', 'keydown', 'input', 'submit'] as const
  for (const type of inputs) window.addEventListener(type, pressed, true)

  let frame = 0
  const look = () => {
    const now = focused()
    const isNowhere = !now || now === document.body
    if (!isNowhere) last = now
    lostFor = last && isNowhere ? lostFor + 1 : 0
    if (lostFor === patience && last) problems.add(`the focus is lost; it was on ${say(last)}`)
    for (const animation of animationsIn(canvas)) moved.add(animation)
    frame = requestAnimationFrame(look)
  }
  frame = requestAnimationFrame(look)

  return {
    async stop() {
      await new Promise((done) => requestAnimationFrame(done))
      cancelAnimationFrame(frame)
      observer.disconnect()
      Element.prototype.attachShadow = attachShadow
      for (const type of inputs) window.removeEventListener(type, pressed, true)
      EventTarget.prototype.dispatchEvent = dispatchEvent
      const end = focused()
      for (const region of mute) {
        // who is led there hears it in any case
        if (!region.isConnected || !textOf(region) || (end && (region.contains(end) || end.contains(region)))) continue
        problems.add(`${say(region)} comes with its text “${textOf(region)}”: a reader hears only what changes in a region that is there`)
      }
      const isHeard = said.length > 0 || (control && (stateOf(control) !== controlWas || (end !== control && end !== document.body)))
      if (outcome && !isHeard) problems.add(`${outcome} is heard by nobody: no live region speaks, and the focus does not go to what came of it`)
      return { operated, said, problems: [...problems], moved: [...moved] }
    },
  }
}

function regionOf(node: Node): Element | null {
  for (let one = node instanceof Element ? node : (node.parentElement ?? ((node.getRootNode() as ShadowRoot).host as Element | undefined) ?? null); one; one = parentOf(one)) if (one.matches(live)) return one
  return null
}

/** The one of `canvas`'s own descendants that an element is in, through shadow roots. */
function hostIn(canvas: Element, element: Element): Element | null {
  let one: Element | null = element
  while (one && !canvas.contains(one)) one = parentOf(one)
  return one
}

/** Blocks without text, and a word for them: it need not be heard, what comes is. */
const standsForLoading = (region: Element) => region.previousElementSibling?.matches('[aria-hidden=true], .bones') ?? false

/** What a reader says of a control that has the focus, when it changes. */
const stateOf = (control: Element) => ['aria-selected', 'aria-expanded', 'aria-pressed', 'aria-checked'].map((name) => control.getAttribute(name)).join() + String((control as HTMLInputElement).checked ?? '') + String(control.closest('details')?.open ?? '')

const textOf = (region: Element) => (region.textContent ?? '').replace(/\s+/g, ' ').trim()

function* animationsIn(canvas: Element): Generator<string> {
  const roots: (Document | ShadowRoot)[] = [document]
  for (const element of everything(canvas)) if (element.shadowRoot) roots.push(element.shadowRoot)
  for (const root of roots) {
    for (const animation of root.getAnimations()) {
      const { effect, playState } = animation
      const target = effect instanceof KeyframeEffect ? effect.target : null
      const { duration, iterations = 1 } = effect?.getTiming() ?? {}
      if (playState === 'running' && target && Number(duration) * iterations > 10) yield `${say(target)} moves for ${Number(duration)} ms`
    }
  }
}
