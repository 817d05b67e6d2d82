import { LoyaltyError, type AnyClient, type Challenge, type LoyaltyBackend } from '@loyaltykit/core'
import { aChallenge, aProgram, aSmallShop, challenges, failed, loading, ready, type SmallShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import type { LoyaltyChallenges } from './challenges.ts'
import './define.ts'

type State = LoyaltyChallenges['state']
const program = ready(aProgram())
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const fresh = (changes: Partial<Challenge> = {}) => aChallenge({ validUntil: inHours(900), ...changes })
const some = () => challenges().map((one) => (one.state === 'joined' ? { ...one, validUntil: inHours(900) } : one))

const show = async (state: State, { width = 700, lang = 'en' } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang}><loyalty-challenges .state=${state}></loyalty-challenges></div>`)
  frame.style.width = `${width}px`
  const element = frame.firstElementChild as LoyaltyChallenges
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = (element: Element, part: string) => all(element, part)[0] as HTMLElement
const textOf = (element: Element | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const said = (element: Element) => textOf(element.shadowRoot as unknown as Element)
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error(`It never came to ${String(fits)}.`)
}

describe('loyalty-challenges', () => {
  let shop: SmallShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
  })

  async function showShop(join: NonNullable<LoyaltyBackend['challenges']>['join'] | undefined, list: () => readonly Challenge[] = some) {
    shop = aSmallShop({ groups: { challenges: { list: async () => list(), join: join ?? (async () => ({ challenge: fresh() })) } } })
    await shop.signIn()
    const element: LoyaltyChallenges = await fixture(html`<loyalty-challenges lang="en" .client=${shop.client as AnyClient}></loyalty-challenges>`)
    await until(() => is(element, 'ready'))
    return { element, shop }
  }

  it('stands in sections: on the way, to take part in, completed, ended; what has ended is folded', async () => {
    const element = await show({ program, challenges: ready([...some()].reverse()) })
    expect(all(element, 'section').map((section) => textOf(section.querySelector('h3') ?? undefined))).to.deep.equal(['On the way', 'To take part in', 'Completed', 'Ended'])
    expect(all(element, 'section').at(-1)?.localName).to.equal('details')
    const alone = await show({ program, challenges: ready([fresh()]) })
    expect(all(alone, 'section').length).to.equal(1)
  })

  it('ends a challenge by the clock, whatever the last answer said', async () => {
    const element = await show({ program, challenges: ready([fresh({ state: 'available', validUntil: inHours(-1) })]) })
    expect(textOf(element.shadowRoot?.querySelector('summary') ?? undefined)).to.equal('Ended')
    expect(all(element, 'join').length).to.equal(0)
  })

  it('has a bar that a screen reader hears in words, of every kind of goal', async () => {
    const goals: readonly (readonly [Partial<Challenge>, string])[] = [
      [{ metric: 'orders', have: 1, need: 3 }, '1 of 3 orders'],
      [{ metric: 'spend', currency: 'EUR', have: 12_000, need: 50_000 }, '€120 of €500'],
      [{ metric: 'points', currency: 'bonus', have: 250, need: 1_000 }, '250 of 1,000 bonuses'],
      [{ metric: 'nights', have: 0, need: 1 }, '0 of 1 night'],
      [{ metric: 'stays', have: 2, need: 4 }, '2 of 4 stays'],
      [{ metric: 'referrals', have: 1, need: 2 }, '1 of 2 friends'],
      [{ metric: 'items', have: 12, need: 10 }, '10 of 10 items'],
      [{ metric: undefined, have: 1, need: 5 }, '1 of 5'],
      [{ metric: 'points', currency: 'unknown', have: 1, need: 5 }, '1 of 5'],
    ]
    const element = await show({ program, challenges: ready(goals.map(([goal], index) => fresh({ id: `g-${index}`, ...goal }))) })
    const bars = [...(element.shadowRoot?.querySelectorAll('progress') ?? [])]
    expect(bars.map((bar) => bar.getAttribute('aria-valuetext'))).to.deep.equal(goals.map(([, text]) => text))
    expect(all(element, 'figures').map(textOf)).to.deep.equal(goals.map(([, text]) => text))
    expect(bars.every((bar) => bar.getAttribute('aria-label') === 'Three orders this autumn')).to.equal(true)
    expect(bars[6]?.value).to.equal(10)
  })

  it('says how far one is in the right case in Russian', async () => {
    const element = await show({
      program: ready(aProgram({}, 'ru')),
      challenges: ready([[21, 'points'], [22, 'points'], [1_000, 'points'], [5, 'orders'], [21, 'orders']].map(([need, metric], index) => fresh({ id: `g-${index}`, metric: metric as 'points', currency: 'bonus', have: 1, need: need as number }))),
    }, { lang: 'ru' })
    await until(() => said(element).includes('Выполняются'))
    expect(all(element, 'figures').map(textOf)).to.deep.equal(['1 из 21 бонуса', '1 из 22 бонусов', '1 из 1 000 бонусов', '1 из 5 заказов', '1 из 21 заказа'])
  })

  it('shows the prize before, what was won and the badge after', async () => {
    const element = await show({ program, challenges: ready(some()) })
    expect(textOf(all(element, 'prize')[0])).to.equal('Prize: 300 bonuses')
    expect(textOf(one(element, 'badge'))).to.equal('Badge: Good company')
    expect(said(element)).to.contain('Completed on October 12')
    const won = await show({ program, challenges: ready([fresh({ state: 'completed', have: 3 })]) })
    expect(textOf(one(won, 'prize'))).to.equal('You got 300 bonuses')
  })

  it('counts down in the last three days only, and does not announce it', async () => {
    const element = await show({ program, challenges: ready([fresh({ id: 'a', validUntil: inHours(5.5) }), fresh({ id: 'b', validUntil: inHours(73) })]) })
    const [soon, later] = all(element, 'time')
    expect([textOf(soon), textOf(later).startsWith('Until ')]).to.deep.equal(['Ends in 5 hours', true])
    expect(soon?.closest('[aria-live], [role=status], [role=alert]') == null).to.equal(true)
  })

  it('shows pictures only from addresses that are safe', async () => {
    const element = await show({ program, challenges: ready([fresh({ id: 'a', image: 'https://nowhere.invalid/a.png' }), fresh({ id: 'b', image: 'javascript:alert(1)' })]) })
    expect([all(element, 'image').length, all(element, 'plate').length]).to.deep.equal([1, 1])
    one(element, 'image').dispatchEvent(new Event('error'))
    await element.updateComplete
    expect([all(element, 'image').length, all(element, 'plate').length]).to.deep.equal([0, 2])
  })

  it('celebrates what is completed while the page is open, once, and tells the page; not what was completed before', async () => {
    const element = await show({ program, challenges: ready([fresh({ have: 2 }), fresh({ id: 'old', state: 'completed' })]) })
    const heard: string[] = []
    element.addEventListener('loyalty-challenge-completed', ({ challenge }) => heard.push(challenge.id))
    expect([is(element, 'completed'), all(element, 'plate').some((plate) => plate.classList.contains('celebrated'))]).to.deep.equal([false, false])
    const after = [fresh({ have: 3, state: 'completed' }), fresh({ id: 'old', state: 'completed' })]
    for (let round = 0; round < 2; round += 1) {
      element.state = { program, challenges: ready([...after]) }
      await element.updateComplete
      await rest(10)
    }
    expect(heard).to.deep.equal(['three-orders'])
    expect(is(element, 'completed')).to.equal(true)
    expect(textOf(element.shadowRoot?.querySelector('.visually-hidden[role=status]') ?? undefined)).to.equal('Done: Three orders this autumn!')
  })

  it('tells guest, empty, loading and failed apart, and keeps the last good value', async () => {
    expect(is(await show({ program, challenges: ready(null) }), 'guest')).to.equal(true)
    expect(is(await show({ program, challenges: ready([]) }), 'empty')).to.equal(true)
    expect(is(await show({ program, challenges: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, challenges: failed('network') }), 'failed')).to.equal(true)
    const stale = await show({ program, challenges: failed('network', some()) })
    expect(said(stale)).to.contain('As of').and.to.contain('On the way')
  })

  for (const width of [288, 390, 1_000]) {
    it(`takes the same room before and after, ${width} px wide`, async () => {
      const height = async (state: State) => (await show(state, { width })).getBoundingClientRect().height
      const before = await height({ program, challenges: loading() })
      for (const challenges of [ready([fresh()]), ready([fresh({ state: 'available' })]), ready(null), ready([]), failed<readonly Challenge[]>('network')])
        expect(await height({ program, challenges })).to.be.closeTo(before, 0.01)
    })
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const style = getComputedStyle(await show({ program, challenges: loading() }))
    expect(sheet).to.contain(`loyalty-challenges { display: block; min-block-size: ${Number((Number.parseFloat(style.minBlockSize) / Number.parseFloat(style.fontSize)).toFixed(2))}em; }`)
  })

  it('is joined once, moves to what is on the way at once, and the focus goes along', async () => {
    let joined = 0
    let reads = 0
    let late: (() => void) | undefined
    const { element } = await showShop(async ({ challengeId }) => {
      joined += 1
      await rest(30)
      return { challenge: { ...(some().find(({ id }) => id === challengeId) as Challenge), state: 'joined' } }
    })
    const facts: string[] = []
    for (const name of ['loyalty-join-challenge-request', 'loyalty-challenge-joined']) element.addEventListener(name, () => facts.push(name))
    const list = shop?.backend.challenges?.list
    Object.assign(shop?.backend.challenges ?? {}, { list: async (...call: Parameters<NonNullable<typeof list>>) => {
      reads += 1
      await new Promise<void>((resolve) => (late = resolve))
      return (await list?.(...call)) ?? []
    } })
    one(element, 'join').focus()
    for (let press = 0; press < 3; press += 1) one(element, 'join').click()
    await element.updateComplete
    expect([one(element, 'join').getAttribute('aria-disabled'), (one(element, 'join') as HTMLButtonElement).disabled]).to.deep.equal(['true', false])
    await until(() => all(element, 'join').length === 0)
    expect([joined, reads <= 1]).to.deep.equal([1, true])
    expect(textOf(all(element, 'section')[0])).to.contain('Spend €500')
    await until(() => (element.shadowRoot?.activeElement as HTMLElement | null)?.dataset['id'] === 'big-spender')
    expect(facts).to.deep.equal(['loyalty-join-challenge-request', 'loyalty-challenge-joined'])
    expect(said(element)).to.contain('You take part: Spend €500.')
    late?.()
  })

  it('says why it could not be joined, and reads the list again', async () => {
    let reads = 0
    const { element } = await showShop(async () => Promise.reject(new LoyaltyError('expired', 'Over.', { retryable: false })), () => {
      reads += 1
      return some()
    })
    const before = reads
    one(element, 'join').click()
    await until(() => all(element, 'problem').some((problem) => textOf(problem).includes('over or full')))
    await until(() => reads > before)
  })

  it('leaves the work to a host that cancels the wish', async () => {
    let joined = 0
    const { element } = await showShop(async () => {
      joined += 1
      return { challenge: fresh() }
    })
    element.addEventListener('loyalty-join-challenge-request', (event) => event.preventDefault())
    one(element, 'join').click()
    await rest(40)
    expect(joined).to.equal(0)
  })
})
