import { createLoyalty, type AnyClient, type LoyaltyBackend, type Money, type Program, type Quote } from '@loyaltykit/core'
import { aProgram, aQuote, aStanding, failed, loading, ready, until, withLongTexts } from '@loyaltykit/testing'
import { html } from 'lit'
import type { MemberRateState } from '@loyaltykit/elements/member-rate'
import '@loyaltykit/elements/member-rate/define'

interface Args {
  state: MemberRateState
  withBooking?: boolean
  withoutTiers?: boolean
}
interface Play {
  canvasElement: HTMLElement
}

const euros = (amount: number): Money => ({ amount, currency: 'EUR' })
const memberPrices = [{ tier: 'bronze', price: euros(22_800) }, { tier: 'silver', price: euros(22_080) }, { tier: 'gold', price: euros(20_400) }]
const stay = { id: 'stay', currency: 'EUR', items: [{ sku: 'double', quantity: 1, price: 24_000, categories: ['room'] }], stay: { hotel: 'harbour', room: 'double', arrival: '2026-12-24', departure: '2026-12-27', guests: 2 } }
const quote = (changes: Partial<Quote> = {}) => ready(aQuote({ total: euros(24_000), due: euros(22_080), memberPrices, ...changes }))
const forGuest = quote({ due: euros(24_000), spend: undefined })
const program = ready(aProgram())
const silver: MemberRateState = { program, tier: ready(aStanding()), quote: quote() }
const guest: MemberRateState = { program, tier: ready(null), quote: forGuest }

export default {
  title: 'Elements/Member rate',
  component: 'loyalty-member-rate',
  render: ({ state, withBooking, withoutTiers }: Args) => html`<loyalty-member-rate .state=${state} .cart=${stay} ?with-booking=${withBooking} ?without-tiers=${withoutTiers}></loyalty-member-rate>`,
}

export const Member = { args: { state: silver } }
export const HighestTier = { args: { state: { program, tier: ready(aStanding({ current: 'gold', next: undefined })), quote: quote({ due: euros(20_400) }) } } }
/** An offer makes it cheaper than the tier does. */
export const WithOffer = { args: { state: { ...silver, quote: quote({ due: euros(19_000), discounts: [{ title: 'Three nights for less', money: euros(3_080), offerId: 'o' }] }) } } }
export const Guest = { args: { state: guest } }
export const WithBooking = { args: { state: silver, withBooking: true } }
export const GuestWithBooking = { args: { state: guest, withBooking: true } }
export const WithoutTiers = { args: { state: silver, withoutTiers: true } }
export const OnePriceForAll = { args: { state: { program, tier: ready(null), quote: quote({ due: euros(24_000), memberPrices: [{ price: euros(21_600) }] }) } } }
export const Same = { args: { state: { program, tier: ready(aStanding()), quote: quote({ due: euros(24_000), memberPrices: undefined }) } } }
export const Loading = { args: { state: { program, quote: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, quote: failed('network') }, withBooking: true } }
export const LastValue = { args: { state: { ...silver, quote: failed('network', aQuote({ total: euros(24_000), due: euros(22_080), memberPrices })) } } }
export const LongText = { args: { state: { ...silver, program: ready(withLongTexts(aProgram())) }, withBooking: true }, parameters: { width: 288 } }
export const Narrow = { args: { state: silver, withBooking: true }, parameters: { width: 288 } }
export const Dark = { args: { state: silver, withBooking: true }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { ...silver, program: ready(aProgram({}, 'ru')) }, withBooking: true }, parameters: { lang: 'ru' } }
export const RussianGuestNarrow = { args: { state: { ...guest, program: ready(aProgram({}, 'ru')) }, withBooking: true }, parameters: { lang: 'ru', width: 288 } }
export const RightToLeft = { args: { state: silver, withBooking: true }, parameters: { dir: 'rtl' } }
export const AllTiers = {
  args: { state: silver },
  play: async ({ canvasElement }: Play) => {
    const summary = await until(() => canvasElement.querySelector('loyalty-member-rate')?.shadowRoot?.querySelector('summary'), 'disclosure')
    summary.click()
  },
}

/** Takes 5 of each 100 off for a member. */
const hotel = (program_: Program): LoyaltyBackend => ({
  name: 'member-rate-story',
  credential: 'publishable',
  program: { get: async () => program_ },
  quotes: {
    quote: async ({ carts }) => ({
      quotes: carts.map(({ items, currency }) => {
        const amount = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
        return aQuote({ total: { amount, currency }, due: { amount, currency }, memberPrices: [{ tier: 'bronze', price: { amount: amount - amount / 20, currency } }], spend: undefined })
      }),
    }),
  },
})
let client: AnyClient

/** A list of rooms: one request for all prices; a booking is handed to the host page. */
export const RoomList = {
  loaders: [() => (client = createLoyalty({ backend: hotel(aProgram()) }) as AnyClient)],
  beforeEach: () => () => client.dispose(),
  render: () => html`
    ${[24_000, 31_500].map((price) => html`
      <loyalty-member-rate .client=${client} price=${price} currency="EUR" hotel="harbour" room=${`room-${price}`} arrival="2026-12-24" departure="2026-12-27" guests="2" with-booking without-tiers></loyalty-member-rate>
    `)}
  `,
  play: async ({ canvasElement }: Play) => {
    const [first] = canvasElement.querySelectorAll('loyalty-member-rate')
    await until(() => first?.shadowRoot?.textContent?.includes('Members pay €228.00'), 'member price')
    let booked = ''
    canvasElement.addEventListener('loyalty-member-rate-request', ({ cart, rate }) => (booked = `${cart?.stay?.room} ${rate.price.amount}`), { once: true })
    first?.shadowRoot?.querySelector<HTMLButtonElement>('[part=book]')?.click()
    if (booked !== 'room-24000 24000') throw new Error(`The host heard: ${booked}`)
  },
}

export const ForcedColors = { ...AllTiers, args: { state: silver, withBooking: true }, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...RoomList, parameters: { motion: 'reduced' } }
