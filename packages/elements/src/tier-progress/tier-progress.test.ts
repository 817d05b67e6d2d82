import { expect, fixture, html } from '@open-wc/testing'
import type { Program, TierStanding } from '@loyaltykit/core'
import { aMetric, aProgram, aStanding, failed, loading, ready } from '@loyaltykit/testing'
import type { LoyaltyTierChangedEvent } from './tier-progress.events.ts'
import type { LoyaltyTierProgress } from './tier-progress.ts'
import './define.ts'

const program = ready(aProgram())
const standing = (changes: Partial<TierStanding> = {}, ofProgram: Program = aProgram()): LoyaltyTierProgress['state'] => ({ program: ready(ofProgram), tier: ready(aStanding(changes)) })
const towards = (...metrics: readonly Partial<Parameters<typeof aMetric>[0]>[]) => standing({ next: { tier: 'gold', metrics: metrics.map((metric) => aMetric(metric)) } })
const top = standing({ current: 'gold', next: undefined })
const show = async (state: LoyaltyTierProgress['state'], { lang = 'en', width = 600 } = {}) => {
  const frame = await fixture<HTMLElement>(html`<div lang=${lang}><loyalty-tier-progress .state=${state}></loyalty-tier-progress></div>`)
  frame.style.inlineSize = `${width}px`
  const element = frame.firstElementChild as LoyaltyTierProgress
  await element.updateComplete
  return element
}
const change = async (element: LoyaltyTierProgress, state: LoyaltyTierProgress['state']) => {
  element.state = state
  await element.updateComplete
  await element.updateComplete
}
const textOf = (element: Element | null | undefined) => (element?.shadowRoot ?? element)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const all = (element: Element, selector: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])]
const bars = (element: Element) => all(element, 'progress') as HTMLProgressElement[]
const told = (element: HTMLElement) => {
  const events: LoyaltyTierChangedEvent[] = []
  element.addEventListener('loyalty-tier-changed', (event) => events.push(event))
  return events
}

describe('loyalty-tier-progress', () => {
  it('says the tier, what is left to the next one, and how far it is, also to those who hear it', async () => {
    const element = await show(standing())
    expect(textOf(all(element, '[part=name]')[0])).to.equal('Silver')
    expect(textOf(element)).to.contain('spend €580 more to reach Gold').and.to.contain('Valid until')
    const [bar] = bars(element)
    expect(bar?.getAttribute('aria-valuetext')).to.equal('€420 of €1,000')
    expect(bar?.position).to.be.closeTo(0.42, 0.001)
    expect(textOf(all(element, `#${bar?.getAttribute('aria-labelledby') ?? ''}`)[0])).to.contain('to reach Gold')
  })

  it('counts each metric in its own words: points in the currency’s, orders, nights and stays in their plural', async () => {
    expect(textOf(await show(towards({ metric: 'points', currency: 'bonus', have: 420, need: 1_000 })))).to.contain('earn 580 bonuses more').and.to.contain('420 of 1,000 bonuses')
    expect(textOf(await show(towards({ metric: 'orders', currency: undefined, have: 2, need: 3 })))).to.contain('place 1 more order to').and.to.contain('2 of 3 orders')
    expect(textOf(await show(towards({ metric: 'nights', currency: undefined, have: 13, need: 20 })))).to.contain('stay 7 more nights to').and.to.contain('13 of 20 nights')
    expect(textOf(await show(towards({ metric: 'stays', currency: undefined, have: 7, need: 8 })))).to.contain('complete 1 more stay to')
  })

  it('counts in Russian with the right word', async () => {
    const element = await show({ program: ready(aProgram({}, 'ru')), tier: ready(aStanding({ next: { tier: 'gold', metrics: [{ metric: 'nights', have: 18, need: 20 }] } })) }, { lang: 'ru' })
    for (let tries = 0; tries < 50 && !textOf(element).includes('ноч'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(textOf(element)).to.contain('До уровня «Золото»: ещё 2 ночи')
  })

  it('says that any one of several metrics is enough, with a bar for each', async () => {
    const element = await show(towards({ metric: 'nights', have: 13, need: 20 }, { metric: 'stays', have: 7, need: 8 }))
    expect(textOf(element)).to.contain('Any one is enough to reach Gold')
    expect(bars(element).length).to.equal(2)
    expect(textOf(await show(standing()))).not.to.contain('Any one')
  })

  it('says what keeps the tier and by when, or that enough was done', async () => {
    expect(textOf(await show(standing()))).to.match(/spend €180 more by .*2027 to keep Silver/)
    const two = { by: '2027-05-31T23:59:59Z', metrics: [aMetric({ metric: 'nights', have: 7, need: 10 }), aMetric({ metric: 'stays', have: 3, need: 4 })] }
    expect(textOf(await show(standing({ keep: two })))).to.contain('stay 3 more nights or complete 1 more stay by')
    expect(textOf(await show(standing({ keep: { ...two, metrics: [two.metrics[0] ?? aMetric(), aMetric({ have: 4, need: 4 })] } })))).to.contain('enough to keep Silver')
  })

  it('says in the programme’s own words what leads on and what keeps the tier, where it has no figures', async () => {
    const inWords = { next: 'Stay four more nights.\nThen you are Gold.', keep: '<b>Stay</b> twice.' }
    const element = await show(standing({ next: { tier: 'gold', metrics: [] }, keep: undefined, inWords }))
    const said = all(element, '[part=words]')
    expect(said.map(({ textContent }) => textContent)).to.deep.equal([inWords.next, inWords.keep])
    // its lines stay lines
    expect(said.map(({ clientHeight }) => Math.round(clientHeight / (said[1]?.clientHeight ?? 1)))).to.deep.equal([2, 1])
    expect(bars(element)).to.deep.equal([])
    expect(all(await show(standing({ inWords })), '[part=words]').length, 'beside figures').to.equal(0)
    expect(textOf(await show(standing({ next: undefined, keep: undefined, current: 'gold', inWords: { next: 'More.' } })))).to.contain('highest').and.not.contain('More.')
    expect(textOf(await show(standing({ current: undefined, next: undefined, keep: undefined, inWords })))).to.contain('Stay four')
  })

  it('tells what the tier gives, and of the next one only what is new', async () => {
    const [gives, adds] = all(await show(standing()), 'details').map(textOf)
    expect(gives).to.contain('Silver').and.to.contain('7% back').and.to.contain('Early access')
    expect(adds).to.contain('Gold').and.to.contain('10% back').and.to.contain('Free delivery').and.not.to.contain('Early access')
  })

  it('opens the benefits by keyboard: they are native disclosures', async () => {
    const element = await show(standing())
    const [summary] = all(element, 'summary')
    summary?.focus()
    expect(element.shadowRoot?.activeElement).to.equal(summary)
    summary?.click()
    expect(all(element, 'details[open]').length).to.equal(1)
  })

  it('leaves the benefits out when told to', async () => {
    const element = await show(standing())
    element.withoutBenefits = true
    await element.updateComplete
    expect(all(element, 'details').length).to.equal(0)
  })

  it('has no bar at the top, and asks for nothing', async () => {
    const element = await show(top)
    expect(element.matches(':state(top)')).to.equal(true)
    expect(bars(element).length).to.equal(0)
    expect(textOf(element)).to.contain('highest level').and.not.to.contain('to reach')
  })

  it('shows a member without a tier the way to the first', async () => {
    const text = textOf(await show(standing({ current: undefined, validUntil: undefined, keep: undefined, next: { tier: 'silver', metrics: [aMetric({ have: 0, need: 30_000 })] } })))
    expect(text).to.contain('No level yet').and.to.contain('spend €300 more to reach Silver').and.not.to.contain('gives you')
  })

  it('never asks for nothing more: who has enough is told that it comes', async () => {
    const text = textOf(await show(towards({ have: 101_000 })))
    expect(text).to.contain('You have done enough for Gold').and.not.to.contain('more to reach')
  })

  it('shows a guest the tiers, lowest first, and what reaches them', async () => {
    const element = await show({ program, tier: ready(null) })
    expect(element.matches(':state(guest)')).to.equal(true)
    expect(all(element, '[part=ladder] > li').map(textOf).join(' | ')).to.match(/Bronze From the start.* \| Silver From €300 spent.* \| Gold From €1,000 spent/)
    expect(textOf(element)).to.contain('Free delivery')
  })

  it('says what it lacks instead of a name it does not know, and never throws', async () => {
    const element = await show(standing({ current: 'platinum', next: { tier: 'diamond', metrics: [aMetric({ currency: 'no such money' }), aMetric({ metric: 'points', currency: 'unknown' }), aMetric({ need: 0, have: 0 })] } }))
    expect(textOf(all(element, '[part=name]')[0])).to.equal('')
    expect(bars(element).length).to.equal(3)
  })

  it('keeps the last good value when a read fails, and says from when it is', async () => {
    const element = await show({ program, tier: failed('network', aStanding()) })
    expect(textOf(element)).to.contain('Silver').and.to.contain('As of')
  })

  it('tells loading, failed and empty apart', async () => {
    expect((await show({ program, tier: loading() })).matches(':state(loading)')).to.equal(true)
    expect((await show({ program, tier: failed('network') })).matches(':state(failed)')).to.equal(true)
    expect((await show({ program: ready(aProgram({ tiers: [] })), tier: ready({}) })).matches(':state(empty)')).to.equal(true)
  })

  it('takes the same room before and after, at every width', async () => {
    for (const width of [288, 358, 600]) {
      const before = (await show({ program, tier: loading() }, { width })).getBoundingClientRect().height
      const after = (await show(standing(), { width })).getBoundingClientRect().height
      expect(after, `${width}`).to.be.closeTo(before, 0.01)
    }
  })

  it('moves the bar on within a tier, and begins another bar for another tier instead of sliding back', async () => {
    const element = await show(towards({ have: 20_000 }))
    const [bar] = bars(element)
    await change(element, towards({ have: 90_000 }))
    expect(bars(element)[0]).to.equal(bar)
    expect(bar?.value).to.equal(90_000)
    expect(bar?.getAttribute('aria-valuetext')).to.equal('€900 of €1,000')
    await change(element, standing({ current: 'gold', next: { tier: 'platinum', metrics: [aMetric({ have: 90_000, need: 500_000 })] } }))
    expect(bars(element)[0]).not.to.equal(bar)
  })

  describe('when the tier goes up while the page is open', () => {
    it('greets, announces it politely and tells the page, once', async () => {
      const element = await show(standing())
      const events = told(element)
      expect(textOf(all(element, '[role=status]')[0])).to.equal('')
      await change(element, top)
      await change(element, top)
      expect(events.map(({ from, to, raised }) => ({ from, to, raised }))).to.deep.equal([{ from: 'silver', to: 'gold', raised: true }])
      expect(textOf(all(element, '[role=status]')[0])).to.equal('You have reached Gold!')
      expect(element.matches(':state(raised)')).to.equal(true)
    })

    it('is silent about the first tier it learns, and about the same one again', async () => {
      const element = await show({ program, tier: loading() })
      const events = told(element)
      await change(element, top)
      await change(element, standing({ current: 'gold', next: undefined, validUntil: undefined }))
      expect(events).to.deep.equal([])
      expect(element.matches(':state(raised)')).to.equal(false)
    })

    it('does not take the next person on the same device for one who rose', async () => {
      const element = await show(standing())
      const events = told(element)
      await change(element, { program, tier: ready(null) })
      await change(element, top)
      expect(events).to.deep.equal([])
    })

    it('tells the page of a lower tier too, without a greeting', async () => {
      const element = await show(top)
      const events = told(element)
      await change(element, standing())
      expect(events[0]?.raised).to.equal(false)
      expect(textOf(all(element, '[role=status]')[0])).to.equal('')
    })
  })
})
