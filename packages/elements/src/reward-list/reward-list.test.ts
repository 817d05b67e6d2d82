import { LoyaltyError, type LoyaltyBackend, type Reward } from '@loyaltykit/core'
import { aBalance, aCoupon, aGiftCard, aProgram, aReward, aSmallShop, failed, loading, ready, rewards, type SmallShop } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyRewardList } from './reward-list.ts'
import './define.ts'

type State = LoyaltyRewardList['state']
const program = ready(aProgram())
const balances = ready([aBalance()])
const member = (...items: readonly Reward[]): State => ({ program, balances, rewards: ready({ items }) })

const show = async (state: State, { lang = 'en', width = 700 } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-reward-list .state=${state}></loyalty-reward-list></div>`)
  const element = frame.firstElementChild as LoyaltyRewardList
  await element.updateComplete
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = (element: Element, part: string) => all(element, part)[0] as HTMLElement
const texts = (element: Element, part: string) => all(element, part).map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const said = (element: Element) => element.shadowRoot?.querySelector('.visually-hidden[role=status]')?.textContent ?? ''
const focused = (element: Element) => element.shadowRoot?.activeElement
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error(`It never came to ${String(fits)}.`)
}

type Claim = NonNullable<LoyaltyBackend['rewards']>['claim']
/** A catalogue of two pages, and a till. */
function aCatalogue(claim?: Claim, answered: () => Promise<unknown> = () => rest(30)) {
  const claimed: string[] = []
  const keys: string[] = []
  let have = 1_250
  const items = [aReward(), aReward({ id: 'gift', kind: 'gift_card', title: 'A gift card of €20', cost: { currency: 'bonus', amount: 1_000 } })]
  const further = Array.from({ length: 20 }, (_, index) => aReward({ id: `more-${index}`, title: `Reward ${index}` }))
  const groups: Partial<LoyaltyBackend> = {
    balances: { list: async () => [aBalance({ available: have })] },
    rewards: {
      list: async ({ cursor }) => (cursor === undefined ? { items, next: 'p2' } : { items: further }),
      claim: async (input, context) => {
        claimed.push(input.rewardId)
        keys.push(context.idempotencyKey)
        if (claim) return claim(input, context)
        await answered()
        const reward = [...items, ...further].find(({ id }) => id === input.rewardId) as Reward
        have -= reward.cost.amount
        return { reward: { ...reward, left: 3 }, balances: [aBalance({ available: have })], ...(reward.kind === 'gift_card' ? { giftCard: aGiftCard() } : { coupon: aCoupon() }) }
      },
    },
  }
  return { groups, claimed, keys, items, have: (amount: number) => (have = amount) }
}

describe('loyalty-reward-list', () => {
  let shop: SmallShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
  })
  const showCatalogue = async ({ groups }: ReturnType<typeof aCatalogue>, { guest = false } = {}) => {
    shop = aSmallShop({ groups })
    if (!guest) await shop.signIn()
    const element: LoyaltyRewardList = await fixture(html`<loyalty-reward-list lang="en" .client=${shop.client}></loyalty-reward-list>`)
    await until(() => is(element, 'ready') && (guest || /You have/.test(textOf(element))))
    await element.updateComplete
    return element
  }
  const take = async (element: LoyaltyRewardList, index = 0) => {
    all(element, 'take')[index]?.focus()
    all(element, 'take')[index]?.click()
    await until(() => one(element, 'question') !== undefined)
    await element.updateComplete
  }

  it('says what each costs, and why one can not be taken, each reason in its own sentence', async () => {
    const element = await show(member(...rewards()), { width: 1_200 })
    one(element, 'more')?.click()
    await element.updateComplete
    expect(texts(element, 'cost').slice(0, 3)).to.deep.equal(['400 bonuses', '1,000 bonuses', '1,400 bonuses'])
    expect(texts(element, 'standing')).to.deep.equal([
      '2 left for you', '150 bonuses more and it is yours', 'From the Gold level on', 'You have taken this as often as one can', 'Can be taken from March 1, 2027 on', 'Not available for you',
      'All are gone for now',
    ])
    expect(all(element, 'take').length).to.equal(2)
    expect(texts(element, 'badge')).to.deep.equal(['Locked', 'Locked', 'Locked', 'Locked', 'Locked', 'Sold out'])
    expect(textOf(element)).to.contain('You have 1,250 bonuses')
  })

  it('believes the balance and the clock where they know more than the catalogue', async () => {
    const element = await show({ program, balances: ready([aBalance({ available: 150 })]), rewards: ready({ items: [aReward(), aReward({ id: 'old', cost: { currency: 'bonus', amount: 1 }, validUntil: '2020-01-01T00:00:00Z' })] }) })
    expect(all(element, 'take').length).to.equal(0)
    expect(texts(element, 'standing')).to.satisfy(([poor, old]: string[]) => poor === '250 bonuses more and it is yours' && /^Ended on/.test(old ?? ''))
  })

  it('says nothing of what is missing where the balance is not known', async () => {
    const element = await show({ program, rewards: ready({ items: [aReward({ state: 'locked', lockedBecause: 'balance_too_low' }), aReward({ id: 'b' })] }) })
    expect(texts(element, 'standing')).to.deep.equal(['You do not have enough for this yet'])
    expect(all(element, 'take').length).to.equal(1)
  })

  it('shows text of a backend as text, and only pictures from safe addresses', async () => {
    const element = await show(member(aReward({ title: '<img src=x onerror=alert(1)>', image: { url: 'javascript:alert(1)', alt: 'x' } })))
    expect(one(element, 'name').textContent).to.equal('<img src=x onerror=alert(1)>')
    expect([all(element, 'image').length, all(element, 'plate').length]).to.deep.equal([0, 1])
  })

  it('tells guest, empty, loading, failed and old rewards apart', async () => {
    const guest = await show({ program, balances: ready(null), rewards: ready({ items: rewards() }) })
    expect([is(guest, 'guest'), is(guest, 'ready')]).to.deep.equal([true, true])
    expect(textOf(guest)).to.contain('Log in to take a reward.').and.to.contain('€5 off')
    expect(is(await show(member()), 'empty')).to.equal(true)
    expect(is(await show({ program, rewards: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, rewards: failed('network') }), 'failed')).to.equal(true)
    expect(textOf(await show({ program, balances, rewards: failed('network', { items: rewards() }) }))).to.contain('€5 off').and.to.contain('As of')
  })

  for (const width of [288, 390, 1_000])
    it(`takes the same room before and after, ${width} px wide`, () => withRoomKept(async () => {
      const long = aReward({ title: 'A long title '.repeat(4), text: 'Words '.repeat(30) })
      const heights = new Set<number>()
      for (const state of [{ program, rewards: loading<{ items: readonly Reward[] }>() }, member(), member(...rewards()), member(aReward()), member(long, ...rewards()), { program, rewards: failed<{ items: readonly Reward[] }>('network') }])
        heights.add(Number((await show(state, { width })).getBoundingClientRect().height.toFixed(2)))
      expect([...heights]).to.have.length(1)
    }))

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const element = await show({ program, rewards: loading() })
    const own = Number.parseFloat(getComputedStyle(element).minBlockSize) / Number.parseFloat(getComputedStyle(element).fontSize)
    expect(sheet).to.contain(`loyalty-reward-list { display: block; min-block-size: var(--_room, ${Number(own.toFixed(2))}em); }`)
  })

  it('asks before it spends; Escape and "Not now" spend nothing and give the focus back', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue)
    await take(element)
    expect(one(element, 'question').textContent).to.contain('Spend 400 bonuses on this?').and.to.contain('You will have 850 bonuses left.')
    expect(focused(element) === one(element, 'question')).to.equal(true)
    await sendKeys({ press: 'Escape' })
    await element.updateComplete
    expect(focused(element) === all(element, 'take')[0]).to.equal(true)
    await take(element)
    one(element, 'cancel').click()
    await element.updateComplete
    expect(focused(element) === all(element, 'take')[0]).to.equal(true)
    expect(catalogue.claimed).to.deep.equal([])
  })

  it('does not spend by a double click, nor by a key that is held down', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue)
    await take(element)
    one(element, 'confirm').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))
    await rest(60)
    expect(catalogue.claimed).to.deep.equal([])
    expect(focused(element)?.localName).not.to.equal('button')
  })

  it('takes a reward by the keyboard alone: once, with the code to copy, and says so once', async () => {
    let answer = () => {}
    const answered = new Promise<void>((resolve) => (answer = resolve))
    const catalogue = aCatalogue(undefined, () => answered)
    const element = await showCatalogue(catalogue)
    const facts: unknown[] = []
    for (const name of ['loyalty-claim-reward-request', 'loyalty-reward-claimed'] as const) element.addEventListener(name, (event) => facts.push(`${name} ${event.reward.id}`))
    all(element, 'take')[0]?.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => one(element, 'question') !== undefined && focused(element) === one(element, 'question'))
    await sendKeys({ press: 'Tab' })
    expect(focused(element) === one(element, 'confirm')).to.equal(true)
    await sendKeys({ press: 'Enter' })
    await until(() => one(element, 'confirm').getAttribute('aria-busy') === 'true')
    await sendKeys({ press: 'Enter' })
    answer()
    await until(() => one(element, 'result') !== undefined)
    await element.updateComplete
    expect(catalogue.claimed).to.deep.equal(['voucher-5'])
    expect(one(element, 'code').textContent).to.contain('BOOTS-7K2M')
    expect(focused(element)?.textContent).to.equal('It is yours')
    expect(said(element)).to.equal('“€5 off your next order” is yours now.')
    expect(facts).to.deep.equal(['loyalty-claim-reward-request voucher-5', 'loyalty-reward-claimed voucher-5'])
    await until(() => /You have 850 bonuses/.test(textOf(element)))
    // the other one costs 1,000
    expect(texts(element, 'standing')).to.include('150 bonuses more and it is yours')
    one(element, 'done').click()
    await element.updateComplete
    expect([all(element, 'result').length, focused(element)?.getAttribute('part')]).to.deep.equal([0, 'name'])
  })

  it('shows the gift card that a reward gives', async () => {
    const element = await showCatalogue(aCatalogue())
    await take(element, 1)
    one(element, 'confirm').click()
    await until(() => one(element, 'gift-card') !== undefined)
    expect(one(element, 'gift-card').textContent).to.equal('Gift card •••• 4821 with €35.00 on it')
  })

  it('keeps the code in view when the reward has left the catalogue', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue)
    await take(element)
    one(element, 'confirm').click()
    await until(() => one(element, 'result') !== undefined)
    catalogue.items.shift()
    shop?.client.refresh(['rewards'])
    await rest(80)
    expect(one(element, 'code').textContent).to.contain('BOOTS-7K2M')
    one(element, 'done').click()
    await until(() => !texts(element, 'name').includes('€5 off your next order'))
  })

  it('says what went wrong on the card, closes the question, and looks again at the balance', async () => {
    const catalogue = aCatalogue(async () => {
      throw new LoyaltyError('insufficient_points', 'x')
    })
    const element = await showCatalogue(catalogue)
    await take(element)
    catalogue.have(100)
    one(element, 'confirm').focus()
    one(element, 'confirm').click()
    await until(() => texts(element, 'problem').some(Boolean))
    expect(texts(element, 'problem')[0]).to.equal('You do not have enough for this.')
    expect(all(element, 'question').length).to.equal(0)
    await until(() => /You have 100 bonuses/.test(textOf(element)))
    expect(focused(element)?.getAttribute('part')).to.equal('name')
  })

  it('says that it checks when no answer comes, and asks again with the same key', async () => {
    let lost = true
    const catalogue = aCatalogue(async () => {
      if (lost) {
        lost = false
        throw new LoyaltyError('timeout', 'x')
      }
      return { reward: aReward(), balances: [aBalance({ available: 850 })], coupon: aCoupon() }
    })
    const element = await showCatalogue(catalogue)
    await take(element)
    one(element, 'confirm').click()
    await until(() => texts(element, 'hint').includes('No answer yet. Checking whether it went through…'))
    await until(() => one(element, 'result') !== undefined)
    expect(new Set(catalogue.keys).size).to.equal(1)
    expect(catalogue.keys.length).to.equal(2)
  })

  it('leaves the work to a host that cancels the wish', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue)
    element.addEventListener('loyalty-claim-reward-request', (event) => event.preventDefault())
    await take(element)
    one(element, 'confirm').click()
    await until(() => all(element, 'question').length === 0)
    await rest(50)
    expect(catalogue.claimed).to.deep.equal([])
  })

  it('shows a guest the catalogue, and asks to log in when one wants a reward', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue, { guest: true })
    let asked = 0
    element.addEventListener('loyalty-login-request', () => (asked += 1))
    one(element, 'take').click()
    await element.updateComplete
    expect([asked, all(element, 'question').length]).to.deep.equal([1, 0])
    expect(texts(element, 'hint')[0]).to.equal('Log in or join to take this.')
  })

  it('leaves nothing of one member to the next', async () => {
    const catalogue = aCatalogue()
    const element = await showCatalogue(catalogue)
    await take(element)
    one(element, 'confirm').click()
    await until(() => one(element, 'result') !== undefined)
    await shop?.signIn('m-2')
    await until(() => all(element, 'result').length === 0)
    await until(() => is(element, 'ready'))
    expect(textOf(element)).not.to.contain('BOOTS-7K2M')
  })

  it('shows more by a button: first what is known, then the next page, with the focus on the first that came', async () => {
    const element = await showCatalogue(aCatalogue())
    const before = all(element, 'card').length
    one(element, 'more').focus()
    one(element, 'more').click()
    await until(() => focused(element) === all(element, 'card')[before])
    expect(said(element)).to.match(/more rewards?\.$/)
    for (let press = 0; press < 5 && one(element, 'more'); press += 1) {
      one(element, 'more').click()
      await rest(40)
    }
    expect(new Set(texts(element, 'name')).size).to.equal(22)
    expect(all(element, 'card').length).to.equal(22)
  })

  it('copies the code, or selects it where copying is not allowed', async () => {
    const element = await showCatalogue(aCatalogue())
    await take(element)
    one(element, 'confirm').click()
    await until(() => one(element, 'copy') !== undefined)
    let copied = ''
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void (copied = text) } })
    const { execCommand } = document
    try {
      one(element, 'copy').click()
      await until(() => one(element, 'copy').textContent === 'Copied')
      expect(copied).to.equal('BOOTS-7K2M')
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: () => Promise.reject(new Error('no')) } })
      document.execCommand = () => false
      one(element, 'copy').click()
      await until(() => texts(element, 'hint').some((text) => /^We could not copy it/.test(text)))
    } finally {
      document.execCommand = execCommand
      delete (navigator as { clipboard?: unknown }).clipboard
    }
  })
})
