import { LoyaltyError, type AnyClient, type LoyaltyBackend, type Partner } from '@loyaltykit/core'
import { aBalance, aPartner, aProgram, aSmallShop, failed, loading, partners, ready, type SmallShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import type { LoyaltyExchangedEvent, LoyaltyLinkPartnerRequestEvent } from './partners.events.ts'
import type { LoyaltyPartners } from './partners.ts'
import './define.ts'

type State = LoyaltyPartners['state']
type Group = NonNullable<LoyaltyBackend['partners']>
const program = ready(aProgram())
const member = (list: readonly Partner[] = partners(), available = 1_250): State => ({ program, partners: ready(list), balances: ready([aBalance({ available })]) })

const show = async (state: State, width = 700) => {
  const frame: HTMLElement = await fixture(html`<div lang="en"><loyalty-partners .state=${state}></loyalty-partners></div>`)
  frame.style.width = `${width}px`
  const element = frame.firstElementChild as LoyaltyPartners
  await element.updateComplete
  return element
}
const all = (element: Element, part: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~=${part}]`) ?? [])]
const one = <E extends HTMLElement = HTMLElement>(element: Element, part: string) => all(element, part)[0] as E
const textOf = (element: Element | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
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
async function type(element: LoyaltyPartners, text: string, left = true) {
  const input = one<HTMLInputElement>(element, 'input')
  input.focus()
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  if (left) input.dispatchEvent(new Event('change', { bubbles: true }))
  await element.updateComplete
}
async function press(element: LoyaltyPartners, part: string) {
  one(element, part).focus()
  one(element, part).click()
  await element.updateComplete
}
const refusal = (code: ConstructorParameters<typeof LoyaltyError>[0], path?: string) =>
  new LoyaltyError(code, 'Refused by the test.', { retryable: false, ...(path ? { details: { issues: [{ path, message: 'bad' }] } } : {}) })

describe('loyalty-partners', () => {
  let shop: SmallShop | undefined
  afterEach(() => {
    shop?.dispose()
    shop = undefined
    sessionStorage.clear()
  })

  /** A member with 1,250 bonuses; four bonuses are a mile. */
  async function showShop(own: Partial<Group> = {}, list: () => readonly Partner[] = partners) {
    const asked: number[] = []
    const done: string[] = []
    const quote = (amount: number) => ({ give: amount, get: Math.floor(amount / 4) })
    shop = aSmallShop({
      groups: {
        balances: { list: async () => [aBalance()] },
        partners: {
          list: async () => list(),
          link: async () => ({ partner: aPartner() }),
          unlink: async () => ({ partner: aPartner({ linked: false }) }),
          quoteExchange: async ({ amount }) => {
            asked.push(amount)
            return quote(amount)
          },
          exchange: async ({ amount }, { idempotencyKey }) => {
            done.push(idempotencyKey)
            return { quote: quote(amount), balances: [aBalance({ available: 1_250 - amount })] }
          },
          ...own,
        },
      },
    })
    await shop.signIn()
    const element: LoyaltyPartners = await fixture(html`<loyalty-partners lang="en" .client=${shop.client as AnyClient}></loyalty-partners>`)
    await until(() => is(element, 'ready') && !element.matches(':state(guest)'))
    return { element, asked, done, shop }
  }
  const toConfirm = async (element: LoyaltyPartners, amount = '400') => {
    await press(element, 'exchange')
    await type(element, amount)
    await until(() => textOf(one(element, 'quote')).includes(`${Number(amount) / 4} miles`))
    await press(element, 'continue')
  }

  it('says in words where one earns, spends, or both, and what is linked', async () => {
    const element = await show(member())
    expect(all(element, 'mark').map(textOf)).to.deep.equal(['Earn and spend here', 'Earn here', 'Spend here'])
    expect(all(element, 'linked').length).to.equal(1)
    expect([all(element, 'exchange').length, all(element, 'link').length, all(element, 'unlink').length]).to.deep.equal([1, 1, 1])
  })

  it('links only to addresses that are safe, and keeps the referrer that attribution needs', async () => {
    const element = await show(member([aPartner(), aPartner({ id: 'b', url: 'javascript:alert(1)' })]))
    expect((all(element, 'site') as HTMLAnchorElement[]).map(({ href, rel }) => [href, rel])).to.deep.equal([['https://air.example/?from=stride', 'noopener']])
  })

  it('puts a plate where there is no logo, an unsafe one, or one that can not be loaded', async () => {
    const element = await show(member([aPartner(), aPartner({ id: 'b', logo: 'javascript:alert(1)' }), aPartner({ id: 'c', logo: 'https://nowhere.invalid/a.png' })]))
    expect([all(element, 'logo').length, all(element, 'plate').length]).to.deep.equal([1, 2])
    one(element, 'logo').dispatchEvent(new Event('error'))
    await element.updateComplete
    expect([all(element, 'logo').length, textOf(one(element, 'plate'))]).to.deep.equal([0, 'N'])
  })

  it('shows a guest the partners, nothing to link or exchange, and a way to log in', async () => {
    const element = await show({ program, partners: ready(partners()), balances: ready(null) })
    expect(is(element, 'guest') && is(element, 'ready')).to.equal(true)
    expect(all(element, 'partner').length).to.equal(3)
    expect(['exchange', 'link', 'unlink', 'linked'].flatMap((name) => all(element, name))).to.deep.equal([])
    let asked = 0
    element.addEventListener('loyalty-login-request', () => (asked += 1))
    one(element, 'login').click()
    expect(asked).to.equal(1)
  })

  it('tells loading, empty and failed apart, and keeps the last good value', async () => {
    expect(is(await show({ program, partners: loading(), balances: loading() }), 'loading')).to.equal(true)
    expect(is(await show(member([])), 'empty')).to.equal(true)
    expect(is(await show({ program, partners: failed('network'), balances: ready([]) }), 'failed')).to.equal(true)
    const stale = await show({ ...member(), partners: failed('network', partners()) })
    expect(is(stale, 'ready')).to.equal(true)
    expect(said(stale)).to.contain('As of')
  })

  for (const width of [288, 390, 1_000]) {
    it(`takes the same room before and after, ${width} px wide`, async () => {
      const bare = [aPartner({ text: 'Fly with your bonuses.' })]
      const height = async (state: State) => (await show(state, width)).getBoundingClientRect().height
      const before = await height({ program, partners: loading(), balances: loading() })
      expect(await height(member(bare))).to.be.closeTo(before, 0.01)
      expect(await height(member([]))).to.be.closeTo(before, 0.01)
      expect(await height({ program, partners: failed('network'), balances: ready([]) })).to.be.closeTo(before, 0.01)
    })
  }

  it('reserves the same room in the sheet for pages whose script comes late', async () => {
    const page = Object.assign(document.createElement('iframe'), { width: '390', height: '800' })
    document.body.append(page)
    const inside = page.contentDocument as Document
    inside.documentElement.style.fontSize = '16px'
    const style = inside.head.appendChild(inside.createElement('style'))
    style.textContent = await (await fetch(new URL('../reserve.css', import.meta.url))).text()
    const reserved = (width: string) => {
      page.width = width
      // the page inside hears of its size by the layout of the one around it
      page.getBoundingClientRect()
      return inside.defaultView?.getComputedStyle(inside.body.appendChild(inside.createElement('loyalty-partners'))).minBlockSize
    }
    expect(reserved('390'), 'two cards, one below the other').to.equal('576px')
    expect(reserved('1280'), 'two cards side by side').to.equal('280px')
    page.remove()
    const own = getComputedStyle(await show({ program, partners: loading(), balances: loading() })).minBlockSize
    expect(own).to.equal(window.innerWidth < 672 ? '576px' : '280px')
  })

  describe('an account', () => {
    it('is asked for by the partner’s own word for it, and linked once', async () => {
      let list = partners()
      const got: unknown[] = []
      const { element } = await showShop({
        link: async (input) => {
          got.push(input)
          list = list.map((partner) => (partner.id === input.partnerId ? { ...partner, linked: true } : partner))
          return { partner: list[1] as Partner }
        },
      }, () => list)
      const facts: string[] = []
      for (const name of ['loyalty-link-partner-request', 'loyalty-partner-linked']) element.addEventListener(name, () => facts.push(name))
      await press(element, 'link')
      expect(one(element, 'link').getAttribute('aria-expanded')).to.equal('true')
      expect(element.shadowRoot?.querySelector('label')?.textContent).to.contain('Last 4 digits of your card')
      await type(element, ' 4711 ')
      await sendKeys({ press: 'Enter' })
      await until(() => all(element, 'linked').length === 2)
      expect(got).to.deep.equal([{ partnerId: 'north-bank', account: '4711' }])
      expect(facts).to.deep.equal(['loyalty-link-partner-request', 'loyalty-partner-linked'])
      await until(() => element.shadowRoot?.activeElement === all(element, 'partner')[1])
      expect(said(element)).to.contain('North Bank: your account is linked.')
    })

    it('is still there after a reload, for this member only, and is kept no longer once it is linked', async () => {
      const { element, shop: first } = await showShop()
      await press(element, 'link')
      await type(element, '4711')
      first.dispose()
      const { element: after, shop: second } = await showShop()
      await press(after, 'link')
      expect((one(after, 'input') as HTMLInputElement).value).to.equal('4711')
      await press(after, 'link-now')
      await until(() => said(after).includes('is linked'))
      expect(JSON.stringify({ ...sessionStorage })).not.to.contain('4711')
      await press(after, 'exchange')
      await type(after, '400')
      expect(sessionStorage.length).to.equal(1)
      await second.signIn('m-2')
      await until(() => sessionStorage.length === 0)
    })

    it('that is missing, unknown or somebody else’s is said at the field, and what was typed stays', async () => {
      let code: 'invalid_input' | 'conflict' = 'invalid_input'
      const { element } = await showShop({ link: async () => Promise.reject(refusal(code, 'account')) })
      const problem = () => textOf(element.shadowRoot?.querySelector('#wrong') ?? undefined)
      await press(element, 'link')
      await press(element, 'link-now')
      expect(problem()).to.contain('Enter it as North Bank')
      await type(element, '4711')
      expect(problem()).to.equal('')
      for (const [next, text] of [['invalid_input', 'does not know it'], ['conflict', 'somebody else already']] as const) {
        code = next
        await press(element, 'link-now')
        await until(() => problem().includes(text))
        expect(one<HTMLInputElement>(element, 'input').value).to.equal('4711')
        expect(one(element, 'input').getAttribute('aria-invalid')).to.equal('true')
        expect(element.shadowRoot?.activeElement === one(element, 'input')).to.equal(true)
      }
    })

    it('is unlinked after one more question, and kept when the answer is no', async () => {
      let list = partners()
      let unlinked = 0
      const { element } = await showShop({
        unlink: async ({ partnerId }) => {
          unlinked += 1
          list = list.map((partner) => (partner.id === partnerId ? { ...partner, linked: false } : partner))
          return { partner: list[0] as Partner }
        },
      }, () => list)
      await press(element, 'unlink')
      await press(element, 'keep')
      expect(unlinked).to.equal(0)
      expect(element.shadowRoot?.activeElement === one(element, 'unlink')).to.equal(true)
      await press(element, 'unlink')
      await press(element, 'unlink-now')
      await until(() => all(element, 'linked').length === 0)
      expect(unlinked).to.equal(1)
      expect(textOf(all(element, 'partner')[0])).to.contain('Link your account to exchange')
    })

    it('is left to a host that cancels the wish', async () => {
      let linked = 0
      const { element } = await showShop({ link: async () => { linked += 1; return { partner: aPartner() } } })
      let wish: LoyaltyLinkPartnerRequestEvent | undefined
      element.addEventListener('loyalty-link-partner-request', (event) => {
        event.preventDefault()
        wish = event
      })
      await press(element, 'link')
      await type(element, '4711')
      await press(element, 'link-now')
      await rest(30)
      expect([wish?.account, wish?.partner.id, linked]).to.deep.equal(['4711', 'north-bank', 0])
    })
  })

  describe('an exchange', () => {
    it('begins with the least, and says what it becomes', async () => {
      const { element, asked } = await showShop()
      await press(element, 'exchange')
      await until(() => textOf(one(element, 'quote')).includes('50 miles'))
      expect(one<HTMLInputElement>(element, 'input').value).to.equal('200')
      expect(asked).to.deep.equal([200])
    })

    it('is quoted when the typing rests, and the newest answer wins, however late an older one comes', async () => {
      const answers = new Map<number, () => void>()
      const { element } = await showShop({ quoteExchange: ({ amount }) => new Promise((resolve) => answers.set(amount, () => resolve({ give: amount, get: amount / 4 }))) })
      await press(element, 'exchange')
      for (const text of ['4', '40', '400']) await type(element, text, false)
      await until(() => answers.has(400))
      expect([...answers.keys()]).to.deep.equal([200, 400])
      await type(element, '800', false)
      await until(() => answers.has(800))
      answers.get(800)?.()
      await until(() => textOf(one(element, 'quote')).includes('200 miles'))
      answers.get(400)?.()
      answers.get(200)?.()
      await rest(30)
      expect(textOf(one(element, 'quote'))).to.contain('You give800 bonuses').and.to.contain('200 miles')
    })

    it('shows nothing of the last quote while another amount is asked about', async () => {
      const { element } = await showShop({ quoteExchange: ({ amount }) => (amount === 200 ? Promise.resolve({ give: 200, get: 50 }) : new Promise(() => {})) })
      await press(element, 'exchange')
      await until(() => textOf(one(element, 'quote')).includes('50 miles'))
      await type(element, '400')
      expect(textOf(one(element, 'quote'))).to.contain('400 bonuses').and.to.contain('Asking').and.not.to.contain('50 miles')
    })

    it('says what is wrong with an amount, and how much is missing', async () => {
      const { element } = await showShop()
      await press(element, 'exchange')
      for (const [text, message] of [['100', 'at least 200'], ['30000', 'at most 20,000'], ['250', 'multiple of 100'], ['x', 'Enter a number'], ['2000', 'You are 750 bonuses short']] as const) {
        await type(element, text)
        await press(element, 'continue')
        expect(textOf(element.shadowRoot?.querySelector('#wrong') ?? undefined)).to.contain(message)
        expect(one<HTMLInputElement>(element, 'input').value).to.equal(text)
        expect(element.shadowRoot?.activeElement === one(element, 'input')).to.equal(true)
        expect(all(element, 'confirm').length).to.equal(0)
      }
    })

    it('says at once when there is not enough for the least', async () => {
      const element = await show(member(partners(), 120))
      await press(element, 'exchange')
      expect(textOf(element.shadowRoot?.querySelector('#wrong') ?? undefined)).to.equal('You are 80 bonuses short.')
    })

    it('goes the other way when that is chosen, with its own least and units', async () => {
      const element = await show(member())
      await press(element, 'exchange')
      const radios = element.shadowRoot?.querySelectorAll<HTMLInputElement>('[type=radio]')
      radios?.[1]?.click()
      await element.updateComplete
      expect(one<HTMLInputElement>(element, 'input').value).to.equal('500')
      expect(textOf(one(element, 'quote'))).to.contain('500 miles').and.to.contain('1,000 bonuses')
    })

    it('is confirmed once more, made once, told to the page, and the focus goes along', async () => {
      const { element, done } = await showShop()
      let fact: LoyaltyExchangedEvent | undefined
      element.addEventListener('loyalty-exchanged', (event) => (fact = event))
      await toConfirm(element)
      expect(element.shadowRoot?.activeElement === one(element, 'confirm')).to.equal(true)
      expect(textOf(one(element, 'confirm'))).to.contain('Exchange 400 bonuses for 100 miles?')
      one(element, 'exchange-now').focus()
      for (let press = 0; press < 4; press += 1) one(element, 'exchange-now').click()
      await element.updateComplete
      expect(one(element, 'exchange-now').getAttribute('aria-disabled')).to.equal('true')
      expect(one<HTMLButtonElement>(element, 'exchange-now').disabled).to.equal(false)
      await until(() => all(element, 'done').length === 1)
      await until(() => element.shadowRoot?.activeElement === one(element, 'done'))
      expect(done.length).to.equal(1)
      expect([fact?.partner.id, fact?.exchange.id, fact?.quote.get]).to.deep.equal(['northern-air', 'to-miles', 100])
      expect(textOf(one(element, 'done'))).to.contain('You gave 400 bonuses and got 100 miles')
      await press(element, 'again')
      expect(one<HTMLInputElement>(element, 'input').value).to.equal('200')
      expect(textOf(element.shadowRoot?.querySelector('#hint') ?? undefined)).to.contain('You have 850 bonuses')
    })

    it('goes on by itself when it was continued before the quote was there', async () => {
      let answer: (() => void) | undefined
      const { element } = await showShop({ quoteExchange: ({ amount }) => new Promise((resolve) => (answer = () => resolve({ give: amount, get: amount / 4 }))) })
      await press(element, 'exchange')
      await until(() => answer !== undefined)
      await press(element, 'continue')
      expect([all(element, 'confirm').length, one(element, 'continue').getAttribute('aria-busy')]).to.deep.equal([0, 'true'])
      answer?.()
      await until(() => element.shadowRoot?.activeElement === one(element, 'confirm'))
    })

    it('in doubt is asked about again with the same key, and never made anew', async () => {
      const keys: string[] = []
      let broken = true
      const { element } = await showShop({
        exchange: async ({ amount }, { idempotencyKey }) => {
          keys.push(idempotencyKey)
          if (broken) throw new LoyaltyError('backend_failed', 'No answer.', { retryable: false })
          return { quote: { give: amount, get: amount / 4 }, balances: [aBalance()] }
        },
      })
      await toConfirm(element)
      await press(element, 'exchange-now')
      await until(() => textOf(one(element, 'confirm')).includes('may have gone through'))
      expect(all(element, 'input').length).to.equal(0)
      expect([textOf(one(element, 'exchange-now')), textOf(one(element, 'back'))]).to.deep.equal(['Check again', 'Start over'])
      broken = false
      await press(element, 'exchange-now')
      await until(() => all(element, 'done').length === 1)
      expect(new Set(keys).size).to.equal(1)
      expect(keys.length).to.equal(2)
    })

    it('that is refused says why and what to do, and can be changed', async () => {
      const { element } = await showShop({ exchange: async () => Promise.reject(refusal('insufficient_points')) })
      await toConfirm(element)
      await press(element, 'exchange-now')
      await until(() => textOf(one(element, 'confirm')).includes('You do not have enough'))
      await press(element, 'back')
      expect(one<HTMLInputElement>(element, 'input').value).to.equal('400')
    })

    it('closes by Escape, and the focus goes back to its button', async () => {
      const element = await show(member())
      await press(element, 'exchange')
      one(element, 'input').focus()
      await sendKeys({ press: 'Escape' })
      await element.updateComplete
      expect(all(element, 'input').length).to.equal(0)
      expect(element.shadowRoot?.activeElement === one(element, 'exchange')).to.equal(true)
    })
  })

  it('shows the next person nothing of the last: nothing open, nothing typed', async () => {
    const { element, shop } = await showShop()
    await press(element, 'link')
    await type(element, '4711')
    await shop.client.signOut?.()
    await shop.signIn('m-2')
    await until(() => is(element, 'ready') && !is(element, 'guest'))
    expect(all(element, 'input').length).to.equal(0)
    await press(element, 'link')
    expect(one<HTMLInputElement>(element, 'input').value).to.equal('')
  })

  it('tells the client when the link to a site is pressed, and of no member', async () => {
    const { element, shop } = await showShop()
    const facts: unknown[] = []
    shop.client.onEvent(({ kind, subjectKind, subject, place }) => facts.push([kind, subjectKind, subject, place]))
    const link = one<HTMLAnchorElement>(element, 'site')
    link.addEventListener('click', (event) => event.preventDefault())
    link.click()
    expect(facts).to.deep.equal([['clicked', 'partner', 'northern-air', 'partners']])
  })
})
