/** What every page of the shop has: the member's balance in the header, the cart's count, the appearance, the language. */
import '@loyaltykit/elements/balance/define'
import './forget.ts'
import './loyalty.ts'
import { countOf, onCart, readCart, type Cart } from './basket.ts'
import { byId } from './dom.ts'
import { perTab, readJson, writeJson } from './store.ts'

const count = byId<HTMLOutputElement>('cart-count')
const showCount = (cart: Cart) => {
  const pieces = String(countOf(cart))
  if (count.value !== pieces) count.value = pieces
}
showCount(readCart())
onCart(showCount)

const theme = byId<HTMLSelectElement>('theme')
theme.value = document.documentElement.dataset['theme'] ?? ''
theme.addEventListener('change', () => {
  if (theme.value) document.documentElement.dataset['theme'] = theme.value
  else delete document.documentElement.dataset['theme']
  try {
    localStorage.setItem('stride:theme', theme.value)
  } catch {
    // it lasts as long as the page
  }
})

// The other language is the same page: at the same place of it, with the same address after the `?`.
for (const link of document.querySelectorAll<HTMLAnchorElement>('.language'))
  link.addEventListener('click', () => {
    link.search = location.search
    link.hash = location.hash
    writeJson(perTab, 'stride:place', { path: link.pathname, top: scrollY })
  })
const place = readJson(perTab, 'stride:place') as { path?: unknown; top?: unknown } | null
if (place?.path === location.pathname) {
  writeJson(perTab, 'stride:place', null)
  if (typeof place.top === 'number') scrollTo({ top: place.top, behavior: 'instant' })
}
