import type { ActivityEntry } from '@loyaltykit/core'
import { anActivityPage, anEntry, aProgram, aSmallShop, failed, loading, press, ready, refreshing, type SmallShop, until, withLongTexts } from '@loyaltykit/testing'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/activity/define'

type State = ElementState<'program' | 'activity'>
interface Args {
  state: State
}

const program = ready(aProgram())
const two = ready(aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', name: 'Miles', scale: 0 }] }))
const settled = (changes: Partial<ActivityEntry>): ActivityEntry => anEntry({ state: 'final', availableAt: undefined, ...changes })
const items: readonly ActivityEntry[] = [
  anEntry({ id: 'e-9', availableAt: '2027-12-04T12:00:00Z' }),
  settled({ id: 'e-8', at: '2026-11-17T09:00:00Z', text: 'Order 998', state: 'reversed', amount: 140 }),
  settled({ id: 'e-7', at: '2026-11-02T15:20:00Z', kind: 'spend', reason: 'redemption', amount: -600, text: 'Order 982', reference: '982' }),
  settled({ id: 'e-6', at: '2026-10-21T10:00:00Z', reason: 'birthday', amount: 200, text: 'Happy birthday, Ada', expiresAt: '2099-01-31T20:59:59Z' }),
  settled({ id: 'e-5', at: '2026-10-01T00:00:00Z', kind: 'expire', reason: undefined, amount: -120, text: undefined }),
  settled({ id: 'e-4', at: '2026-09-12T00:00:00Z', reason: 'referral', amount: 500, text: 'Alan joined with your code' }),
  settled({ id: 'e-3', at: '2026-09-02T00:00:00Z', kind: 'hold', reason: undefined, amount: -100, text: undefined }),
]
const russian: readonly ActivityEntry[] = [
  anEntry({ id: 'e-9', text: 'Заказ 1001', availableAt: '2027-12-04T12:00:00Z' }),
  settled({ id: 'e-8', at: '2026-11-17T09:00:00Z', text: 'Заказ 998', state: 'reversed', amount: 141 }),
  settled({ id: 'e-7', at: '2026-11-02T15:20:00Z', kind: 'spend', reason: 'redemption', amount: -600, text: 'Заказ 982' }),
  settled({ id: 'e-6', at: '2026-10-21T10:00:00Z', reason: 'birthday', amount: 202, text: 'С днём рождения, Ада!', expiresAt: '2099-01-31T20:59:59Z' }),
  settled({ id: 'e-5', at: '2026-10-01T00:00:00Z', kind: 'expire', reason: undefined, amount: -120, text: undefined }),
]
const full = ready({ items })
/** A year of orders, for what comes page by page. */
const year = Array.from({ length: 60 }, (_, index) => settled({ id: `o-${index}`, text: `Order ${1_000 - index}`, amount: 20 + index, at: new Date(Date.UTC(2026, 10, 20) - index * 6 * 86_400_000).toISOString() }))

export default {
  title: 'Elements/Activity',
  component: 'loyalty-activity',
  render: ({ state }: Args) => html`<loyalty-activity .state=${state}></loyalty-activity>`,
}

export const Member = { args: { state: { program, activity: full } } }
export const Guest = { args: { state: { program, activity: ready(null) } } }
export const Empty = { args: { state: { program, activity: ready({ items: [] }) } } }
export const Loading = { args: { state: { program, activity: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, activity: refreshing({ items }) } } }
export const Failed = { args: { state: { program, activity: failed('network') } } }
export const LastValue = { args: { state: { program, activity: failed('network', anActivityPage()) } } }
export const SeveralCurrencies = { args: { state: { program: two, activity: ready({ items: [settled({ id: 'm', currency: 'mile', amount: 2_400, reason: 'exchange', text: 'Exchange with Northern Air' }), ...items] }) } } }
export const LongText = { args: { state: { program, activity: ready({ items: withLongTexts(items) }) } } }
export const LongTextNarrow = { args: { state: { program, activity: ready({ items: withLongTexts(items) }) } }, parameters: { width: 288 } }
export const Narrow = { args: { state: { program: two, activity: full } }, parameters: { width: 288 } }
export const Dark = { args: { state: { program, activity: full } }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), activity: ready({ items: russian }) } }, parameters: { lang: 'ru' } }
export const RussianNarrow = { args: { state: { program: ready(aProgram({}, 'ru')), activity: ready({ items: russian }) } }, parameters: { lang: 'ru', width: 288 } }
export const RightToLeft = { args: { state: { program, activity: full } }, parameters: { dir: 'rtl' } }

let shop: SmallShop
/** Earlier pages come by the button; then only what was spent is shown. */
export const ShowMore = {
  loaders: [
    async () => {
      shop = aSmallShop({
        groups: {
          activity: {
            async list({ cursor }) {
              const start = cursor === undefined ? 0 : Number(cursor)
              return start + 20 < year.length ? { items: year.slice(start, start + 20), next: String(start + 20) } : { items: year.slice(start) }
            },
          },
        },
      })
      await shop.signIn()
    },
  ],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-activity .client=${shop.client}></loyalty-activity>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-activity') as HTMLElement
    const count = () => element.shadowRoot?.querySelectorAll('[part=entry]').length ?? 0
    for (const least of [9, 21, 41]) {
      await press(element, 'Show more')
      await until(() => count() >= least, `${least} entries`)
    }
    element.shadowRoot?.querySelector<HTMLInputElement>('input[value=spent]')?.click()
    await until(() => element.shadowRoot?.textContent.includes('There is nothing of this kind.') || count() === 0, 'the empty filter')
  },
}

export const ForcedColors = { args: Member.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...ShowMore, parameters: { motion: 'reduced' } }
