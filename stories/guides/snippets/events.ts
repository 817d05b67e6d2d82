import '@loyaltykit/elements/define'

// A guest pressed something that needs a log-in, and this shop has its own page for that.
document.addEventListener('loyalty-login-request', (event) => {
  event.preventDefault()
  location.assign('/log-in')
})

// For the shop's own figures; the types know the fields.
document.addEventListener('loyalty-activated', ({ offer }) => console.log('activated', offer.id))
document.addEventListener('loyalty-failed', ({ action, error }) => console.log(action, error.code, error.retryable))
