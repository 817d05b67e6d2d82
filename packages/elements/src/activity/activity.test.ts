import { LoyaltyError, type ActivityEntry, type LoyaltyBackend } from '@loyaltykit/core'
import { anActivityPage, anEntry, aProgram, aSmallShop, failed, loading, ready, type SmallShop } from '@loyaltykit/testing'
import { withRoomKept } from '@loyaltykit/testing/harness/room'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyActivity } from './activity.ts'
import './define.ts'

type State = LoyaltyActivity['state']
const program = ready(aProgram())
const two = aProgram({ currencies: [...aProgram().currencies, { id: 'mile', unit: 'mile', name: 'Miles', scale: 2 }] })
const settled = (changes: Partial<ActivityEntry>): ActivityEntry => anEntry({ state: 'final', availableAt: undefined, ...changes })
/** From the newest to the oldest, a day apart. */
const ledger = (size: number, change: (index: number) => Partial<ActivityEntry> = () => ({})) =>
  Array.from({ length: size }, (_, index) => settled({ id: `e-${index}`, text: `Order ${1_000 - index}`, at: new Date(Date.UTC(2026, 10, 20) - index * 86_400_000).toISOString(), ...change(index) }))

const show = async (state: State, { lang = 'en', width = 700 } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-activity .state=${state}></loyalty-activity></div>`)
  const element = frame.firstElementChild as LoyaltyActivity
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = (element: Element, part: string) => all(element, part)[0] as HTMLElement
const texts = (element: Element, part: string) => all(element, part).map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
async function until(fits: () => boolean) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (fits()) return
    await rest(20)
  }
  throw new Error(`It never came to ${String(fits)}.`)
}

/** A member's ledger of a backend that gives twenty entries a page. */
function aLedger(entries: ActivityEntry[]) {
  const asked: { readonly cursor?: string | undefined; readonly limit?: number | undefined; readonly currency?: string | undefined }[] = []
  const fault: { throw?: LoyaltyError | undefined; wait?: Promise<void> } = {}
  const activity: LoyaltyBackend['activity'] = {
    async list(query) {
      asked.push(query)
      if (query.cursor !== undefined || query.limit !== undefined) {
        await fault.wait
        if (fault.throw) throw fault.throw
      }
      const mine = entries.filter(({ currency }) => query.currency === undefined || currency === query.currency)
      const start = query.cursor === undefined ? 0 : mine.findIndex(({ id }) => id === query.cursor) + 1
      const items = mine.slice(start, start + (query.limit ?? 20))
      return start + items.length < mine.length ? { items, next: items.at(-1)?.id } : { items }
    },
  }
  return { entries, asked, fault, activity }
}

describe('loyalty-activity', () => {
  let shop: SmallShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
  })
  const showLedger = async ({ activity }: ReturnType<typeof aLedger>, of = aProgram()) => {
    shop = aSmallShop({ groups: { activity }, program: of })
    await shop.signIn()
    const element: LoyaltyActivity = await fixture(html`<loyalty-activity lang="en" .client=${shop.client}></loyalty-activity>`)
    await until(() => is(element, 'ready'))
    await element.updateComplete
    return element
  }
  const showAll = async (element: LoyaltyActivity) => {
    for (let press = 0; press < 20 && one(element, 'more'); press += 1) {
      const before = all(element, 'entry').length
      one(element, 'more').click()
      await until(() => all(element, 'entry').length > before || !one(element, 'more'))
      await element.updateComplete
    }
  }

  it('lists the newest first, by month, with the sign and the word of the currency', async () => {
    const element = await show({ program, activity: ready(anActivityPage()) })
    expect(texts(element, 'month')).to.deep.equal(['November 2026', 'October 2026', 'January 2026'])
    expect(texts(element, 'amount')).to.deep.equal(['+320 bonuses', '−600 bonuses', '−120 bonuses', '+500 bonuses'])
    expect(texts(element, 'text')).to.deep.equal(['Order 1001', 'Paid for order 982', 'Expired', 'Welcome to the club'])
    expect(texts(element, 'about')[0]).to.match(/Purchase$/)
  })

  it('names months as headings in Russian, with a capital', async () => {
    const element = await show({ program: ready(aProgram({}, 'ru')), activity: ready(anActivityPage()) }, { lang: 'ru' })
    await until(() => is(element, 'ready'))
    await element.updateComplete
    expect(texts(element, 'month')[0]).to.match(/^Ноябрь 2026/)
    expect(texts(element, 'amount')[0]).to.equal('+320 бонусов')
  })

  it('says in words what is pending, taken back, and until when it can be spent', async () => {
    const element = await show({
      program,
      activity: ready({
        items: [
          anEntry({ id: 'a', availableAt: '2027-12-04T12:00:00Z' }), anEntry({ id: 'b', availableAt: undefined }), settled({ id: 'c', state: 'reversed' }),
          settled({ id: 'd', expiresAt: '2099-01-31T12:00:00Z' }), settled({ id: 'e', expiresAt: '2020-01-31T12:00:00Z' }),
        ],
      }),
    })
    const [pending, vague, reversed, valid, over] = texts(element, 'state')
    expect(pending).to.match(/^Pending until .*4/)
    expect([vague, reversed, over]).to.deep.equal(['Pending', 'Taken back', ''])
    expect(valid).to.match(/^Valid until .*2099/)
    expect(all(element, 'amount').map((amount) => amount.querySelector('s') !== null)).to.deep.equal([false, false, true, false, false])
  })

  it('falls back on the reason, then on the kind, where the backend has no text', async () => {
    const element = await show({ program, activity: ready({ items: [settled({ id: 'a', text: undefined, reason: 'birthday' }), settled({ id: 'b', text: undefined, reason: undefined, kind: 'transfer' })] }) })
    expect(texts(element, 'text')).to.deep.equal(['Birthday', 'Transfer'])
  })

  it('shows text of a backend as text', async () => {
    const element = await show({ program, activity: ready({ items: [settled({ text: '<img src=x onerror=alert(1)>' })] }) })
    expect(one(element, 'text').textContent).to.equal('<img src=x onerror=alert(1)>')
  })

  it('filters by what was earned, spent and expired, with the arrow keys', async () => {
    const element = await show({ program, activity: ready(anActivityPage()) })
    const radios = [...(element.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [])]
    radios[0]?.focus()
    const seen: string[][] = []
    for (let press = 0; press < 3; press += 1) {
      await sendKeys({ press: 'ArrowRight' })
      await element.updateComplete
      seen.push(texts(element, 'text'))
    }
    expect(seen).to.deep.equal([['Order 1001', 'Welcome to the club'], ['Paid for order 982'], ['Expired']])
    expect(element.shadowRoot?.querySelector('fieldset legend')?.textContent).to.equal('Show')
  })

  it('offers the currencies where there are several, and only then', async () => {
    expect(one(await show({ program, activity: ready(anActivityPage()) }), 'currency') === undefined).to.equal(true)
    const element = await show({ program: ready(two), activity: ready({ items: [settled({ id: 'a' }), settled({ id: 'b', currency: 'mile', amount: 1_250, text: 'A flight' })] }) })
    const select = one(element, 'currency') as HTMLSelectElement
    select.value = 'mile'
    select.dispatchEvent(new Event('change', { bubbles: true }))
    await element.updateComplete
    expect(texts(element, 'text')).to.deep.equal(['A flight'])
    expect(texts(element, 'amount')).to.deep.equal(['+12.50 miles'])
  })

  it('tells guest, empty, loading, failed and old entries apart', async () => {
    expect(textOf(await show({ program, activity: ready(null) }))).to.contain('Log in to see')
    expect(is(await show({ program, activity: ready({ items: [] }) }), 'empty')).to.equal(true)
    expect(is(await show({ program, activity: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, activity: failed('network') }), 'failed')).to.equal(true)
    expect(textOf(await show({ program, activity: failed('network', anActivityPage()) }))).to.contain('Order 1001').and.to.contain('As of')
  })

  for (const width of [288, 390, 1_000])
    it(`takes the same room before and after, ${width} px wide, however the entries are spread`, () => withRoomKept(async () => {
      const heights = new Set<number>()
      const spread = [ledger(20), ledger(20, (index) => ({ at: new Date(Date.UTC(2026, 10 - index, 20)).toISOString() })), ledger(3), ledger(20, () => ({ text: 'A long text. '.repeat(8), state: 'pending' }))]
      for (const state of [{ program, activity: loading() }, { program, activity: ready(null) }, { program, activity: failed('network') }, ...spread.map((items) => ({ program, activity: ready({ items, next: 'x' }) }))])
        heights.add(Number((await show(state as State, { width })).getBoundingClientRect().height.toFixed(2)))
      expect([...heights]).to.have.length(1)
    }))

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const sheet = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const element = await show({ program, activity: loading() })
    const own = Number.parseFloat(getComputedStyle(element).minBlockSize) / Number.parseFloat(getComputedStyle(element).fontSize)
    expect(sheet).to.contain(`loyalty-activity { display: block; min-block-size: var(--_room, ${Number(own.toFixed(2))}em); }`)
  })

  it('shows more without gaps or repeats to the end, and puts the focus on the first that came', async () => {
    const element = await showLedger(aLedger(ledger(50)))
    const before = all(element, 'entry').length
    one(element, 'more').focus()
    one(element, 'more').click()
    await until(() => element.shadowRoot?.activeElement === all(element, 'entry')[before])
    expect(element.shadowRoot?.querySelector('.visually-hidden[role=status]')?.textContent).to.match(/^\d+ more entries\.$/)
    await showAll(element)
    expect(texts(element, 'text')).to.deep.equal(ledger(50).map(({ text }) => text))
  })

  it('leaves the focus with somebody who has gone on meanwhile', async () => {
    const books = aLedger(ledger(50))
    const element = await showLedger(books)
    const elsewhere = document.createElement('button')
    element.after(elsewhere)
    for (let press = 0; press < 2; press += 1) one(element, 'more').click()
    elsewhere.focus()
    await until(() => all(element, 'entry').length > 20)
    expect(document.activeElement === elsewhere).to.equal(true)
    elsewhere.remove()
  })

  it('keeps what is shown when more can not be loaded, and tries again from there', async () => {
    const books = aLedger(ledger(50))
    const element = await showLedger(books)
    one(element, 'more').click()
    await until(() => all(element, 'entry').length === 20)
    books.fault.throw = new LoyaltyError('backend_failed', 'x')
    one(element, 'more').focus()
    one(element, 'more').click()
    await until(() => one(element, 'problem').textContent !== '')
    expect(one(element, 'problem').textContent).to.contain('Earlier entries could not be loaded.')
    expect(all(element, 'entry').length).to.equal(20)
    expect(one(element, 'more').textContent).to.equal('Try again')
    expect(element.shadowRoot?.activeElement === one(element, 'more')).to.equal(true)
    books.fault.throw = undefined
    await showAll(element)
    expect(texts(element, 'text')).to.deep.equal(ledger(50).map(({ text }) => text))
    expect(one(element, 'problem').textContent).to.equal('')
  })

  it('looks further back until there is something of the kind, and says how far it looked', async () => {
    const books = aLedger(ledger(300, (index) => (index === 70 ? { kind: 'expire', amount: -5, text: 'Burnt' } : {})))
    const element = await showLedger(books)
    element.shadowRoot?.querySelector<HTMLInputElement>('input[value=expired]')?.click()
    await element.updateComplete
    expect(all(element, 'entry').length).to.equal(0)
    one(element, 'more').click()
    await until(() => texts(element, 'text').includes('Burnt'))
    one(element, 'more').click()
    await until(() => one(element, 'note').textContent !== '')
    expect(one(element, 'note').textContent).to.match(/^Nothing of this kind back to /)
    expect(books.asked.length).to.be.lessThan(13)
  })

  it('shows a new entry above what is shown, and forgets everything when somebody else logs in', async () => {
    const books = aLedger(ledger(50))
    const element = await showLedger(books)
    await showAll(element)
    books.entries.unshift(settled({ id: 'new', text: 'Order 1001', at: '2026-11-21T12:00:00Z' }))
    shop?.client.refresh(['activity'])
    await until(() => texts(element, 'text')[0] === 'Order 1001')
    expect(new Set(texts(element, 'text')).size).to.equal(texts(element, 'text').length)
    element.shadowRoot?.querySelector<HTMLInputElement>('input[value=spent]')?.click()
    await element.updateComplete
    books.entries.splice(0, Infinity, settled({ id: 'other', text: 'Of somebody else' }))
    await shop?.signIn('m-2')
    await until(() => texts(element, 'text')[0] === 'Of somebody else')
    expect(texts(element, 'text')).to.deep.equal(['Of somebody else'])
  })

  describe('the file', () => {
    let saved: { name: string; text: string } | undefined
    const { createObjectURL } = URL
    const click = HTMLAnchorElement.prototype.click
    beforeEach(() => {
      saved = undefined
      let blob: Blob | undefined
      URL.createObjectURL = (given) => {
        blob = given as Blob
        return createObjectURL(given)
      }
      HTMLAnchorElement.prototype.click = function () {
        const { download: name } = this
        // `text()` would leave out the byte order mark
        void blob?.arrayBuffer().then((bytes) => (saved = { name, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }))
      }
    })
    afterEach(() => {
      URL.createObjectURL = createObjectURL
      HTMLAnchorElement.prototype.click = click
    })

    it('has all that the filters show, of all pages, as a table that Excel reads and that runs nothing', async () => {
      const entries = ledger(230, (index) => (index === 3 ? { text: '=cmd|"calc"!A1' } : index === 4 ? { text: 'Boots, "brown"\nand laces' } : index % 2 ? { kind: 'spend', amount: -1_234_567, reason: 'redemption' } : {}))
      const element = await showLedger(aLedger(entries))
      const facts: unknown[] = []
      element.addEventListener('loyalty-activity-exported', ({ count, filter }) => facts.push([count, filter.group]))
      element.shadowRoot?.querySelector<HTMLInputElement>('input[value=spent]')?.click()
      await element.updateComplete
      one(element, 'export').click()
      await until(() => saved !== undefined)
      const { name, text } = saved as { name: string; text: string }
      expect(name).to.match(/^activity-\d{4}-\d\d-\d\d\.csv$/)
      expect(text.charCodeAt(0)).to.equal(0xfeff)
      expect(text.split('\r\n').length).to.equal(1 + 114 + 1)
      expect(text).to.contain('"Spent","Payment","1001",-1234567,"Bonuses","Done"')
      await until(() => facts.length > 0)
      expect(facts).to.deep.equal([[114, 'spent']])
      element.shadowRoot?.querySelector<HTMLInputElement>('input[value=all]')?.click()
      await element.updateComplete
      saved = undefined
      one(element, 'export').click()
      await until(() => saved !== undefined)
      expect((saved as unknown as { text: string }).text).to.contain(`"'=cmd|""calc""!A1"`).and.to.contain('"Boots, ""brown""\nand laces"')
      expect(one(element, 'note').textContent).to.equal('230 entries are in the file.')
    })

    it('is not made of half the pages when one fails, and says so', async () => {
      const books = aLedger(ledger(230))
      const element = await showLedger(books)
      books.fault.throw = new LoyaltyError('forbidden', 'x')
      one(element, 'export').click()
      await until(() => one(element, 'problem').textContent !== '')
      expect(saved).to.equal(undefined)
    })

    it('ends at a bound, and says that it is not all', async () => {
      const element = await showLedger(aLedger(ledger(5_200)))
      one(element, 'export').click()
      await until(() => saved !== undefined)
      await until(() => one(element, 'note').textContent !== '')
      expect(one(element, 'note').textContent).to.equal('The file has the latest 5,000 entries.')
    })

    it('is left to a host that cancels the wish', async () => {
      const element = await showLedger(aLedger(ledger(5)))
      element.addEventListener('loyalty-export-activity-request', (event) => event.preventDefault())
      one(element, 'export').click()
      await rest(80)
      expect(saved).to.equal(undefined)
    })
  })
})
