/** A page of React's: what `react.test.ts` looks at in a browser. */
import * as components from '@loyaltykit/react'
import { aBalance, aProgram, aSmallShop, ready } from '@loyaltykit/testing'
import type { LoyaltyBalance as LoyaltyBalanceElement } from '@loyaltykit/elements/balance'
import { createElement as h, createRef, StrictMode, Suspense, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'

const { LoyaltyBalance, LoyaltyEnrolmentForm, LoyaltyLogin, LoyaltyProvider, LoyaltyRedeem, LoyaltyTierProgress, useLoyalty, useStore } = components

/** What React complained of. */
const complaints: string[] = []
for (const level of ['error', 'warn'] as const) console[level] = (...words: unknown[]) => void complaints.push(words.map(String).join(' '))

const until = async (done: () => unknown, what: string) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (done()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`not seen: ${what}`)
}

const place = () => document.body.appendChild(document.createElement('main'))

function render(node: ReactNode): { place: HTMLElement; root: Root; again: (next: ReactNode) => void } {
  const found = place()
  const root = createRoot(found)
  const again = (next: ReactNode) => flushSync(() => root.render(next))
  again(node)
  return { place: found, root, again }
}

/** What a server sends, and React taking it over. */
function hydrate(node: ReactNode): { place: HTMLElement; root: Root; html: string; problems: string[] } {
  const found = place()
  const html = renderToString(node)
  found.innerHTML = html
  const problems: string[] = []
  const root = hydrateRoot(found, node, { onRecoverableError: (error) => problems.push(String(error)) })
  return { place: found, root, html, problems }
}

const state = (available: number) => ({ program: ready(aProgram()), balances: ready([aBalance({ available })]) })
const shown = (element: Element | null | undefined) => element?.shadowRoot?.textContent ?? ''
const aClient = () => aSmallShop().client

const checks = {
  async 'importing registers nothing, rendering does'() {
    const before = customElements.get('loyalty-tier-progress')
    const { root } = render(h(LoyaltyTierProgress))
    const after = customElements.get('loyalty-tier-progress')
    root.unmount()
    return [before === undefined, after !== undefined]
  },
  async 'objects become properties, and new ones replace them'() {
    const { place: found, again, root } = render(h(LoyaltyBalance, { state: state(1_250) }))
    const element = found.querySelector('loyalty-balance')
    await until(() => shown(element).includes('1,250'), 'the balance')
    again(h(LoyaltyBalance, { state: state(7) }))
    await until(() => shown(element).includes('7'), 'the new balance')
    const same = element === found.querySelector('loyalty-balance') && found.childElementCount === 1
    root.unmount()
    return [same, found.childElementCount === 0]
  },
  async 'what attributes say comes and goes as attributes, classes too'() {
    const { place: found, again, root } = render(h(LoyaltyBalance, { compact: true, className: 'mine' }))
    const element = found.querySelector('loyalty-balance')
    await element?.updateComplete
    const on = [element?.compact, element?.hasAttribute('compact'), element?.className === 'mine']
    again(h(LoyaltyBalance, { compact: false }))
    await element?.updateComplete
    const off = [element?.compact === false, element?.hasAttribute('compact') === false, element?.className === '']
    again(h(LoyaltyBalance, { currency: 'bonus' }))
    await element?.updateComplete
    const named = element?.currency === 'bonus'
    again(h(LoyaltyBalance))
    await element?.updateComplete
    const unnamed = [!element?.currency, element?.hasAttribute('currency') === false]
    again(h(LoyaltyTierProgress, { withoutBenefits: true }))
    const other = found.querySelector('loyalty-tier-progress')
    const hyphen = [other?.withoutBenefits, other?.hasAttribute('without-benefits')]
    root.unmount()
    return [...on, ...off, named, ...unnamed, ...hyphen]
  },
  async 'a handler gets each event once, the latest handler does, and what ends after the component is told too'() {
    const calls: string[] = []
    const at = (name: string) => h(StrictMode, null, h(LoyaltyRedeem, { onLoyaltyLoginRequest: (event) => calls.push(`${name} ${event.type}`) }))
    const { place: found, again, root } = render(at('first'))
    const element = found.querySelector('loyalty-redeem')
    const tell = () => element?.dispatchEvent(new Event('loyalty-login-request'))
    tell()
    again(at('second'))
    tell()
    again(h(StrictMode, null, h(LoyaltyRedeem)))
    tell()
    again(at('third'))
    root.unmount()
    tell()
    return [calls.join() === 'first loyalty-login-request,second loyalty-login-request,third loyalty-login-request' || calls.join()]
  },
  async 'a handler can cancel an intent'() {
    const { place: found, root } = render(h(LoyaltyRedeem, { onLoyaltyRedeemRequest: (event) => event.preventDefault() }))
    const went = found.querySelector('loyalty-redeem')?.dispatchEvent(new Event('loyalty-redeem-request', { cancelable: true }))
    root.unmount()
    return [went === false]
  },
  async 'a ref is the element, and is let go, whatever kind of ref it is'() {
    const object = createRef<LoyaltyBalanceElement>()
    const seen: (string | null)[] = []
    const node = h('div', null,
      h(LoyaltyBalance, { key: 'a', ref: object }),
      h(LoyaltyBalance, { key: 'b', ref: (element) => void seen.push(element ? element.localName : null) }),
      h(LoyaltyBalance, { key: 'c', ref: () => () => void seen.push('clean') }))
    const { root } = render(node)
    const held = object.current?.localName
    root.unmount()
    return [held === 'loyalty-balance', object.current === null, seen.join() === 'loyalty-balance,,clean']
  },
  async 'a provider gives its client to components, tags and hooks inside, and passes a new one on'() {
    const [one, two] = [aClient(), aClient()]
    const Status = () => h('b', null, useStore(useLoyalty<typeof one>().$program).status)
    const at = (client: typeof one) => h(LoyaltyProvider, { client }, h(Status), h('p', null, h(LoyaltyLogin)), h('loyalty-enrolment-form'))
    const { place: found, again, root } = render(at(one))
    const clientOf = (tag: string) => (found.querySelector(tag)?.closest('loyalty-provider') as { client?: unknown } | null)?.client
    await until(() => found.querySelector('b')?.textContent === 'ready', 'the programme')
    await until(() => found.querySelector('loyalty-login form'), 'the log-in')
    const first = [clientOf('loyalty-login') === one, clientOf('loyalty-enrolment-form') === one]
    again(at(two))
    await until(() => found.querySelector('b')?.textContent === 'ready', 'the programme of the other')
    const second = [clientOf('loyalty-login') === two]
    root.unmount()
    one.dispose()
    two.dispose()
    return [...first, ...second]
  },
  async 'React takes a server\'s HTML over: properties, handlers, forms in light DOM, without a complaint'() {
    const calls: string[] = []
    const client = aClient()
    const App = () => {
      const [count, setCount] = useState(0)
      return h(LoyaltyProvider, { client },
        h(LoyaltyBalance, { state: state(1_250 + count), compact: true, onClick: () => setCount(count + 1) }),
        h(LoyaltyLogin, { onLoyaltyLoggedIn: (event) => calls.push(event.type) }),
        h(Suspense, { fallback: null }, h(LoyaltyEnrolmentForm, {}, h('p', { slot: 'title' }, 'Join'))))
    }
    const { place: found, root, html, problems } = hydrate(h(App))
    const sent = found.querySelector('loyalty-balance')
    await until(() => shown(sent).includes('1,250'), 'the balance')
    await until(() => found.querySelector('loyalty-login form'), 'the form of the log-in')
    await until(() => found.querySelector('loyalty-enrolment-form form'), 'the form of the enrolment')
    found.querySelector('loyalty-login')?.dispatchEvent(new Event('loyalty-logged-in'))
    flushSync(() => (sent as HTMLElement).click())
    await until(() => shown(sent).includes('1,251'), 'the next balance')
    // React renders again, and leaves the elements' own forms alone
    const stays = found.querySelector('loyalty-login form') !== null && found.querySelector('loyalty-balance') === sent
    root.unmount()
    client.dispose()
    return [html.includes('<loyalty-balance compact="">'), calls.join() === 'loyalty-logged-in', stays, problems.length === 0 || problems.join('\n')]
  },
}

Object.assign(globalThis, { checks, complaints })
