/** What every page of the hotel has: the client with its data first, then the elements. */
import './hydrate.ts'
import { loadWords } from '@loyaltykit/elements/shared'
import { openClub } from './club.ts'
import { bring } from './elements.ts'
import { carts, taken } from './loyalty.ts'

for (const element of document.querySelectorAll<HTMLElement & { cart?: unknown }>('[data-cart]')) element.cart = carts[element.dataset['cart'] ?? '']

await Promise.all([loadWords(document.documentElement.lang), taken()])
await bring()

// whoever wants to join or to log in may do so where they are
for (const [wish, tag] of [['loyalty-join-request', 'loyalty-enrolment-form'], ['loyalty-login-request', 'loyalty-login']] as const)
  document.addEventListener(wish, (event) => {
    // the account page has both in it
    if (document.querySelector(`main ${tag}`)) return
    event.preventDefault()
    void openClub(tag)
  })

const scripts: Readonly<Record<string, () => Promise<unknown>>> = {
  account: () => import('./account.ts'),
  book: () => import('./book.ts'),
  'hand-over': () => import('./hand-over.ts'),
}
await scripts[document.body.dataset['page'] ?? '']?.()
document.documentElement.dataset['ready'] = ''
