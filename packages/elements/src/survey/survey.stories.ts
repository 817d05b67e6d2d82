import { LoyaltyError, type AnyClient, type Survey } from '@loyaltykit/core'
import { aProgram, aSmallShop, aSurvey, failed, loading, press, ready, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltySurvey } from '@loyaltykit/elements/survey'
import { html } from 'lit'
import '@loyaltykit/elements/survey/define'

type State = LoyaltySurvey['state']
interface Args {
  state?: State
  surveys?: readonly Survey[]
  answer?: () => unknown
}
interface Play {
  canvasElement: HTMLElement
}

const program = ready(aProgram())
const asks = (...surveys: readonly Survey[]): State => ({ program, surveys: ready(surveys) })

const shops = new Set<SmallShop>()
async function aClient({ surveys = [aSurvey()], answer }: Args): Promise<AnyClient> {
  let list = surveys
  const shop = aSmallShop({
    groups: {
      surveys: {
        list: async () => list,
        answer: async ({ surveyId }) => {
          await answer?.()
          const prize = list.find(({ id }) => id === surveyId)?.prize
          list = list.filter(({ id }) => id !== surveyId)
          return prize ? { granted: prize } : {}
        },
      },
    },
  })
  shops.add(shop)
  await shop.signIn()
  return shop.client
}

export default {
  title: 'Elements/Survey',
  component: 'loyalty-survey',
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      for (const shop of shops) shop.dispose()
      shops.clear()
      sessionStorage.clear()
    }
  },
  loaders: [async ({ args }: { args: Args }) => ({ client: args.state ? undefined : await aClient(args) })],
  render: ({ state }: Args, { loaded }: { loaded: { client?: AnyClient } }) => html`<loyalty-survey .state=${state} .client=${loaded.client}></loyalty-survey>`,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltySurvey>('loyalty-survey'))
const says = (element: Element, text: string) => until(() => element.shadowRoot?.textContent?.includes(text), `text “${text}”`)
const chooses = (index: number) => async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  ;(await until(() => element.shadowRoot?.querySelectorAll<HTMLElement>('[type=radio]')[index])).click()
  await element.updateComplete
  return element
}
const sends = async (play: Play) => {
  const element = await chooses(9)(play)
  await press(element, 'Send')
  return element
}

export const Member = { args: { state: asks(aSurvey()) } }
export const Chosen = { args: { state: asks(aSurvey()) }, play: chooses(9) }
export const Rating = { args: { state: asks(aSurvey({ kind: 'rating' })) }, play: chooses(3) }
export const Choice = { args: { state: asks(aSurvey({ kind: 'choice' })) } }
export const Text = { args: { state: asks(aSurvey({ kind: 'text' })) } }
export const Guest = { args: { state: { program, surveys: ready(null) } } }
export const Empty = { args: { state: asks() } }
export const Loading = { args: { state: { program, surveys: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, surveys: failed('network') } } }
export const LastValue = { args: { state: { program, surveys: failed('network', [aSurvey()]) } } }
export const NothingChosen = {
  args: { state: asks(aSurvey()) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await press(element, 'Send')
    await says(element, 'Choose a number.')
  },
}
export const Sending = { args: { answer: () => new Promise(() => {}) }, play: async (play: Play) => says(await sends(play), 'Sending') }
export const Unreachable = {
  args: {
    answer: () => {
      throw new LoyaltyError('backend_failed', 'Refused by the story.', { retryable: false })
    },
  },
  play: async (play: Play) => says(await sends(play), 'has a problem'),
}
/** Two questions, one after the other. */
export const ThanksAndNext = {
  args: { surveys: [aSurvey(), aSurvey({ kind: 'choice', comment: false })] },
  play: async (play: Play) => {
    const element = await sends(play)
    await says(element, 'You got 50 bonuses.')
    await press(element, 'Next question')
    await says(element, 'What should we have more of?')
  },
}
export const Thanks = { args: {}, play: async (play: Play) => says(await sends(play), 'Thank you!') }
export const Dismissed = {
  args: { state: asks(aSurvey()) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await press(element, 'Not now')
    await until(() => element.matches(':state(dismissed)'), 'dismissal')
  },
}
export const LongText = { args: { state: { program, surveys: ready(withLongTexts([aSurvey({ kind: 'choice' })])) } }, parameters: { width: 320 } }
export const Narrow = { args: { state: asks(aSurvey()) }, parameters: { width: 288 }, play: chooses(6) }
export const RatingNarrow = { args: { state: asks(aSurvey({ kind: 'rating' })) }, parameters: { width: 288 } }
export const Dark = { args: { state: asks(aSurvey()) }, parameters: { theme: 'dark' }, play: chooses(9) }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), surveys: ready([aSurvey({}, 'ru')]) } }, parameters: { lang: 'ru', width: 390 }, play: chooses(9) }
export const RightToLeft = { args: { state: asks(aSurvey()) }, parameters: { dir: 'rtl' }, play: chooses(2) }

/** The number that is chosen differs by more than its colour. */
export const ForcedColors = { ...Chosen, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Thanks, parameters: { motion: 'reduced' } }
