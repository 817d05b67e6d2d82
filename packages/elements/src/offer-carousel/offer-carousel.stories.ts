import type { AnyClient, Offer } from '@loyaltykit/core'
import { aJoinedShop, anOffer, failed, loading, offers, ready, type JoinedShop } from '@loyaltykit/testing'
import type { LoyaltyOfferCarousel } from '@loyaltykit/elements/offer-carousel'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/offer-carousel/define'

type State = ElementState<'offers' | 'member'>
interface Args {
  state: State
  layout?: 'carousel' | 'grid'
  audience?: 'public' | 'personal'
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
/** A picture that needs no network. */
const image = { url: 'https://shop.example/boots.jpg', alt: 'Chelsea boots' }
const some: readonly Offer[] = offers().map((offer) => ({ ...offer, ...(offer.validUntil ? { validUntil: inHours(offer.kind === 'multiplier' ? 5 : 900) } : {}) }))
const expired = anOffer({ id: 'summer', kind: 'bonus', title: 'Summer bonuses', validUntil: inHours(-48), state: 'expired' })
const welcome = anOffer({ id: 'hello', kind: 'welcome', title: '500 bonuses when you join', text: 'They are yours at once.', audience: 'public', activation: 'none', validUntil: undefined, terms: undefined })
const long = anOffer({
  id: 'long',
  title: 'Double bonuses on boots, sandals and every other pair of shoes that is made to be walked in, also in the sale',
  text: 'Twice the bonuses on every pair of shoes in your next order, be it boots, sandals, slippers or running shoes, in any of our shops and online. The offer counts for every pair, whatever it costs.',
  terms: 'Once per member. Not together with other multipliers. '.repeat(12),
  partner: { id: 'p', name: 'The Society of Shoemakers and Leather Workers of the Northern Countries' },
  code: 'ALONGCODETHATHARDLYFITSONACARD2026',
  validUntil: inHours(60),
})
const many = Array.from({ length: 200 }, (_, index) => anOffer({ id: `o-${index}`, title: `Offer ${index + 1}`, validUntil: inHours(900) }))

export default {
  title: 'Elements/Offer carousel',
  component: 'loyalty-offer-carousel',
  render: ({ state, layout = 'carousel', audience }: Args) => html`<loyalty-offer-carousel .state=${state} layout=${layout} .audience=${audience}></loyalty-offer-carousel>`,
}

export const Member = { args: { state: { offers: ready([...some, expired]) } } }
export const Guest = { args: { state: { offers: ready([welcome, ...some.filter(({ audience }) => audience === 'public')]), member: ready(null) } } }
export const GuestPersonal = { args: { state: { offers: ready([]), member: ready(null) }, audience: 'personal' } }
export const Empty = { args: { state: { offers: ready([]) } } }
export const Loading = { args: { state: { offers: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { offers: failed('network') } } }
export const LastValue = { args: { state: { offers: failed('network', some) } } }
export const One = { args: { state: { offers: ready([welcome]) } } }
export const MissingPicture = { args: { state: { offers: ready([anOffer({ image, validUntil: inHours(900) })]) } } }
export const LongText = { args: { state: { offers: ready([long, ...some]) } } }
export const LongTextNarrow = { args: { state: { offers: ready([long, ...some]) } }, parameters: { width: 288 } }
export const Many = { args: { state: { offers: ready(many) } } }
export const Grid = { args: { state: { offers: ready([...some, welcome, expired]) }, layout: 'grid' } }
export const GridMany = { args: { state: { offers: ready(many) }, layout: 'grid' } }
export const Narrow = { args: { state: { offers: ready(some) } }, parameters: { width: 288 } }
export const Dark = { args: { state: { offers: ready([...some, welcome]) } }, parameters: { theme: 'dark' } }
export const Russian = {
  args: {
    state: {
      offers: ready([
        anOffer({ title: 'Двойные бонусы за ботинки', text: 'Вдвое больше бонусов за каждую пару ботинок в следующем заказе.', terms: 'Один раз на участника.', validUntil: inHours(5) }),
        anOffer({ id: 'acc', kind: 'discount', title: 'Скидка 15 % на аксессуары', text: 'Ремни, сумки и шнурки.', state: 'active', activation: 'none', code: 'LACES15', terms: undefined, validUntil: inHours(900) }),
        anOffer({ id: 'care', kind: 'gift', title: 'Набор для ухода за обувью', text: 'Подарок к следующему заказу.', state: 'locked', lockedBecause: 'Для участников уровня «Золото»', terms: undefined, validUntil: undefined }),
      ]),
    },
  },
  parameters: { lang: 'ru' },
}
export const RightToLeft = { args: { state: { offers: ready(some) } }, parameters: { dir: 'rtl' } }

let shop: JoinedShop
/** A personal offer of the sandbox is activated. */
export const Activate = {
  loaders: [async () => (shop = await aJoinedShop())],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-offer-carousel .client=${shop.client as AnyClient}></loyalty-offer-carousel>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-offer-carousel') as LoyaltyOfferCarousel
    const button = () => element.shadowRoot?.querySelector<HTMLButtonElement>('[part=activate]')
    for (let tries = 0; tries < 100 && !button(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    button()?.click()
    for (let tries = 0; tries < 100 && !button()?.textContent?.includes('Activated'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    if (!button()?.textContent?.includes('Activated')) throw new Error('The offer should be active.')
  },
}

/** Active, locked, used, ended: each is told in words. */
export const ForcedColors = { args: Member.args, parameters: { colors: 'forced' } }
/** The row goes on at once instead of gliding. */
export const ReducedMotion = {
  args: Many.args,
  parameters: { motion: 'reduced' },
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const element = canvasElement.querySelector('loyalty-offer-carousel') as LoyaltyOfferCarousel
    const row = element.shadowRoot?.querySelector('[part=list]') as HTMLElement
    element.shadowRoot?.querySelector<HTMLButtonElement>('[part=next]')?.click()
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    if (row.scrollLeft < 100) throw new Error(`The row is at ${row.scrollLeft} px two frames after the press.`)
  },
}
