import { LoyaltyError, type AnyClient, type Challenge } from '@loyaltykit/core'
import { aChallenge, aProgram, aSmallShop, challenges, failed, loading, ready, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyChallenges } from '@loyaltykit/elements/challenges'
import { html } from 'lit'
import '@loyaltykit/elements/challenges/define'

type State = LoyaltyChallenges['state']
interface Args {
  state?: State
  join?: () => unknown
}
interface Play {
  canvasElement: HTMLElement
}

const program = ready(aProgram())
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
/** As of today: what is on the way ends in a month. */
const some = (locale: 'en' | 'ru' = 'en') => challenges(locale).map((one) => (one.state === 'joined' ? { ...one, validUntil: inDays(30) } : one))
const member = (list: readonly Challenge[] = some()): State => ({ program, challenges: ready(list) })

const shops = new Set<SmallShop>()
async function aClient(join?: Args['join']): Promise<AnyClient> {
  let list: readonly Challenge[] = some()
  const shop = aSmallShop({
    groups: {
      challenges: {
        list: async () => list,
        join: async ({ challengeId }) => {
          await join?.()
          list = list.map((one) => (one.id === challengeId ? { ...one, state: 'joined' as const } : one))
          return { challenge: list.find(({ id }) => id === challengeId) as Challenge }
        },
      },
    },
  })
  shops.add(shop)
  await shop.signIn()
  return shop.client
}

export default {
  title: 'Elements/Challenges',
  component: 'loyalty-challenges',
  beforeEach: () => () => {
    for (const shop of shops) shop.dispose()
    shops.clear()
  },
  loaders: [async ({ args }: { args: Args }) => ({ client: args.state ? undefined : await aClient(args.join) })],
  render: ({ state }: Args, { loaded }: { loaded: { client?: AnyClient } }) => html`<loyalty-challenges .state=${state} .client=${loaded.client}></loyalty-challenges>`,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyChallenges>('loyalty-challenges'))
const says = (element: Element, text: string) => until(() => element.shadowRoot?.textContent?.includes(text), `text “${text}”`)
const joins = async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  ;(await until(() => element.shadowRoot?.querySelector<HTMLElement>('[part=join]'))).click()
  return element
}

export const Member = { args: { state: member() } }
export const Guest = { args: { state: { program, challenges: ready(null) } } }
export const Empty = { args: { state: member([]) } }
export const Loading = { args: { state: { program, challenges: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, challenges: failed('network') } } }
export const LastValue = { args: { state: { program, challenges: failed('network', some()) } } }
export const EndsSoon = { args: { state: member([aChallenge({ validUntil: inDays(0.2) })]) } }
/** The third order comes while the page is open. */
export const Completes = {
  args: { state: member([aChallenge({ have: 2, validUntil: inDays(9), badge: 'Regular' })]) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    element.state = member([aChallenge({ have: 3, state: 'completed', completedAt: new Date().toISOString(), badge: 'Regular' })])
    await until(() => element.matches(':state(completed)'), 'celebration')
    await says(element, 'Done: Three orders this autumn!')
  },
}
export const Joins = {
  args: {},
  play: async (play: Play) => {
    const element = await joins(play)
    await until(() => !element.shadowRoot?.querySelector('[part=join]'), 'end of the button')
    await says(element, 'You take part: Spend €500.')
  },
}
export const Joining = { args: { join: () => new Promise(() => {}) }, play: async (play: Play) => says(await joins(play), 'One moment') }
export const JoinRefused = {
  args: {
    join: () => {
      throw new LoyaltyError('not_eligible', 'Refused by the story.', { retryable: false })
    },
  },
  play: async (play: Play) => says(await joins(play), 'over or full'),
}
export const LongText = { args: { state: { program: ready(withLongTexts(aProgram())), challenges: ready(withLongTexts(some())) } } }
export const Narrow = { args: { state: member() }, parameters: { width: 288 } }
export const Dark = { args: { state: member() }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), challenges: ready(some('ru')) } }, parameters: { lang: 'ru' } }
export const RightToLeft = { args: { state: member() }, parameters: { dir: 'rtl' } }

export const ForcedColors = { args: { state: member() }, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Completes, parameters: { motion: 'reduced' } }
