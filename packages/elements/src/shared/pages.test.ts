import { LoyaltyError } from '@loyaltykit/core'
import { expect } from '@open-wc/testing'
import { PagesController, type Page } from './pages.ts'

interface Entry {
  readonly id: string
  readonly state?: string
}
const host = { addController() {}, removeController() {}, requestUpdate() {}, updateComplete: Promise.resolve(true) }
const rest = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A ledger from the newest to the oldest, three to a page; a cursor names the last entry given. */
function aLedger(size: number) {
  const ledger: Entry[] = Array.from({ length: size }, (_, index) => ({ id: `e${size - index}` }))
  const asked: string[] = []
  let fails: LoyaltyError | undefined
  let wait: Promise<void> | undefined
  const from = (start: number): Page<Entry> => {
    const items = ledger.slice(start, start + 3)
    return start + 3 < ledger.length ? { items, next: items.at(-1)?.id } : { items }
  }
  const ask = async (cursor: string) => {
    asked.push(cursor)
    await wait
    if (fails) throw fails
    return from(ledger.findIndex(({ id }) => id === cursor) + 1)
  }
  return {
    ledger, asked,
    first: () => from(0),
    pages: new PagesController<Entry>(host, ask),
    fail: (error: LoyaltyError | undefined) => void (fails = error),
    hold() {
      let go = () => {}
      wait = new Promise((resolve) => (go = resolve))
      return () => {
        wait = undefined
        go()
      }
    },
  }
}
const ids = (pages: PagesController<Entry>) => pages.items.map(({ id }) => id).join(' ')

describe('PagesController', () => {
  it('brings one page after the other, to the last', async () => {
    const { pages, first } = aLedger(8)
    pages.take(first())
    expect(await pages.more()).to.equal(3)
    expect(await pages.more()).to.equal(2)
    expect(ids(pages)).to.equal('e8 e7 e6 e5 e4 e3 e2 e1')
    expect(pages.next).to.equal(undefined)
  })

  it('goes on until something fits, and not for ever', async () => {
    const { pages, first, asked } = aLedger(60)
    pages.take(first())
    expect(await pages.more(({ id }) => id === 'e50')).to.equal(1)
    expect(asked.length).to.equal(3)
    expect(await pages.more(() => false)).to.equal(0)
    expect(asked.length).to.equal(8)
    expect(pages.next).not.to.equal(undefined)
  })

  it('is asked once by two presses', async () => {
    const { pages, first, asked } = aLedger(8)
    pages.take(first())
    await Promise.all([pages.more(), pages.more()])
    expect(asked).to.deep.equal(['e6'])
  })

  it('keeps what it has when more can not be read, and goes on from there', async () => {
    const { pages, first, fail } = aLedger(8)
    pages.take(first())
    fail(new LoyaltyError('network', 'x'))
    expect(await pages.more()).to.equal(undefined)
    expect(pages.error?.code).to.equal('network')
    expect(ids(pages)).to.equal('e8 e7 e6')
    fail(undefined)
    expect(await pages.more()).to.equal(3)
    expect([ids(pages), pages.error]).to.deep.equal(['e8 e7 e6 e5 e4 e3', undefined])
  })

  it('shows what is new above, without gaps or repeats, and what has changed below', async () => {
    const { pages, first, ledger } = aLedger(8)
    pages.take(first())
    await pages.more()
    ledger.unshift({ id: 'e9' })
    ledger[5] = { id: 'e4', state: 'reversed' }
    pages.take(first())
    expect(ids(pages)).to.equal('e9 e8 e7 e6 e5 e4 e3')
    await rest()
    expect(pages.items.find(({ id }) => id === 'e4')?.state).to.equal('reversed')
    expect(ids(pages)).to.contain('e9 e8 e7 e6 e5 e4 e3')
    while (pages.next !== undefined) await pages.more()
    expect(ids(pages)).to.equal('e9 e8 e7 e6 e5 e4 e3 e2 e1')
  })

  it('begins again when so much has come that there may be a gap', async () => {
    const { pages, first, ledger } = aLedger(8)
    pages.take(first())
    await pages.more()
    ledger.unshift(...['e12', 'e11', 'e10', 'e9'].map((id) => ({ id })))
    pages.take(first())
    expect(ids(pages)).to.equal('e12 e11 e10')
    while (pages.next !== undefined) await pages.more()
    expect(ids(pages)).to.equal('e12 e11 e10 e9 e8 e7 e6 e5 e4 e3 e2 e1')
  })

  it('loses neither the press nor the news when both come at once', async () => {
    const { pages, first, ledger, hold } = aLedger(8)
    pages.take(first())
    const go = hold()
    const press = pages.more()
    ledger.unshift({ id: 'e9' })
    pages.take(first())
    go()
    expect(await press).to.equal(3)
    await rest()
    expect(ids(pages)).to.contain('e9 e8 e7 e6 e5 e4 e3')
  })

  it('reads nothing again when the first page came again as it was', async () => {
    const { pages, first, asked } = aLedger(8)
    pages.take(first())
    await pages.more()
    pages.take(first())
    await rest()
    expect(asked.length).to.equal(1)
    expect(pages.items.length).to.equal(6)
  })

  it('drops an answer for somebody who has gone', async () => {
    const { pages, first, hold } = aLedger(8)
    pages.take(first())
    const go = hold()
    const press = pages.more()
    pages.take(undefined)
    go()
    expect(await press).to.equal(undefined)
    expect([pages.items.length, pages.busy, pages.error]).to.deep.equal([0, false, undefined])
  })

  it('does not follow a cursor that leads to itself', async () => {
    const pages = new PagesController<Entry>(host, async () => ({ items: [{ id: 'a' }], next: 'x' }))
    pages.take({ items: [{ id: 'a' }], next: 'x' })
    await pages.more()
    expect([ids(pages), pages.next]).to.deep.equal(['a', undefined])
  })
})
