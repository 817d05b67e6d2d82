import { expect } from '@open-wc/testing'
import { captureSource } from './capture-source.ts'

const here = location.href
const visit = (change: (address: URL) => void) => {
  const address = new URL(here)
  change(address)
  history.replaceState({ page: 1 }, '', address)
}
const remembering = () => {
  const sources: unknown[] = []
  return { sources, rememberSource: (source: unknown) => void sources.push(source) }
}

describe('captureSource', () => {
  afterEach(() => {
    history.replaceState(null, '', here)
  })

  it('remembers the partner and the campaign, and cleans the address of them and of nothing else', () => {
    visit(({ searchParams }) => {
      for (const [name, value] of [['color', 'red'], ['loyalty-partner', ' northbank '], ['loyalty-campaign', 'spring'], ['partner', 'of the host']] as const) searchParams.set(name, value)
    })
    const client = remembering()
    expect(captureSource(client)).to.deep.equal({ partner: 'northbank', campaign: 'spring' })
    expect(client.sources).to.deep.equal([{ partner: 'northbank', campaign: 'spring' }])
    const { searchParams } = new URL(location.href)
    expect([searchParams.has('loyalty-partner'), searchParams.has('loyalty-campaign'), searchParams.get('color'), searchParams.get('partner')]).to.deep.equal([false, false, 'red', 'of the host'])
    expect(history.state).to.deep.equal({ page: 1 })
  })

  it('needs a partner, and takes one without a campaign', () => {
    const client = remembering()
    expect(captureSource(client, 'https://shop.example/?loyalty-campaign=spring')).to.equal(undefined)
    expect(captureSource(client, 'https://shop.example/?loyalty-partner=')).to.equal(undefined)
    expect(captureSource(client, 'not an address')).to.equal(undefined)
    expect(captureSource(client, 'https://shop.example/?loyalty-partner=roadway')).to.deep.equal({ partner: 'roadway' })
    expect(client.sources).to.deep.equal([{ partner: 'roadway' }])
  })
})
