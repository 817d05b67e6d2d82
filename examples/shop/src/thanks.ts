import './shop.ts'
import type { Order } from './api.ts'
import { byId, showOnly } from './dom.ts'
import { perTab, readJson } from './store.ts'
import { showLines, showTotals } from './totals.ts'
import { live, money, say } from './words.ts'

// This tab's last order. It leaves with the person: the next one on a shared device sees nothing of it.
const order = readJson(perTab, 'stride:order') as Order | null
if (order) {
  byId('number').textContent = say(live.orderNumber, { number: order.number })
  showLines(byId('lines'), order)
  showTotals(byId('totals'), order)
  byId('paid').textContent = say(live.orderPaid, { money: money(order.due) })
}
showOnly(order ? 'thanks' : 'empty', 'thanks', 'empty')
document.body.classList.add('ready')

addEventListener('forgotten', () => showOnly('empty', 'thanks', 'empty'))
