import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { createChangeFeed, createGateway, type ChangeFeed } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { wireCheckOf } from '@loyaltykit/testing/emulators/shared/openapi'
import { inPage } from '../test/vendor.ts'
import { openLoyaltyWebhook, type OpenLoyaltyWebhookOptions } from './open-loyalty-webhook.ts'

const secret = `whsec_${'5e'.repeat(32)}`
const good: OpenLoyaltyWebhookOptions = { url: 'https://api.shop.example:8443/v1/webhooks/open-loyalty?from=ol', secret, storeCode: 'HARBOUR' }
const [ann, bob] = ['7239e6f7-e52e-466b-8c24-699709b64076', '00000000-0000-4000-a000-000000000002']
const eventOf = (eventName: string, data: unknown, storeCode = 'HARBOUR') => ({ eventName, messageId: 'm-1', requestId: 'r-1', storeCode, createdAt: '2026-11-22T10:00:00+00:00', data })

function delivery(body: string, { by = secret, host = 'api.shop.example', path = '/v1/webhooks/open-loyalty', time = '1795341600', request = 'r-1' } = {}) {
  const canonical = ['POST', `${host.length}:${host}`, `${path.length}:${path}`, createHash('sha256').update(body).digest('hex'), time, request].join('\n')
  const signature = createHmac('sha256', by.slice(6)).update(canonical).digest('hex')
  return { headers: new Headers({ 'x-webhook-signature': signature, 'x-webhook-signature-algorithm': 'hmac-sha256', 'x-webhook-timestamp': time, 'x-webhook-request-id': request }), body: new TextEncoder().encode(body) }
}

describe('a webhook of Open Loyalty', () => {
  const body = JSON.stringify(eventOf('WalletBalanceUpdated', { member: { customerId: ann } }))

  test('is good by its signature over host, path, body and time; the message\'s id is that of every delivery', async () => {
    const { verify } = openLoyaltyWebhook(good)
    assert.deepEqual(await verify(delivery(body)), { id: 'm-1', sentAt: 1_795_341_600_000 })
    assert.deepEqual(await verify(delivery(body, { request: 'r-2' })), { id: 'm-1', sentAt: 1_795_341_600_000 })
    assert.deepEqual(await verify(delivery('not json')), { id: 'r-1', sentAt: 1_795_341_600_000 })
  })

  test('is not good with another secret, host, path or body, nor without a signature', async () => {
    const { verify } = openLoyaltyWebhook(good)
    const wrong = [{ by: `whsec_${'ab'.repeat(32)}` }, { host: 'evil.example' }, { path: '/' }]
    for (const how of wrong) assert.equal(await verify(delivery(body, how)), undefined)
    assert.equal(await verify({ ...delivery(body), body: new TextEncoder().encode(`${body} `) }), undefined)
    for (const header of ['x-webhook-signature', 'x-webhook-timestamp', 'x-webhook-request-id']) {
      const { headers, body: sent } = delivery(body)
      headers.delete(header)
      assert.equal(await verify({ headers, body: sent }), undefined)
    }
  })

  test('may be signed by the old or the new secret while it is rotated', async () => {
    const next = `whsec_${'0f'.repeat(32)}`
    const { verify } = openLoyaltyWebhook({ ...good, secret: [next, secret] })
    for (const by of [secret, next]) assert.ok(await verify(delivery(body, { by })))
  })

  const specs = new URL('../../../../shared/specs/open-loyalty/openapi-5.x.json', import.meta.url)
  const isHere = existsSync(specs)
  test('is good by the document\'s own example', { skip: !isHere && 'the document is not here' }, async () => {
    const { 'x-webhook-hmac-signing': { description } } = JSON.parse(readFileSync(specs, 'utf8')) as { 'x-webhook-hmac-signing': { description: string } }
    const [url = '', example = '', shown = '', time = '', request = '', , , signature = ''] = description.slice(description.indexOf('Test Vector')).split('\n- ').slice(1).map((line) => /`([^]*)`/.exec(line)?.[1] ?? '')
    assert.match(signature, /^[0-9a-f]{64}$/)
    const headers = new Headers({ 'x-webhook-signature': signature, 'x-webhook-timestamp': time, 'x-webhook-request-id': request })
    const proof = await openLoyaltyWebhook({ url, secret: shown, storeCode: 'DEFAULT' }).verify({ headers, body: new TextEncoder().encode(example) })
    assert.equal(proof?.sentAt, Number(time) * 1_000)
  })

  test('goes through the gateway, and a forged or an old one does not', async () => {
    const sandbox = createSandbox({ seed: 'webhooks' })
    const { stream: _, ...backend } = sandbox
    const published: unknown[] = []
    const feed: ChangeFeed = { ...createChangeFeed(), publish: async (change) => void published.push(change) }
    const gateway = createGateway({ backend, feed, authenticate: () => ({ kind: 'guest' }), origins: [], clock: () => 1_795_341_610_000, webhooks: { 'open-loyalty': openLoyaltyWebhook(good) } })
    const post = ({ headers, body: sent }: ReturnType<typeof delivery>) => {
      headers.set('content-type', 'application/json')
      return gateway.fetch(new Request('https://inner.example/v1/webhooks/open-loyalty', { method: 'POST', headers, body: sent })).then(({ status }) => status)
    }
    assert.deepEqual([await post(delivery(body)), await post(delivery(body, { by: `whsec_${'ab'.repeat(32)}` })), await post(delivery(body, { time: '1795341000' }))], [204, 401, 400])
    assert.deepEqual(published, [{ memberId: ann, parts: ['balances', 'activity', 'redemptions', 'rewards'], once: 'open-loyalty/m-1/0' }])
    sandbox.close()
  })

  test('says whose what has changed', () => {
    const { toChanges } = openLoyaltyWebhook(good)
    assert.deepEqual(toChanges(eventOf('CustomerLevelChanged', { customer: { customerId: ann } })), [{ memberId: ann, parts: ['tier', 'rewards', 'offers'] }])
    assert.deepEqual(toChanges(eventOf('RewardRedemptionStatusChanged', { issuedReward: { customerId: bob } })).map(({ memberId }) => memberId), [bob])
    assert.deepEqual(toChanges(eventOf('ChallengesWereProcessed', [{ memberId: ann }, { memberId: bob }, { memberId: ann }, {}])), [{ memberId: ann, parts: ['challenges'] }, { memberId: bob, parts: ['challenges'] }])
  })

  test('says nothing of another store, of no member, of what is new, of what is no event', () => {
    const { toChanges } = openLoyaltyWebhook(good)
    for (const event of [eventOf('WalletBalanceUpdated', { member: { customerId: ann } }, 'OTHER'), eventOf('RewardCreated', { reward: {} }), eventOf('WalletBalanceUpdated', {}), eventOf('SomethingNew', { member: { customerId: ann } }), null, 'text', {}]) assert.deepEqual(toChanges(event), [])
  })

  test('names every member as the document does', { skip: !isHere && 'the document is not here' }, () => {
    const document = JSON.parse(readFileSync(specs, 'utf8')) as { 'x-webhooks': Record<string, { post: { requestBody: { content: { 'application/json': { schema: object } } } } }>; components: object }
    const paths = Object.entries(document['x-webhooks']).map(([name, { post }]) => [`/${name}`, { post: { ...post, responses: { 200: {} } } }])
    const wire = wireCheckOf({ webhooks: { paths: Object.fromEntries(paths) as object, components: document.components } })
    const { toChanges } = openLoyaltyWebhook(good)
    const one = { customerId: ann }
    const cases: Readonly<Record<string, unknown>> = {
      WalletBalanceUpdated: { member: one, wallet: { walletCode: 'default' } }, AvailablePointsAmountChanged: { customer: one }, UnitsTransferWasAdded: { member: one }, CampaignEffectWasApplied: { member: one }, CustomerBoughtReward: { customer: one },
      RewardRedemptionStatusChanged: { issuedReward: one }, CustomerLevelChanged: { customer: one }, TransactionAssignedToCustomer: { customer: one }, CustomerUpdated: { customer: one }, CustomerDeactivated: { customer: one },
      CustomerEmailWasChanged: { customer: one }, CustomerPhoneNumberWasChanged: { customer: one }, MemberAchievementProgressWasChanged: { member: one }, MemberChallengeProgressWasChanged: { member: one }, ChallengesWereProcessed: [{ memberId: ann }], AchievementsWereProcessed: [{ member: one }],
    }
    for (const [name, data] of Object.entries(cases)) {
      const event = eventOf(name, data)
      assert.deepEqual(wire.violations({ method: 'POST', path: `/${name}`, query: new URLSearchParams(), headers: {}, body: event, answer: {} }), [])
      const known = (document['x-webhooks'][name]?.post.requestBody.content['application/json'].schema as { properties: { data: { properties?: object; items?: { properties: object } } } }).properties.data
      for (const field of Object.keys([data].flat()[0] as object)) assert.ok(field in (known.properties ?? known.items?.properties ?? {}), `${name} has ${field}`)
      assert.deepEqual(toChanges(event).map(({ memberId }) => memberId), [ann], name)
    }
  })

  test('wrong options are told at once', () => {
    for (const [wrong, says] of [[{ url: 'http://shop.example/hook' }, /`url`/], [{ secret: 'whsec_nothex' }, /`secret`/], [{ secret: [] }, /`secret`/], [{ storeCode: '' }, /`storeCode`/]] as const)
      assert.throws(() => openLoyaltyWebhook({ ...good, ...wrong }), (error) => isLoyaltyError(error) && error.code === 'invalid_option' && says.test(error.message))
  })

  test('does not start in a page', () => inPage(() => assert.throws(() => openLoyaltyWebhook(good), /must not be in a page/)))
})
