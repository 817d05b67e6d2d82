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

// The address names the section that is shown: a link to it, a reload and the way back find it.
const account = document.querySelector('loyalty-account')
account?.addEventListener('loyalty-section-changed', ({ section }) => {
  const address = new URL(location.href)
  address.searchParams.set('section', section)
  history.pushState(null, '', address)
  turnLanguages()
})
addEventListener('popstate', () => {
  const section = new URL(location.href).searchParams.get('section')
  if (account) account.section = section ?? 'overview'
  turnLanguages()
})
/** The same page in another language is the same section. */
function turnLanguages() {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.languages a')) link.search = location.search
}

// The hotel's own list follows the level: a stay that is over is in the list and in the nights of the level.
const list = document.querySelector<HTMLElement>('#stays')
let known: string | undefined
if (list)
  loyalty.$tier.subscribe((resource) => {
    if (resource.status !== 'ready') return
    const standing = JSON.stringify(resource.value)
    if (known !== undefined && standing !== known) void showStays(list)
    known = standing
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
