import { createLoyalty, LoyaltyError, type AnyClient, type Card, type LoyaltyBackend } from '@loyaltykit/core'
import { aCard, aJoinedShop, aMember, aProgram, aSmallShop, cards, failed, fieldOf, fill, loading, press, ready, submit, until, type SmallShop } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { styleMap } from 'lit/directives/style-map.js'
import type { LoyaltyCard } from './card.ts'
import { drawCode, grouped } from './card-code.ts'
import { code128 } from './code128.ts'
import { ean13 } from './ean13.ts'
import './define.ts'

type State = LoyaltyCard['state']
const linking = { ...aProgram(), enrolment: { ...aProgram().enrolment!, cardLinking: true } }
const program = ready(aProgram())
const member = ready(aMember({ profile: { givenName: 'Ada', familyName: 'Lovelace' } }))
const show = async (state: State, { width = 700, lang = 'en' } = {}) => {
  const frame: HTMLElement = await fixture(html`<div lang=${lang} style=${styleMap({ width: `${width}px` })}><loyalty-card .state=${state}></loyalty-card></div>`)
  const element = frame.firstElementChild as LoyaltyCard
  await element.updateComplete
  return element
}
const textOf = (element: Element) => `${element.shadowRoot?.textContent ?? ''} ${element.textContent}`.replace(/\s+/g, ' ').trim()
const says = (element: Element, text: string) => until(() => textOf(element).includes(text), () => `“${text}” in “${textOf(element)}”`)
const part = (element: Element, name: string) => element.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`)
const is = (element: Element, state: string) => element.matches(`:state(${state})`)
const dialogOf = (element: Element) => element.shadowRoot?.querySelector<HTMLDialogElement>('dialog[open]')
const errorOf = (element: Element) => element.querySelector('[name=number]')?.getAttribute('aria-invalid') === 'true' && element.querySelector('[id$=number-error]')?.textContent

describe('codes of bars', () => {
  // written down from bwip-js 4.11, which has its signs from the standards
  it('are Code 128 in set B, and in set C where digits come in pairs', () => {
    expect(code128('Wikipedia')).to.equal('2112143113211421122412111421121112421122141412211421121211244212112331112')
    expect(code128('PJJ123C')).to.equal('2112143131211121331121331232212232112211321313213113212331112')
    expect(code128('27901234567890')).to.equal('2112323122122141211122321311233311212411122141211322122331112')
  })

  it('are nothing for signs that Code 128 does not have here', () => {
    for (const text of ['', 'карта', 'tab\there', 'naïve']) expect(code128(text), text).to.equal(undefined)
  })

  it('are EAN-13 with its check digit, for each way the first digit is told', () => {
    expect(ean13('5901234123457')).to.equal('11131121123122221221411231111111222121221411113212311312111')
    expect(ean13('279012345678')).to.equal('11113123112112312222122114111111113212311114131212132122111')
    for (let first = 0; first < 10; first += 1) expect(ean13(`${first}00000000000`)?.length, String(first)).to.equal(59)
    expect(new Set(Array.from({ length: 10 }, (_, first) => ean13(`${first}90123412345`)?.slice(3, 27))).size).to.equal(10)
  })

  it('are no EAN-13 with a wrong last digit, or another length: a scanner would refuse it', () => {
    for (const text of ['5901234123456', '59012341234', '59012341234570', 'A901234123457']) expect(ean13(text), text).to.equal(undefined)
  })

  it('have room beside them: ten modules for Code 128, eleven and seven for EAN-13', async () => {
    const of = async (format: 'code128' | 'ean13', content: string) => {
      const { size = 0, path = '' } = (await drawCode({ format, content })) ?? {}
      const [last = ''] = path.match(/M\d+ 0h\d+v1h-\d+z$/) ?? []
      const [, at = 0, width = 0] = /M(\d+) 0h(\d+)/.exec(last)?.map(Number) ?? []
      return [Number(/^M(\d+)/.exec(path)?.[1]), size - at - width, size]
    }
    expect(await of('code128', 'PJJ123C')).to.deep.equal([10, 10, 132])
    expect(await of('ean13', '5901234123457')).to.deep.equal([11, 7, 113])
  })
})

describe('loyalty-card', () => {
  let shop: SmallShop | undefined
  beforeEach(() => sessionStorage.clear())
  afterEach(() => {
    shop?.dispose()
    shop = undefined
    sessionStorage.clear()
  })

  it('shows programme, name, number in groups and the code', async () => {
    const element = await show({ program, cards: ready([aCard()]), member })
    await until(() => part(element, 'code')?.querySelector('svg path'), 'code')
    expect(part(element, 'program')?.textContent?.trim()).to.equal('Stride Club')
    expect(part(element, 'holder')?.textContent?.trim()).to.equal('Ada Lovelace')
    expect(part(element, 'number')?.textContent).to.contain('2790 1234 5678 90')
    expect(part(element, 'code')?.querySelector('svg')?.getAttribute('aria-label')).to.equal('QR code of your card')
  })

  it('leaves a number as it is that the programme has grouped itself', () => {
    expect(['2200 0000 0017', '27-90', '2790123', 'AB12345678'].map(grouped)).to.deep.equal(['2200 0000 0017', '27-90', '2790 123', 'AB12 3456 78'])
  })

  it('shows the number alone where no code can be drawn: PDF417, signs without bars, no barcode', async () => {
    for (const barcode of [{ format: 'pdf417', content: '1' }, { format: 'code128', content: 'карта' }, { format: 'ean13', content: '1' }, undefined] as const) {
      const element = await show({ program, cards: ready([aCard({ barcode })]), member })
      await until(() => !part(element, 'code')?.querySelector('svg') && part(element, 'card')?.matches('.plain, .bars'))
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(element.shadowRoot?.querySelector('svg'), JSON.stringify(barcode)).to.equal(null)
      expect(part(element, 'number')?.textContent).to.contain('2790')
    }
  })

  it('takes the card that a till can read before others', async () => {
    const [main, plastic] = cards() as [Card, Card]
    const element = await show({ program, cards: ready([plastic, main]), member })
    expect(part(element, 'number')?.textContent).to.contain('2790 1234')
    expect(part(element, 'other')?.textContent).to.contain('5061 0000 0000 1001').and.to.contain('Linked on 12 May'.slice(0, 9))
  })

  it('shows it large on white, whatever the theme; Escape closes it and gives the focus back', async () => {
    const element = await show({ program, cards: ready([aCard()]), member })
    element.style.colorScheme = 'dark'
    let shown = 0
    element.addEventListener('loyalty-card-shown', () => (shown += 1))
    await press(element, 'Show at the till')
    const dialog = await until(() => dialogOf(element))
    await until(() => dialog.querySelector('svg'), 'code')
    expect(dialog.matches(':modal')).to.equal(true)
    expect(getComputedStyle(dialog).backgroundColor).to.equal('rgb(255, 255, 255)')
    expect(dialog.getBoundingClientRect().width).to.equal(innerWidth)
    expect(dialog.contains(element.shadowRoot?.activeElement ?? null)).to.equal(true)
    expect(shown).to.equal(1)
    await sendKeys({ press: 'Escape' })
    await until(() => !element.shadowRoot?.querySelector('dialog'), 'closed dialog')
    expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.equal('show')
  })

  it('keeps the focus in the large view', async () => {
    const element = await show({ program, cards: ready([aCard()]), member })
    await press(element, 'Show at the till')
    const dialog = await until(() => dialogOf(element))
    for (let presses = 0; presses < 4; presses += 1) {
      await sendKeys({ press: 'Tab' })
      const { activeElement } = document
      expect(activeElement === document.body || dialog.contains(element.shadowRoot?.activeElement ?? null), `press ${presses}`).to.equal(true)
    }
    dialog.close()
  })

  it('shows nothing large any more once somebody logs out', async () => {
    shop = aSmallShop({ groups: { cards: { list: async () => [aCard()], link: async () => ({ card: aCard() }) } } })
    await shop.signIn()
    const element: LoyaltyCard = await fixture(html`<loyalty-card lang="en" .client=${shop.client}></loyalty-card>`)
    await until(() => is(element, 'ready'))
    expect(element.showLarge()).to.equal(true)
    await until(() => dialogOf(element))
    await shop.client.signOut?.()
    await until(() => is(element, 'guest'))
    expect(element.shadowRoot?.querySelector('dialog')).to.equal(null)
    expect(textOf(element)).not.to.contain('2790')
    await shop.signIn('m-2')
    await until(() => is(element, 'ready'))
    expect(dialogOf(element)).to.equal(null)
  })

  it('makes links of wallet passes only from safe addresses', async () => {
    const element = await show({ program, cards: ready([aCard({ wallets: [{ kind: 'apple', url: 'javascript:alert(1)' }, { kind: 'google', url: 'https://wallet.example/1' }] })]), member })
    const links = [...(element.shadowRoot?.querySelectorAll<HTMLAnchorElement>('[part=wallet]') ?? [])]
    expect(links.map(({ href }) => href)).to.deep.equal(['https://wallet.example/1'])
    expect(links[0]?.getAttribute('aria-label')).to.equal('Add to Google Wallet')
  })

  it('offers linking where the programme takes cards, or the host says so', async () => {
    const has = async (given: State, changes: Partial<LoyaltyCard> = {}) => {
      const element = await show(given)
      Object.assign(element, changes)
      await element.updateComplete
      return Boolean(part(element, 'link'))
    }
    expect(await has({ program, cards: ready([aCard()]) })).to.equal(false)
    expect(await has({ program, cards: ready([aCard()]) }, { linking: 'always' })).to.equal(true)
    expect(await has({ program: ready(linking), cards: ready([aCard()]) })).to.equal(true)
    expect(await has({ program: ready(linking), cards: ready([aCard()]) }, { linking: 'never' })).to.equal(false)
  })

  it('is guest, empty, failed and stale in its own way', async () => {
    const guest = await show({ program, cards: ready(null) })
    expect([is(guest, 'guest'), textOf(guest)]).to.deep.equal([true, 'Your cardLog in to see your card.Log in'])
    expect(textOf(await show({ program, cards: ready([]) }))).to.contain('You have no card yet.')
    expect(textOf(await show({ program, cards: failed('network') }))).to.contain('Your card can not be shown just now.').and.to.contain('Try again')
    expect(textOf(await show({ program, cards: failed('network', [aCard()]), member }))).to.contain('As of').and.to.contain('2790')
  })

  it('takes the same room before and after, and at a narrow width', async () => {
    for (const width of [288, 700])
      for (const list of [[aCard()], [aCard({ barcode: { format: 'code128' as const, content: '27901234567890' } })], cards().slice(0, 1)]) {
        const before = (await show({ program: ready(linking), cards: loading() }, { width })).getBoundingClientRect().height
        const element = await show({ program: ready(linking), cards: ready(list), member }, { width })
        await until(() => element.shadowRoot?.querySelector('svg'))
        expect(element.getBoundingClientRect().height, `${width} ${list[0]?.barcode?.format}`).to.equal(before)
      }
  })

  it('speaks Russian', async () => {
    const element = await show({ program, cards: ready([aCard()]), member }, { lang: 'ru' })
    await says(element, 'Показать на кассе')
  })

  describe('links a card', () => {
    const desk = async (link?: NonNullable<LoyaltyBackend['cards']>['link'], { slow = false } = {}) => {
      const asked: { number: string; key: string }[] = []
      let reads = 0
      let list = [aCard()]
      shop = aSmallShop({
        program: linking,
        groups: {
          cards: {
            list: async () => ((reads += 1) > 1 && slow ? new Promise<Card[]>(() => {}) : list),
            link: async (input, context) => {
              asked.push({ ...input, key: context.idempotencyKey })
              await new Promise((resolve) => setTimeout(resolve, 20))
              if (link) return link(input, context)
              const card = aCard({ id: input.number, number: input.number, kind: 'plastic', barcode: undefined })
              list = [...list, card]
              return { card, granted: { currency: 'bonus', amount: 350 } }
            },
          },
        },
      })
      await shop.signIn()
      const element: LoyaltyCard = await fixture(html`<loyalty-card lang="en" .client=${shop.client}></loyalty-card>`)
      await until(() => is(element, 'ready'))
      part(element, 'link')?.click()
      return { element, asked }
    }
    const refuse = (error: LoyaltyError) => async () => Promise.reject(error)

    it('once for two presses, tells what it brought, and shows the card', async () => {
      const { element, asked } = await desk()
      const facts: unknown[] = []
      element.addEventListener('loyalty-card-linked', (event) => facts.push(event.card.number, event.granted?.amount))
      await fill(element, 'number', ' 5061-0000 0000 1001 ')
      await submit(element)
      await submit(element)
      await says(element, 'Card 5061 0000 0000 1001 is linked now. You get 350 bonuses for it.')
      expect(asked.map(({ number }) => number)).to.deep.equal(['5061000000001001'])
      expect(facts).to.deep.equal(['5061000000001001', 350])
      await until(() => part(element, 'other')?.textContent?.includes('5061'))
      expect((await fieldOf(element, 'number')).value).to.equal('')
    })

    it('knows the card that it has just linked, before the list tells of it', async () => {
      const { element } = await desk(undefined, { slow: true })
      for (const text of ['is linked now', 'is yours already']) {
        await fill(element, 'number', '5061 0000 0000 1001')
        await submit(element)
        await says(element, text)
      }
    })

    it('says at the field what is wrong with the number, and keeps it', async () => {
      for (const [code, text] of [['not_found', 'We don’t know this card'], ['conflict', 'linked to somebody else'], ['invalid_input', 'not a number of a card']] as const) {
        const { element } = await desk(refuse(new LoyaltyError(code, 'No.')))
        await fill(element, 'number', '5061 1')
        await submit(element)
        await until(() => errorOf(element), code)
        expect(errorOf(element)).to.contain(text)
        expect((await fieldOf(element, 'number')).value).to.equal('5061 1')
        shop?.dispose()
      }
    })

    it('asks for the whole number before any request', async () => {
      const { element, asked } = await desk()
      await submit(element)
      expect(errorOf(element)).to.equal('Enter the number of the card.')
      await fill(element, 'number', '50 6')
      await submit(element)
      expect(errorOf(element)).to.contain('too short')
      expect(asked).to.deep.equal([])
    })

    it('says when it can be tried again', async () => {
      const { element } = await desk(refuse(new LoyaltyError('rate_limited', 'No.', { retryable: false, details: { retryAt: new Date(Date.now() + 5.5 * 60_000).toISOString() } })))
      await fill(element, 'number', '50611')
      await submit(element)
      await says(element, 'You can try again in 5 minutes.')
    })

    it('leaves it to a host that cancels', async () => {
      const { element, asked } = await desk()
      let heard = ''
      element.addEventListener('loyalty-link-card-request', (event) => {
        heard = event.number
        event.preventDefault()
      })
      await fill(element, 'number', '5061 0000')
      await submit(element)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect([heard, asked.length]).to.deep.equal(['50610000', 0])
    })

    it('keeps what was typed over a reload, for the same member only', async () => {
      const { element } = await desk()
      await fill(element, 'number', '5061 77')
      element.remove()
      const again: LoyaltyCard = await fixture(html`<loyalty-card lang="en" .client=${shop?.client}></loyalty-card>`)
      expect((await fieldOf(again, 'number')).value).to.equal('5061 77')
      await shop?.client.signOut?.()
      await shop?.signIn('m-2')
      await until(() => is(again, 'ready'))
      expect((await fieldOf(again, 'number')).value).to.equal('')
    })
  })

  it('works on the sandbox: an old card is swapped for what was on it', async () => {
    const { client, dispose } = await aJoinedShop()
    const element: LoyaltyCard = await fixture(html`<loyalty-card lang="en" .client=${client as unknown as AnyClient}></loyalty-card>`)
    await until(() => is(element, 'ready'))
    part(element, 'link')?.click()
    await fill(element, 'number', '5061 0000 0000 1001')
    await submit(element)
    await says(element, 'You get 350 bonuses for it.')
    await fill(element, 'number', '5061 0000 0000 1001')
    await submit(element)
    await says(element, 'is yours already')
    dispose()
  })

  it('shows nothing, and says why once, where the programme has no cards', async () => {
    const client = createLoyalty({ backend: { name: `no-cards-${Math.random()}`, credential: 'publishable', program: { get: async () => aProgram() } } }) as AnyClient
    const element: LoyaltyCard = await fixture(html`<loyalty-card .client=${client}></loyalty-card>`)
    await element.updateComplete
    expect([is(element, 'absent'), element.getBoundingClientRect().height]).to.deep.equal([true, 0])
    client.dispose()
  })
})
