import { expect, fixture, html } from '@open-wc/testing'
import { aBalance, aProgram, failed, loading, ready } from '@loyaltykit/testing'
import type { LoyaltyBalance } from './balance.ts'
import './define.ts'

const program = ready(aProgram())
const show = async (state: LoyaltyBalance['state'], lang = 'en') => {
  const frame = await fixture(html`<div lang=${lang}><loyalty-balance .state=${state}></loyalty-balance></div>`)
  const element = frame.firstElementChild as LoyaltyBalance
  await element.updateComplete
  return element
}
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

describe('loyalty-balance', () => {
  it('shows what is available, with the word of the language', async () => {
    expect(textOf(await show({ program, balances: ready([aBalance()]) }))).to.contain('1,250 bonuses')
    expect(textOf(await show({ program, balances: ready([aBalance({ available: 1 })]) }))).to.contain('1 bonus')
  })

  it('says the right plural in Russian', async () => {
    const element = await show({ program, balances: ready([aBalance({ available: 22 })]) }, 'ru')
    for (let tries = 0; tries < 50 && !textOf(element).includes('бонус'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(textOf(element)).to.contain('22 бонуса')
  })

  describe('the language around it', () => {
    const speaks = async (element: LoyaltyBalance, text: string) => {
      for (let tries = 0; tries < 50 && !textOf(element).includes(text); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
      expect(textOf(element)).to.contain(text)
    }
    const state = { program, balances: ready([aBalance({ available: 22 })]) }

    it('is heard when it changes', async () => {
      const element = await show(state)
      element.parentElement?.setAttribute('lang', 'ru')
      await speaks(element, '22 бонуса')
      element.parentElement?.removeAttribute('lang')
      await speaks(element, '22 bonuses')
    })

    for (const [lang, text] of [['de-AT', '22 Bonuspunkte'], ['ru_RU', '22 бонуса'], ['zh-Hant-TW', '22 奖励金'], ['iw', '22 בונוסים'], ['ar-EG', '٢٢ مكافأة']] as const)
      it(`is ${lang}: its words are those of the language, its numbers those of the region`, async () => {
        await speaks(await show(state, lang), text)
      })

    it('is one that has no words here: the programme’s own is spoken, else English', async () => {
      await speaks(await show({ ...state, program: ready(aProgram({ locales: ['de', 'en'] })) }, 'fi'), '22 Bonuspunkte')
      await speaks(await show({ ...state, program: ready(aProgram({ locales: ['fi'] })) }, 'fi'), '22 bonuses')
    })

    it('is no language at all: nothing is thrown', async () => {
      for (const lang of ['x', '123', '€', '-', 'en--us']) await speaks(await show({ ...state, program: ready(aProgram({ locales: ['en'] })) }, lang), '22 bonuses')
    })

    it('may be any: the room that was kept is enough, and nothing runs out of 288 pixels', async () => {
      const all = { program, balances: ready([aBalance({ pending: 320, expiring: [{ amount: 200, at: '2027-01-31T00:00:00Z' }] })]) }
      const heights = []
      for (const lang of ['en', 'ar', 'de', 'es', 'fr', 'he', 'kk', 'ru', 'tr', 'zh']) {
        const element = await show(all, lang)
        if (element.parentElement) Object.assign(element.parentElement, { style: 'inline-size: 288px', dir: ['ar', 'he'].includes(lang) ? 'rtl' : 'ltr' })
        for (let tries = 0; tries < 50 && element.matches(':state(loading)'); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
        expect(element.scrollWidth, lang).to.be.at.most(288)
        heights.push(element.offsetHeight)
      }
      expect(new Set(heights).size, heights.join()).to.equal(1)
    })

    it('is that of dates and prices too, where the browser itself has no words for it', async () => {
      await speaks(await show({ program, balances: ready([aBalance({ pending: 320, pendingBatches: [{ amount: 320, at: '2026-12-06T12:00:00Z' }] })]) }, 'kk'), 'желтоқсан')
      await speaks(await show({ program, balances: ready([aBalance()]) }, 'kk'), '12,50 €'.replace(' ', ' '))
    })

    it('is heard when it changes inside a shadow root, and around its host', async () => {
      const host = await fixture(html`<div></div>`)
      const root = host.attachShadow({ mode: 'open' })
      const inner = document.createElement('p')
      const element = Object.assign(document.createElement('loyalty-balance'), { state })
      inner.append(element)
      root.append(inner)
      await speaks(element, '22 bonuses')
      inner.lang = 'ru'
      await speaks(element, '22 бонуса')
      inner.removeAttribute('lang')
      await speaks(element, '22 bonuses')
      host.setAttribute('lang', 'ru')
      await speaks(element, '22 бонуса')
    })

    it('is another one after a move', async () => {
      const element = await show(state)
      const other = await fixture(html`<div lang="ru"></div>`)
      other.append(element)
      await speaks(element, '22 бонуса')
    })
  })

  it('says when pending bonuses come and when others expire', async () => {
    const text = textOf(await show({ program, balances: ready([aBalance()]) }))
    expect(text).to.match(/320 pending until/)
    expect(text).to.match(/200 expire on/)
  })

  it('shows nothing where a figure is unknown, never a zero', async () => {
    const text = textOf(await show({ program, balances: ready([aBalance({ pending: undefined, held: undefined, expiring: undefined })]) }))
    expect(text).not.to.match(/pending|set aside|expire/)
  })

  it('keeps the last good value when a read fails, and says from when it is', async () => {
    const element = await show({ program, balances: failed('network', [aBalance()]) })
    expect(textOf(element)).to.contain('1,250').and.to.contain('As of')
    expect(element.matches(':state(ready)')).to.equal(true)
  })

  it('says in one line too from when an old value is', async () => {
    const element = await show({ program, balances: failed('network', [aBalance()]) })
    element.compact = true
    await element.updateComplete
    expect(textOf(element)).to.match(/^1,250 ?bonuses \(\d+:\d+/)
  })

  it('tells guest, empty, loading and failed apart', async () => {
    expect((await show({ program, balances: ready(null) })).matches(':state(guest)')).to.equal(true)
    expect((await show({ program, balances: loading() })).matches(':state(loading)')).to.equal(true)
    expect((await show({ program, balances: failed('network') })).matches(':state(failed)')).to.equal(true)
    expect((await show({ program, balances: ready([aBalance({ available: 0, pending: 0, held: 0, lifetime: 0 })]) })).matches(':state(empty)')).to.equal(true)
  })

  for (const width of [256, 390, 1_000]) {
    it(`takes the same room before and after, ${width} px wide`, async () => {
      const height = async (state: LoyaltyBalance['state']) => {
        const element = await show(state)
        ;(element.parentElement as HTMLElement).style.width = `${width}px`
        return element.getBoundingClientRect().height
      }
      const before = await height({ program, balances: loading() })
      expect(await height({ program, balances: ready([aBalance({ held: 600 })]) })).to.be.closeTo(before, 0.01)
      expect(await height({ program, balances: ready(null) })).to.be.closeTo(before, 0.01)
    })
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const element = await show({ program, balances: loading() })
    const own = Number.parseFloat(getComputedStyle(element).minBlockSize) / Number.parseFloat(getComputedStyle(element).fontSize)
    expect(sheet).to.contain(`loyalty-balance { display: block; min-block-size: ${Number(own.toFixed(2))}em; }`)
  })

  describe('when an amount changes', () => {
    const { matchMedia } = window
    const motion = (wanted: boolean) => (window.matchMedia = (query) => (query.includes('prefers-reduced-motion') ? ({ matches: wanted } as MediaQueryList) : matchMedia.call(window, query)))
    beforeEach(() => motion(true))
    afterEach(() => (window.matchMedia = matchMedia))

    const numbers = (element: LoyaltyBalance) => [...(element.shadowRoot?.querySelectorAll('[part=number]') ?? [])]
    const lit = (element: LoyaltyBalance) => numbers(element).map((number) => number.getAnimations().length)
    const now = (element: LoyaltyBalance, ...balances: ReturnType<typeof aBalance>[]) => {
      element.state = { program, balances: ready(balances) }
      return element.updateComplete
    }

    it('it is the new one at once, lit up for a moment, and no other is', async () => {
      const element = await show({ program, balances: ready([aBalance(), aBalance({ currency: 'mile', available: 7 })]) })
      expect(lit(element), 'at first').to.deep.equal([0, 0])
      await now(element, aBalance({ available: 1_900 }), aBalance({ currency: 'mile', available: 7 }))
      expect(numbers(element).map(({ textContent }) => textContent)).to.deep.equal(['1,900', '7'])
      expect(lit(element)).to.deep.equal([1, 0])
      const [light] = numbers(element)[0]?.getAnimations() ?? []
      light?.finish()
      await light?.finished
      expect(lit(element), 'a moment later').to.deep.equal([0, 0])
    })

    it('it is not lit up for another language, another member, or a guest who logs in', async () => {
      const element = await show({ program, balances: ready([aBalance()]) })
      element.words = { title: 'Your strides' }
      await element.updateComplete
      expect(lit(element)).to.deep.equal([0])
      element.state = { program, balances: ready(null) }
      await element.updateComplete
      await now(element, aBalance({ available: 5 }))
      expect(lit(element)).to.deep.equal([0])
    })

    it('it just changes where reduced motion is asked for', async () => {
      motion(false)
      const element = await show({ program, balances: ready([aBalance()]) })
      await now(element, aBalance({ available: 1_900 }))
      expect(textOf(element)).to.contain('1,900')
      expect(lit(element)).to.deep.equal([0])
    })

    it('ten light up at once at most, however many a page has, and then others again', async () => {
      const all = await Promise.all(Array.from({ length: 12 }, () => show({ program, balances: ready([aBalance()]) })))
      await Promise.all(all.map((element) => now(element, aBalance({ available: 1 }))))
      expect(all.flatMap(lit).filter(Boolean).length).to.equal(10)
      for (const one of all.flatMap((element) => numbers(element).flatMap((number) => number.getAnimations()))) one.finish()
      await new Promise((done) => setTimeout(done))
      const [first] = all as [LoyaltyBalance]
      await now(first, aBalance({ available: 2 }))
      expect(lit(first)).to.deep.equal([1])
    })
  })

  it('shows one currency when asked for it', async () => {
    const element = await show({ program, balances: ready([aBalance(), aBalance({ currency: 'mile', available: 7 })]) })
    element.currency = 'mile'
    await element.updateComplete
    expect(element.shadowRoot?.querySelectorAll('[part=row]').length).to.equal(1)
  })

  it('says on the console when the currency asked for is not one of the programme', async () => {
    const warn = console.warn
    const said: string[] = []
    console.warn = (text: string) => said.push(text)
    const element = await show({ program, balances: ready([aBalance()]) })
    element.currency = 'miles'
    await element.updateComplete
    console.warn = warn
    expect(said.join()).to.contain('"miles", and the programme has bonus')
  })
})
