import { ask, type Order } from './api.ts'
import { h } from './dom.ts'
import { loyalty } from './loyalty.ts'
import { pictureOf } from './totals.ts'
import { day, live, money, productName, say } from './words.ts'

/** The member's orders, from the shop's own server, with a way to send each back. */
export function showOrders(target: HTMLElement, said: HTMLElement): void {
  const load = async () => {
    try {
      const { orders } = await ask<{ readonly orders: readonly Order[] }>('/api/orders')
      target.replaceChildren(orders.length ? h('ul', { className: 'orders' }, ...orders.map(row)) : h('p', { className: 'note' }, live.noOrders))
    } catch {
      target.replaceChildren(h('p', { role: 'alert' }, live.ordersFailed), h('button', { type: 'button', className: 'quiet', onclick: () => void load() }, live.again))
    }
  }

  function row(order: Order): HTMLElement {
    const { number, at, due, state, lines } = order
    const title = h('strong', { tabIndex: -1 }, say(live.orderNumber, { number }))
    return h(
      'li', {},
      h('span', { className: 'pictures' }, ...lines.slice(0, 3).map(({ sku, quantity }) => h('img', { src: pictureOf(sku), width: 56, height: 56, alt: `${productName(sku)} × ${quantity}` }))),
      h('span', { className: 'what' }, title, h('time', { dateTime: at }, day(at))),
      h('span', { className: 'price' }, money(due)),
      state === 'returned' ? h('span', { className: 'returned' }, live.returned) : returnButton(order),
    )
  }

  function returnButton({ number }: Order): HTMLElement {
    const button = h('button', { type: 'button', className: 'quiet', 'aria-label': say(live.returnOrder, { number }), onclick: () => void giveBack() }, live.returnIt)
    const giveBack = async () => {
      if (button.ariaBusy === 'true') return
      button.ariaBusy = 'true'
      said.textContent = live.returning
      try {
        await ask(`/api/orders/${encodeURIComponent(number)}/return`, {})
        said.textContent = say(live.returnDone, { number })
        // what the purchase earned is taken back: every tab reads its balance again
        loyalty.refresh()
        const titled = () => [...target.querySelectorAll<HTMLElement>('strong')].find((title) => title.textContent === say(live.orderNumber, { number }))
        await load()
        titled()?.focus()
      } catch {
        said.textContent = live.returnFailed
        button.ariaBusy = 'false'
      }
    }
    return button
  }

  void load()
}
