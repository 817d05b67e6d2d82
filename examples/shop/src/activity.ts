import { lastValue, type ActivityEntry, type Program } from '@loyaltykit/core'
import { h } from './dom.ts'
import { loyalty } from './loyalty.ts'
import { day, language, live, say } from './words.ts'

let following: (() => void)[] = []

/**
 * The member's ledger, without an element: a store of the client is subscribed to, and its state is drawn. Subscribing reads it;
 * after every action, and in every tab, it is read again by itself.
 */
export function showActivity(target: HTMLElement): void {
  for (const stop of following) stop()
  const draw = () => {
    const state = loyalty.$activity.get()
    const program = lastValue(loyalty.$program.get())
    const page = lastValue(state)
    if (page && program) target.replaceChildren(page.items.length ? h('ul', { className: 'activity' }, ...page.items.map((entry) => row(entry, program))) : h('p', { className: 'note' }, live.noActivity))
    else if (state.status === 'failed')
      target.replaceChildren(h('p', { role: 'status' }, live.activityFailed), h('button', { type: 'button', className: 'quiet', onclick: () => loyalty.refresh(['activity']) }, live.again))
    else target.replaceChildren()
  }
  following = [loyalty.$activity.subscribe(draw), loyalty.$program.subscribe(draw)]
}

function row({ at, amount, currency, text, state, availableAt }: ActivityEntry, program: Program): HTMLElement {
  const scale = program.currencies.find(({ id }) => id === currency)?.scale ?? 0
  const number = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(amount / 10 ** scale)
  const note = state === 'pending' && availableAt ? say(live.pending, { date: day(availableAt) }) : state === 'reversed' ? live.reversed : ''
  return h(
    'li', { className: state },
    h('time', { dateTime: at }, day(at)),
    h('span', {}, text ?? '', note ? h('small', {}, note) : undefined),
    h('strong', { className: amount < 0 ? 'minus' : 'plus' }, number),
  )
}
