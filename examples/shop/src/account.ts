import './shop.ts'
import { byId, showOnly } from './dom.ts'
import { loyalty } from './loyalty.ts'
import { showActivity } from './activity.ts'
import { showOrders } from './orders.ts'
import { language, live, say } from './words.ts'

/** Only the elements of the page that is shown are loaded. */
const asGuest = () => Promise.all([import('@loyaltykit/elements/enrolment-form/define'), import('@loyaltykit/elements/login/define')])
const asMember = () =>
  Promise.all([
    import('@loyaltykit/elements/account/define'),
    import('@loyaltykit/elements/tier-progress/define'),
    import('@loyaltykit/elements/offer-carousel/define'),
    import('@loyaltykit/elements/referral/define'),
  ])

let last: 'guest' | 'member' | undefined
loyalty.$session.subscribe(({ status }) => {
  if (status === 'unknown') return
  const before = last
  last = status
  showOnly(status, 'guest', 'member', 'away')
  document.body.classList.add('ready')
  void (status === 'member' ? asMember() : asGuest())
  if (status === 'member') {
    showActivity(byId('activity-list'))
    showOrders(byId('orders-list'), byId('orders-said'))
  } else {
    // nothing of a member stays for the next one on a shared device
    byId('activity-list').replaceChildren()
    byId('orders-list').replaceChildren()
    byId('welcome').textContent = ''
  }
  if (before && before !== status) {
    // the form that had the focus is gone
    scrollTo({ top: 0 })
    byId(status === 'member' ? 'greeting' : 'main').focus()
  }
})

// Nobody could say yet who is there: without this the page would be empty. The client goes on trying by itself.
loyalty.$program.subscribe(({ status }) => {
  if (!last && status === 'failed') showOnly('away', 'guest', 'member', 'away')
})
byId('look-again').addEventListener('click', () => loyalty.refresh())

loyalty.$member.subscribe((state) => {
  const name = 'value' in state ? state.value?.profile.givenName : undefined
  byId('greeting').textContent = name ? `${byId('greeting').dataset['hello'] ?? ''} ${name}`.trim() : (byId('greeting').dataset['title'] ?? '')
})

// The section that is open is in the address: a link leads to it, a reload stays there.
const account = document.querySelector('loyalty-account')
const openFromAddress = () => {
  if (account && location.hash) account.section = location.hash.slice(1)
}
openFromAddress()
addEventListener('hashchange', openFromAddress)
account?.addEventListener('loyalty-section-changed', ({ section }) => history.replaceState(history.state, '', `#${section}`))

// What the new member was given is said once, where the form was.
document.addEventListener('loyalty-enrolled', ({ granted }) => {
  const amount = granted.reduce((sum, each) => sum + each.amount, 0)
  if (amount) byId('welcome').textContent = say(live.welcomeBonus, { amount: new Intl.NumberFormat(language).format(amount) })
})

byId('log-out').addEventListener('click', ({ currentTarget }) => {
  const button = currentTarget as HTMLButtonElement
  if (button.ariaBusy === 'true') return
  button.ariaBusy = 'true'
  byId('log-out-said').textContent = ''
  loyalty.signOut().catch(() => {
    byId('log-out-said').textContent = live.logOutFailed
  }).finally(() => {
    button.ariaBusy = 'false'
  })
})
