import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { fashion, type Preset } from '@loyaltykit/sandbox'
import { agreed, by, openClub, type Person } from '../test-support/club.ts'

const code = (expected: string) => (error: unknown) => isLoyaltyError(error) && error.code === expected
const [with350, with1200, empty] = ['5061 0000 0000 1001', '5061 0000 0000 1002', '5061 0000 0000 1003']

function openShop(preset?: Preset) {
  const club = openClub({ ...(preset ? { preset } : {}) })
  return {
    ...club,
    link: ({ identity }: Person, number: string, key?: string) => club.sandbox.cards.link({ number }, by(identity, key === undefined ? {} : { key })),
    enrolWith: async (cardNumber: string, ticket: string) => club.sandbox.members.enrol({ ticket, profile: { givenName: 'Ada' }, consents: agreed, cardNumber }, by()),
  }
}

describe('cards', () => {
  test('a member has a card on the phone, with a barcode of its number', async () => {
    const { sandbox, join } = openShop()
    const ada = await join()
    const { cardNumber = '' } = await sandbox.members.get({}, by(ada.identity))
    assert.deepEqual(await sandbox.cards.list({}, by(ada.identity)), [{ id: 'virtual', number: cardNumber, kind: 'virtual', barcode: { format: 'code128', content: cardNumber }, wallets: [] }])
    assert.match(cardNumber, /^2790\d{10}$/)
    await assert.rejects(sandbox.cards.list({}, by()), code('unauthenticated'))
  })

  test('wallet passes are there where the sandbox was told where they are', async () => {
    const { sandbox, join } = openClub({ walletUrl: 'https://wallet.example/passes/' })
    const { identity } = await join()
    const [card] = await sandbox.cards.list({}, by(identity))
    assert.deepEqual(card?.wallets.map(({ kind, url }) => [kind, url]), [['apple', `https://wallet.example/passes/apple/${card?.number}`], ['google', `https://wallet.example/passes/google/${card?.number}`]])
    assert.throws(() => openClub({ walletUrl: 'javascript:alert(1)' }), code('invalid_option'))
  })

  test('an EAN-13 has its check digit', async () => {
    const { sandbox, join } = openShop({ ...fashion, cards: { barcode: 'ean13' } })
    for (let count = 0; count < 20; count += 1) {
      const [card] = await sandbox.cards.list({}, by((await join()).identity))
      const digits = [...(card?.barcode?.content ?? '')].map(Number)
      assert.equal(digits.length, 13)
      assert.equal(digits.reduce((sum, digit, index) => sum + digit * (index % 2 ? 3 : 1), 0) % 10, 0)
    }
  })

  test('an old card is swapped for 350 bonuses, once and only once', async () => {
    const { sandbox, join, link, balance } = openShop()
    const [ada, ben] = [await join(), await join()]
    const { card, granted } = await link(ada, with350)
    assert.deepEqual([card.number, card.kind, card.linkedAt, granted], ['5061000000001001', 'plastic', '2026-11-22T10:00:00Z', { currency: 'bonus', amount: 350 }])
    assert.equal((await balance(ada)).available, 850)
    const { items: [line] } = await sandbox.activity.list({}, by(ada.identity))
    assert.deepEqual([line?.kind, line?.reason, line?.amount, line?.text, line?.expiresAt], ['earn', 'card', 350, 'From your old card', '2027-11-22T10:00:00Z'])
    assert.deepEqual(await link(ada, '5061-0000-0000-1001'), { card })
    await assert.rejects(link(ben, '5061000000001001'), code('conflict'))
    assert.equal((await balance(ada)).available, 850)
    assert.equal((await balance(ben)).available, 500)
    assert.deepEqual((await sandbox.cards.list({}, by(ada.identity))).map(({ kind }) => kind), ['virtual', 'plastic'])
    assert.deepEqual(await link(ada, empty), { card: { id: '5061000000001003', number: '5061000000001003', kind: 'plastic', linkedAt: '2026-11-22T10:00:00Z', wallets: [] } })
  })

  test('of two people with one number at once, one wins', async () => {
    const { sandbox, join, link } = openShop()
    const answers = await Promise.allSettled([link(await join(), with1200), link(await join(), with1200)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal(sandbox.ledger().accounts.find(({ id }) => id === 'programme/bonus/issued')?.amount, -2_200)
  })

  test('the own number is answered as it is; somebody else\'s and a made-up one are told apart by nobody', async () => {
    const { sandbox, join, link } = openShop()
    const [ada, ben] = [await join(), await join()]
    const { cardNumber = '' } = await sandbox.members.get({}, by(ben.identity))
    assert.equal((await link(ben, cardNumber)).card.kind, 'virtual')
    await assert.rejects(link(ada, cardNumber), code('not_found'))
    await assert.rejects(link(ada, '27900000000000'), code('not_found'))
  })

  test('after 5 unknown numbers within an hour even a good one must wait', async () => {
    const { sandbox, join, link } = openShop()
    const [ada, ben] = [await join(), await join()]
    for (let count = 1; count <= 5; count += 1) await assert.rejects(link(ada, `506100000000200${count}`, `guess-${count}`), code('not_found'))
    // a refused key is no further guess
    await assert.rejects(link(ada, '5061000000002005', 'guess-5'), code('not_found'))
    await assert.rejects(link(ada, with350), (error) => isLoyaltyError(error) && error.code === 'rate_limited' && error.details?.retryAt === '2026-11-22T11:00:00Z')
    await link(ben, with1200)
    sandbox.advance('1 hour')
    await link(ada, with350)
  })

  test('what a first card gives, it gives once for a member; a form of number is enough where the programme says so', async () => {
    const { sandbox, join, link } = openShop({ ...fashion, cards: { barcode: 'qr', pattern: '7005\\d{4}', gives: [{ currency: 'bonus', amount: 100 }] } })
    const ada = await join()
    assert.deepEqual((await link(ada, '7005 0001')).granted, { currency: 'bonus', amount: 100 })
    assert.equal((await link(ada, '7005 0002')).granted, undefined)
    // who leaves and comes again, or whoever has the card next, is not given it a second time
    await sandbox.desk.close(ada.id)
    assert.equal((await link(await join(), '7005 0001')).granted, undefined)
    await assert.rejects(link(await join(), '7005 00031'), code('not_found'))
  })

  test('a rule for members with a plastic card begins with the card', async () => {
    const preset: Preset = { ...fashion, earn: [...fashion.earn, { id: 'card', currency: 'bonus', per: 'money', rates: { all: { amount: 5, for: 100 } }, who: { card: 'plastic' } }] }
    const { sandbox, join, link, quote } = openShop(preset)
    const ada = await join()
    const cart = { id: 'c', currency: 'EUR', items: [{ sku: 's', quantity: 1, price: 100_00 }] }
    assert.deepEqual((await quote(cart, ada)).earn.map(({ amount }) => amount), [500])
    await link(ada, empty)
    assert.deepEqual((await quote(cart, ada)).earn.map(({ amount }) => amount), [500, 500])
    assert.equal((await sandbox.till.purchase({ memberId: ada.id, cart, orderId: 'o' })).earned.length, 2)
  })
})

describe('a card at sign-up', () => {
  test('brings what was on it, and says so', async () => {
    const { sandbox, ticket, enrolWith } = openShop()
    const { granted, balances, session } = await enrolWith(' 5061-0000 0000 1002 ', await ticket('+447700900001'))
    assert.deepEqual(granted, [{ currency: 'bonus', amount: 500, reason: 'welcome' }, { currency: 'bonus', amount: 1_200, reason: 'card' }])
    assert.equal(balances[0]?.available, 1_700)
    assert.equal((await sandbox.cards.list({}, by({ kind: 'token', token: session.token ?? '' }))).length, 2)
  })

  test('that is none, or somebody\'s, is wrong input at cardNumber; the form can be sent again without it', async () => {
    const { sandbox, ticket, enrolWith, join, link } = openShop()
    await link(await join(), with350)
    const good = await ticket('+447700900002')
    for (const number of ['5061000000009999', with350]) {
      await assert.rejects(enrolWith(number, good), (error) => isLoyaltyError(error) && error.code === 'invalid_input' && error.details?.issues?.[0]?.path === 'cardNumber')
    }
    assert.equal((await sandbox.members.enrol({ ticket: good, profile: { givenName: 'Eve' }, consents: agreed }, by())).granted.length, 1)
  })

  test('can\'t be guessed without end', async () => {
    const { ticket, enrolWith } = openShop()
    const good = await ticket('+447700900003')
    for (let count = 1; count <= 5; count += 1) await assert.rejects(enrolWith(`506100000000300${count}`, good), code('invalid_input'))
    await assert.rejects(enrolWith(with350, good), code('rate_limited'))
  })

  test('is asked for only where there are old cards', async () => {
    const linking = async (preset: Preset) => (await openClub({ preset }).sandbox.program.get({}, by())).enrolment?.cardLinking
    assert.deepEqual([await linking(fashion), await linking({ ...fashion, cards: { barcode: 'qr' } })], [true, false])
  })
})
