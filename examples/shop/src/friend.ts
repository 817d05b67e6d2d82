import { lastValue } from '@loyaltykit/core'
import { loyalty } from './loyalty.ts'
import { language, live, say } from './words.ts'

/** Says to somebody who came by a friend's link what it is worth: a use of the client without an element. */
export function greetFriend(target: HTMLElement): void {
  const own = target.textContent
  loyalty.$referralCode.subscribe((code) => {
    if (!code) {
      target.textContent = own
      return
    }
    loyalty.lookUpReferral({ code }).then(
      ({ valid, friend, from }) => {
        const state = loyalty.$session.get()
        if (!valid || !friend || state.status === 'member') return
        target.textContent = say(live.invited, { name: from ?? live.invitedBy, amount: amountOf(friend) })
      },
      () => {
        // the greeting is not worth a message: the code is kept, and the enrolment form checks it
      },
    )
  })
}

function amountOf({ currency, amount }: { readonly currency: string; readonly amount: number }): string {
  const program = lastValue(loyalty.$program.get())
  const { name, scale } = program?.currencies.find(({ id }) => id === currency) ?? { name: undefined, scale: 0 }
  const number = new Intl.NumberFormat(language).format(amount / 10 ** scale)
  return name ? `${number} ${name.toLowerCase()}` : number
}
