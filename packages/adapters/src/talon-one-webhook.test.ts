import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import { createChangeFeed, createGateway, type ChangeFeed } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { talonOneWebhook, type TalonOneWebhookOptions } from './talon-one-webhook.ts'

const secret = 'Bearer made-up-for-the-test'
const good: TalonOneWebhookOptions = { secret, programId: 5 }
const program = { LoyaltyProgramID: 5, SubledgerID: '' }

/** Each with the name that its document has for it, and what it changes for whom. */
const events: readonly (readonly [name: string, event: Readonly<Record<string, unknown>>, members: readonly string[], parts: readonly string[]])[] = [
  ['addedDeductedPointsNotification', { ...program, NotificationType: 'LoyaltyPointsAdded', ProfileIntegrationID: 'ann', TypeOfChange: 'rule_engine', Amount: 10.99, Operation: 'addition', Reason: 'Order', TransactionUUID: '00000000-0000-4000-8000-000000000001' }, ['ann'], ['balances', 'activity', 'tier']],
  ['addedDeductedPointsBalancesNotification', { ...program, NotificationType: 'LoyaltyAddedDeductedPointsBalances', ProfileIntegrationID: 'ann', TypeOfChange: 'management_api', CurrentPoints: 5, Actions: [{ Amount: 5, Operation: 'addition', Reason: 'Compensation', TransactionUUID: '00000000-0000-4000-8000-000000000001' }] }, ['ann'], ['balances', 'activity', 'tier']],
  ['pendingActivePointsNotification', { NotificationType: 'LoyaltyPointsPendingToActive', TotalResultSize: 2, Data: ['ann', 'bob', 'ann'].map((CustomerProfileID) => ({ ...program, CustomerProfileID, Points: 1, ActiveOn: '2026-11-22T10:00:00Z' })) }, ['ann', 'bob'], ['balances', 'activity']],
  ['tierUpgradeNotification', { NotificationType: 'TierUpgrade', TotalResultSize: 1, Data: [{ ...program, CustomerProfileID: 'ann', CurrentTier: 'Silver', CurrentPoints: 1, OldTier: 'Bronze', PointsRequiredToTheNextTier: 1, NextTier: 'Gold', TierExpirationDate: '2027-11-22T10:00:00Z', TimestampOfTierChange: '2026-11-22T10:00:00Z' }] }, ['ann'], ['tier', 'offers']],
  ['tierWillDowngradeNotification', { NotificationType: 'TierWillDowngrade', TotalResultSize: 1, Data: [{ ...program, CustomerProfileID: 'bob', CurrentTier: 'Silver', CurrentPoints: 1, PointsRequiredToRemain: 3, NextTier: 'Bronze', TierExpirationDate: '2027-11-22T10:00:00Z' }] }, ['bob'], ['tier']],
  ['couponsData', { NotificationType: 'CouponUpdated', TypeOfChange: 'campaign_manager', Operation: 'CouponUpdated', EmployeeName: '', totalResultSize: 1, data: [{ id: 1, created: '2026-11-22T10:00:00Z', campaignId: 1, value: 'CODE-1', usageLimit: 1, usageCounter: 0, recipientIntegrationId: 'ann', ApplicationId: 6 }, { id: 2, created: '2026-11-22T10:00:00Z', campaignId: 1, value: 'CODE-2', usageLimit: 1, usageCounter: 0, ApplicationId: 6 }] }, ['ann'], ['coupons']],
]

type Json = Readonly<Record<string, unknown>>
/** Its document has its notifications under `webhooks`: as calls of this name they are checked like any other. */
const calls = (document: Json): Json => ({ ...document, paths: Object.fromEntries(Object.entries(document['webhooks'] as Record<string, { post: Json }>).map(([name, { post }]) => [`/${name}`, { post: { ...post, parameters: [], responses: { 204: { description: 'taken' } } } }])) })
const wire = wireCheck(['talon-one/outbound-notifications.yaml'], calls)

describe('a notification of Talon.One', () => {
  const delivery = (headers: Readonly<Record<string, string>>) => ({ headers: new Headers(headers), body: new Uint8Array() })

  test('is good by the secret in its header, the old or the new one, and known by its own id', async () => {
    const { verify } = talonOneWebhook({ ...good, secret: ['another secret of the test', secret] })
    assert.deepEqual(await verify(delivery({ authorization: secret, 'x-uuid': '9aa05ee1' })), { id: '9aa05ee1' })
    assert.deepEqual(await talonOneWebhook({ ...good, header: 'X-Shop-Key' }).verify(delivery({ 'x-shop-key': secret, 'x-uuid': 'a' })), { id: 'a' })
    for (const wrong of [{ 'x-uuid': 'a' }, { authorization: secret }, { authorization: `${secret}!`, 'x-uuid': 'a' }, { authorization: '', 'x-uuid': 'a' }, { authorization: secret, 'x-uuid': 'a b' }]) assert.equal(await verify(delivery(wrong as Record<string, string>)), undefined)
  })

  for (const [name, event, members, parts] of events) {
    test(`${name} changes ${parts.join(', ')}`, () => {
      assert.deepEqual(talonOneWebhook(good).toChanges(event), members.map((memberId) => ({ memberId, parts })))
      const exchange = { method: 'POST', path: `/${name}`, query: new URLSearchParams(), headers: {}, body: event, answer: { status: 204 } }
      assert.deepEqual(wire?.violations(exchange) ?? [], [])
      if (wire) assert.notDeepEqual(wire.violations({ ...exchange, body: { ...event, NotificationType: 'Weather' } }), [], 'the check bites')
    })
  }

  test('of another programme, of no member, of what is only to come, and new ones change nothing', () => {
    const { toChanges } = talonOneWebhook(good)
    const added = events[0]?.[1] ?? {}
    for (const event of [{ ...added, LoyaltyProgramID: 6 }, { ...added, ProfileIntegrationID: '' }, { ...added, NotificationType: 'LoyaltyPointsExpiring' }, { NotificationType: 'CampaignNotification', Data: [{}] }, { NotificationType: 'CouponsUpdated' }, null, 'text', []]) assert.deepEqual(toChanges(event), [])
  })

  test('goes through the gateway, and a forged one does not', async () => {
    const sandbox = createSandbox({ seed: 'webhooks' })
    const { stream: _, ...backend } = sandbox
    const published: unknown[] = []
    const feed: ChangeFeed = { ...createChangeFeed(), publish: async (change) => void published.push(change) }
    const gateway = createGateway({ backend, feed, authenticate: () => ({ kind: 'guest' }), origins: [], webhooks: { 'talon-one': talonOneWebhook(good) } })
    const post = (headers: Readonly<Record<string, string>>) => gateway.fetch(new Request('https://gateway.example/v1/webhooks/talon-one', { method: 'POST', headers: { 'content-type': 'application/json', 'x-uuid': 'u-1', ...headers }, body: JSON.stringify(events[0]?.[1]) }))
    assert.deepEqual([(await post({ authorization: secret })).status, (await post({ authorization: 'Bearer somebody-else-sent-it' })).status], [204, 401])
    assert.deepEqual(published, [{ memberId: 'ann', parts: ['balances', 'activity', 'tier'], once: 'talon-one/u-1/0' }])
    sandbox.close()
  })

  test('options that are wrong are told at once, and it does not start in a page', () => {
    for (const [wrong, says] of [[{ secret: 'short' }, /`secret`/], [{ secret: [] }, /`secret`/], [{ header: 'two words' }, /`header`/], [{ programId: -1 }, /`programId`/]] as const) assert.throws(() => talonOneWebhook({ ...good, ...wrong }), says)
    const page = globalThis as { document?: unknown }
    page.document = {}
    try {
      assert.throws(() => talonOneWebhook(good), /@loyaltykit\/gateway/)
    } finally {
      delete page.document
    }
  })
})
