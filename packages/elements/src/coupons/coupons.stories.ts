import type { Coupon } from '@loyaltykit/core'
import { aCoupon, aSmallShop, coupons, failed, loading, press, ready, refreshing, type SmallShop, until, withLongTexts } from '@loyaltykit/testing'
import type { LoyaltyCoupons } from '@loyaltykit/elements/coupons'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/coupons/define'

type State = ElementState<'coupons'>
interface Args {
  state: State
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const fresh = (changes: Partial<Coupon> = {}) => aCoupon({ validUntil: inHours(900), ...changes })
const some: readonly Coupon[] = coupons().map((coupon) => (coupon.state === 'available' ? { ...coupon, validUntil: inHours(900) } : coupon))
const many = Array.from({ length: 40 }, (_, index) => fresh({ id: `c-${index}`, code: `CODE-${index}`, title: `Code number ${index + 1}` }))

export default {
  title: 'Elements/Coupons',
  component: 'loyalty-coupons',
  render: ({ state }: Args) => html`<loyalty-coupons .state=${state}></loyalty-coupons>`,
}

export const Member = { args: { state: { coupons: ready(some) } } }
export const Guest = { args: { state: { coupons: ready(null) } } }
export const Empty = { args: { state: { coupons: ready([]) } } }
export const OnlyOld = { args: { state: { coupons: ready(some.filter(({ state }) => state !== 'available')) } } }
export const Loading = { args: { state: { coupons: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { coupons: refreshing(some) } } }
export const Failed = { args: { state: { coupons: failed('network') } } }
export const LastValue = { args: { state: { coupons: failed('network', some) } } }
export const EndingSoon = { args: { state: { coupons: ready([fresh({ validUntil: inHours(5.5) }), fresh({ id: 'later', title: 'Spring sale, a day early', validFrom: inHours(240), url: undefined })]) } } }
export const Many = { args: { state: { coupons: ready(many) } } }
export const LongText = { args: { state: { coupons: ready(withLongTexts(some).map((coupon) => ({ ...coupon, code: 'ALONGCODETHATHARDLYFITSONACARD2026' }))) } } }
export const LongTextNarrow = { args: LongText.args, parameters: { width: 288 } }
export const Narrow = { args: { state: { coupons: ready(some) } }, parameters: { width: 288 } }
export const Dark = { args: { state: { coupons: ready([fresh({ validUntil: inHours(5.5) }), ...some]) } }, parameters: { theme: 'dark' } }
export const Russian = {
  args: {
    state: {
      coupons: ready([
        fresh({ title: 'Скидка 500 ₽ на следующий заказ', text: 'Для заказа от 2 000 ₽.', terms: 'Один раз на участника. Не складывается с другими промокодами.' }),
        fresh({ id: 'wash', code: 'WASH-20', title: 'Скидка 20 % на мойку машины', text: undefined, terms: undefined, partner: { id: 'wash', name: 'Чистая мойка' }, validUntil: inHours(30) }),
        fresh({ id: 'old', code: 'LETO', title: 'Скидка 15 % на сандалии', text: undefined, terms: undefined, state: 'used' }),
      ]),
    },
  },
  parameters: { lang: 'ru' },
}
export const RightToLeft = { args: { state: { coupons: ready(some) } }, parameters: { dir: 'rtl' } }

let shop: SmallShop
/** A host that uses the code in its own cart cancels the wish, and the link is not followed. */
export const UseInCart = {
  loaders: [
    async () => {
      shop = aSmallShop({ groups: { coupons: { list: async () => some } } })
      await shop.signIn()
    },
  ],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-coupons .client=${shop.client}></loyalty-coupons>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-coupons') as LoyaltyCoupons
    let used = ''
    element.addEventListener('loyalty-use-coupon-request', (event) => {
      event.preventDefault()
      used = event.coupon.code
    })
    const link = await until(() => element.shadowRoot?.querySelector<HTMLElement>('[part=use]'), 'link')
    link.click()
    if (used !== 'BOOTS-7K2M') throw new Error('The host should be given the code.')
    element.shadowRoot?.querySelector<HTMLElement>('[part=used] summary')?.click()
    await press(element, 'Cop')
  },
}

export const ForcedColors = { args: Member.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...UseInCart, parameters: { motion: 'reduced' } }
