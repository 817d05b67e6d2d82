/**
 * The Sandbox panel of the examples: what was sent, a till, time travel, faults. Not part of any shop: it looks like a tool, is marked as
 * one, and lies over the page without moving it.
 */
interface Message {
  readonly at: string
  readonly to: string
  readonly channel: string
  readonly code?: string
  readonly text: string
}
interface State {
  readonly now: string
  readonly fault: string
  readonly messages: readonly Message[]
}

const faultNames = { none: 'works', down: 'is down', slow: 'is slow (4 s)', nonsense: 'answers nonsense' } as const
const steps = ['14 days', '31 days', '1 year'] as const
const remembered = 'sandbox-panel'

const style = new CSSStyleSheet()
style.replaceSync(`
  :host { all: initial; position: fixed; inset-block-end: .5rem; inset-inline-end: .5rem; display: grid; justify-items: end; z-index: 2147483647; max-inline-size: min(24rem, calc(100vw - 1rem)); font: 400 14px/1.45 ui-monospace, 'SF Mono', Consolas, monospace; color: #f4f1ea; color-scheme: dark; }
  * { box-sizing: border-box; }
  button, select { min-block-size: 2.25rem; padding: .25rem .75rem; border: 1px solid #8b8574; border-radius: 6px; background: #35322b; color: inherit; font: inherit; cursor: pointer; }
  button:hover { background: #47433a; }
  :focus-visible { outline: 2px solid #ffd34d; outline-offset: 2px; }
  button[aria-busy=true] { opacity: .6; cursor: progress; }
  .toggle { display: flex; gap: .6rem; align-items: center; border: 2px dashed #ffd34d; background: #1c1a16; color: #ffd34d; font-weight: 700; }
  .toggle b { color: #f4f1ea; font-weight: 400; }
  .toggle b:empty { display: none; }
  section { display: grid; gap: .75rem; margin-block-end: .4rem; padding: .9rem; max-block-size: min(32rem, calc(100svh - 4.5rem)); overflow: auto; border: 2px dashed #ffd34d; border-radius: 8px; background: #1c1a16; box-shadow: 0 8px 30px #0008; }
  [hidden] { display: none !important; }
  p, h2, ul { margin: 0; padding: 0; list-style: none; font: inherit; }
  h2 { color: #ffd34d; font-weight: 700; }
  .row { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
  li { padding-block: .3rem; border-block-start: 1px solid #47433a; overflow-wrap: anywhere; }
  li small { display: block; color: #b9b3a4; font-size: 12px; }
  code { padding: 0 .35em; border-radius: 4px; background: #ffd34d; color: #1c1a16; font: inherit; font-weight: 700; letter-spacing: .06em; }
  .said { min-block-size: 1.45em; color: #b9b3a4; }
`)

// what is scrolled to or focused never lies below the panel's button, and the end of the page can be scrolled above it
const room = new CSSStyleSheet()
room.replaceSync('html { scroll-padding-block-end: 4rem; padding-block-end: 3.5rem }')

class SandboxPanel extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' })
  readonly #toggle = make('button', { type: 'button', className: 'toggle' }, 'Sandbox', make('b'))
  readonly #panel = make('section')
  readonly #messages = make('ul')
  readonly #clock = make('p')
  readonly #said = make('p', { className: 'said' })
  readonly #fault = make('select')
  #timer: ReturnType<typeof setInterval> | undefined

  connectedCallback() {
    this.lang = 'en'
    this.dir = 'ltr'
    this.#root.adoptedStyleSheets = [style]
    this.#panel.setAttribute('aria-label', 'Sandbox')
    this.#panel.id = 'panel'
    this.#said.setAttribute('role', 'status')
    this.#messages.setAttribute('aria-label', 'Messages sent')
    this.#toggle.setAttribute('aria-controls', 'panel')
    this.#fault.setAttribute('aria-label', 'Loyalty backend')
    this.#fault.append(...Object.entries(faultNames).map(([value, name]) => make('option', { value }, `Backend ${name}`)))
    this.#panel.append(
      make('h2', {}, 'Sandbox: not part of the site'),
      make('p', {}, 'Messages that a real programme would have sent:'),
      this.#messages,
      this.#clock,
      make('div', { className: 'row' }, ...steps.map((by) => this.#button(`${by} ${by === '1 year' ? 'passes' : 'pass'}`, () => this.#travel(by)))),
      make('div', { className: 'row' }, this.#button(document.querySelector<HTMLMetaElement>('meta[name="sandbox-clock"]')?.dataset['till'] ?? 'At the till', () => this.#buy())),
      make('div', { className: 'row' }, this.#fault, this.#button('Begin anew', () => this.#reset())),
      this.#said,
    )
    this.#root.append(this.#panel, this.#toggle)
    this.#toggle.addEventListener('click', () => this.#open(this.#panel.hidden === true))
    this.#fault.addEventListener('change', () => void this.#do(async () => {
      const { value } = this.#fault
      this.#show(await ask('fault', { fault: value }))
      lookAgain()
      this.#said.textContent = `The loyalty backend ${faultNames[value as keyof typeof faultNames]} now.`
    }))
    this.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape' || this.#panel.hidden) return
      this.#open(false)
      this.#toggle.focus()
    })
    // the page asked for a code, or bought: there may be a message
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => /request-code|verify-code|members\/enrol|\/api\/(orders|stays)/.test(name))) void this.#load()
    }).observe({ type: 'resource' })
    const before = remember()
    this.#open(before?.open ?? false)
    if (before?.pressed) [...this.#panel.querySelectorAll('button')].find(({ textContent }) => textContent === before.pressed)?.focus()
    if (before?.said) this.#said.textContent = before.said
    keep({ open: before?.open ?? false })
    void this.#load()
  }

  #open(open: boolean) {
    this.#panel.hidden = !open
    this.#toggle.setAttribute('aria-expanded', String(open))
    keep({ open })
    clearInterval(this.#timer)
    if (open) {
      void this.#load()
      this.#timer = setInterval(() => document.hidden || void this.#load(), 3_000)
    }
  }

  #button(text: string, act: () => Promise<void>): HTMLButtonElement {
    const button = make('button', { type: 'button' }, text)
    button.addEventListener('click', () => {
      if (button.ariaBusy === 'true') return
      button.ariaBusy = 'true'
      void this.#do(act).finally(() => (button.ariaBusy = 'false'))
    })
    return button
  }

  async #do(act: () => Promise<void>) {
    try {
      await act()
    } catch {
      this.#said.textContent = 'The example server does not answer. Is it running?'
    }
  }

  async #travel(by: (typeof steps)[number]) {
    await ask('advance', { by })
    keep({ open: true, pressed: `${by} ${by === '1 year' ? 'passes' : 'pass'}`, said: `${by} later.` })
    location.reload()
  }

  /** Nothing is told to the page: it hears of it by itself. */
  async #buy() {
    const response = await fetch('/sandbox/till', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    if (!response.ok && response.status !== 409) throw new Error(`till: ${response.status}`)
    const { said, refused = '' } = (await response.json()) as { said?: string; refused?: string }
    this.#said.textContent = said ?? refused
  }

  async #reset() {
    if (!confirm('Forget all members, orders and messages of the sandbox?')) return
    await ask('reset', {})
    for (const storage of [localStorage, sessionStorage]) storage.clear()
    keep({ open: true, pressed: 'Begin anew', said: 'All is as on the first day.' })
    location.reload()
  }

  async #load() {
    try {
      this.#show(await ask('state'))
    } catch {
      // the server is away; the next look shows it
    }
  }

  #show({ now, fault, messages }: State) {
    this.#clock.textContent = `Its clock: ${now.slice(0, 16).replace('T', ' ')} UTC`
    if (this.#root.activeElement !== this.#fault) this.#fault.value = fault
    const [badge] = this.#toggle.getElementsByTagName('b')
    const [newest] = messages
    const recent = newest?.code !== undefined && Date.parse(now) - Date.parse(newest.at) < 600_000
    if (badge) badge.textContent = [recent ? `code ${newest.code}` : '', fault === 'none' ? '' : `backend ${faultNames[fault as keyof typeof faultNames]}`].filter(Boolean).join(', ')
    this.#messages.replaceChildren(
      ...(messages.length
        ? messages.map(({ to, channel, code, text }) => {
            const [before = '', after = ''] = code === undefined ? [text] : text.split(code)
            return make('li', {}, make('small', {}, `${channel} to ${to}`), before, code === undefined ? '' : make('code', {}, code), after)
          })
        : [make('li', {}, 'None yet.')]),
    )
  }
}

/** What is on the page is read again, so that one sees what the elements make of it. */
function lookAgain() {
  const page = (globalThis as { [name: symbol]: { readonly clients: Iterable<{ refresh(): void }> } | undefined })[Symbol.for('loyaltykit.clients.1')]
  for (const client of page?.clients ?? []) client.refresh()
}

interface Remembered {
  readonly open: boolean
  readonly pressed?: string
  readonly said?: string
}

function keep(what: Remembered) {
  try {
    sessionStorage.setItem(remembered, JSON.stringify(what))
  } catch {
    // the panel begins closed on the next page
  }
}

function remember(): Remembered | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(remembered) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

async function ask(path: string, body?: object): Promise<State> {
  const response = await fetch(`/sandbox/${path}`, body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {})
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as State
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, properties: object = {}, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

document.adoptedStyleSheets = [...document.adoptedStyleSheets, room]
customElements.define('sandbox-panel', SandboxPanel)
document.body.append(document.createElement('sandbox-panel'))
