import './shop.ts'
import '@loyaltykit/elements/earn-preview/define'
import { countOf, readCart, setQuantity } from './basket.ts'
import { byId } from './dom.ts'
import { live, say } from './words.ts'

const sku = document.querySelector<HTMLElement>('.product')?.dataset['sku'] ?? ''
const form = byId<HTMLFormElement>('add')
const quantity = form.elements.namedItem('quantity') as HTMLInputElement
const preview = document.querySelector<HTMLElementTagNameMap['loyalty-earn-preview']>('.product > div > loyalty-earn-preview')

quantity.addEventListener('input', () => {
  if (preview && quantity.validity.valid) preview.quantity = quantity.valueAsNumber
})

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const there = readCart().items.find((item) => item.sku === sku)?.quantity ?? 0
  const cart = setQuantity(sku, there + quantity.valueAsNumber)
  byId('added').textContent = say(live.added, { count: countOf(cart) })
})
