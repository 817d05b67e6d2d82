import type { LoyaltyBackend } from '@loyaltykit/core'
import type { Sandbox } from '@loyaltykit/sandbox'
import { aJoinedShop, aShop, until } from '@loyaltykit/testing'
import { expect, fixture, html } from '@open-wc/testing'
import '../card/define.ts'
import '../challenges/define.ts'
import '../enrolment-form/define.ts'
import '../gift-card/define.ts'
import '../offer-carousel/define.ts'
import '../preferences/define.ts'

type Group = 'giftCards' | 'members' | 'cards' | 'offers' | 'challenges' | 'preferences'

/** A backend without these calls: it has not got them, or it says so in its programme, as one behind a gateway does. */
const without = (calls: readonly `${Group}.${string}`[], how: 'absent' | 'told') => (sandbox: Sandbox): LoyaltyBackend => {
  if (how === 'told') return { ...sandbox, program: { get: async (input, context) => ({ ...(await sandbox.program.get(input, context)), lacks: [...calls] }) } }
  const groups = Object.fromEntries([...new Set(calls.map((call) => call.split('.')[0] as Group))].map((group) => [group, Object.fromEntries(Object.entries(sandbox[group]).filter(([method]) => !calls.includes(`${group}.${method}`)))]))
  return { ...sandbox, ...groups } as LoyaltyBackend
}

const shown = async (tag: string, client: unknown) => {
  const element: Element = await fixture(html`<div></div>`).then((frame) => frame.appendChild(Object.assign(document.createElement(tag), { client })))
  await until(() => element.matches(':state(ready), :state(absent), :state(guest)'), () => `${tag}: ${element.shadowRoot?.textContent ?? ''}`)
  return element
}
const has = (element: Element, selector: string) => Boolean(element.shadowRoot?.querySelector(selector) ?? element.querySelector(selector))

const cases = [
  ['loyalty-card', ['cards.link'], ['[part~=link]']],
  ['loyalty-offer-carousel', ['offers.activate'], ['[part~=activate]']],
  ['loyalty-challenges', ['challenges.join'], ['[part~=join]']],
  ['loyalty-preferences', ['preferences.export', 'preferences.leave'], ['[part~=export]', '[part~=leave-begin]']],
] as const

describe('what a programme lacks, though it has the group', () => {
  for (const [tag, calls, selectors] of cases) {
    it(`is not offered by <${tag}>`, async () => {
      const preset = tag === 'loyalty-card' ? { preset: 'fuel' } as const : {}
      const whole = await aJoinedShop(preset)
      const element = await shown(tag, whole.client)
      for (const selector of selectors) expect(has(element, selector), `${selector} where it can be done`).to.equal(true)
      whole.dispose()
      for (const how of ['absent', 'told'] as const) {
        const shop = await aJoinedShop({ ...preset, wrap: without(calls, how) })
        shop.client.warm(['program'])
        await until(() => shop.client.$program.value?.status === 'ready')
        const lacking = await shown(tag, shop.client)
        for (const selector of selectors) expect(has(lacking, selector), `${selector}, ${how}`).to.equal(false)
        shop.dispose()
      }
    })
  }

  it('keeps <loyalty-gift-card> usable where a card is no more than its money: for a guest, and for a member, who puts it into a balance', async () => {
    for (const how of ['absent', 'told'] as const) {
      for (const open of [async () => aShop({ wrap: without(['giftCards.list'], how) }), () => aJoinedShop({ wrap: without(['giftCards.list'], how) })]) {
        const shop = await open()
        shop.client.warm(['program'])
        await until(() => shop.client.$program.value?.status === 'ready')
        const { number, pin } = await shop.sandbox.till.sellGiftCard({ money: 25_00 })
        const element = await shown('loyalty-gift-card', shop.client)
        const isMember = shop.client.$session.value?.status === 'member'
        expect(element.matches(isMember ? ':state(ready)' : ':state(guest)'), how).to.equal(true)
        await until(() => has(element, '[name=number]'))
        const type = (name: string, value: string) => {
          const field = element.querySelector<HTMLInputElement>(`[name=${name}]`)
          if (!field) throw new Error(`There is no ${name}.`)
          field.value = value
          field.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
        }
        type('number', number)
        type('pin', pin)
        const event = isMember ? 'loyalty-gift-card-attached' : 'loyalty-gift-card-checked'
        const done = new Promise((resolve) => { element.addEventListener(event, resolve, { once: true }) })
        element.querySelector<HTMLElement>(isMember ? 'button.quiet' : '[type=submit]')?.click()
        await done
        shop.dispose()
      }
    }
  })

  it('leaves nothing of <loyalty-enrolment-form>', async () => {
    for (const how of ['absent', 'told'] as const) {
      const shop = aShop({ wrap: without(['members.enrol'], how) })
      expect((await shown('loyalty-enrolment-form', shop.client)).matches(':state(absent)'), how).to.equal(true)
      shop.dispose()
    }
  })
})
