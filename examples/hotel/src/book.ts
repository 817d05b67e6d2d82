/** The booking page: its totals follow the quote, and the form says which price was seen. */
import type { Quote } from '@loyaltykit/core'
import { carts, loyalty } from './loyalty.ts'

const form = document.querySelector<HTMLFormElement>('#booking')
const totals = document.querySelector<HTMLElement>('#totals')
const { lang } = document.documentElement
const money = ({ amount, currency }: Quote['due'], sign = 1) => new Intl.NumberFormat(lang, { style: 'currency', currency }).format((sign * amount) / 100).replace('-', '−')

function show({ total, due, discounts, held }: Quote, into: HTMLElement) {
  const { room = '', points = '', due: left = '' } = into.dataset
  const lines = [[room, money(total)], ...discounts.map((one) => [one.title, money(one.money, -1)]), ...(held ? [[points, money(held.money, -1)]] : []), [left, money(due)]]
  into.replaceChildren(...lines.map(([title = '', amount = ''], index) => {
    const line = document.createElement('div')
    if (index === lines.length - 1) line.className = 'due'
    const [term, value] = [document.createElement('dt'), document.createElement('dd')]
    term.textContent = title
    value.textContent = amount
    line.append(term, value)
    return line
  }))
}

const field = (name: string) => form?.elements.namedItem(name) as HTMLInputElement | null
const set = (name: string, value: string) => {
  const input = field(name)
  if (input) input.value = value
}

const cart = carts['stay']
if (form && totals && cart) {
  let shown = ''
  loyalty.$quote(cart).subscribe((resource) => {
    if (!('value' in resource) || !resource.value) return
    const text = JSON.stringify(resource.value)
    set('due', String(resource.value.due.amount))
    set('member', String(loyalty.$session.get().status === 'member'))
    if (shown && shown !== text) {
      show(resource.value, totals)
      document.querySelector('#away')?.remove()
    }
    shown = text
  })
  // who joins here need not type twice
  loyalty.$member.subscribe((resource) => {
    const profile = 'value' in resource ? resource.value?.profile : undefined
    for (const name of ['givenName', 'familyName', 'email'] as const) if (profile?.[name] && !field(name)?.value) set(name, profile[name])
  })
}

form?.addEventListener('submit', (event) => {
  const button = form.querySelector('#book')
  // Enter in a field of the points is theirs
  if (event.target !== form) return
  if (button?.ariaBusy === 'true') return event.preventDefault()
  if (button) button.ariaBusy = 'true'
  const said = document.querySelector('#said')
  if (said) said.textContent = form.dataset['busy'] ?? ''
})
// back from the next page: the form can be used again
addEventListener('pageshow', () => {
  const button = form?.querySelector('#book')
  if (button) button.ariaBusy = 'false'
})
if (document.querySelector('#problem')?.textContent) document.querySelector<HTMLElement>('#problem')?.focus()
