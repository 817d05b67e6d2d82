import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { createChangeFeed, createGateway, type ChangeFeed } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { saasquatchWebhookCheck } from '@loyaltykit/testing/emulators/saasquatch'
import { CompactSign, exportJWK, generateKeyPair, importJWK } from 'jose'
import { saasquatchWebhook, type SaasquatchWebhookOptions } from './saasquatch-webhook.ts'

const [own, other] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256')])
let asked = 0
const published: typeof globalThis.fetch = async () => {
  asked += 1
  return Response.json({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] })
}
const good: SaasquatchWebhookOptions = { tenant: 'test_club', fetch: published }
const eventOf = (type: string, data: unknown, tenantAlias = 'test_club') => ({ id: '577303ece4b066c5cb171835', type, tenantAlias, live: false, created: 1_467_155_436_449, data })
const who = { userId: 'ann', accountId: 'account-7' }

async function delivery(body: string, { key = own.privateKey, kid = 'k1', alg = 'RS256', says = body } = {}) {
  const token = await new CompactSign(new TextEncoder().encode(says)).setProtectedHeader({ alg, kid }).sign(key)
  return { headers: new Headers({ 'x-hook-jws-rfc-7797': token.replace(/\.[^.]*\./, '..') }), body: new TextEncoder().encode(body) }
}

/** Each as its document has it, and what it changes for whom. */
const referral = { id: 'r1', referrer: { id: 'ann', accountId: 'account-7' }, referred: { id: 'bob', accountId: 'account-8' }, dateReferralStarted: 1_467_156_286_882, programId: 'friends-club' }
const events = [
  ['user.reward.balance.changed', { ...who, unit: 'POINTS', availableValue: 4_500, resourceVersion: 1_579_030_928_001 }, ['balances', 'activity']],
  ['reward.created', { id: 'w1', type: 'PCT_DISCOUNT', dateCreated: 1, dateScheduledFor: null, dateGiven: 1, dateExpires: null, dateCancelled: null, cancellable: true, rewardSource: 'FRIEND_SIGNUP', programId: null, unit: '%', discountPercent: 15, ...who }, ['balances', 'activity', 'coupons']],
  ['referral.started', referral, ['referral']],
  ['referral.converted', { ...referral, dateConverted: 1_467_161_438_415 }, ['referral']],
] as const

describe('a webhook of SaaSquatch', () => {
  const body = JSON.stringify(eventOf('user.reward.balance.changed', events[0][1]))

  test('is good by the signature over the body with one of its keys, which are read once', async () => {
    const { verify } = saasquatchWebhook(good)
    const before = asked
    for (const _ of [1, 2]) assert.deepEqual(await verify(await delivery(body)), { id: '577303ece4b066c5cb171835' })
    assert.equal(asked - before, 1)
    const chinese = JSON.stringify(eventOf('user.created', { id: '王芳' }))
    assert.ok(await verify(await delivery(chinese)))
  })

  test('is not good with another key, body, algorithm or tenant, nor without a signature', async () => {
    const { verify } = saasquatchWebhook(good)
    const secret = new TextEncoder().encode('a secret that is as long as one must be')
    for (const how of [{ key: other.privateKey }, { says: `${body} ` }, { kid: 'unknown' }, { alg: 'HS256', key: secret as never }]) assert.equal(await verify(await delivery(body, how)), undefined, JSON.stringify(how))
    // a key that does not say what it is for is for the one algorithm all the same
    const { verify: lax } = saasquatchWebhook({ ...good, fetch: async () => Response.json({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1' }] }) })
    const sha512 = (await importJWK(await exportJWK(own.privateKey), 'RS512')) as CryptoKey
    assert.deepEqual([(await lax(await delivery(body)))?.id, await lax(await delivery(body, { key: sha512, alg: 'RS512' }))], ['577303ece4b066c5cb171835', undefined])
    assert.equal(await verify(await delivery(JSON.stringify(eventOf('user.created', who, 'another_club')))), undefined)
    assert.equal(await verify(await delivery('not json')), undefined)
    for (const header of ['', 'junk', 'a.b.c', '..', `${'x'.repeat(10)}..y`]) assert.equal(await verify({ headers: new Headers({ 'x-hook-jws-rfc-7797': header }), body: new TextEncoder().encode(body) }), undefined)
    assert.equal(await verify({ headers: new Headers(), body: new TextEncoder().encode(body) }), undefined)
  })

  test('fails, and so is sent again, while the keys can\'t be read', async () => {
    for (const fetch of [async () => { throw new TypeError('fetch failed') }, async () => new Response('', { status: 503 })] as (typeof globalThis.fetch)[]) {
      await assert.rejects(saasquatchWebhook({ ...good, fetch }).verify(await delivery(body)), (error) => isLoyaltyError(error) && error.code === 'network')
    }
  })

  for (const [type, data, changed] of events) {
    test(`${type} is news of ${changed.join(', ')} for the one it tells of`, () => assert.deepEqual(saasquatchWebhook(good).toChanges(eventOf(type, data)), [{ memberId: 'ann', parts: [...changed] }]))
  }

  test('what is told of nobody, of another tenant, or is new, changes nothing', () => {
    const { toChanges } = saasquatchWebhook(good)
    const classic = { id: 'r', referredUser: '5773073ee4b08b14ab979fb8', referrerUser: '577306eae4b08b14ab979f70' }
    for (const event of [eventOf('referral.started', classic), eventOf('coupon.created', { code: 'ABC' }), eventOf('export.created', {}), eventOf('user.dreamt', who), eventOf('reward.created', who, 'another'), eventOf('toString', who), null, [], 'text', {}]) assert.deepEqual(toChanges(event), [])
    assert.deepEqual(saasquatchWebhook({ ...good, memberId: () => undefined }).toChanges(eventOf('reward.created', who)), [])
    assert.deepEqual(saasquatchWebhook({ ...good, memberId: ({ id, accountId }) => `${accountId}/${id}` }).toChanges(eventOf('user.created', { id: 'ann', accountId: 'a' })), [{ memberId: 'a/ann', parts: ['member'] }])
  })

  const wire = saasquatchWebhookCheck()
  test('the events of these tests are as SaaSquatch\'s schemas have them', { skip: !wire && 'the vendor\'s document is not here' }, () => {
    const wrong = (event: unknown) => wire?.violations({ method: 'POST', path: '/webhook', query: new URLSearchParams(), headers: {}, body: event, answer: { status: 200 } })
    for (const [type, data] of events) assert.deepEqual(wrong(eventOf(type, data)), [])
    for (const planted of [eventOf('user.reward.balance.changed', { ...who, availableValue: 'many' }), eventOf('cake.created', {}), eventOf('referral.started', { ...referral, referrer: { id: 'ann' } })]) assert.notEqual(wrong(planted)?.length, 0)
  })

  test('goes through the gateway, and is published once however often it is delivered', async () => {
    const heard: unknown[] = []
    const feed: ChangeFeed = { ...createChangeFeed(), publish: async (change) => void heard.push(change) }
    const gateway = createGateway({ backend: createSandbox(), authenticate: () => ({ kind: 'member', memberId: 'ann' }), origins: [], feed, webhooks: { saasquatch: saasquatchWebhook(good) } })
    const post = async (how = {}) => {
      const { headers, body: bytes } = await delivery(body, how)
      return (await gateway.fetch(new Request('https://api.example/v1/webhooks/saasquatch', { method: 'POST', headers, body: bytes }))).status
    }
    assert.deepEqual([await post(), await post({ key: other.privateKey })], [204, 401])
    assert.deepEqual(heard, [{ memberId: 'ann', parts: ['balances', 'activity'], once: 'saasquatch/577303ece4b066c5cb171835/0' }])
  })

  test('wrong options are told at once; it does not start in a page', () => {
    for (const [wrong, says] of [[{ tenant: '' }, /`tenant`/], [{ keys: 'http://keys.example' }, /`keys`/], [{ memberId: 'id' }, /`memberId`/]] as const) assert.throws(() => saasquatchWebhook({ ...good, ...wrong } as never), says)
    const page = globalThis as { document?: unknown }
    page.document = {}
    try {
      assert.throws(() => saasquatchWebhook(good), /@loyaltykit\/gateway/)
    } finally {
      delete page.document
    }
  })
})
