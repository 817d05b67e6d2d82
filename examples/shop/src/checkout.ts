import './shop.ts'
import '@loyaltykit/elements/earn-preview/define'
import '@loyaltykit/elements/redeem/define'
import { ask, ShopError, type Order, type Totals } from './api.ts'
import { onCart, readCart, renewCart, takeOrdered, toQuoted, type Cart } from './basket.ts'
import { byId, showOnly } from './dom.ts'
import { loyalty } from './loyalty.ts'
import { perTab, readJson, writeJson } from './store.ts'
import { followTotals, showLines, showTotals } from './totals.ts'
import { live, say } from './words.ts'

const form = byId<HTMLFormElement>('checkout')
const button = byId<HTMLButtonElement>('order')
const fields = [...form.querySelectorAll<HTMLInputElement>('input[name]')]
const earn = document.querySelector<HTMLElementTagNameMap['loyalty-earn-preview']>('#cart-earn')
const redeem = document.querySelector<HTMLElementTagNameMap['loyalty-redeem']>('#redeem')
const draft = 'stride:delivery'
let known: Totals | undefined
let busy = false

function show(cart: Cart) {
  if (busy) return
  showOnly(cart.items.length ? 'checkout' : 'empty', 'checkout', 'empty')
  const quoted = toQuoted(cart)
  if (earn) earn.cart = quoted
  if (redeem) redeem.cart = quoted
}

// What was typed survives a reload, in this tab only.
const kept = readJson(perTab, draft) as Record<string, unknown> | null
for (const field of fields) {
  const value = kept?.[field.name]
  if (typeof value === 'string' && !field.value) field.value = value
  field.addEventListener('input', () => {
    writeJson(perTab, draft, Object.fromEntries(fields.map(({ name, value: typed }) => [name, typed])))
    if (field.ariaInvalid === 'true') complain(field)
  })
}

/** Says below the field what is wrong with it. Gives whether something is. */
function complain(field: HTMLInputElement, refused = false): boolean {
  const { valueMissing, valid } = field.validity
  const wrong = valueMissing || !field.value.trim() ? live.required : !valid || refused ? live.emailWrong : ''
  field.ariaInvalid = String(wrong !== '')
  byId(`${field.id}-problem`).textContent = wrong
  return wrong !== ''
}

function complainOf(wrong: readonly HTMLInputElement[]) {
  byId('problems').textContent = say(live.checkFields, { fields: wrong.map(({ labels }) => labels?.[0]?.textContent ?? '').join(', ') })
  wrong[0]?.focus()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (busy) return
  const wrong = fields.filter((field) => complain(field))
  byId('problems').textContent = ''
  if (wrong.length) complainOf(wrong)
  else if (known) void place()
  else void totals.load()
})

/** `member`: whose terms the shopper saw when the button was pressed; an order does not become a guest's while it is tried again. */
async function place(member = loyalty.$session.get().status === 'member', again = true): Promise<void> {
  const cart = readCart()
  work(true)
  try {
    const order = await ask<Order>('/api/orders', {
      cart,
      // what this page shows: the server refuses to sell on other terms than the shopper sees
      member,
      due: known?.due.amount ?? 0,
      ...(known?.redemptionId ? { redemptionId: known.redemptionId } : {}),
      delivery: Object.fromEntries(fields.map(({ name, value }) => [name, value.trim()])),
    })
    writeJson(perTab, 'stride:order', order)
    writeJson(perTab, draft, null)
    takeOrdered(order.lines)
    // other tabs show the new balance too
    loyalty.refresh()
    location.assign(form.dataset['next'] ?? 'thanks.html')
  } catch (error) {
    const { code, fields: names } = error instanceof ShopError ? error : new ShopError('failed')
    // a log-in that has run out is renewed by any call of the client
    if (code === 'unauthenticated' && again) {
      loyalty.refresh()
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return place(member, false)
    }
    work(false)
    const refused = fields.filter(({ name }) => names.includes(name))
    for (const field of refused) complain(field, true)
    if (refused.length) return complainOf(refused)
    if (code === 'redemption_gone' || code === 'total_changed') {
      loyalty.refresh()
      void totals.load()
    }
    // somebody else's order of this cart, such as a guest's before the log-in: the next press is a new one
    if (code === 'conflict') renewCart()
    byId('problems').textContent = { conflict: live.orderedAlready, unauthenticated: live.orderSignIn, redemption_gone: live.orderHoldGone, total_changed: live.orderChanged }[code] ?? live.orderFailed
    byId('problems').focus()
  }
}

function work(now: boolean) {
  busy = now
  button.ariaDisabled = String(now)
  button.ariaBusy = String(now)
  byId('order-said').textContent = now ? live.ordering : ''
}

addEventListener('forgotten', () => form.reset())
onCart(show)
show(readCart())
const totals = followTotals((next) => {
  known = next
  showTotals(byId('totals'), next)
  showLines(byId('lines'), next)
})
document.body.classList.add('ready')
