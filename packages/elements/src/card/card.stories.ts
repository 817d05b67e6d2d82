import { LoyaltyError, type Card } from '@loyaltykit/core'
import { aCard, aMember, aProgram, aSmallShop, cards, failed, fill, loading, press, ready, refreshing, submit, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyCard } from '@loyaltykit/elements/card'
import { html } from 'lit'
import '@loyaltykit/elements/card/define'

type State = LoyaltyCard['state']
interface Play {
  canvasElement: HTMLElement
}

const linking = { ...aProgram(), enrolment: { ...aProgram().enrolment!, cardLinking: true } }
const program = ready(aProgram())
const member = ready(aMember({ profile: { givenName: 'Ada', familyName: 'Lovelace' } }))
const of = (...list: readonly Card[]): State => ({ program, cards: ready(list), member })
const code128 = aCard({ barcode: { format: 'code128', content: '27901234567890' } })
const ean13 = aCard({ number: '2790123456782', barcode: { format: 'ean13', content: '2790123456782' } })

export default {
  title: 'Elements/Card',
  component: 'loyalty-card',
  render: ({ state }: { state: State }) => html`<loyalty-card .state=${state}></loyalty-card>`,
  play: ({ canvasElement }: Play) => isDrawn(canvasElement),
}

/** A code is drawn by a part that loads when it is first asked for. */
const isDrawn = (canvas: HTMLElement) => until(() => !canvas.querySelector('loyalty-card')?.shadowRoot?.querySelector('.plate:empty'), 'code')

export const Member = { args: { state: of(aCard()) } }
export const Barcode = { args: { state: of(code128) } }
export const Ean13 = { args: { state: of(ean13) } }
/** No code can be drawn: the number is what counts. */
export const NumberOnly = { args: { state: of(aCard({ barcode: { format: 'pdf417', content: '27901234567890' } })) } }
export const WithWalletsAndOthers = { args: { state: of(...cards()) } }
export const WithLinking = { args: { state: { program: ready(linking), cards: ready(cards()), member } } }
export const Guest = { args: { state: { program, cards: ready(null) } } }
export const Empty = { args: { state: { program: ready(linking), cards: ready([]), member } } }
export const Loading = { args: { state: { program, cards: loading() } }, parameters: { settles: false } }
export const Refreshing = { args: { state: { program, cards: refreshing([aCard()]), member } } }
export const Failed = { args: { state: { program, cards: failed('network') } } }
export const LastValue = { args: { state: { program, cards: failed('network', [aCard()]), member } } }
export const LongText = {
  args: {
    state: {
      program: ready(withLongTexts(aProgram())),
      cards: ready([aCard({ number: '279012345678901234567890123456789012345678901234', barcode: { format: 'code128', content: 'ABC-279012345678901234567890' } }), ...cards().slice(1)]),
      member: ready(aMember({ profile: withLongTexts({ givenName: 'Ada', familyName: 'Lovelace' }) })),
    },
  },
  parameters: { width: 288 },
}
export const Narrow = { args: { state: of(...cards()) }, parameters: { width: 288 } }
export const NarrowBarcode = { args: { state: of(code128) }, parameters: { width: 288 } }
export const Dark = { args: { state: of(...cards()) }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready({ ...aProgram({}, 'ru'), enrolment: linking.enrolment }), cards: ready(cards()), member: ready(aMember({ profile: { givenName: 'Анна', familyName: 'Иванова' } })) } }, parameters: { lang: 'ru' } }
export const RussianNarrow = { args: Russian.args, parameters: { lang: 'ru', width: 288 } }
export const RightToLeft = { args: { state: of(...cards()) }, parameters: { dir: 'rtl' } }
export const OwnLook = {
  args: { state: of(code128) },
  render: ({ state }: { state: State }) => html`
    <style>
      .own {
        --loyalty-card-background: linear-gradient(120deg, #0b3d2e, #14654d);
        --loyalty-card-text: #fff;
      }
    </style>
    <loyalty-card class="own" .state=${state}></loyalty-card>
  `,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyCard>('loyalty-card'))
const says = (element: Element, text: string) => until(() => `${element.textContent}${element.shadowRoot?.textContent}`.includes(text), `“${text}”`)
const dialogOf = (element: Element) => element.shadowRoot?.querySelector<HTMLDialogElement>('dialog[open]')

/** Large, for the scanner; Escape closes it, and the focus is back on the button. */
export const AtTheTill = {
  args: { state: of(code128) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await press(element, 'Show at the till')
    await until(() => dialogOf(element)?.querySelector('svg'), 'large code')
  },
}
export const AtTheTillQr = { args: { state: of(aCard()) }, play: AtTheTill.play }
export const AtTheTillDark = { args: { state: of(aCard()) }, parameters: { theme: 'dark' }, play: AtTheTill.play }
export const AtTheTillWithoutCode = {
  args: { state: of(aCard({ barcode: undefined })) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await press(element, 'Show at the till')
    await until(() => dialogOf(element)?.textContent?.includes('Tell the number'), 'number')
  },
}

let shop: SmallShop
const withShop = (answer: () => Promise<unknown>) => ({
  loaders: [
    async () => {
      sessionStorage.clear()
      let list = [aCard()]
      shop = aSmallShop({
        program: linking,
        groups: {
          cards: {
            list: async () => list,
            link: async ({ number }) => {
              await answer()
              const card = aCard({ id: number, number, kind: 'plastic', barcode: undefined, linkedAt: new Date().toISOString() })
              list = [...list, card]
              return { card, granted: { currency: 'bonus', amount: 350 } }
            },
          },
        },
      })
      await shop.signIn()
    },
  ],
  beforeEach: () => () => {
    shop.dispose()
    sessionStorage.clear()
  },
  render: () => html`<loyalty-card .client=${shop.client}></loyalty-card>`,
})
const link = async ({ canvasElement }: Play, number = '5061 0000 0000 1001') => {
  const element = await find(canvasElement)
  const summary = await until(() => element.shadowRoot?.querySelector<HTMLElement>('summary'), 'summary')
  summary.click()
  await fill(element, 'number', number)
  await submit(element)
  return element
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => Promise.reject(new LoyaltyError(code, 'Refused by the story.', { retryable: false, details }))

export const Link = { ...withShop(async () => {}), play: async (play: Play) => says(await link(play), 'You get 350 bonuses for it.') }
export const UnknownNumber = { ...withShop(refuse('not_found')), play: async (play: Play) => says(await link(play), 'We don’t know this card') }
export const SomebodyElses = { ...withShop(refuse('conflict')), play: async (play: Play) => says(await link(play), 'linked to somebody else') }
export const TooOften = { ...withShop(refuse('rate_limited', { retryAt: new Date(Date.now() + 5.5 * 60_000).toISOString() })), play: async (play: Play) => says(await link(play), 'You can try again in 5 minutes.') }

export const ForcedColors = { args: WithLinking.args, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...AtTheTill, parameters: { motion: 'reduced' } }
