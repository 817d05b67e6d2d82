import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SquareClient, SquareError } from 'square'
import { wireCheck } from './shared/openapi.ts'
import { emulateSquare, squareDocuments, type SquareEmulator } from './square.ts'

describe('Square\'s own SDK on the emulator', () => {
  let emulator: SquareEmulator
  let client: SquareClient
  const clientFor = (token: string) => new SquareClient({ token, baseUrl: emulator.url, maxRetries: 0 })
  before(async () => {
    emulator = await emulateSquare()
    client = clientFor(emulator.accessToken)
  })
  after(async () => {
    await emulator.close()
    const check = wireCheck(squareDocuments)
    assert.deepEqual(emulator.exchanges.flatMap((exchange) => check?.violations(exchange) ?? []), [])
    assert.ok(emulator.exchanges.length > 12)
  })

  const open = async (phoneNumber: string) => {
    const { loyaltyAccount } = await client.loyalty.accounts.create({ loyaltyAccount: { programId: emulator.programId, mapping: { phoneNumber } }, idempotencyKey: `open ${phoneNumber}` })
    assert.ok(loyaltyAccount?.id !== undefined && loyaltyAccount.customerId)
    return { id: loyaltyAccount.id, customerId: loyaltyAccount.customerId }
  }
  const balanceOf = async (accountId: string) => (await client.loyalty.accounts.get({ accountId })).loyaltyAccount?.balance

  test('reads the programme, and what a purchase earns', async () => {
    const { program } = await client.loyalty.programs.get({ programId: 'main' })
    assert.deepEqual([program?.terminology?.other, program?.rewardTiers?.map(({ points }) => points)], ['Stars', [10, 25, 60, 5_000]])
    const { points } = await client.loyalty.programs.calculate({ programId: emulator.programId, transactionAmountMoney: { amount: 12_50n, currency: 'USD' } })
    assert.equal(points, 12)
  })

  test('opens an account once for a key, and finds it by phone and by customer', async () => {
    const { id, customerId } = await open('+14155550001')
    assert.equal((await open('+14155550001')).id, id)
    for (const query of [{ customerIds: [customerId] }, { mappings: [{ phoneNumber: '+14155550001' }] }]) assert.deepEqual((await client.loyalty.accounts.search({ query })).loyaltyAccounts?.map((one) => one.id), [id])
  })

  test('makes a reward, redeems one, gives another back, and the events tell of it', async () => {
    const { id } = await open('+14155550002')
    const make = async (key: string) => (await client.loyalty.rewards.create({ reward: { loyaltyAccountId: id, rewardTierId: 'tier-coffee' }, idempotencyKey: key })).reward?.id ?? ''
    const [one, two] = [await make('one'), await make('two')]
    assert.deepEqual([await make('one'), await balanceOf(id)], [one, 40])
    await client.loyalty.rewards.redeem({ rewardId: one, idempotencyKey: 'redeem', locationId: 'L1' })
    await client.loyalty.rewards.delete({ rewardId: two })
    assert.equal(await balanceOf(id), 50)
    assert.deepEqual((await client.loyalty.rewards.search({ query: { loyaltyAccountId: id } })).rewards?.map(({ status }) => status), ['DELETED', 'REDEEMED'])
    const { events } = await client.loyalty.searchEvents({ query: { filter: { loyaltyAccountFilter: { loyaltyAccountId: id } } }, limit: 30 })
    assert.deepEqual(events?.map(({ type }) => type), ['DELETE_REWARD', 'CREATE_REWARD', 'CREATE_REWARD', 'ADJUST_POINTS'])
  })

  test('links a gift card by its number', async () => {
    const { customerId } = await open('+14155550003')
    const gan = emulator.shop.giftCard({ money: 25_00 })
    const { giftCard } = await client.giftCards.getFromGan({ gan })
    await client.giftCards.linkCustomer({ giftCardId: giftCard?.id ?? '', customerId })
    const linked = []
    for await (const card of await client.giftCards.list({ customerId })) linked.push([card.gan, card.balanceMoney?.amount])
    assert.deepEqual(linked, [[gan, 25_00n]])
  })

  test('is told in its own error what is not there, what a key was used for, and that a token is wrong', async () => {
    const fails = (call: Promise<unknown>, status: number, code: string) => assert.rejects(call, (error) => {
      assert.ok(error instanceof SquareError)
      assert.deepEqual([error.statusCode, error.errors[0]?.code], [status, code])
      return true
    })
    await fails(client.loyalty.accounts.get({ accountId: 'nobody' }), 404, 'NOT_FOUND')
    await fails(client.loyalty.accounts.create({ loyaltyAccount: { programId: emulator.programId, mapping: { phoneNumber: '+14155550009' } }, idempotencyKey: 'open +14155550001' }), 400, 'IDEMPOTENCY_KEY_REUSED')
    await fails(clientFor('wrong').loyalty.programs.get({ programId: 'main' }), 401, 'UNAUTHORIZED')
  })
})
