import { createLoyalty, type AnyClient, type LoyaltyBackend } from '@loyaltykit/core'
import { expect, fixture, html, waitUntil } from '@open-wc/testing'
import { aBalance, aProgram } from '@loyaltykit/testing'
import type { LitElement } from 'lit'
import '../balance/define.ts'
import './define.ts'
import type { LoyaltyProvider } from './provider.ts'

const clients: AnyClient[] = []
const programmeWith = (available: number) => {
  const client = createLoyalty({
    backend: {
      name: `provider-test-${available}-${clients.length}`,
      credential: 'publishable',
      ambient: true,
      program: { get: () => Promise.resolve(aProgram()) },
      balances: { list: () => Promise.resolve([aBalance({ available })]) },
    } satisfies LoyaltyBackend,
    locale: 'en',
  })
  clients.push(client as unknown as AnyClient)
  return client
}
const textOf = (element: Element | null) => element?.shadowRoot?.textContent ?? ''
const says = (element: Element | null, text: string) => waitUntil(() => textOf(element).includes(text), `says ${text}, said ${textOf(element)}`)

describe('loyalty-provider', () => {
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose()
  })

  it('gives its client to the elements inside, each programme its own', async () => {
    const box = await fixture(html`<div>
      <loyalty-provider .client=${programmeWith(11)}><loyalty-balance></loyalty-balance></loyalty-provider>
      <loyalty-provider .client=${programmeWith(22)}><loyalty-balance></loyalty-balance></loyalty-provider>
    </div>`)
    const [one, two] = box.querySelectorAll('loyalty-balance')
    await says(one ?? null, '11')
    await says(two ?? null, '22')
  })

  it('reaches elements in other shadow roots', async () => {
    const provider = await fixture<LoyaltyProvider>(html`<loyalty-provider .client=${programmeWith(33)}><div></div></loyalty-provider>`)
    const root = provider.querySelector('div')?.attachShadow({ mode: 'open' })
    const balance = document.createElement('loyalty-balance')
    root?.append(balance)
    await says(balance, '33')
  })

  it('gives a client that comes later, and another one that takes its place', async () => {
    const provider = await fixture<LoyaltyProvider>(html`<loyalty-provider><loyalty-balance></loyalty-balance></loyalty-provider>`)
    const balance = provider.querySelector('loyalty-balance')
    expect(balance?.matches(':state(loading)')).to.equal(true)
    provider.client = programmeWith(44) as unknown as AnyClient
    await says(balance, '44')
    provider.client = programmeWith(55) as unknown as AnyClient
    await says(balance, '55')
  })

  it('is not needed where the page has one client', async () => {
    const balance = await fixture<LitElement>(html`<loyalty-balance></loyalty-balance>`)
    programmeWith(66)
    await says(balance, '66')
  })

  it('is asked for on the console when an element finds no client, or several', async () => {
    const real = globalThis.setTimeout
    const warn = console.warn
    const said: string[] = []
    globalThis.setTimeout = ((work: () => void, pause?: number) => real(work, pause === 3_000 ? 10 : pause)) as typeof setTimeout
    console.warn = (text: string) => said.push(text)
    try {
      await fixture(html`<loyalty-balance></loyalty-balance>`)
      await waitUntil(() => said.some((text) => text.includes('there is no client: make one with createLoyalty')))
      programmeWith(1)
      programmeWith(2)
      await fixture(html`<loyalty-balance></loyalty-balance>`)
      await waitUntil(() => said.some((text) => text.includes('several clients: put it into a <loyalty-provider>')))
    } finally {
      globalThis.setTimeout = real
      console.warn = warn
    }
  })

  it('follows an element that moves to another programme', async () => {
    const box = await fixture(html`<div>
      <loyalty-provider .client=${programmeWith(77)}><loyalty-balance></loyalty-balance></loyalty-provider>
      <loyalty-provider .client=${programmeWith(88)}></loyalty-provider>
    </div>`)
    const balance = box.querySelector('loyalty-balance') as Element
    await says(balance, '77')
    box.lastElementChild?.append(balance)
    await says(balance, '88')
  })
})
