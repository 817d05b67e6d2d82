import { LoyaltyError, type AnyClient, type LoyaltyBackend, type Survey } from '@loyaltykit/core'
import { aProgram, aSmallShop, aSurvey, failed, loading, ready, type SmallShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import type { SurveyAnswer } from './survey.events.ts'
import type { LoyaltySurvey } from './survey.ts'
import './define.ts'

type State = LoyaltySurvey['state']
const program = ready(aProgram())
const asks = (...surveys: readonly Survey[]): State => ({ program, surveys: ready(surveys) })

const show = async (state: State, { width = 700, without = false } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang="en"><loyalty-survey .state=${state} ?without-notes=${without}></loyalty-survey></div>`)
  frame.style.width = `${width}px`
  const element = frame.firstElementChild as LoyaltySurvey
  await element.updateComplete
  return element
}
const one = <E extends HTMLElement = HTMLElement>(element: Element, selector: string) => element.shadowRoot?.querySelector<E>(selector) as E
const radios = (element: Element) => [...(element.shadowRoot?.querySelectorAll<HTMLInputElement>('[type=radio]') ?? [])]
const textOf = (element: Element | null) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
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
async function press(element: LoyaltySurvey, part: string) {
  one(element, `[part=${part}]`).focus()
  one(element, `[part=${part}]`).click()
  await element.updateComplete
}
async function choose(element: LoyaltySurvey, index: number) {
  radios(element)[index]?.click()
  await element.updateComplete
}
async function write(element: LoyaltySurvey, text: string) {
  const area = one<HTMLTextAreaElement>(element, 'textarea')
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
  await element.updateComplete
}

describe('loyalty-survey', () => {
  let shop: SmallShop | undefined
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    shop?.dispose()
    shop = undefined
    sessionStorage.clear()
  })

  async function showShop(surveys: readonly Survey[], answer?: NonNullable<LoyaltyBackend['surveys']>['answer']) {
    const answers: SurveyAnswer[] = []
    let list = surveys
    shop = aSmallShop({
      groups: {
        surveys: {
          list: async () => list,
          answer: async (input, context) => {
            answers.push(input)
            const done = await (answer?.(input, context) ?? { granted: { currency: 'bonus', amount: 50 } })
            list = list.filter(({ id }) => id !== input.surveyId)
            return done
          },
        },
      },
    })
    await shop.signIn()
    const element: LoyaltySurvey = await fixture(html`<loyalty-survey lang="en" .client=${shop.client as AnyClient}></loyalty-survey>`)
    await until(() => !is(element, 'loading') && !is(element, 'guest'))
    return { element, answers, shop }
  }

  it('asks how likely one recommends as a group of eleven radios with a name, its ends in words', async () => {
    const element = await show(asks(aSurvey()))
    const group = one(element, '[role=radiogroup]')
    expect(textOf(element.shadowRoot?.getElementById(group.getAttribute('aria-labelledby') ?? '') ?? null)).to.equal('How likely are you to recommend Stride to a friend?')
    expect(radios(element).map((radio) => radio.getAttribute('aria-label'))).to.deep.equal(['0: Not at all likely', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10: Extremely likely'])
    expect(textOf(one(element, '[part=ends]'))).to.equal('Not at all likelyExtremely likely')
    expect(textOf(one(element, '[part=prize]'))).to.equal('50 bonuses for your answer')
  })

  it('is answered by the keys alone: arrows, then Enter', async () => {
    const { element, answers } = await showShop([aSurvey({ comment: false })])
    radios(element)[0]?.focus()
    for (let step = 0; step < 9; step += 1) await sendKeys({ press: 'ArrowRight' })
    await element.updateComplete
    expect(radios(element).findIndex(({ checked }) => checked)).to.equal(9)
    await sendKeys({ press: 'Enter' })
    await until(() => is(element, 'thanks'))
    expect(answers).to.deep.equal([{ surveyId: 'survey-nps', score: 9 }])
  })

  it('fits 288 px in two rows, each number at least 24 px', async () => {
    const element = await show(asks(aSurvey()), { width: 288 })
    const boxes = [...(element.shadowRoot?.querySelectorAll('[part=score]') ?? [])].map((label) => label.getBoundingClientRect())
    expect(new Set(boxes.map(({ top }) => Math.round(top))).size).to.equal(2)
    expect(Math.min(...boxes.map(({ width, height }) => Math.min(width, height)))).to.be.at.least(24)
    expect(Math.max(...boxes.map(({ right }) => right))).to.be.at.most(element.getBoundingClientRect().right + 0.5)
    const wide = await show(asks(aSurvey()), { width: 700 })
    expect(new Set([...(wide.shadowRoot?.querySelectorAll('[part=score]') ?? [])].map((label) => Math.round(label.getBoundingClientRect().top))).size).to.equal(1)
  })

  it('fills the stars up to the one that is chosen', async () => {
    const element = await show(asks(aSurvey({ kind: 'rating' })))
    await choose(element, 2)
    expect([...(element.shadowRoot?.querySelectorAll('[part=score]') ?? [])].map((label) => label.classList.contains('on'))).to.deep.equal([true, true, true, false, false])
    expect(radios(element)[2]?.getAttribute('aria-label')).to.equal('3 of 5')
  })

  it('sends each kind of answer as the port wants it', async () => {
    for (const [kind, answer] of [
      ['nps', { score: 0, comment: 'More' }], ['rating', { score: 1, comment: 'More' }], ['choice', { choice: 'c-1', comment: 'More' }],
    ] as const) {
      const { element, answers } = await showShop([aSurvey({ kind })])
      expect(one(element, 'textarea') === null).to.equal(true)
      await choose(element, 0)
      await write(element, ' More ')
      await press(element, 'send')
      await until(() => is(element, 'thanks'))
      expect(answers).to.deep.equal([{ surveyId: `survey-${kind}`, ...answer }])
      shop?.dispose()
    }
    const { element, answers } = await showShop([aSurvey({ kind: 'text' })])
    await write(element, 'Wider boots')
    await press(element, 'send')
    await until(() => is(element, 'thanks'))
    expect(answers).to.deep.equal([{ surveyId: 'survey-text', comment: 'Wider boots' }])
  })

  it('says what is missing, goes there, and sends nothing', async () => {
    for (const [kind, text] of [['nps', 'Choose a number.'], ['rating', 'Choose how many stars.'], ['choice', 'Choose an answer.'], ['text', 'Write your answer.']] as const) {
      const { element, answers } = await showShop([aSurvey({ kind })])
      await press(element, 'send')
      expect(textOf(one(element, '#wrong'))).to.equal(text)
      expect(element.shadowRoot?.activeElement === (radios(element)[0] ?? one(element, 'textarea'))).to.equal(true)
      expect(answers).to.deep.equal([])
      if (kind === 'text') await write(element, 'x')
      else await choose(element, 0)
      expect(textOf(one(element, '#wrong'))).to.equal('')
      shop?.dispose()
    }
  })

  it('thanks with what was granted, tells the page the score and nothing that was written, and goes on when asked', async () => {
    const { element } = await showShop([aSurvey(), aSurvey({ kind: 'choice', comment: false })])
    const facts: unknown[] = []
    element.addEventListener('loyalty-survey-answered', (event) => facts.push(event.score, event.granted?.amount, JSON.stringify(event).includes('secret')))
    await choose(element, 9)
    await write(element, 'secret')
    await press(element, 'send')
    await until(() => is(element, 'thanks'))
    expect(said(element)).to.contain('Thank you!').and.to.contain('You got 50 bonuses.')
    await until(() => element.shadowRoot?.activeElement === one(element, '.thanks'))
    expect(facts).to.deep.equal([9, 50, false])
    await rest(50)
    expect(is(element, 'thanks')).to.equal(true)
    await press(element, 'next')
    expect(textOf(one(element, '[part=question]'))).to.equal('What should we have more of?')
    await until(() => element.shadowRoot?.activeElement === radios(element)[0])
    expect(radios(element).some(({ checked }) => checked)).to.equal(false)
  })

  it('loses nothing when it fails, sends once however often it is pressed, and can be sent again', async () => {
    let broken = true
    const { element, answers } = await showShop([aSurvey()], async () => {
      await rest(20)
      if (broken) throw new LoyaltyError('backend_failed', 'No.', { retryable: false })
      return {}
    })
    await choose(element, 7)
    await write(element, 'Boots')
    for (let round = 0; round < 3; round += 1) one(element, '[part=send]').click()
    await element.updateComplete
    expect([one(element, '[part=send]').getAttribute('aria-disabled'), one<HTMLButtonElement>(element, '[part=send]').disabled]).to.deep.equal(['true', false])
    await until(() => textOf(one(element, '[role=alert][part=problem].problem')).includes('has a problem'))
    expect(answers.length).to.equal(1)
    expect([radios(element)[7]?.checked, one<HTMLTextAreaElement>(element, 'textarea').value]).to.deep.equal([true, 'Boots'])
    broken = false
    await press(element, 'send')
    await until(() => is(element, 'thanks'))
    expect(said(element)).to.contain('helps us get better')
  })

  it('says so when the question is closed by now', async () => {
    const { element } = await showShop([aSurvey()], async () => Promise.reject(new LoyaltyError('expired', 'Over.', { retryable: false })))
    await choose(element, 7)
    await press(element, 'send')
    await until(() => said(element).includes('closed by now'))
  })

  it('asks no more in this visit after "Not now", also after a reload, but asks another person', async () => {
    const { element, shop } = await showShop([aSurvey()])
    let dismissed = ''
    element.addEventListener('loyalty-survey-dismissed', ({ survey }) => (dismissed = survey.id))
    await press(element, 'not-now')
    await until(() => is(element, 'dismissed'))
    expect([dismissed, element.getBoundingClientRect().height]).to.deep.equal(['survey-nps', 0])
    const again: LoyaltySurvey = await fixture(html`<loyalty-survey lang="en" .client=${shop.client}></loyalty-survey>`)
    await until(() => is(again, 'dismissed'))
    await shop.client.signOut?.()
    await shop.signIn('m-2')
    await until(() => is(again, 'ready'))
  })

  it('never takes the focus by itself', async () => {
    const field: HTMLInputElement = await fixture(html`<input aria-label="Elsewhere" />`)
    field.focus()
    const { element } = await showShop([aSurvey(), aSurvey({ kind: 'choice', comment: false })])
    expect(document.activeElement === field).to.equal(true)
    radios(element)[3]?.click()
    await element.updateComplete
    field.focus()
    one(element, '[part=send]').click()
    await until(() => is(element, 'thanks'))
    expect(document.activeElement === field).to.equal(true)
  })

  it('goes on after a reload with what was chosen and written, for this member only, and keeps nothing that was sent', async () => {
    const { element } = await showShop([aSurvey()])
    await choose(element, 9)
    await write(element, 'Kind people.')
    shop?.dispose()
    const { element: after } = await showShop([aSurvey()])
    await until(() => radios(after)[9]?.checked === true)
    expect(one<HTMLTextAreaElement>(after, 'textarea').value).to.equal('Kind people.')
    await shop?.signIn('m-2')
    await until(() => radios(after).length === 11 && !radios(after).some(({ checked }) => checked))
    expect(JSON.stringify({ ...sessionStorage })).not.to.contain('Kind people')
    await choose(after, 3)
    await press(after, 'send')
    await until(() => is(after, 'thanks'))
    expect(JSON.stringify({ ...sessionStorage })).not.to.contain('draft')
  })

  it('leaves the work to a host that cancels the wish', async () => {
    const { element, answers } = await showShop([aSurvey()])
    let wish: SurveyAnswer | undefined
    element.addEventListener('loyalty-answer-survey-request', (event) => {
      event.preventDefault()
      wish = event.answer
    })
    await choose(element, 9)
    await press(element, 'send')
    await rest(40)
    expect([wish, answers]).to.deep.equal([{ surveyId: 'survey-nps', score: 9 }, []])
  })

  it('tells guest, empty, loading and failed apart; an old question is still a question', async () => {
    expect(is(await show({ program, surveys: ready(null) }), 'guest')).to.equal(true)
    expect(is(await show(asks()), 'empty')).to.equal(true)
    expect(is(await show({ program, surveys: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, surveys: failed('network') }), 'failed')).to.equal(true)
    expect(is(await show({ program, surveys: failed('network', [aSurvey()]) }), 'ready')).to.equal(true)
  })

  it('takes no room without notes until there is a question', async () => {
    for (const surveys of [ready(null), ready<readonly Survey[]>([]), loading<null>(), failed<null>('network')]) expect((await show({ program, surveys }, { without: true })).getBoundingClientRect().height).to.equal(0)
    expect((await show(asks(aSurvey()), { without: true })).getBoundingClientRect().height).to.be.above(100)
  })

  for (const width of [288, 390, 1_000]) {
    it(`takes the same room before and after, ${width} px wide`, async () => {
      const height = async (state: State) => (await show(state, { width })).getBoundingClientRect().height
      const before = await height({ program, surveys: loading() })
      for (const surveys of [ready([aSurvey()]), ready([aSurvey({ kind: 'rating' })]), ready(null), ready<readonly Survey[]>([]), failed<readonly Survey[]>('network')])
        expect(await height({ program, surveys })).to.be.closeTo(before, 0.01)
    })
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const style = getComputedStyle(await show({ program, surveys: loading() }))
    expect(sheet).to.contain(`loyalty-survey { display: block; min-block-size: ${Number((Number.parseFloat(style.minBlockSize) / Number.parseFloat(style.fontSize)).toFixed(2))}em; }`)
  })
})
