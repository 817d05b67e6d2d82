import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CallName, GiftRule, Preset, SegmentRule } from '@loyaltykit/sandbox'
import { fashion } from '@loyaltykit/sandbox'
import { operations } from '@loyaltykit/core/operations'
import { by, cartOf, openClub, type Person } from '../test-support/club.ts'

const day = 86_400_000

/** The stages of the club, under names that are in no text. */
const stages: readonly SegmentRule[] = [
  { id: 'zz-lapsed', stage: 'lapsed', when: { quiet: { min: '180 days' } } },
  { id: 'zz-risk', stage: 'at_risk', when: { quiet: { min: '90 days' } } },
  { id: 'zz-loyal', stage: 'loyal', when: { orders: { min: 3, within: '12 months' } } },
  { id: 'zz-new', stage: 'newcomer', when: { joined: { max: '60 days' } } },
]

/** The club with an offer for each segment, so that an offer tells who is where: valid for 30 days from coming there. */
function openWith({ segments = stages, gifts = [] }: { segments?: readonly SegmentRule[]; gifts?: readonly GiftRule[] } = {}) {
  const preset: Preset = {
    ...fashion, segments, gifts, challenges: [], surveys: [],
    offers: segments.map(({ id }, index) => ({ id: `offer-${index}`, kind: 'gift', audience: 'personal', activation: 'none', title: { en: `Offer ${index}` }, who: { segments: [id] }, valid: { from: 'segment', for: '1000 days' } })),
  }
  const club = openClub({ preset })
  const { sandbox } = club
  let orders = 0
  return {
    ...club,
    /** The segments that a member is in, and since when. */
    where: async ({ identity }: Person) => (await sandbox.offers.list({}, by(identity))).filter(({ id, state }) => id.startsWith('offer-') && state === 'available').map(({ id, validUntil = '' }) =>
      `${segments[Number(id.slice(6))]?.id.slice(3)} ${new Date(Date.parse(validUntil) - 1000 * day).toISOString().slice(0, 10)}`),
    buy: async ({ id }: Person, price = 10_00, more: Parameters<typeof cartOf>[1] = {}) => {
      const orderId = `o${(orders += 1)}`
      await sandbox.till.purchase({ memberId: id, cart: cartOf(price, more), orderId })
      return orderId
    },
  }
}

test('a newcomer is one for 60 days, to the instant', async () => {
  const { sandbox, join, where } = openWith()
  const ada = await join()
  assert.deepEqual(await where(ada), ['new 2026-11-22'])
  sandbox.advance(60 * day - 1)
  assert.deepEqual(await where(ada), ['new 2026-11-22'])
  sandbox.advance(1)
  assert.deepEqual(await where(ada), [])
})

test('who buys nothing for 90 days is at risk, for 180 days lapsed, to the instant, and is back with the next purchase', async () => {
  const { sandbox, join, where, buy } = openWith()
  const ada = await join()
  for (let count = 0; count < 3; count += 1) await buy(ada)
  assert.deepEqual(await where(ada), ['loyal 2026-11-22'])
  sandbox.advance(90 * day - 1)
  assert.deepEqual(await where(ada), ['loyal 2026-11-22'])
  sandbox.advance(1)
  assert.deepEqual(await where(ada), ['risk 2027-02-20'])
  sandbox.advance(90 * day - 1)
  assert.deepEqual(await where(ada), ['risk 2027-02-20'])
  sandbox.advance(1)
  assert.deepEqual(await where(ada), ['lapsed 2027-05-21'])
  sandbox.advance('100 days')
  // since when is not since asked
  assert.deepEqual(await where(ada), ['lapsed 2027-05-21'])
  await buy(ada)
  assert.deepEqual(await where(ada), ['loyal 2027-08-29'])
})

test('loyal is who has bought three times within 12 months: the oldest purchase stops counting to the instant', async () => {
  const segments: readonly SegmentRule[] = [{ id: 'zz-loyal', stage: 'loyal', when: { orders: { min: 3, within: '12 months' } } }]
  const { sandbox, join, where, buy } = openWith({ segments })
  const ada = await join()
  await buy(ada)
  sandbox.advance('30 days')
  await buy(ada)
  assert.deepEqual(await where(ada), [])
  await buy(ada)
  assert.deepEqual(await where(ada), ['loyal 2026-12-22'])
  sandbox.advance(335 * day - 1)
  assert.deepEqual(await where(ada), ['loyal 2026-12-22'])
  sandbox.advance(1)
  assert.deepEqual(await where(ada), [])
})

test('a refund of the only purchase makes a lapsed member one who never bought; of the last one, one who bought before it', async () => {
  const { sandbox, join, where, buy } = openWith()
  const ada = await join()
  const first = await buy(ada)
  sandbox.advance('100 days')
  const second = await buy(ada)
  sandbox.advance('10 days')
  assert.deepEqual(await where(ada), [])
  await sandbox.till.refund({ orderId: second })
  assert.deepEqual(await where(ada), ['risk 2027-02-20'])
  sandbox.advance('100 days')
  assert.deepEqual(await where(ada), ['lapsed 2027-05-21'])
  await sandbox.till.refund({ orderId: first })
  assert.deepEqual(await where(ada), [])
})

test('an order counts for goods as long as some of them are left', async () => {
  const { sandbox, join, where } = openWith({ segments: [{ id: 'zz-boots', when: { orders: { min: 1, goods: { only: ['boots'] } } } }] })
  const ada = await join()
  const items = [{ sku: 'a', quantity: 2, price: 10_00, categories: ['boots'] }, { sku: 'b', quantity: 1, price: 10_00, categories: ['bags'] }]
  await sandbox.till.purchase({ memberId: ada.id, cart: { id: 'c', currency: 'EUR', items }, orderId: 'o1' })
  assert.deepEqual(await where(ada), ['boots 2026-11-22'])
  await sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'a', quantity: 1 }] })
  assert.deepEqual(await where(ada), ['boots 2026-11-22'])
  await sandbox.till.refund({ orderId: 'o1', items: [{ sku: 'a', quantity: 1 }] })
  assert.deepEqual(await where(ada), [])
})

test('micro-segments overlap, and count what is left of these goods within the time', async () => {
  const segments: readonly SegmentRule[] = [
    ...stages,
    { id: 'zz-boots', when: { spend: { min: 100_00, within: '60 days', goods: { only: ['boots'] } } } },
    { id: 'zz-few', when: { orders: { min: 1, max: 1 } } },
  ]
  const { sandbox, join, where, buy } = openWith({ segments })
  const ada = await join()
  const orderId = await buy(ada, 50_01, { categories: ['boots'], quantity: 2 })
  assert.deepEqual(await where(ada), ['new 2026-11-22', 'boots 2026-11-22', 'few 2026-11-22'])
  await buy(ada, 500_00)
  assert.deepEqual(await where(ada), ['new 2026-11-22', 'boots 2026-11-22'])
  await sandbox.till.refund({ orderId, items: [{ sku: 'sku-1', quantity: 1 }] })
  assert.deepEqual(await where(ada), ['new 2026-11-22'])
  await buy(ada, 49_99, { categories: ['boots'] })
  assert.deepEqual(await where(ada), ['loyal 2026-11-22', 'boots 2026-11-22'])
  sandbox.advance(60 * day - 1)
  assert.deepEqual(await where(ada), ['loyal 2026-11-22', 'boots 2026-11-22'])
  sandbox.advance(1)
  assert.deepEqual(await where(ada), ['loyal 2026-11-22'])
})

const winBack: GiftRule = { id: 'win-back', on: { segment: 'zz-lapsed' }, points: { currency: 'bonus', amount: 200 }, life: '14 days', title: { en: 'We miss you' }, message: { en: '{name}, {amount} until {until}' } }

/** The lines of gifts: what, how much, when. */
const giftsOf = async ({ sandbox }: ReturnType<typeof openWith>, { identity }: Person) =>
  (await sandbox.activity.list({ limit: 100 }, by(identity))).items.filter(({ reason, kind }) => kind === 'earn' && reason !== 'purchase').reverse().map(({ reason, amount, at, expiresAt }) => [reason, amount, at, expiresAt])

test('who lapses is given 200 bonuses at that instant, which burn after 14 days: once per lapse', async () => {
  const club = openWith({ gifts: [winBack] })
  const { sandbox, join, buy, balance } = club
  const ada = await join()
  await buy(ada)
  sandbox.advance('400 days')
  const first = ['win_back', 200, '2027-05-21T10:00:00Z', '2027-06-04T10:00:00Z']
  assert.deepEqual((await giftsOf(club, ada)).slice(1), [first])
  const { text, at } = sandbox.outbox[0] ?? {}
  assert.deepEqual([text, at], ['Ada, 200 until 2027-06-04', '2027-05-21T10:00:00Z'])
  // the welcome and the first purchase have expired meanwhile
  assert.equal((await balance(ada)).available, 0)
  const orderId = await buy(ada)
  sandbox.advance('10 days')
  await sandbox.till.refund({ orderId })
  // as if it had not been bought: the same lapse goes on
  sandbox.advance('300 days')
  assert.deepEqual((await giftsOf(club, ada)).slice(1), [first])
  await buy(ada)
  sandbox.advance('180 days')
  assert.deepEqual((await giftsOf(club, ada)).slice(2).map(([reason, amount]) => [reason, amount]), [['win_back', 200]])
})

test('a gift with a pause is not given twice within it, and who came in by behaviour is not won back', async () => {
  const loyal: GiftRule = { id: 'thanks', on: { segment: 'zz-loyal' }, points: { currency: 'bonus', amount: 50 }, title: { en: 'Thank you' } }
  const club = openWith({ gifts: [{ ...winBack, pause: '2 years' }, loyal] })
  const { sandbox, join, buy } = club
  const ada = await join()
  for (let count = 0; count < 3; count += 1) await buy(ada)
  for (let lapse = 0; lapse < 2; lapse += 1) {
    sandbox.advance('200 days')
    await buy(ada)
  }
  sandbox.advance('1 day')
  const given = async () => (await giftsOf(club, ada)).slice(1).map(([reason, amount]) => `${reason} ${amount}`)
  // coming out of a lapse with three purchases within the year is coming there again
  assert.deepEqual(await given(), ['offer 50', 'win_back 200', 'offer 50'])
})

test('somebody born on 29 February has a gift on the 28th, and on the 29th in a leap year', async () => {
  const gifts = fashion.gifts ?? []
  const club = openWith({ gifts })
  const { sandbox, ticket } = club
  const { member } = await sandbox.members.enrol({ ticket: await ticket('+447700900111'), profile: { givenName: 'Ada', birthday: '2000-02-29' }, consents: ['terms', 'processing'].map((id) => ({ id, version: '2026-09', granted: true })) }, by())
  const ada = { id: member.id, identity: { kind: 'member', memberId: member.id }, token: '', refreshToken: '' } as const
  sandbox.advance('3 years')
  assert.deepEqual((await giftsOf(club, ada)).slice(1), [
    ['birthday', 200, '2027-02-28T00:00:00Z', '2027-03-30T00:00:00Z'], ['birthday', 200, '2028-02-29T00:00:00Z', '2028-03-30T00:00:00Z'], ['birthday', 200, '2029-02-28T00:00:00Z', '2029-03-30T00:00:00Z'],
  ])
})

test('one long step of time gives the same gifts as many short ones, and the same messages', async () => {
  const run = async (steps: number) => {
    const club = openWith({ gifts: [winBack, ...(fashion.gifts ?? [])] })
    const { sandbox, join, buy } = club
    const ada = await join({ phone: '+447700900001' })
    await sandbox.preferences.update({ profile: { birthday: '1990-12-10' } }, by(ada.identity))
    await buy(ada)
    for (let step = 0; step < steps; step += 1) sandbox.advance(900 * day / steps)
    return [(await sandbox.activity.list({ limit: 100 }, by(ada.identity))).items, await sandbox.balances.list({}, by(ada.identity)), sandbox.outbox]
  }
  const once = await run(1)
  assert.ok(JSON.stringify(once).includes('win_back') && JSON.stringify(once).includes('birthday'))
  assert.deepEqual(await run(300), once)
})

test('the member never sees the name of a segment, in no answer of the port', async () => {
  const { sandbox, join, buy } = openWith({ gifts: [winBack] })
  const ada = await join()
  const inputs: Partial<Record<CallName, object>> = { 'quotes.quote': { carts: [cartOf(100_00)] }, 'referrals.lookUp': { code: 'NONE' }, 'snapshot.get': { parts: [] } }
  const groups = sandbox as unknown as Record<string, Record<string, (input: object, context: object) => Promise<unknown>> | undefined>
  const asked = new Set<string>()
  for (const step of ['0 days', '1 day', '70 days', '100 days', '200 days']) {
    sandbox.advance(step as '1 day')
    if (step === '1 day') await buy(ada)
    for (const [group, methods] of Object.entries(operations)) {
      for (const [method, { kind }] of Object.entries(methods) as [string, { kind: string }][]) {
        const name = `${group}.${method}` as CallName
        const call = groups[group]?.[method]
        if (kind === 'write' || !call || name === 'partners.quoteExchange') continue
        const answer = await call.call(groups[group], inputs[name] ?? {}, by(ada.identity)).catch((error: { code: string }) => {
          // three documents a day
          if (error.code !== 'rate_limited') throw error
        })
        asked.add(name)
        assert.doesNotMatch(JSON.stringify(answer ?? ''), /zz-|at_risk|lapsed|newcomer/, name)
      }
    }
  }
  for (const name of ['offers.list', 'members.get', 'preferences.export', 'activity.list', 'challenges.list', 'surveys.list']) assert.ok(asked.has(name), name)
})
