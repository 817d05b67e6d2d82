/** What the ready themes promise: the documented tokens and no others, and contrast in both colour schemes. */
import { expect } from '@open-wc/testing'
import { LoyaltyBalance } from '@loyaltykit/elements/balance'
import { contrast, measure } from './contrast.ts'
import { describedTokens, scopeThemes, sheetOf, themes, tokensOf } from './sheets.ts'

/** What counts as enough, to 1. */
const least = { plain: { text: 4.5, line: 3 }, soft: { text: 4.5, line: 3 }, contrast: { text: 7, line: 4.5 } }

const small = (value: string | undefined) => value?.replace(/\s+/g, '')

describe('the themes', () => {
  before(scopeThemes)

  it('plain is the default look, token by token', async () => {
    const defaults = new Map([...String(LoyaltyBalance.styles[0]).matchAll(/var\(--loyalty-([\w-]+),\s*((?:[^()]|\([^()]*\))+)\)/g)].map(([, name = '', value]) => [name, small(value)]))
    expect(defaults.size).to.equal(14)
    expect([...tokensOf(await sheetOf('plain'))].map(([name, value]) => [name, small(value)]).sort()).to.deep.equal([...defaults].sort())
  })

  it('plain says of each token what it is', async () => {
    const sheet = await sheetOf('plain')
    expect(describedTokens(sheet).map(({ token }) => token.slice('--loyalty-'.length))).to.deep.equal([...tokensOf(sheet).keys()])
  })

  for (const theme of themes) {
    it(`${theme} sets each token of the list, and nothing else`, async () => {
      const sheet = await sheetOf(theme)
      expect([...tokensOf(sheet).keys()]).to.deep.equal([...tokensOf(await sheetOf('plain')).keys()])
      const rules = new CSSStyleSheet()
      rules.replaceSync(sheet)
      const [rule, ...others] = rules.cssRules as unknown as [CSSStyleRule]
      expect(others).to.deep.equal([])
      expect(rule.selectorText).to.equal(':where(:root)')
      expect([...rule.style].filter((name) => !name.startsWith('--loyalty-'))).to.deep.equal([])
    })

    for (const scheme of ['light', 'dark']) {
      it(`${theme} has the contrast that it promises, ${scheme}`, () => {
        const frame = document.createElement('div')
        frame.dataset['loyaltyTheme'] = theme
        frame.style.colorScheme = scheme
        document.body.append(frame)
        const measured = measure(frame)
        frame.remove()
        expect(measured.length).to.equal(18)
        const low = measured.filter(({ kind, ratio }) => ratio < least[theme][kind])
        expect(low.map(({ front, back, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}`).join(', ')).to.equal('')
      })
    }
  }

  it('are told from a sheet that lacks contrast', () => {
    expect(contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)')).to.be.closeTo(21, 0.01)
    expect(contrast('rgb(119, 119, 119)', 'rgb(255, 255, 255)')).to.be.closeTo(4.48, 0.01)
  })
})
