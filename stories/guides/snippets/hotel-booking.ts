import '@loyaltykit/elements/member-rate'

/** Event only: the page stops the element, and its own server works out the rate again and keeps it at the booking engine. */
export function handOver(list: HTMLElement) {
  list.addEventListener('loyalty-member-rate-request', (event) => {
    event.preventDefault()
    const { stay } = event.cart ?? {}
    if (stay) void fetch('/api/keep-rate', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(stay) })
  })
}
