import { LoyaltyError, type AnyClient, type Claim, type Program } from '@loyaltykit/core'
import { aClaim, aProgram, aSmallShop, claims, failed, fill, loading, press, ready, submit, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyClaimForm } from '@loyaltykit/elements/claim-form'
import { html } from 'lit'
import '@loyaltykit/elements/claim-form/define'

type State = LoyaltyClaimForm['state']
interface Args {
  state?: State
  program?: Partial<Program>
  claims?: readonly Claim[]
  /** Instead of the answer of the backend. */
  submit?: () => unknown
}
interface Play {
  canvasElement: HTMLElement
}

const onlyPurchases: Partial<Program> = { claims: { kinds: ['purchase'], withinDays: 30 } }
const program = ready(aProgram(onlyPurchases))
const member = (list: readonly Claim[] = claims()): State => ({ program, claims: ready(list) })
const today = () => {
  const now = new Date()
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

const shops = new Set<SmallShop>()
async function aClient({ program: changes = onlyPurchases, claims: known = claims(), submit: instead }: Args): Promise<AnyClient> {
  let list = known
  const shop = aSmallShop({
    program: aProgram(changes),
    groups: {
      claims: {
        list: async () => list,
        submit: async ({ kind, reference }) => {
          await instead?.()
          const claim = aClaim({ id: 'new', kind, reference, submittedAt: new Date().toISOString() })
          list = [claim, ...list]
          return { claim }
        },
      },
    },
  })
  shops.add(shop)
  await shop.signIn()
  return shop.client
}

export default {
  title: 'Elements/Claim form',
  component: 'loyalty-claim-form',
  beforeEach: () => {
    sessionStorage.clear()
    return () => {
      for (const shop of shops) shop.dispose()
      shops.clear()
      sessionStorage.clear()
    }
  },
  loaders: [async ({ args }: { args: Args }) => ({ client: args.state ? undefined : await aClient(args) })],
  render: ({ state }: Args, { loaded }: { loaded: { client?: AnyClient } }) => html`<loyalty-claim-form .state=${state} .client=${loaded.client}></loyalty-claim-form>`,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyClaimForm>('loyalty-claim-form'))
const says = (element: Element, text: string) => until(() => `${element.textContent}${element.shadowRoot?.textContent}`.includes(text), `text “${text}”`)
const sends = async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  await fill(element, 'reference', 'R-4711')
  await fill(element, 'date', today())
  await fill(element, 'total', '89.90')
  await submit(element)
  return element
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], details = {}) => () => {
  throw new LoyaltyError(code, 'Refused by the story.', { retryable: false, details })
}

export const Member = { args: { state: member() } }
export const PurchaseOrStay = { args: { state: { program: ready(aProgram()), claims: ready([aClaim(), aClaim({ id: 'b', kind: 'stay', reference: 'HB-20011', place: 'Harbour Hotel', state: 'in_review' })]) } } }
export const Empty = { args: { state: member([]) } }
export const Guest = { args: { state: { program, claims: ready(null) } } }
export const Loading = { args: { state: { program, claims: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, claims: failed('network') } } }
export const LastValue = { args: { state: { program, claims: failed('network', claims()) } } }
export const NothingFilledIn = {
  args: { state: member([]) },
  play: async ({ canvasElement }: Play) => {
    const element = await find(canvasElement)
    await fill(element, 'total', '12 euros')
    await submit(element)
    await says(element, 'Please check:')
  },
}
export const RefusedByBackend = {
  args: { submit: refuse('invalid_input', { issues: [{ path: 'reference', message: 'bad' }, { path: 'total.amount', message: 'bad' }] }) },
  play: async (play: Play) => says(await sends(play), 'Check the number and enter it again'),
}
export const ClaimedBefore = { args: { submit: refuse('conflict') }, play: async (play: Play) => says(await sends(play), 'You have told us about R-4711 already') }
export const Unreachable = { args: { submit: refuse('backend_failed') }, play: async (play: Play) => says(await sends(play), 'has a problem') }
export const Sending = { args: { submit: () => new Promise(() => {}) }, play: async (play: Play) => says(await sends(play), 'Sending') }
/** A receipt is sent in, and another one begun. */
export const Sent = { args: { claims: [] }, play: async (play: Play) => says(await sends(play), 'Thank you, we have got it') }
export const SentAndAnother = {
  args: { claims: [] },
  play: async (play: Play) => {
    const element = await sends(play)
    await press(element, 'Tell us about another')
    const field = await until(() => element.querySelector<HTMLInputElement>('[name=reference]'))
    if (field.value) throw new Error('The next claim begins empty.')
  },
}
export const LongText = { args: { state: { program: ready(withLongTexts(aProgram(onlyPurchases))), claims: ready(withLongTexts(claims())) } }, parameters: { width: 320 } }
export const Narrow = { args: { state: member() }, parameters: { width: 288 } }
export const Dark = { args: { state: member() }, parameters: { theme: 'dark' } }
export const Russian = { args: { state: { program: ready(aProgram({}, 'ru')), claims: ready(claims('ru')) } }, parameters: { lang: 'ru', width: 390 } }
export const RightToLeft = { args: { state: member() }, parameters: { dir: 'rtl' } }

export const ForcedColors = { ...NothingFilledIn, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Sent, parameters: { motion: 'reduced' } }
