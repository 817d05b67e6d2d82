import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { fashion, type Preset } from '@loyaltykit/sandbox'
import fc from 'fast-check'
import { by, cartOf, guest, openClub, type Person } from '../test-support/club.ts'

const code = (expected: string) => (error: unknown) => isLoyaltyError(error) && error.code === expected
const wrong = (path: string) => (error: unknown) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === path

const bank = { partnerId: 'northbank', account: '1234 5678' }

const zero = ({ sandbox }: ReturnType<typeof openClub>) => assert.equal(sandbox.ledger().accounts.reduce((sum, { amount }) => sum + amount, 0), 0)
const at = ({ sandbox }: ReturnType<typeof openClub>, id: string) => sandbox.ledger().accounts.find((account) => account.id === id)?.amount ?? 0

async function linked(club = openClub()) {
  const ada = await club.join()
  await club.sandbox.partners.link(bank, by(ada.identity))
  const exchange = (exchangeId: string, amount: number, { identity }: Person = ada) => club.sandbox.partners.exchange({ exchangeId, amount }, by(identity))
  return { club, ada, exchange, ...club }
}

describe('partners', () => {
  test('a guest sees what is public, a member also what is linked, each in their language', async () => {
    const { sandbox, ada } = await linked()
    const [northbank] = await sandbox.partners.list({}, by(guest, { locale: 'ru' }))
    assert.deepEqual([northbank?.name, northbank?.accountLabel, northbank?.linked, northbank?.currencies?.[0]?.name], ['Northbank', 'Номер клиента Northbank', undefined, 'Баллы «Спасибо»'])
    assert.deepEqual((await sandbox.partners.list({}, by(ada.identity))).map(({ id, linked: own }) => [id, own]), [['northbank', true], ['roadway', false]])
  })

  test('an account is one that the partner could have given, of one member, and one for a member', async () => {
    const club = openClub()
    const [ada, ben] = [await club.join(), await club.join()]
    const link = ({ identity }: Person, account: string, partnerId = 'northbank') => club.sandbox.partners.link({ partnerId, account }, by(identity))
    await assert.rejects(link(ada, '1234567'), wrong('account'))
    await assert.rejects(link(ada, '12345678', 'no-such-partner'), code('not_found'))
    const answers = await Promise.allSettled([link(ada, '12345678'), link(ben, '1234-5678')])
    assert.deepEqual(answers.map(({ status }) => status), ['fulfilled', 'rejected'])
    assert.equal((await link(ada, '1234 5678')).partner.linked, true, 'the same again')
    await assert.rejects(link(ada, '12345679'), code('conflict'))
    await assert.rejects(link(ben, '12345678'), code('conflict'))
    assert.equal((await club.sandbox.partners.unlink({ partnerId: 'northbank' }, by(ada.identity))).partner.linked, false)
    assert.equal((await link(ben, '12345678')).partner.linked, true)
    assert.equal((await link(ada, 'rw 000-001', 'roadway')).partner.linked, true)
  })

  test('a new account holds what the rule says, and linking it again makes nothing', async () => {
    const { club, sandbox, ada, exchange } = await linked()
    assert.equal(at(club, 'partner/northbank/12345678/northbank-thanks'), 2_000)
    await exchange('northbank-to-bonus', 1_500)
    await sandbox.partners.unlink({ partnerId: 'northbank' }, by(ada.identity))
    await sandbox.partners.link(bank, by(ada.identity))
    assert.equal(at(club, 'partner/northbank/12345678/northbank-thanks'), 500)
    zero(club)
  })
})

describe('exchange', () => {
  test('300 bonuses become 240 thank-you points, the soonest to expire first', async () => {
    const { club, ada, exchange, sandbox, balance } = await linked()
    const { quote, balances } = await exchange('bonus-to-northbank', 300)
    assert.deepEqual(quote, { give: 300, get: 240, arrivesAt: '2026-11-22T10:00:00Z' })
    assert.equal(balances[0]?.available, 200)
    assert.deepEqual((await balance(ada)).expiring, [{ amount: 200, at: '2027-11-22T10:00:00Z' }])
    assert.equal(at(club, 'partner/northbank/12345678/northbank-thanks'), 2_240)
    const { items: [line] } = await sandbox.activity.list({}, by(ada.identity))
    assert.deepEqual([line?.kind, line?.reason, line?.amount, line?.text], ['transfer', 'exchange', -300, 'Exchange with Northbank'])
    zero(club)
  })

  test('what comes from a partner is there at once, lives 12 months, and was not earned', async () => {
    const { ada, exchange, sandbox, balance } = await linked()
    sandbox.advance('30 days')
    await exchange('northbank-to-bonus', 1_000)
    const after = await balance(ada)
    assert.deepEqual([after.available, after.lifetime, after.expiring?.map(({ amount }) => amount)], [1_400, 500, [500, 900]])
    assert.equal(after.expiring?.[1]?.at, '2027-12-22T10:00:00Z')
    const { items: [line] } = await sandbox.activity.list({}, by(ada.identity))
    assert.deepEqual([line?.kind, line?.reason, line?.amount, line?.expiresAt], ['transfer', 'exchange', 900, '2027-12-22T10:00:00Z'])
    sandbox.advance('12 months')
    assert.equal((await balance(ada)).available, 0)
  })

  test('a quote needs no linked account, and says what is wrong with an amount', async () => {
    const club = openClub()
    const { identity } = await club.join()
    const quote = (amount: number, exchangeId = 'roadway-to-bonus') => club.sandbox.partners.quoteExchange({ exchangeId, amount }, by(identity))
    assert.deepEqual(await quote(51), { give: 51, get: 102, arrivesAt: '2026-11-22T10:00:00Z' })
    for (const amount of [49, 5_001, 0, -50, 50.5, Number.MAX_SAFE_INTEGER, 2 ** 60]) await assert.rejects(quote(amount), wrong('amount'), String(amount))
    await assert.rejects(quote(125, 'bonus-to-northbank'), wrong('amount'))
    await assert.rejects(quote(100, 'no-such-exchange'), code('not_found'))
    await assert.rejects(club.sandbox.partners.quoteExchange({ exchangeId: 'roadway-to-bonus', amount: 50 }, by()), code('unauthenticated'))
  })

  test('is refused without an account, out of the limits, beyond what there is; and changes nothing then', async () => {
    const { club, sandbox, exchange } = await linked()
    const ben = await club.join()
    const before = sandbox.ledger()
    await assert.rejects(exchange('bonus-to-northbank', 100, ben), code('not_eligible'))
    await assert.rejects(exchange('bonus-to-northbank', 90), code('not_eligible'))
    await assert.rejects(exchange('bonus-to-northbank', 105), code('not_eligible'))
    await assert.rejects(exchange('bonus-to-northbank', 20_010), code('not_eligible'))
    await assert.rejects(exchange('bonus-to-northbank', 510), code('insufficient_points'))
    await assert.rejects(exchange('northbank-to-bonus', 2_010), code('insufficient_points'))
    await assert.rejects(exchange('no-such-exchange', 100), code('not_found'))
    await assert.rejects(exchange('bonus-to-roadway', 100), code('not_eligible'))
    assert.deepEqual(sandbox.ledger(), before)
  })

  test('one key exchanges once; two at once spend no point twice', async () => {
    const { sandbox, ada, balance } = await linked()
    const call = (key?: string) => sandbox.partners.exchange({ exchangeId: 'bonus-to-northbank', amount: 300 }, by(ada.identity, key === undefined ? {} : { key }))
    const same = await Promise.all([call('k'), call('k'), call('k')])
    assert.deepEqual(same[1], same[0])
    assert.equal((await balance(ada)).available, 200)
    await assert.rejects(call(), code('insufficient_points'))
  })

  test('an amount of which nothing would come is refused', async () => {
    const [partner] = fashion.partners ?? []
    const poor: Preset = { ...fashion, earn: fashion.earn.slice(0, 1), partners: [{ ...(partner as NonNullable<typeof partner>), exchanges: [{ id: 'poor', from: { currency: 'bonus', amount: 1_000 }, to: { currency: 'northbank-thanks', amount: 1 }, min: 1 }] }] }
    const { club, ada, exchange } = await linked(openClub({ preset: poor }))
    await assert.rejects(club.sandbox.partners.quoteExchange({ exchangeId: 'poor', amount: 499 }, by(ada.identity)), wrong('amount'))
    await assert.rejects(exchange('poor', 499), code('not_eligible'))
    assert.equal((await club.balance(ada)).available, 500)
  })

  test('there and back never gains, whatever the rates and amounts', async () => {
    const rate = fc.record({ ours: fc.integer({ min: 1, max: 200 }), theirs: fc.integer({ min: 1, max: 200 }), back: fc.integer({ min: 1, max: 200 }) })
    await fc.assert(fc.asyncProperty(rate, fc.array(fc.record({ out: fc.boolean(), amount: fc.integer({ min: 1, max: 600 }) }), { minLength: 1, maxLength: 12 }), async ({ ours, theirs, back }, steps) => {
      const [partner] = fashion.partners ?? []
      // back: as many bonuses as were given, at most
      const exchanges = [
        { id: 'out', from: { currency: 'bonus', amount: ours }, to: { currency: 'northbank-thanks', amount: theirs }, min: 1 },
        { id: 'in', from: { currency: 'northbank-thanks', amount: theirs }, to: { currency: 'bonus', amount: Math.min(ours, back) }, min: 1 },
      ]
      const { link, ...rest } = partner as NonNullable<typeof partner>
      const { club, ada, exchange } = await linked(openClub({ preset: { ...fashion, earn: fashion.earn.slice(0, 1), partners: [{ ...rest, link: { ...(link as NonNullable<typeof link>), holds: [] }, exchanges }] } }))
      for (const { out, amount } of steps) await exchange(out ? 'out' : 'in', amount).catch((error: unknown) => assert.ok(isLoyaltyError(error) && ['not_eligible', 'insufficient_points'].includes(error.code), String(error)))
      zero(club)
      const { available } = await club.balance(ada)
      // what is there, and what all that is at the partner would be worth
      const there = Math.floor((at(club, 'partner/northbank/12345678/northbank-thanks') * Math.min(ours, back)) / theirs)
      assert.ok(available >= 0 && available + there <= 500, `${available} and ${there} of 500`)
    }), { numRuns: 60 })
  })

  test('in the preset, no way there and back gains', () => {
    for (const { exchanges = [] } of fashion.partners ?? []) {
      for (const out of exchanges) for (const back of exchanges.filter(({ from, to }) => from.currency === out.to.currency && to.currency === out.from.currency)) {
        assert.ok(out.to.amount * back.to.amount <= out.from.amount * back.from.amount, `${out.id} and ${back.id}`)
      }
    }
  })
})

describe('a coalition', () => {
  const at100 = (partner?: string) => ({ ...cartOf(100_00, { id: `cart-${partner}`, categories: ['tyres'] }), ...(partner === undefined ? {} : { partner }) })

  test('100 EUR earn 5% in own shops, 3% at the bank and 2% at the car club; the ledger names the partner', async () => {
    const { sandbox, join, quote } = openClub()
    const ada = await join()
    for (const [partner, amount] of [[undefined, 500], ['northbank', 300], ['roadway', 200]] as const) {
      assert.deepEqual((await quote(at100(partner), ada)).earn.map((earn) => earn.amount), [amount])
      const { earned } = await sandbox.till.purchase({ memberId: ada.id, cart: at100(partner), orderId: `o-${partner}` })
      assert.deepEqual(earned, [{ currency: 'bonus', amount }])
    }
    await sandbox.till.refund({ orderId: 'o-roadway' })
    const { items } = await sandbox.activity.list({ limit: 4 }, by(ada.identity))
    assert.deepEqual(items.map(({ text }) => text), ['Return, order o-roadway · Roadway', 'Purchase, order o-roadway · Roadway', 'Purchase, order o-northbank · Northbank', 'Purchase, order o-undefined'])
  })

  test('where a partner neither earns nor spends, no rule does, not even one for everywhere', async () => {
    const everywhere = fashion.earn.map(({ on: _, ...rule }) => rule).slice(0, 1)
    const preset: Preset = { ...fashion, earn: everywhere, partners: (fashion.partners ?? []).map((partner) => (partner.id === 'roadway' ? { ...partner, earns: false, spends: false } : partner)) }
    const { sandbox, join, quote } = openClub({ preset })
    const ada = await join()
    assert.deepEqual((await quote(at100('northbank'), ada)).earn.map(({ amount }) => amount), [500])
    const { earn, spend } = await quote(at100('roadway'), ada)
    assert.deepEqual([earn, spend?.[0]?.max, spend?.[0]?.because], [[], 0, 'not_eligible'])
    await assert.rejects(sandbox.redemptions.hold({ cart: at100('roadway'), currency: 'bonus', amount: 100 }, by(ada.identity)), code('not_eligible'))
    assert.deepEqual((await sandbox.till.purchase({ memberId: ada.id, cart: at100('roadway'), orderId: 'o1' })).earned, [])
  })

  test('points pay at a partner that takes them, and come back with the goods', async () => {
    const { sandbox, join, hold, balance } = openClub()
    const ada = await join()
    const { id: redemptionId } = await hold(ada, at100('roadway'), 400)
    const { due, earned } = await sandbox.till.purchase({ memberId: ada.id, cart: at100('roadway'), orderId: 'o1', redemptionId })
    assert.deepEqual([due.amount, earned[0]?.amount], [96_00, 192])
    const { items } = await sandbox.activity.list({ limit: 2 }, by(ada.identity))
    assert.ok(items.some(({ text }) => text === 'Paid for order o1 · Roadway'))
    await sandbox.till.refund({ orderId: 'o1' })
    const { available, pending } = await balance(ada)
    assert.deepEqual([available, pending], [500, 0])
  })

  test('a partner that is none is wrong input, wherever the cart is given', async () => {
    const { sandbox, join, quote, hold } = openClub()
    const ada = await join()
    await assert.rejects(quote(at100('nobody'), ada), wrong('carts.0.partner'))
    await assert.rejects(hold(ada, at100('nobody'), 100), wrong('cart.partner'))
    await assert.rejects(sandbox.till.purchase({ memberId: ada.id, cart: at100('nobody'), orderId: 'o1' }), wrong('cart.partner'))
    await assert.rejects(sandbox.till.purchase({ cart: at100('nobody'), orderId: 'o1' }), wrong('cart.partner'))
  })
})
