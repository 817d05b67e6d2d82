import { createLoyalty, LoyaltyError, type AnyClient, type LoyaltyBackend, type Referral, type ReferralLookup } from '@loyaltykit/core'
import { aProgram, aReferral, failed, loading, ready } from '@loyaltykit/testing'
import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing'
import { qrPath } from '../shared/qr-path.ts'
import type { LoyaltyReferral } from './referral.ts'
import './define.ts'

const program = ready(aProgram())
const member = (changes: Partial<Referral> = {}): LoyaltyReferral['state'] => ({ program, referral: ready(aReferral(changes)) })
const guest = { program, referral: ready(null) } as const
const show = async (state: LoyaltyReferral['state'], { width = 600, invited }: { width?: number; invited?: ReferralLookup } = {}) => {
  const frame = await fixture<HTMLElement>(html`<div lang="en"><loyalty-referral .state=${state} .invited=${invited}></loyalty-referral></div>`)
  frame.style.inlineSize = `${width}px`
  const element = frame.firstElementChild as LoyaltyReferral
  await element.updateComplete
  return element
}
const textOf = (element: Element | null | undefined) => (element?.shadowRoot ?? element)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const one = <E extends HTMLElement>(element: Element, selector: string) => element.shadowRoot?.querySelector<E>(selector) ?? undefined
const has = (element: Element, selector: string) => one(element, selector) !== undefined
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const said = (element: Element) => textOf(one(element, '[role=status]'))
const problem = (element: Element) => textOf(one(element, '[role=alert]'))

/** Puts `value` in the place of a member of the browser until the test is over. */
const undo: (() => void)[] = []
const put = (target: object, name: string, value: unknown) => {
  const own = Object.getOwnPropertyDescriptor(target, name)
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
  undo.push(() => (own ? Object.defineProperty(target, name, own) : Reflect.deleteProperty(target, name)))
}
const clipboard = () => {
  const texts: string[] = []
  put(navigator, 'clipboard', { writeText: async (text: string) => void texts.push(text) })
  return texts
}
const noClipboard = (execCommand: (command: string) => boolean) => {
  put(navigator, 'clipboard', undefined)
  put(document, 'execCommand', execCommand)
}
const events = (element: HTMLElement) => {
  const seen: string[] = []
  element.addEventListener('loyalty-share-request', ({ method }) => seen.push(`wish ${method}`))
  element.addEventListener('loyalty-shared', ({ method, code, url }) => seen.push(`done ${method} ${code} ${url}`))
  return seen
}

describe('loyalty-referral', () => {
  afterEach(() => {
    for (const back of undo.splice(0).reverse()) back()
  })

  describe('for a member', () => {
    it('shows the link, the code and what each side gets', async () => {
      const element = await show(member())
      expect(one<HTMLInputElement>(element, '[part=link]')?.value).to.equal('https://shop.example/?ref=ADA-7K2')
      expect(textOf(one(element, '[part=code]'))).to.contain('ADA-7K2')
      expect(textOf(one(element, '[part=sides]'))).to.equal('You get500 bonusesYour friend gets500 bonuses')
    })

    it('does not name a side that gets nothing', async () => {
      const element = await show(member({ advocate: { currency: 'bonus', amount: 0 } }))
      expect(textOf(one(element, '[part=sides]'))).to.equal('Your friend gets500 bonuses')
    })

    it('keeps the link left to right, and inside its box however long it is', async () => {
      const element = await show(member({ url: `https://shop.example/${'long/'.repeat(300)}` }), { width: 288 })
      expect(one(element, '[part=link]')?.dir).to.equal('ltr')
      expect(element.scrollWidth).to.be.at.most(288)
    })

    it('offers no link that is not safe to share', async () => {
      const element = await show(member({ url: 'javascript:alert(1)' }))
      expect(has(element, '[part=link]')).to.equal(false)
      expect(has(element, '[part=qr-button]')).to.equal(false)
      expect(textOf(one(element, '[part=code]'))).to.contain('ADA-7K2')
    })

    it('lists the invitations with their state and reward, and how many are left', async () => {
      const element = await show(member())
      const text = textOf(one(element, '[part=invitations]'))
      expect(text).to.contain('2 friends invited').and.to.contain('8 more')
      expect(text).to.match(/Gr… ?Joined/).and.to.match(/Al… ?Rewarded.*\+500 bonuses/)
    })

    it('takes away the ways to share when the limit is reached', async () => {
      const element = await show(member({ left: 0 }))
      expect(is(element, 'limit')).to.equal(true)
      expect(has(element, '[part=copy]')).to.equal(false)
      expect(textOf(element)).to.contain('as many friends as you can').and.to.contain('2 friends invited')
    })
  })

  describe('copying', () => {
    it('copies the link, says so once and politely, and keeps the focus and the size of the button', async () => {
      const texts = clipboard()
      const element = await show(member())
      const seen = events(element)
      const button = one(element, '[part=copy]')
      const { width } = button?.getBoundingClientRect() ?? {}
      button?.focus()
      button?.click()
      await waitUntil(() => said(element))
      expect(texts).to.deep.equal(['https://shop.example/?ref=ADA-7K2'])
      expect(said(element)).to.equal('Link copied')
      expect(seen).to.deep.equal(['wish copy', 'done copy ADA-7K2 https://shop.example/?ref=ADA-7K2'])
      expect(element.shadowRoot?.activeElement).to.equal(button)
      expect(button?.getBoundingClientRect().width).to.equal(width)
    })

    it('copies the code alone', async () => {
      const texts = clipboard()
      const element = await show(member())
      one(element, '[part=code] button')?.click()
      await waitUntil(() => said(element) === 'Code copied')
      expect(texts).to.deep.equal(['ADA-7K2'])
    })

    it('copies by selecting where the Clipboard API is missing, and gives the focus back', async () => {
      let copied = ''
      noClipboard((command) => {
        const area = element.shadowRoot?.activeElement as HTMLTextAreaElement
        copied = `${command} ${area.value.slice(area.selectionStart, area.selectionEnd)}`
        return true
      })
      const element = await show(member())
      const button = one(element, '[part=copy]')
      button?.focus()
      button?.click()
      await waitUntil(() => said(element))
      expect(copied).to.equal('copy https://shop.example/?ref=ADA-7K2')
      expect(element.shadowRoot?.activeElement).to.equal(button)
      expect(has(element, 'textarea')).to.equal(false)
    })

    it('selects the link and says what to press where nothing may be copied', async () => {
      noClipboard(() => false)
      const element = await show(member())
      const seen = events(element)
      one(element, '[part=copy]')?.click()
      await waitUntil(() => problem(element))
      expect(problem(element)).to.contain('Ctrl+C')
      const input = one<HTMLInputElement>(element, '[part=link]')
      expect(element.shadowRoot?.activeElement).to.equal(input)
      expect(input?.selectionEnd).to.equal(input?.value.length)
      expect(seen).to.deep.equal(['wish copy'])
    })

    it('leaves it to the page when the page cancels the wish', async () => {
      const texts = clipboard()
      const element = await show(member())
      const seen = events(element)
      element.addEventListener('loyalty-share-request', (event) => event.preventDefault())
      one(element, '[part=copy]')?.click()
      await aTimeout(30)
      expect(texts).to.deep.equal([])
      expect(seen).to.deep.equal(['wish copy'])
    })
  })

  describe('the share sheet of the device', () => {
    it('is offered only where there is one', async () => {
      put(navigator, 'share', undefined)
      expect(has(await show(member()), '[part=share]')).to.equal(false)
      put(navigator, 'share', async () => {})
      expect(has(await show(member()), '[part=share]')).to.equal(true)
    })

    it('gets the link and a sentence that says what is in it', async () => {
      const given: ShareData[] = []
      put(navigator, 'share', async (data: ShareData) => void given.push(data))
      const element = await show(member())
      const seen = events(element)
      one(element, '[part=share]')?.click()
      await waitUntil(() => seen.length === 2)
      expect(given).to.deep.equal([{ url: 'https://shop.example/?ref=ADA-7K2', title: 'Stride Club', text: 'Join Stride Club with my link and get 500 bonuses.' }])
      expect(seen[1]).to.contain('done share')
    })

    it('is no failure when the person closes it, and nothing was shared', async () => {
      put(navigator, 'share', async () => Promise.reject(new DOMException('closed', 'AbortError')))
      const texts = clipboard()
      const element = await show(member())
      const seen = events(element)
      one(element, '[part=share]')?.click()
      await aTimeout(30)
      expect(seen).to.deep.equal(['wish share'])
      expect(texts).to.deep.equal([])
      expect(problem(element)).to.equal('')
    })

    it('copies the link where the sheet does not open', async () => {
      put(navigator, 'share', async () => Promise.reject(new DOMException('not here', 'NotAllowedError')))
      const texts = clipboard()
      const element = await show(member())
      one(element, '[part=share]')?.click()
      await waitUntil(() => said(element) === 'Link copied')
      expect(texts.length).to.equal(1)
    })

    it('opens once, however often it is pressed', async () => {
      let opened = 0
      put(navigator, 'share', () => {
        opened += 1
        return new Promise(() => {})
      })
      const element = await show(member())
      const button = one(element, '[part=share]')
      button?.click()
      button?.click()
      await element.updateComplete
      expect(opened).to.equal(1)
      expect(button?.getAttribute('aria-disabled')).to.equal('true')
      expect((button as HTMLButtonElement).disabled).to.equal(false)
    })
  })

  describe('the QR code', () => {
    it('comes when asked for, has a name, and goes when pressed again', async () => {
      const element = await show(member())
      const seen = events(element)
      const button = one(element, '[part=qr-button]')
      expect(has(element, 'svg')).to.equal(false)
      button?.click()
      await waitUntil(() => one(element, '[part=qr] svg'))
      expect(one(element, 'svg')?.getAttribute('aria-label')).to.equal('QR code of your link')
      expect(button?.getAttribute('aria-expanded')).to.equal('true')
      expect(seen[1]).to.contain('done qr')
      button?.click()
      await element.updateComplete
      expect(has(element, 'svg')).to.equal(false)
      expect(seen.length).to.equal(2)
    })

    it('is gone when another member’s link takes its place', async () => {
      const element = await show(member())
      one(element, '[part=qr-button]')?.click()
      await waitUntil(() => one(element, 'svg'))
      element.state = member({ url: 'https://shop.example/?ref=BOB', code: 'BOB' })
      await element.updateComplete
      expect(has(element, 'svg')).to.equal(false)
    })

    it('has the quiet zone that readers need around it', () => {
      const { size, path } = qrPath('https://shop.example/?ref=ADA-7K2')
      const corners = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)])
      expect(Math.min(...corners)).to.equal(4)
      expect(Math.max(...corners)).to.equal(size - 5)
    })
  })

  describe('for a guest', () => {
    it('says what inviting gives, without log-in', async () => {
      const element = await show(guest)
      expect(is(element, 'guest')).to.equal(true)
      expect(textOf(element)).to.contain('500 bonuses').and.to.contain('Log in')
    })

    it('says what a friend’s code gives to one who came with it', async () => {
      const friend = { currency: 'bonus', amount: 500 }
      const named = await show(guest, { invited: { valid: true, friend, from: 'Ada' } })
      expect(is(named, 'invited')).to.equal(true)
      expect(textOf(named)).to.contain('Ada invites you').and.to.contain('Join Stride Club and get 500 bonuses')
      expect(textOf(await show(guest, { invited: { valid: true, friend } }))).to.contain('A friend invites you')
      expect(textOf(await show(guest, { invited: { valid: false } }))).to.contain('does not count any more')
    })
  })

  it('tells not eligible, loading, failed and empty apart', async () => {
    const refused = await show({ program, referral: failed('not_eligible') })
    expect(is(refused, 'not-eligible')).to.equal(true)
    expect(textOf(refused)).to.contain('not open to you')
    expect(is(await show({ program, referral: failed('not_eligible', aReferral()) }), 'not-eligible')).to.equal(true)
    expect(is(await show({ program, referral: loading() }), 'loading')).to.equal(true)
    expect(is(await show({ program, referral: failed('network') }), 'failed')).to.equal(true)
    expect(is(await show(member({ invitations: [] })), 'empty')).to.equal(true)
  })

  it('keeps the last good value when a read fails, and says from when it is', async () => {
    expect(textOf(await show({ program, referral: failed('network', aReferral()) }))).to.contain('ADA-7K2').and.to.contain('As of')
  })

  it('takes the same room before and after, at every width', async () => {
    for (const width of [288, 358, 600]) {
      const heights = []
      for (const state of [{ program, referral: loading<Referral>() }, member(), guest]) heights.push(Math.round((await show(state, { width })).getBoundingClientRect().height * 100))
      expect(new Set(heights).size, `${width}: ${heights.join(' ')}`).to.equal(1)
    }
  })

  describe('with a client', () => {
    const here = location.href
    const clients: AnyClient[] = []
    const asked: string[] = []
    const start = (lookUp: (code: string) => Promise<ReferralLookup>) => {
      const referrals = {
        get: () => Promise.reject(new LoyaltyError('unauthenticated', 'Sign in.')),
        lookUp: ({ code }: { code: string }) => {
          asked.push(code)
          return lookUp(code)
        },
      }
      const session = { current: () => Promise.resolve(null) } as unknown as NonNullable<LoyaltyBackend['session']>
      const backend: LoyaltyBackend = { name: `referral-test-${Math.random()}`, credential: 'publishable', ambient: true, program: { get: () => Promise.resolve(aProgram()) }, session, referrals }
      const client = createLoyalty({ backend, locale: 'en' }) as unknown as AnyClient
      clients.push(client)
      return client
    }
    const visit = (code?: string) => {
      const address = new URL(here)
      if (code) address.searchParams.set('ref', code)
      history.replaceState(null, '', address)
    }
    afterEach(() => {
      for (const client of clients.splice(0)) client.dispose()
      asked.length = 0
      history.replaceState(null, '', here)
    })
    const worth: ReferralLookup = { valid: true, friend: { currency: 'bonus', amount: 500 }, from: 'Ada' }

    it('takes a friend’s code from the address, looks it up once, and shows what it gives', async () => {
      visit('ADA-7K2')
      const client = start(() => Promise.resolve(worth))
      const element = await fixture<LoyaltyReferral>(html`<loyalty-referral lang="en" .client=${client}></loyalty-referral>`)
      await waitUntil(() => textOf(element).includes('Ada invites you'), textOf(element))
      element.requestUpdate()
      await element.updateComplete
      expect(asked).to.deep.equal(['ADA-7K2'])
      expect(client.$referralCode.value).to.equal('ADA-7K2')
      expect(new URL(location.href).searchParams.has('ref')).to.equal(false)
    })

    it('leaves the address alone when told to', async () => {
      visit('ADA-7K2')
      const client = start(() => Promise.resolve(worth))
      const element = await fixture<LoyaltyReferral>(html`<loyalty-referral lang="en" param="" .client=${client}></loyalty-referral>`)
      await waitUntil(() => is(element, 'guest'))
      expect(client.$referralCode.value).to.equal(undefined)
      expect(new URL(location.href).searchParams.get('ref')).to.equal('ADA-7K2')
      expect(asked).to.deep.equal([])
    })

    it('says what the programme gives in general when the code can’t be looked up', async () => {
      visit('ADA-7K2')
      const client = start(() => Promise.reject(new LoyaltyError('backend_failed', 'Down.', { retryable: false })))
      const element = await fixture<LoyaltyReferral>(html`<loyalty-referral lang="en" .client=${client}></loyalty-referral>`)
      await waitUntil(() => is(element, 'guest'))
      expect(textOf(element)).to.contain('500 bonuses')
    })
  })
})
