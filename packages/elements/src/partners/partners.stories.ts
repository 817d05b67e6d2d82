import { LoyaltyError, type AnyClient, type Partner } from '@loyaltykit/core'
import { aBalance, aProgram, aSmallShop, failed, loading, partners, press, ready, until, withLongTexts, type SmallShop } from '@loyaltykit/testing'
import type { LoyaltyPartners } from '@loyaltykit/elements/partners'
import { html } from 'lit'
import '@loyaltykit/elements/partners/define'

type State = LoyaltyPartners['state']
interface Args {
  state?: State
  /** Instead of the answers of the backend: `exchange`, `link`. */
  instead?: Record<string, () => unknown>
}
interface Play {
  canvasElement: HTMLElement
}

const program = ready(aProgram())
const member = (list: readonly Partner[] = partners()): State => ({ program, partners: ready(list), balances: ready([aBalance()]) })

const shops = new Set<SmallShop>()
/** A member with 1,250 bonuses, and partners that answer. */
async function aClient(instead: NonNullable<Args['instead']> = {}): Promise<AnyClient> {
  let list = [...partners()]
  const linked = (id: string, is: boolean) => {
    list = list.map((one) => (one.id === id ? { ...one, linked: is } : one))
    return { partner: list.find((one) => one.id === id) as Partner }
  }
  const quote = (amount: number) => ({ give: amount, get: amount / 4, arrivesAt: '2026-12-01T00:00:00Z' })
  const answer = <T>(name: string, act: () => T) => Promise.resolve().then(() => (instead[name] ? (instead[name]() as T) : act()))
  const shop = aSmallShop({
    groups: {
      balances: { list: async () => [aBalance()] },
      partners: {
        list: async () => list,
        link: ({ partnerId }) => answer('link', () => linked(partnerId, true)),
        unlink: ({ partnerId }) => answer('unlink', () => linked(partnerId, false)),
        quoteExchange: ({ amount }) => answer('quote', () => quote(amount)),
        exchange: ({ amount }) => answer('exchange', () => ({ quote: quote(amount), balances: [aBalance({ available: 1_250 - amount })] })),
      },
    },
  })
  shops.add(shop)
  await shop.signIn()
  return shop.client
}

export default {
  title: 'Elements/Partners',
  component: 'loyalty-partners',
  beforeEach: () => () => {
    for (const shop of shops) shop.dispose()
    shops.clear()
  },
  loaders: [async ({ args }: { args: Args }) => ({ client: args.state ? undefined : await aClient(args.instead) })],
  render: ({ state }: Args, { loaded }: { loaded: { client?: AnyClient } }) => html`<loyalty-partners .state=${state} .client=${loaded.client}></loyalty-partners>`,
}

const find = (canvas: HTMLElement) => until(() => canvas.querySelector<LoyaltyPartners>('loyalty-partners'))
const part = (element: Element, name: string) => until(() => element.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`), name)
const says = (element: Element, text: string) => until(() => element.shadowRoot?.textContent?.includes(text), `text “${text}”`)
const opens = (name: string) => async ({ canvasElement }: Play) => {
  const element = await find(canvasElement)
  ;(await part(element, name)).click()
  await element.updateComplete
  return element
}
const asks = async (play: Play) => {
  const element = await opens('exchange')(play)
  ;(await part(element, 'continue')).click()
  await part(element, 'confirm')
  return element
}
const exchanges = async (play: Play) => {
  const element = await asks(play)
  ;(await part(element, 'exchange-now')).click()
  return element
}
const refuse = (code: ConstructorParameters<typeof LoyaltyError>[0], retryable = false) => () => {
  throw new LoyaltyError(code, 'Refused by the story.', { retryable })
}

export const Member = { args: { state: member() } }
export const Guest = { args: { state: { program, partners: ready(partners().map(({ linked: _, ...one }) => one)), balances: ready(null) } } }
export const Empty = { args: { state: member([]) } }
export const Loading = { args: { state: { program, partners: loading(), balances: loading() } }, parameters: { settles: false } }
export const Failed = { args: { state: { program, partners: failed('network'), balances: ready([aBalance()]) } } }
export const LastValue = { args: { state: { ...member(), partners: failed('network', partners()) } } }
export const LongText = { args: { state: { ...member(withLongTexts(partners())), program: ready(withLongTexts(aProgram())) } } }
export const LinkAccount = { args: { state: member() }, play: opens('link') }
export const UnlinkQuestion = { args: { state: member() }, play: opens('unlink') }
export const Exchange = { args: { state: member() }, play: opens('exchange') }
export const NotEnough = { args: { state: { ...member(), balances: ready([aBalance({ available: 120 })]) } }, play: opens('exchange') }
export const LastQuestion = { args: {}, play: async (play: Play) => void (await asks(play)) }
export const Exchanging = { args: { instead: { exchange: () => new Promise(() => {}) } }, play: async (play: Play) => says(await exchanges(play), 'Exchanging') }
export const ExchangeRefused = { args: { instead: { exchange: refuse('not_eligible') } }, play: async (play: Play) => says(await exchanges(play), 'not available for you now') }
export const Uncertain = { args: { instead: { exchange: refuse('backend_failed') } }, play: async (play: Play) => says(await exchanges(play), 'may have gone through') }
export const QuoteFailed = { args: { instead: { quote: refuse('backend_failed') } }, play: async (play: Play) => says(await opens('exchange')(play), 'has a problem') }
export const Exchanged = { args: {}, play: async (play: Play) => says(await exchanges(play), 'Done. You gave 200 bonuses') }
/** An account is linked by pressing the buttons, then unlinked. */
export const LinkAndUnlink = {
  args: {},
  play: async (play: Play) => {
    const element = await opens('link')(play)
    const field = (await part(element, 'input')) as HTMLInputElement
    field.value = '4711'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    ;(await part(element, 'link-now')).click()
    await says(element, 'North Bank: your account is linked.')
    const [, unlink] = await until(() => {
      const found = element.shadowRoot?.querySelectorAll<HTMLElement>('[part=unlink]')
      return found?.length === 2 && found
    })
    unlink?.click()
    await press(element, 'Keep it')
  },
}
export const Narrow = { args: { state: member() }, parameters: { width: 288 }, play: opens('exchange') }
export const Dark = { args: { state: member() }, parameters: { theme: 'dark' }, play: opens('exchange') }
export const Russian = {
  args: { state: { program: ready(aProgram({}, 'ru')), partners: ready(partners('ru')), balances: ready([aBalance()]) } },
  parameters: { lang: 'ru' },
  play: opens('exchange'),
}
export const RightToLeft = { args: { state: member() }, parameters: { dir: 'rtl' }, play: opens('exchange') }

export const ForcedColors = { ...Exchange, parameters: { colors: 'forced' } }
export const ReducedMotion = { ...Exchanged, parameters: { motion: 'reduced' } }
