import { expect, fixture, html } from '@open-wc/testing'
import { aProgram, failed, loading, ready } from '@loyaltykit/testing'
import type { TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyClaimForm } from '../claim-form/claim-form.ts'
import '../claim-form/define.ts'

const program = ready(aProgram())
const guest = { program, claims: ready(null) }
/** As high as the window can be, in em: what is shown to a guest is far less. */
const reserved = 52.5 * 16
const frames = async (count = 4) => {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve))
}

/** The element in a page with something above and below, `from` pixels down. */
async function inPage(from: number, state: LoyaltyClaimForm['state'] = guest, page = (element: TemplateResult): TemplateResult => html`${element}<p class="below">Below</p>`) {
  const frame = await fixture(html`<div style=${styleMap({ font: '16px/1.5 sans-serif', position: 'absolute', inset: '0 0 auto' })}><div style=${styleMap({ blockSize: `${from}px` })}></div>${page(html`<loyalty-claim-form .state=${state}></loyalty-claim-form>`)}<div style=${styleMap({ blockSize: '3000px' })}></div></div>`)
  const element = frame.querySelector('loyalty-claim-form') as LoyaltyClaimForm
  await element.updateComplete
  return { element, top: (selector: string) => (frame.querySelector(selector) as Element).getBoundingClientRect().top, height: () => element.getBoundingClientRect().height }
}

describe('room that is not needed', () => {
  let fold = 0
  before(() => {
    fold = document.documentElement.clientHeight
  })
  afterEach(() => scrollTo(0, 0))

  it('ends where the window ends: what is below stays out of view', async () => {
    const from = fold - 300
    const { top, height } = await inPage(from)
    expect(height(), 'at first').to.be.closeTo(reserved, 1)
    await frames()
    expect(height()).to.be.closeTo(300, 1)
    expect(top('.below')).to.be.at.least(fold)
  })

  it('is all given back below the window', async () => {
    const { height } = await inPage(fold + 200)
    await frames()
    expect(height()).to.be.lessThan(reserved / 2)
  })

  it('is given back as it leaves the view, not before', async () => {
    const { element, top, height } = await inPage(fold * 2, { program, claims: loading() })
    scrollTo(0, fold * 2 + reserved - fold / 2)
    await frames()
    const at = top('.below')
    element.state = guest
    await element.updateComplete
    await frames()
    expect([top('.below'), height()], 'in view').to.deep.equal([at, reserved])
    scrollTo(0, 0)
    await frames(6)
    expect(height()).to.be.lessThan(reserved / 2)
  })

  it('stays where its end is in view: nothing moves', async () => {
    const { element, top, height } = await inPage(0, guest, (one) => html`<div style=${styleMap({ fontSize: '4px' })}>${one}</div><p class="below">Below</p>`)
    const before = [top('.below'), height()]
    element.state = { program, claims: failed('network') }
    await element.updateComplete
    await frames()
    expect([top('.below'), height()]).to.deep.equal(before)
  })

  it('stays where something beside it would move', async () => {
    const { top, height } = await inPage(0, guest, (one) => html`<div style=${styleMap({ display: 'flex', alignItems: 'center' })}><p class="beside">Beside</p>${one}</div>`)
    const before = top('.beside')
    await frames()
    expect(top('.beside')).to.equal(before)
    expect(height()).to.be.closeTo(reserved, 1)
  })

  it('is there again while it loads', async () => {
    const { element, height } = await inPage(fold + 200)
    await frames()
    element.state = { program, claims: loading() }
    await element.updateComplete
    expect(height()).to.be.closeTo(reserved, 1)
  })

  it('is the page’s own where that sets it', async () => {
    const { height } = await inPage(fold + 200, guest, (one) => html`<style>loyalty-claim-form { min-block-size: 700px }</style>${one}`)
    await frames()
    expect(height()).to.equal(700)
  })
})
