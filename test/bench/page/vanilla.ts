/** The same balance by hand: one template, one shared sheet, one subscription, text nodes that are kept. What an expert would write. */
import type { Balance, Program, Resource, Store } from '@loyaltykit/core'
import { LoyaltyBalance } from '@loyaltykit/elements/balance'

const template = document.createElement('template')
template.innerHTML = '<h2 class="title" part="title">Your balance</h2><div class="rows"><div part="row"><p class="amount"><span class="number" part="number"> </span> <span class="unit" part="unit"> </span></p><p class="details" part="details"><span> </span><span> </span><span> </span></p></div></div>'

const sheets = [LoyaltyBalance.styles].flat(2).map((style) => (style as { styleSheet?: CSSStyleSheet }).styleSheet).filter((sheet) => sheet !== undefined)
const number = new Intl.NumberFormat('en')
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' })
const all = new Set<VanillaBalance>()

interface Texts {
  readonly number: string
  readonly unit: string
  readonly details: readonly string[]
}
let texts: Texts | undefined

function textsOf({ available, pending = 0, pendingBatches = [], expiring = [] }: Balance): Texts {
  const [next] = pendingBatches
  const [first] = expiring
  return {
    number: number.format(available),
    unit: available === 1 ? 'bonus' : 'bonuses',
    details: [
      `≈ ${money.format(available / 100)}`,
      next ? `${number.format(pending)} bonuses pending until ${date.format(new Date(next.at))}` : '',
      first ? `${number.format(first.amount)} bonuses expire on ${date.format(new Date(first.at))}` : '',
    ],
  }
}

/** Follows the stores of a client, once for all elements. */
export function followByHand($program: Store<Resource<Program>>, $balances: Store<Resource<readonly Balance[] | null>>): () => void {
  const show = () => {
    const state = $balances.get()
    if (state.status !== 'ready' || !state.value?.[0]) return
    texts = textsOf(state.value[0])
    for (const element of all) element.show(texts)
  }
  const stop = [$program.listen(show), $balances.listen(show)]
  show()
  return () => stop.forEach((each) => each())
}

export class VanillaBalance extends HTMLElement {
  #number!: Text
  #unit!: Text
  #details: Text[] = []
  connectedCallback(): void {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = sheets
      root.append(template.content.cloneNode(true))
      this.#number = root.querySelector('.number')?.firstChild as Text
      this.#unit = root.querySelector('.unit')?.firstChild as Text
      this.#details = [...root.querySelectorAll('.details span')].map((span) => span.firstChild as Text)
    }
    all.add(this)
    if (texts) this.show(texts)
  }
  disconnectedCallback(): void {
    all.delete(this)
  }
  show({ number, unit, details }: Texts): void {
    if (this.#number.data !== number) this.#number.data = number
    if (this.#unit.data !== unit) this.#unit.data = unit
    details.forEach((detail, index) => {
      const text = this.#details[index]
      if (text && text.data !== detail) text.data = detail
    })
  }
}
customElements.define('vanilla-balance', VanillaBalance)
