import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { wireCheck } from './shared/openapi.ts'
import { emulateTalonOne, talonOneDocuments, talonOneRefined, type TalonOneEmulator } from './talon-one.ts'

// CommonJS, older than its document: what it lacks are the ledgers, achievements, campaigns
const TalonOne = createRequire(import.meta.url)('talon_one') as typeof import('talon_one')

interface Effect { readonly effectType: string; readonly props: Readonly<Record<string, unknown>> }

describe('Talon.One\'s own SDK on the emulator', () => {
  let emulator: TalonOneEmulator
  const apiFor = (apiKey: string) => {
    const client = new TalonOne.ApiClient()
    client.basePath = emulator.url
    Object.assign((client.authentications as unknown as Record<string, object>)['api_key_v1'] ?? {}, { apiKey, apiKeyPrefix: 'ApiKey-v1' })
    return new TalonOne.IntegrationApi(client)
  }
  let api: ReturnType<typeof apiFor>
  before(async () => {
    emulator = await emulateTalonOne()
    api = apiFor(emulator.apiKey)
    await emulator.shop.join('sdk/1')
  })
  after(async () => {
    await emulator.close()
    const check = wireCheck(talonOneDocuments, talonOneRefined)
    assert.deepEqual(emulator.exchanges.flatMap((exchange) => check?.violations(exchange) ?? []), [])
    assert.ok(emulator.exchanges.length > 8)
  })

  const session = (more: object) => TalonOne.IntegrationRequest.constructFromObject({ customerSession: { profileId: 'sdk/1', cartItems: [{ name: 'Boots', sku: 'boots-1', quantity: 2, price: 60.5, category: 'boots' }], ...more }, responseContent: ['customerSession'] }, undefined as never)
  const effectsOf = (state: unknown) => (state as { effects: Effect[] }).effects

  test('changes a profile, and is told what an unknown attribute is', async () => {
    const changed = await api.updateCustomerProfileV2('sdk/1', { attributes: { FirstName: 'Grace' }, responseContent: ['customerProfile'] } as never, {} as never) as unknown as { customerProfile: { attributes: object } }
    assert.deepEqual(changed.customerProfile.attributes, { FirstName: 'Grace' })
    await assert.rejects(api.updateCustomerProfileV2('sdk/1', { attributes: { Mood: 'good' } } as never, {} as never), (error: { status?: number }) => error.status === 400)
  })

  test('asks what a cart would do, and nothing is changed', async () => {
    const state = await api.updateCustomerSessionV2('sdk-cart', session({ couponCodes: ['HELLO10', 'NO-SUCH-CODE'], attributes: { pointsToUse: 10 } }), { dry: true } as never)
    const told = effectsOf(state).map(({ effectType, props }) => [effectType, props['value']])
    assert.deepEqual(told.filter(([type]) => type !== 'addLoyaltyPoints'), [['acceptCoupon', 'HELLO10'], ['rejectCoupon', 'NO-SUCH-CODE'], ['setDiscount', 12.1], ['setDiscountPerItem', 2.72], ['setDiscountPerItem', 2.72], ['deductLoyaltyPoints', 10], ['setDiscount', 0.5]])
    await assert.rejects(api.updateCustomerSessionV2('sdk-cart', session({ attributes: { mood: 'good' } }), { dry: true } as never), (error: { status?: number }) => error.status === 400)
  })

  test('closes a session: the points are gone, and an inventory tells so', async () => {
    await api.updateCustomerSessionV2('sdk-order', session({ state: 'closed', attributes: { pointsToUse: 10 } }), {} as never)
    const { loyalty } = await api.getCustomerInventory('sdk/1', { loyalty: true, profile: true } as never) as unknown as { loyalty: { programs: Record<string, { ledger: { currentBalance: number; pendingBalance: number } }> } }
    const { ledger } = loyalty.programs[emulator.programId] ?? assert.fail('has joined')
    assert.equal(ledger.currentBalance, 590)
    assert.ok(ledger.pendingBalance > 0)
  })

  test('reserves a coupon for a wallet, makes a referral code, and finds both', async () => {
    await api.createCouponReservation('HELLO10', { integrationIDs: ['sdk/1'] } as never)
    const { code } = await api.createReferral({ campaignId: emulator.referralCampaign, advocateProfileIntegrationId: 'sdk/1' } as never) as unknown as { code: string }
    const { coupons, referrals } = await api.getCustomerInventory('sdk/1', { coupons: true, referrals: true } as never) as unknown as { coupons: { value: string }[]; referrals: { code: string }[] }
    assert.deepEqual([coupons.map(({ value }) => value), referrals.map((one) => one.code)], [['HELLO10'], [code]])
    const reserved = await api.getReservedCustomers('HELLO10') as unknown as { data: { integrationId: string }[] }
    assert.deepEqual(reserved.data.map(({ integrationId }) => integrationId), ['sdk/1'])
  })

  test('is refused with another key', async () => {
    await assert.rejects(apiFor('wrong').getCustomerInventory('sdk/1', {} as never), (error: { status?: number }) => error.status === 401)
  })
})
