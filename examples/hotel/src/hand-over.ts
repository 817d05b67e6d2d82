/** Two of the three ways to a booking engine need a script: the event, and the page that posts a token. The link needs none. */
document.querySelector<HTMLFormElement>('#leave')?.submit()

const kept = document.querySelector<HTMLElement>('#kept')

// Event only: this page stops the element there, and has its own server keep the rate at the engine. What the event says of the
// price is what was seen; the server finds out itself what this person pays.
document.querySelector<HTMLElement>('#event-rate')?.addEventListener('loyalty-member-rate-request', (event) => {
  event.preventDefault()
  if (!kept || kept.ariaBusy === 'true' || !event.cart?.stay) return
  kept.ariaBusy = 'true'
  void keep(kept, event.cart.stay).finally(() => {
    kept.ariaBusy = 'false'
  })
})

async function keep(into: HTMLElement, stay: NonNullable<NonNullable<HTMLElementEventMap['loyalty-member-rate-request']['cart']>['stay']>) {
  const { hotel, room = '', arrival, departure, guests } = stay
  const query = new URLSearchParams({ city: hotel, room, arrival, departure, guests: String(guests) })
  const response = await fetch(`/api/keep-rate?${query}`, { method: 'POST' }).catch(() => undefined)
  if (!response?.ok) return void (into.textContent = into.dataset['failed'] ?? '')
  const { url } = (await response.json()) as { url: string }
  const link = document.createElement('a')
  link.className = 'button'
  link.href = url
  link.textContent = into.dataset['to'] ?? ''
  into.replaceChildren(into.dataset['kept'] ?? '', ' ', link)
}
