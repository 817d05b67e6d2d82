import type { AnyClient, Reward } from '@loyaltykit/core'
import { aBalance, aCoupon, aJoinedShop, aProgram, aReward, aSmallShop, failed, type JoinedShop, loading, press, ready, refreshing, rewards, type SmallShop, until, withLongTexts } from '@loyaltykit/testing'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/activity/define'
import '@loyaltykit/elements/coupons/define'
import '@loyaltykit/elements/provider/define'
import '@loyaltykit/elements/reward-list/define'

type State = ElementState<'program' | 'rewards' | 'balances'>
interface Args {
  state: State
}

const program = ready(aProgram())
const balances = ready([aBalance()])
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const member = (items: readonly Reward[]): State => ({ program, balances, rewards: ready({ items }) })
const open = { kind: 'draw', cost: { currency: 'bonus', amount: 50 } } as const
const russian: readonly Reward[] = [
  aReward({ title: 'Скидка 500 ₽ на следующий заказ', text: 'Для заказа от 2 000 ₽.', validUntil: inHours(900) }),
  aReward({ id: 'card', kind: 'gift_card', title: 'Подарочная карта на 1 000 ₽', text: 'Себе или тому, кто вам нравится.', cost: { currency: 'bonus', amount: 1_001 }, left: 2 }),
  aReward({ id: 'bag', kind: 'product', title: 'Холщовая сумка', text: 'Пришлём со следующим заказом.', cost: { currency: 'bonus', amount: 1_402 }, state: 'locked', lockedBecause: 'balance_too_low' }),
  aReward({ id: 'repair', kind: 'service', title: 'Бесплатная замена набоек', text: 'В любом нашем магазине.', cost: { currency: 'bonus', amount: 300 }, state: 'locked', lockedBecause: 'tier_too_low', tier: 'gold' }),
  aReward({ id: 'socks', kind: 'product', title: 'Шерстяные носки', text: undefined, cost: { currency: 'bonus', amount: 250 }, state: 'sold_out' }),
]

export default {
  title: 'Elements/Reward list',
  component: 'loyalty-reward-list',
  render: ({ state }: Args) => html`<loyalty-reward-list .state=${state}></loyalty-reward-list>`,
}

export const Member = { args: { state: member(rewards()) } }
export const Guest = { args: { state: { program, balances: ready(null), rewards: ready({ items: rewards().map((reward) => ({ ...reward, state: reward.state === 'sold_out' ? reward.state : ('available' as const), lockedBecause: undefined })) }) } } }
export const Empty = { args: { state: member([]) } }
export const Loading = { args: { state: { program, rewards: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, balances, rewards: refreshing({ items: rewards() }) } } }
export const Failed = { args: { state: { program, rewards: failed('network') } } }
export const LastValue = { args: { state: { program, balances, rewards: failed('network', { items: rewards().slice(0, 3) }) } } }
export const EndingSoon = { args: { state: member([aReward({ ...open, title: 'A ticket for tonight’s draw', validUntil: inHours(5.5), left: 3 }), aReward({ id: 'free', title: 'A present for your birthday', cost: { currency: 'bonus', amount: 0 } })]) } }
export const MissingPicture = { args: { state: member([aReward({ image: { url: 'https://shop.example/voucher.jpg', alt: 'A voucher' } })]) } }
export const LongText = { args: { state: member(withLongTexts(rewards())) } }
export const LongTextNarrow = { args: { state: member(withLongTexts(rewards())) }, parameters: { width: 288 } }
export const Narrow = { args: { state: member(rewards()) }, parameters: { width: 288 } }
export const Dark = { args: { state: member(rewards()) }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), balances, rewards: ready({ items: russian }) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: member(rewards()) }, parameters: { dir: 'rtl' } }

let shop: SmallShop
const withShop = {
  loaders: [
    async () => {
      shop = aSmallShop({
        groups: {
          balances: { list: async () => [aBalance()] },
          rewards: {
            list: async () => ({ items: [...rewards()] }),
            claim: async () => ({ reward: aReward(), balances: [aBalance({ available: 850 })], coupon: aCoupon() }),
          },
        },
      })
      await shop.signIn()
    },
  ],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-reward-list .client=${shop.client}></loyalty-reward-list>`,
}
const element = (canvas: HTMLElement) => canvas.querySelector('loyalty-reward-list') as HTMLElement
/** Nothing is spent by one press: the card asks first. */
export const Question = {
  ...withShop,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await press(element(canvasElement), 'Take it')
    await until(() => element(canvasElement).shadowRoot?.querySelector('[part=question]'), 'question')
  },
}
/** A reward is taken, and its code is there to copy. */
export const Take = {
  ...withShop,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await press(element(canvasElement), 'Take it')
    await press(element(canvasElement), 'Yes, take it')
    const code = await until(() => element(canvasElement).shadowRoot?.querySelector('code'), 'code')
    if (code.textContent !== 'BOOTS-7K2M') throw new Error('The code of the coupon should be shown.')
  },
}

let club: JoinedShop
/** In a whole programme: a reward is paid with the welcome bonus, its code stands among the codes, and the ledger has it. */
export const InTheClub = {
  loaders: [async () => (club = await aJoinedShop())],
  beforeEach: () => () => club.dispose(),
  render: () => html`
    <loyalty-provider .client=${club.client as AnyClient}><loyalty-reward-list></loyalty-reward-list><loyalty-coupons></loyalty-coupons><loyalty-activity></loyalty-activity></loyalty-provider>
  `,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const textOf = (tag: string) => canvasElement.querySelector(tag)?.shadowRoot?.textContent ?? ''
    await press(element(canvasElement), 'Take it')
    await press(element(canvasElement), 'Yes, take it')
    const code = await until(() => element(canvasElement).shadowRoot?.querySelector('code'), 'code')
    await until(() => textOf('loyalty-coupons').includes(code.textContent), 'code among the codes')
    await until(() => textOf('loyalty-activity').includes('−'), 'line in the ledger')
  },
}

export const ForcedColors = { args: Member.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Take, parameters: { motion: 'reduced' } }
