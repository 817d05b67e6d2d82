import { expect } from '@open-wc/testing'
import { captureReferral } from './capture-referral.ts'

const here = location.href
const visit = (change: (address: URL) => void) => {
  const address = new URL(here)
  change(address)
  history.replaceState({ page: 1 }, '', address)
}
const remembering = () => {
  const codes: string[] = []
  return { codes, rememberReferral: (code: string) => codes.push(code) }
}

describe('captureReferral', () => {
  afterEach(() => {
    history.replaceState(null, '', here)
  })

  it('remembers the code and cleans the address, and leaves the rest of it and the page’s history as they are', () => {
    visit((address) => {
      address.searchParams.set('color', 'red')
      address.searchParams.set('ref', 'ADA-7K2')
      address.hash = 'boots'
    })
    const entries = history.length
    const client = remembering()
    expect(captureReferral(client)).to.equal('ADA-7K2')
    expect(client.codes).to.deep.equal(['ADA-7K2'])
    const after = new URL(location.href)
    expect(after.searchParams.has('ref')).to.equal(false)
    expect(after.searchParams.get('color')).to.equal('red')
    expect(after.hash).to.equal('#boots')
    expect(history.state).to.deep.equal({ page: 1 })
    expect(history.length).to.equal(entries)
  })

  it('does nothing without a code', () => {
    for (const value of [undefined, '', '  ']) {
      visit((address) => value !== undefined && address.searchParams.set('ref', value))
      const before = location.href
      const client = remembering()
      expect(captureReferral(client)).to.equal(undefined)
      expect(client.codes).to.deep.equal([])
      expect(location.href).to.equal(before)
    }
  })

  it('reads another address, and another name, without touching the page’s own', () => {
    visit((address) => address.searchParams.set('ref', 'MINE'))
    const before = location.href
    const client = remembering()
    expect(captureReferral(client, new URL('/other?friend=BOB&ref=ADA', before), 'friend')).to.equal('BOB')
    expect(location.href).to.equal(before)
  })

  it('never throws on what is no address', () => {
    expect(captureReferral(remembering(), 'not an address')).to.equal(undefined)
  })
})
