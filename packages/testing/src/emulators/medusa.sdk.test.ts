import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import sdk from '@medusajs/js-sdk'
import { emulateMedusa, medusaCheck, type MedusaEmulator } from './medusa.ts'

interface Account { readonly balance: number; readonly currency_code: string; readonly transactions?: readonly { readonly type: string; readonly amount: number }[] }
interface Cart { readonly id: string; readonly total: number; readonly credit_lines: readonly { readonly amount: number; readonly reference: string }[]; readonly gift_cards?: readonly { readonly code: string }[] }

/** What is used of it. Its own types are those of its CommonJS build, and lean on a package of 20 MB. */
interface Medusa {
  readonly auth: {
    register(actor: string, method: string, person: { email: string; password: string }): Promise<string>
    login(actor: string, method: string, person: { email: string; password: string }): Promise<string | object>
    refresh(): Promise<string>
  }
  readonly client: { fetch<Answer>(path: string, init?: { method?: string; body?: object; query?: Record<string, string> }): Promise<Answer> }
  readonly store: {
    readonly customer: { create(body: { email: string; first_name: string }): Promise<unknown>; retrieve(): Promise<{ customer: { email: string; first_name: string | null } }> }
    readonly cart: {
      create(body: { region_id: string }): Promise<{ cart: Cart }>
      createLineItem(cart: string, item: { variant_id: string; quantity: number }): Promise<{ cart: Cart }>
      retrieve(cart: string, query: { fields: string }): Promise<{ cart: Cart }>
      complete(cart: string): Promise<{ type: string }>
    }
  }
}
const Medusa = sdk as unknown as new (config: { baseUrl: string; publishableKey: string; auth: { type: 'jwt'; jwtTokenStorageMethod: 'memory' } }) => Medusa

describe('Medusa\'s own client on the emulator', () => {
  let emulator: MedusaEmulator
  before(async () => { emulator = await emulateMedusa() })
  after(async () => {
    await emulator.close()
    const check = medusaCheck()
    assert.deepEqual(emulator.exchanges.flatMap((exchange) => check?.violations(exchange) ?? []), [])
    assert.ok(emulator.exchanges.length > 20)
  })

  const clientFor = (publishableKey = emulator.publishableKey) => new Medusa({ baseUrl: emulator.url, publishableKey, auth: { type: 'jwt', jwtTokenStorageMethod: 'memory' } })
  /** A new customer with store credit, logged in with the password. */
  const logIn = async (credit = 0) => {
    const client = clientFor()
    const { id, email, password } = emulator.shop.register(credit)
    assert.equal(typeof await client.auth.login('customer', 'emailpass', { email, password }), 'string')
    return { client, id }
  }
  const accounts = (client: Medusa, query: Record<string, string> = {}) => client.client.fetch<{ store_credit_accounts: Account[] }>('/store/store-credit-accounts', { query: { currency_code: 'eur', ...query } })
  const fails = (call: Promise<unknown>, status: number, message: RegExp) => assert.rejects(call, (error: Error & { status?: number }) => {
    assert.deepEqual([error.status, message.test(error.message)], [status, true], error.message)
    return true
  })

  test('joins, logs in and out, and reads who one is', async () => {
    const client = clientFor()
    const email = 'new@shop.example'
    await client.auth.register('customer', 'emailpass', { email, password: 'secret' })
    await client.store.customer.create({ email, first_name: 'Ada' })
    await client.auth.login('customer', 'emailpass', { email, password: 'secret' })
    await client.auth.refresh()
    const { customer } = await client.store.customer.retrieve()
    assert.deepEqual([customer.email, customer.first_name], [email, 'Ada'])
    await fails(clientFor().auth.login('customer', 'emailpass', { email, password: 'wrong' }), 401, /Invalid email or password/)
    await fails(clientFor().store.customer.retrieve(), 401, /Unauthorized/)
    await fails(clientFor('pk_wrong').store.customer.retrieve(), 400, /publishable key/)
  })

  test('fills a cart, pays part of it with store credit, and orders: then credit is taken', async () => {
    const { client, id } = await logIn(100_00)
    const { cart: { id: cartId } } = await client.store.cart.create({ region_id: 'reg_01EMULATED' })
    const { cart: filled } = await client.store.cart.createLineItem(cartId, { variant_id: emulator.variantId, quantity: 2 })
    assert.equal(filled.total, 120)
    const credit = (amount: number) => client.client.fetch<{ cart: Cart }>(`/store/carts/${cartId}/store-credits`, { method: 'POST', body: { amount } })
    for (const amount of [30.25, 0, 40.5]) assert.deepEqual((await credit(amount)).cart.credit_lines.map((line) => line.amount), amount ? [amount] : [])
    await fails(credit(500), 400, /greater than the store credit account balance/)
    assert.equal((await accounts(client)).store_credit_accounts[0]?.balance, 100)
    const { cart } = await client.store.cart.retrieve(cartId, { fields: 'id,total,*credit_lines' })
    assert.equal(cart.total, 79.5)
    assert.equal((await client.store.cart.complete(cartId)).type, 'order')
    await fails(credit(1), 400, /already completed/)
    const { store_credit_accounts: [account] } = await accounts(client, { fields: '*transactions' })
    assert.deepEqual([account?.balance, account?.transactions?.map(({ type, amount }) => [type, amount]), emulator.shop.balance(id)], [59.5, [['credit', 100], ['debit', 40.5]], 59_50])
  })

  test('looks at a gift card, puts one on a cart and another into the credit, once', async () => {
    const { client, id } = await logIn()
    const [forCart, forCredit] = [emulator.shop.giftCard(25_00), emulator.shop.giftCard(10_00)]
    interface Told { readonly gift_card: { readonly value: number; readonly store_credit_account: { readonly code: string; readonly balance: number } } }
    const card = (code: string) => client.client.fetch<Told>(`/store/gift-cards/${code}`, { query: { fields: 'id,code,value,status,*store_credit_account' } })
    const { gift_card: { store_credit_account: account } } = await card(forCredit)
    const claim = (code: string) => client.client.fetch('/store/store-credit-accounts/claim', { method: 'POST', body: { code } })
    await claim(account.code)
    await fails(claim(account.code), 400, /no balance/)
    await fails(claim('SC-UNKNOWN'), 500, /unknown error/i)
    assert.deepEqual([emulator.shop.balance(id), (await card(forCredit)).gift_card.store_credit_account.balance], [10_00, 0])
    await fails(card('UNKNOWN'), 404, /Gift card not found/)

    const { cart: { id: cartId } } = await client.store.cart.create({ region_id: 'reg_01EMULATED' })
    await client.store.cart.createLineItem(cartId, { variant_id: emulator.variantId, quantity: 1 })
    const onCart = (method: 'POST' | 'DELETE') => client.client.fetch<{ cart: Cart }>(`/store/carts/${cartId}/gift-cards`, { method, body: { code: forCart } })
    assert.deepEqual((await onCart('POST')).cart.credit_lines.map(({ amount, reference }) => [amount, reference]), [[25, 'gift-card']])
    assert.deepEqual((await onCart('DELETE')).cart.credit_lines, [])
    await fails(onCart('DELETE'), 400, /not found in cart/)
  })
})
