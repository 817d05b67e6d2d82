import './shop.ts'
import '@loyaltykit/elements/earn-preview/define'
import '@loyaltykit/elements/offer-carousel/define'
import { productOf } from '../catalogue.ts'
import { most, onCart, readCart, setCodes, setQuantity, toQuoted, type Cart } from './basket.ts'
import { byId, h, showOnly } from './dom.ts'
import { followTotals, pictureOf, showTotals } from './totals.ts'
import { language, live, money, productName, say } from './words.ts'
import { currency } from '../catalogue.ts'

const earn = document.querySelector<HTMLElementTagNameMap['loyalty-earn-preview']>('#cart-earn')
const rows = new Map<string, { readonly row: HTMLElement; readonly input: HTMLInputElement; readonly price: HTMLElement }>()

/** Rows are kept while their article is in the cart, so that the focus stays where it is. */
function show(cart: Cart) {
  showOnly(cart.items.length ? 'full' : 'empty', 'full', 'empty')
  for (const [sku, { row }] of rows)
    if (!cart.items.some((item) => item.sku === sku)) {
      row.remove()
      rows.delete(sku)
    }
  for (const { sku, quantity } of cart.items) {
    const made = rows.get(sku) ?? makeRow(sku)
    if (document.activeElement !== made.input) made.input.value = String(quantity)
    made.price.textContent = money({ amount: (productOf(sku)?.price ?? 0) * quantity, currency })
  }
  if (earn) earn.cart = toQuoted(cart)
  byId('codes').replaceChildren(
    ...cart.codes.map((code) =>
      h('li', {}, h('code', {}, code), h('button', { type: 'button', className: 'plain', 'aria-label': say(live.codeRemove, { code }), onclick: () => removeCode(code) }, '×'))),
  )
}

function makeRow(sku: string) {
  const name = productName(sku)
  const input = h('input', {
    type: 'number', inputMode: 'numeric', min: '1', max: String(most), required: true, 'aria-label': say(live.quantityOf, { name }),
    oninput: () => {
      if (input.validity.valid) setQuantity(sku, input.valueAsNumber)
    },
    onblur: () => show(readCart()),
  })
  const price = h('span', { className: 'price' })
  const remove = h('button', { type: 'button', className: 'plain', 'aria-label': say(live.removeOne, { name }), onclick: () => removeRow(sku) }, live.remove)
  const row = h(
    'li', {},
    h('img', { src: pictureOf(sku), width: 88, height: 88, alt: '' }),
    h('a', { href: `${import.meta.env.BASE_URL}${language === 'ru' ? 'ru/' : ''}product/${sku}.html` }, name),
    input, price, remove,
  )
  byId('lines').append(row)
  const made = { row, input, price }
  rows.set(sku, made)
  return made
}

function removeRow(sku: string) {
  const next = [...rows.keys()].find((other) => other !== sku)
  setQuantity(sku, 0)
  byId('cart-said').textContent = say(live.removed, { name: productName(sku) })
  // the button that was pressed is gone: the focus goes to a neighbour
  if (next) rows.get(next)?.row.querySelector('button')?.focus()
  else byId('main').focus()
}

function removeCode(code: string) {
  setCodes(readCart().codes.filter((other) => other !== code))
  byId('code-said').textContent = ''
  byId('code').focus()
}

byId('code-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const field = byId<HTMLInputElement>('code')
  const code = field.value.trim().toUpperCase()
  byId('code-said').textContent = code ? '' : live.codeMissing
  if (!code) return
  const { codes } = readCart()
  if (!codes.includes(code)) setCodes([...codes, code].slice(-5))
  field.value = ''
})

onCart(show)
show(readCart())
followTotals((totals) => {
  showTotals(byId('totals'), totals)
  byId('code-said').textContent = totals.rejectedCodes.map(({ code, because }) => say(live.codeRejected[because], { code })).join(' ')
})
document.body.classList.add('ready')
