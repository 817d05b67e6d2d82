/** Every element by the keyboard alone, with real keys: all of it is reached and left, what unfolds does, what slides does, what opens over the page closes. */
import { expect } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { perform, type Annotations, type StoryModule } from '../test/stories/stage.ts'
import { controlsOf, focused, say } from '../test/stories/tree.ts'
import * as account from '../packages/elements/src/account/account.stories.ts'
import * as card from '../packages/elements/src/card/card.stories.ts'
import * as redeem from '../packages/elements/src/redeem/redeem.stories.ts'
import * as rewardList from '../packages/elements/src/reward-list/reward-list.stories.ts'
import { gallery } from './themes/gallery.ts'

const press = (...keys: readonly string[]) => keys.reduce<Promise<unknown>>((before, key) => before.then(() => sendKeys({ press: key })), Promise.resolve())
const frame = () => new Promise((done) => requestAnimationFrame(done))

/** Does something with a story on the stage, between a button before it and one after it. */
async function on(module: object, name: string, act: (canvas: HTMLElement, after: HTMLButtonElement) => Promise<void>): Promise<void> {
  const { default: meta = {}, [name]: one } = module as StoryModule
  const story = one as Annotations
  const [before, canvas, after] = [document.createElement('button'), document.createElement('div'), document.createElement('button')]
  before.textContent = after.textContent = 'Page'
  document.body.append(before, canvas, after)
  const takeDown = await perform(meta, story, canvas, { ...meta.parameters, ...story.parameters })
  try {
    before.focus()
    await act(canvas, after)
  } finally {
    await takeDown()
    before.remove()
    after.remove()
  }
}

/** What Tab stops at: of radios with one name only one, of tabs only the one that is open. */
function stops(canvas: HTMLElement): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>()
  for (const control of controlsOf(canvas)) {
    if (control.tabIndex < 0) continue
    const group = control instanceof HTMLInputElement && control.type === 'radio' ? `radio ${control.name}` : control.role === 'tab' ? 'tabs' : undefined
    // a row that may scroll is a stop in some engines only
    if (group === undefined && !control.matches('a, button, input, select, textarea, summary, [role]')) continue
    found.set(group ?? `${found.size} ${say(control)}`, control)
  }
  return found
}

const shown = [...gallery, { module: account, story: 'Member' }]
const tagOf = (module: object) => (module as StoryModule).default?.component ?? ''

describe('by the keyboard alone', () => {
  for (const { module, story } of shown) {
    it(`Tab reaches all of ${tagOf(module)}, shows where it is, and leaves it`, () =>
      on(module, story, async (canvas, after) => {
        const left = stops(canvas)
        const most = left.size + 20
        for (let step = 0; step < most && document.activeElement !== after; step += 1) {
          await press('Tab')
          const now = focused()
          for (const [name, control] of left) if (control === now || (now instanceof HTMLInputElement && name === `radio ${now.name}`)) left.delete(name)
        }
        expect([...left.keys()], 'not reached').to.deep.equal([])
        expect(document.activeElement, 'Tab goes on to the page').to.equal(after)
      }))
  }

  const unfold = (canvas: HTMLElement) => [...controlsOf(canvas)].filter((control) => control.matches('summary, button[aria-expanded]:not([aria-haspopup])'))
  const isOpen = (control: Element) => (control.localName === 'summary' ? (control.parentElement as HTMLDetailsElement).open : control.getAttribute('aria-expanded') === 'true')
  let unfolded = 0
  for (const { module, story } of shown) {
    it(`Enter and Space unfold what can be unfolded in ${tagOf(module)}, and the focus stays or goes into it`, () =>
      on(module, story, async (canvas) => {
        for (const control of unfold(canvas).slice(0, 4)) {
          if (!control.isConnected || !control.checkVisibility()) continue
          const was = isOpen(control)
          for (const key of ['Enter', ' ']) {
            control.focus()
            const before = isOpen(control)
            await press(key)
            await frame()
            if (control.isConnected) expect(isOpen(control), `${say(control)} by "${key}"`).to.equal(!before)
            expect(focused(), 'the focus is somewhere').not.to.equal(document.body)
          }
          if (control.isConnected) expect(isOpen(control), `${say(control)} is as it was`).to.equal(was)
          unfolded += 1
        }
      }))
  }
  it('there was something to unfold', () => expect(unfolded).to.be.greaterThan(6))

  it('the slider of loyalty-redeem goes by arrows, to its ends, and says its amount', () =>
    on(redeem, 'Member', async (canvas) => {
      const slider = [...controlsOf(canvas)].find((control): control is HTMLInputElement => control.matches('[type=range]'))
      if (!slider) throw new Error('There is no slider.')
      slider.focus()
      await press('Home')
      await frame()
      expect([Number(slider.value), slider.getAttribute('aria-valuetext')]).to.deep.equal([0, 'None'])
      await press('ArrowRight')
      await frame()
      expect(Number(slider.value), 'never between nothing and the least').to.equal(100)
      await press('ArrowRight')
      await frame()
      expect(Number(slider.value)).to.equal(110)
      expect(slider.getAttribute('aria-valuetext')).to.contain('110 bonuses')
      await press('ArrowLeft', 'ArrowLeft')
      await frame()
      expect(Number(slider.value)).to.equal(0)
      await press('End')
      await frame()
      expect(Number(slider.value)).to.equal(Number(slider.max))
      expect(focused()).to.equal(slider)
    }))

  it('the large card opens by Enter, keeps Tab inside, closes by Escape, and the focus is back', () =>
    on(card, 'Barcode', async (canvas) => {
      const opener = [...controlsOf(canvas)].find((control) => control.textContent?.includes('Show at the till'))
      opener?.focus()
      await press('Enter')
      await frame()
      const dialog = opener && (opener.getRootNode() as ShadowRoot).querySelector('dialog')
      expect(dialog?.open).to.equal(true)
      for (let step = 0; step < 3; step += 1) {
        await press('Tab')
        const now = focused()
        // the browser's own bar may be a stop of a modal dialog, the page may not
        if (now !== document.body) expect(dialog?.contains(now)).to.equal(true)
      }
      await press('Escape')
      await frame()
      expect(dialog?.isConnected && dialog.open).not.to.equal(true)
      expect(focused()).to.equal(opener)
    }))

  it('where text runs from right to left, the arrows of the slider are mirrored, and still get over the least', () =>
    on(redeem, 'RightToLeft', async (canvas) => {
      const slider = [...controlsOf(canvas)].find((control): control is HTMLInputElement => control.matches('[type=range]'))
      slider?.focus()
      await press('Home')
      await frame()
      await press('ArrowLeft')
      await frame()
      expect(Number(slider?.value)).to.equal(100)
      await press('ArrowRight')
      await frame()
      expect(Number(slider?.value)).to.equal(0)
    }))

  // that it opens by a key is under test beside the element
  it('the question of loyalty-reward-list closes by Escape, and gives the focus back to what opened it', () =>
    on(rewardList, 'Question', async (canvas) => {
      const question = [...controlsOf(canvas)].find((control) => control.closest('[part=question]'))
      if (!question) throw new Error('There is no question.')
      question.focus()
      await press('Escape')
      await frame()
      await frame()
      expect(say(focused() ?? document.body)).to.contain('part="take"')
    }))
})
