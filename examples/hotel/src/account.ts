import { loyalty } from './loyalty.ts'

interface ShownStay {
  readonly number: string
  readonly text: string
  readonly state: string
  readonly said: string
}

// Who comes or leaves gets a page of their own, written by the server. Where the server could not say who is there, it is asked
// again, but not again and again.
const { who } = document.body.dataset
loyalty.$session.subscribe(({ status }) => {
  if (status === 'unknown' || status === who) return
  const key = 'harbour:reloaded'
  if (who === 'unknown' && Date.now() - Number(sessionStorage.getItem(key)) < 30_000) return
  sessionStorage.setItem(key, String(Date.now()))
  location.reload()
})

const button = document.querySelector<HTMLButtonElement>('#log-out')
button?.addEventListener('click', () => {
  if (button.ariaBusy === 'true') return
  button.ariaBusy = 'true'
  const said = document.querySelector('#log-out-said')
  if (said) said.textContent = ''
  loyalty.signOut().catch(() => {
    if (said) said.textContent = button.dataset['failed'] ?? ''
  }).finally(() => {
    button.ariaBusy = 'false'
  })
})

// The hotel's own list follows the ledger: a stay that is over is in both.
const list = document.querySelector<HTMLElement>('#stays')
let known: unknown
if (list)
  loyalty.$activity.subscribe((resource) => {
    if (resource.status !== 'ready') return
    const newest = resource.value?.items[0]?.id ?? ''
    if (known !== undefined && newest !== known) void showStays(list)
    known = newest
  })

async function showStays(into: HTMLElement) {
  const response = await fetch(`/api/stays?language=${document.documentElement.lang}`).catch(() => undefined)
  if (!response?.ok) return
  const { stays } = (await response.json()) as { stays: readonly ShownStay[] }
  into.replaceChildren(...stays.map(({ number, text, state, said }) => {
    const item = document.createElement('li')
    item.className = state
    const parts = [['b', number], ['span', text], ['span', said]] as const
    const [, , last] = parts.map(([tag, content]) => {
      const element = document.createElement(tag)
      element.textContent = content
      item.append(element, ' ')
      return element
    })
    if (last) last.className = 'state'
    return item
  }))
}
