import { LoyaltyError, type AnyClient } from '@loyaltykit/core'
import { aGiftCard, aJoinedShop, aSmallShop, failed, fill, giftCards, type JoinedShop, loading, press, ready, refreshing, type SmallShop, submit, until, withLongTexts } from '@loyaltykit/testing'
import type { ElementState } from '@loyaltykit/elements/shared'
import { html } from 'lit'
import '@loyaltykit/elements/gift-card/define'

type State = ElementState<'giftCards'>
interface Args {
  state: State
  pin?: 'required' | 'optional' | 'none'
}

const many = Array.from({ length: 9 }, (_, index) => aGiftCard({ id: `g-${index}`, number: `•••• ${4_000 + index}`, balance: { amount: 1_000 * index, currency: 'EUR' } }))

export default {
  title: 'Elements/Gift card',
  component: 'loyalty-gift-card',
  render: ({ state, pin = 'optional' }: Args) => html`<loyalty-gift-card .state=${state} pin=${pin}></loyalty-gift-card>`,
}

export const Member = { args: { state: { giftCards: ready(giftCards()) } } }
export const Guest = { args: { state: { giftCards: ready(null) } } }
export const WithoutPin = { args: { state: { giftCards: ready(null) }, pin: 'none' } }
export const Empty = { args: { state: { giftCards: ready([]) } } }
export const Loading = { args: { state: { giftCards: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { giftCards: refreshing(giftCards()) } } }
export const Failed = { args: { state: { giftCards: failed('network') } } }
export const LastValue = { args: { state: { giftCards: failed('network', giftCards().slice(0, 1)) } } }
export const Many = { args: { state: { giftCards: ready(many) } } }
export const LongText = { args: { state: { giftCards: ready(withLongTexts(giftCards()).map((card) => ({ ...card, number: '•••• •••• •••• •••• •••• •••• •••• 4821', balance: { amount: 9_007_199_254_740_991, currency: 'EUR' } }))) } }, parameters: { width: 288 } }
export const Narrow = { args: { state: { giftCards: ready(giftCards()) } }, parameters: { width: 288 } }
export const Dark = { args: { state: { giftCards: ready(giftCards()) } }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { giftCards: ready(giftCards().map((card) => ({ ...card, balance: { ...card.balance, currency: 'RUB' } }))) } }, parameters: { lang: 'ru' } }
export const RussianNarrow = { args: Russian.args, parameters: { lang: 'ru', width: 288 } }
export const RightToLeft = { args: { state: { giftCards: ready(giftCards()) } }, parameters: { dir: 'rtl' } }

let shop: SmallShop
const card = aGiftCard({ id: 'new', number: '•••• 9012' })
const right = '123456789012'
const withShop = (member: boolean) => ({
  loaders: [
    async () => {
      const attached = [aGiftCard()]
      const find = async ({ number }: { number: string }) => {
        if (number === '9999') throw new LoyaltyError('rate_limited', 'Too often.', { details: { retryAt: new Date(Date.now() + 5.5 * 60_000).toISOString() } })
        if (number !== right) throw new LoyaltyError('not_found', 'There is no such card.')
        return { giftCard: card }
      }
      shop = aSmallShop({
        groups: {
          giftCards: {
            list: async () => [...attached],
            check: find,
            attach: async (typed) => {
              const answer = await find(typed)
              attached.push(card)
              return answer
            },
          },
        },
      })
      if (member) await shop.signIn()
    },
  ],
  beforeEach: () => () => shop.dispose(),
  render: () => html`<loyalty-gift-card .client=${shop.client}></loyalty-gift-card>`,
})
const element = (canvas: HTMLElement) => canvas.querySelector('loyalty-gift-card') as HTMLElement
const says = (canvas: HTMLElement, text: string) => until(() => `${element(canvas).shadowRoot?.textContent ?? ''}${element(canvas).textContent}`.includes(text), `“${text}”`)

/** A guest sees what is on a card, pasted as it is printed. */
export const Check = {
  ...withShop(false),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await fill(element(canvasElement), 'number', '1234 5678 9012')
    await submit(element(canvasElement))
    await says(canvasElement, '€35.00 on card •••• 9012')
  },
}
/** A member keeps a card. */
export const Add = {
  ...withShop(true),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await fill(element(canvasElement), 'number', '1234-5678-9012')
    await press(element(canvasElement), 'Add to my account')
    await says(canvasElement, 'Card •••• 9012 is in your account now.')
  },
}
/** It is not said which of the two is wrong. */
export const WrongNumber = {
  ...withShop(false),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await fill(element(canvasElement), 'number', '1234 0000')
    await fill(element(canvasElement), 'pin', '17')
    await submit(element(canvasElement))
    await says(canvasElement, 'The number or the PIN is not right.')
  },
}
export const TooOften = {
  ...withShop(false),
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await fill(element(canvasElement), 'number', '9999')
    await submit(element(canvasElement))
    await says(canvasElement, 'You can try again in 5 minutes.')
  },
}

let club: JoinedShop
/** In a whole programme: a card with a PIN is checked, then kept. */
export const InTheClub = {
  loaders: [async () => (club = await aJoinedShop())],
  beforeEach: () => () => club.dispose(),
  render: () => html`<loyalty-gift-card .client=${club.client as AnyClient}></loyalty-gift-card>`,
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    await fill(element(canvasElement), 'number', '6034 5678 9012 4821')
    await submit(element(canvasElement))
    await says(canvasElement, 'The number or the PIN is not right.')
    await fill(element(canvasElement), 'pin', '4711')
    await submit(element(canvasElement))
    await says(canvasElement, '€50.00 on card')
    await press(element(canvasElement), 'Add to my account')
    await says(canvasElement, 'is in your account now.')
    await until(() => element(canvasElement).shadowRoot?.querySelector('[part=card]'), 'card in the account')
  },
}

export const ForcedColors = { args: Member.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Check, parameters: { motion: 'reduced' } }
