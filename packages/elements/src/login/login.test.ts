import { expect, fixture, html } from '@open-wc/testing'
import { createLoyalty } from '@loyaltykit/core'
import { aMember, aSmallBackend, type SmallBackendOptions } from '@loyaltykit/testing'
import './define.ts'
import type { LoyaltyLogin } from './login.ts'

const ada = { '+447700900123': aMember() }
const memory = () => {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) }
}
const world = (options: SmallBackendOptions = {}) => {
  const backend = aSmallBackend({ members: ada, ...options })
  return { backend, client: createLoyalty({ backend, storage: memory() as never }) }
}
describe('smoke', () => {
  it('logs in', async () => {
    sessionStorage.clear()
    const { client, backend } = world()
    const el = await fixture<LoyaltyLogin>(html`<loyalty-login .client=${client}></loyalty-login>`)
    await new Promise((r) => setTimeout(r, 50))
    const phone = document.querySelector<HTMLInputElement>('loyalty-login input')!
    phone.value = '+44 7700 900123'
    phone.form!.requestSubmit()
    await new Promise((r) => setTimeout(r, 700))
    const code = document.querySelector<HTMLInputElement>('loyalty-login input')!
    expect(code.autocomplete).to.equal('one-time-code')
    expect(document.activeElement).to.equal(code)
    code.value = '123456'
    code.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((r) => setTimeout(r, 700))
    expect(el.shadowRoot!.textContent).to.contain('logged in as Ada')
    expect(backend.calls.map((c) => c.name)).to.deep.equal(['program.get', 'session.requestCode', 'session.verifyCode', 'members.get'])
    client.dispose()
  })
})
