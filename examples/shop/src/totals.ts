import { askTotals, type Totals } from './api.ts'
import { onCart, readCart, toQuoted, type Cart } from './basket.ts'
import { byId, h } from './dom.ts'
import { loyalty } from './loyalty.ts'
import { live, money, productName } from './words.ts'

/**
 * Keeps the totals of the cart current. The server works them out; it is asked again when the cart changes, and when the quote of
 * the cart does: an offer was activated, bonuses were set aside, here or in another tab.
 */
export function followTotals(show: (totals: Totals, cart: Cart) => void): { load(): Promise<void> } {
  let under: AbortController | undefined
  let followed = ''
  let unfollow = () => {}

  async function load() {
    under?.abort()
    const mine = (under = new AbortController())
    const cart = readCart()
    if (cart.items.length === 0) return
    try {
      const totals = await askTotals(cart, mine.signal)
      if (mine !== under) return
      show(totals, cart)
    } catch {
      if (mine !== under) return
      showFailure()
    }
    document.querySelector('.columns')?.classList.add('priced')
  }

  function follow(cart: Cart) {
    const key = JSON.stringify(cart)
    if (key === followed) return
    followed = key
    unfollow()
    if (cart.items.length) {
      let quoted = ''
      unfollow = loyalty.$quote(toQuoted(cart)).listen((state) => {
        if (state.status !== 'ready') return
        const now = JSON.stringify(state.value)
        if (quoted && quoted !== now) void load()
        quoted = now
      })
    }
    void load()
  }

  function showFailure() {
    byId('totals').replaceChildren(
      h('p', { className: 'problem', role: 'alert' }, live.totalsFailed),
      h('button', { type: 'button', className: 'quiet', onclick: () => void load() }, live.again),
    )
  }

  // somebody else is there: another price. To learn who is there is no change
  loyalty.$session.listen((_now, before) => {
    if (before && before.status !== 'unknown') void load()
  })
  onCart(follow)
  follow(readCart())
  return { load }
}

/** The table of a total. */
export function showTotals(target: HTMLElement, { total, discounts, bonuses, due, loyalty: counted }: Totals): void {
  const row = (name: string, value: string, className = '') => h('div', { className }, h('dt', {}, name), h('dd', {}, value))
  target.replaceChildren(
    h(
      'dl', {},
      row(live.subtotal, money(total)),
      ...discounts.map(({ title, money: off }) => row(title, `−${money(off)}`, 'off')),
      bonuses ? row(live.bonuses, `−${money(bonuses)}`, 'off') : undefined,
      row(live.toPay, money(due), 'due'),
    ),
    counted ? '' : h('p', { className: 'note' }, live.loyaltyAway),
  )
}

/** What is bought, in short. */
export function showLines(target: HTMLElement, { lines }: Totals): void {
  target.replaceChildren(
    ...lines.map(({ sku, quantity, total }) =>
      h(
        'li', {},
        h('img', { src: pictureOf(sku), width: 56, height: 56, alt: '' }),
        h('span', {}, `${productName(sku)} × ${quantity}`),
        h('span', { className: 'price' }, money(total)),
      )),
  )
}

export const pictureOf = (sku: string): string => `${import.meta.env.BASE_URL}pictures/${sku}.svg`

