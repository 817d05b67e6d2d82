import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError } from '@loyaltykit/core'
import { agreed, by, cartOf, openClub } from '../test-support/club.ts'

const code = (expected: string) => (error: unknown) => isLoyaltyError(error) && error.code === expected
const zero = ({ sandbox }: ReturnType<typeof openClub>) => assert.equal(sandbox.ledger().accounts.reduce((sum, { amount }) => sum + amount, 0), 0)

describe('sign-up by staff', () => {
  const phone = '+44 7700 900 999'
  async function ask(club = openClub()) {
    const { id: challengeId, to } = await club.sandbox.desk.requestCode({ phone, locale: 'ru' })
    const [message] = club.sandbox.outbox
    const form = { profile: { givenName: 'Ada' }, consents: agreed }
    return { ...club, club, challengeId, to, message, code: message?.code ?? '', form }
  }

  test('a code goes to the customer\'s phone in their language; read out, it makes a member whom nobody is signed in as', async () => {
    const { sandbox, challengeId, message, code: read, form, to, club } = await ask()
    assert.deepEqual([message?.to, to, message?.text.startsWith('Клуб Stride')], ['+447700900999', '+4 ··· ··99', true])
    const { member, granted, balances } = await sandbox.desk.enrol({ challengeId, code: read, ...form, cardNumber: '5061 0000 0000 1001' })
    assert.deepEqual([member.status, member.profile.phone, balances[0]?.available], ['active', '+447700900999', 850])
    assert.deepEqual(granted.map(({ reason }) => reason), ['welcome', 'card'])
    assert.deepEqual(member.consents.map(({ id, granted: given }) => [id, given]), [['terms', true], ['processing', true], ['marketing-sms', false], ['marketing-email', false]])
    assert.equal((await sandbox.desk.find({ phone }))?.member.id, member.id)
    zero(club)
  })

  test('a wrong code counts as a try, five are enough; the form may be corrected with the same code', async () => {
    const { sandbox, challengeId, code: right, form } = await ask()
    await assert.rejects(sandbox.desk.enrol({ challengeId, code: right === '000000' ? '000001' : '000000', ...form }), code('wrong_code'))
    await assert.rejects(sandbox.desk.enrol({ challengeId, code: right, ...form, consents: [] }), code('invalid_input'))
    await assert.rejects(sandbox.desk.enrol({ challengeId, code: right, ...form, cardNumber: '123456' }), code('invalid_input'))
    await sandbox.desk.enrol({ challengeId, code: right, ...form })
    await assert.rejects(sandbox.desk.enrol({ challengeId, code: right, ...form }), code('expired'))
    const other = await ask()
    const wrong = other.code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries += 1) await assert.rejects(other.sandbox.desk.enrol({ challengeId: other.challengeId, code: wrong, ...form }), code('wrong_code'))
    await assert.rejects(other.sandbox.desk.enrol({ challengeId: other.challengeId, code: other.code, ...form }), code('expired'))
  })

  test('somebody who is a member is told apart, and not signed in', async () => {
    const { sandbox, join, form } = await ask()
    await join({ phone: '+447700900888' })
    sandbox.advance('1 minute')
    const { id: challengeId } = await sandbox.desk.requestCode({ phone: '+447700900888' })
    await assert.rejects(sandbox.desk.enrol({ challengeId, code: sandbox.outbox[0]?.code ?? '', ...form }), code('conflict'))
    await assert.rejects(sandbox.desk.enrol({ challengeId: 'no-such-code', code: '123456', ...form }), code('not_found'))
    await assert.rejects(sandbox.desk.requestCode({ phone: 'nobody' }), code('invalid_input'))
  })
})

describe('the desk', () => {
  test('finds a member by phone, e-mail or card, however they are written', async () => {
    const { sandbox, join } = openClub()
    const ada = await join({ phone: '+447700900777' })
    const { cardNumber = '' } = await sandbox.members.get({}, by(ada.identity))
    await sandbox.cards.link({ number: '5061000000001003' }, by(ada.identity))
    for (const query of [{ phone: '+44 (7700) 900-777' }, { card: cardNumber.replace(/(\d{4})/g, '$1 ') }, { card: '5061-0000-0000-1003' }]) assert.equal((await sandbox.desk.find(query))?.member.id, ada.id)
    for (const query of [{ phone: '+447700900778' }, { email: 'ada@example.com' }, { card: '5061000000001002' }, { card: 'nobody' }]) assert.equal(await sandbox.desk.find(query), undefined)
  })

  test('blocks a member, who then may look and no more, and lifts that', async () => {
    const { sandbox, join, balance } = openClub()
    const ada = await join()
    await sandbox.partners.link({ partnerId: 'northbank', account: '12345678' }, by(ada.identity))
    assert.equal((await sandbox.desk.block(ada.id)).member.status, 'blocked')
    assert.equal((await balance(ada)).available, 500)
    await assert.rejects(sandbox.partners.exchange({ exchangeId: 'bonus-to-northbank', amount: 100 }, by(ada.identity)), code('not_eligible'))
    await assert.rejects(sandbox.partners.link({ partnerId: 'roadway', account: 'RW000001' }, by(ada.identity)), code('not_eligible'))
    await assert.rejects(sandbox.cards.link({ number: '5061000000001001' }, by(ada.identity)), code('not_eligible'))
    await assert.rejects(sandbox.redemptions.hold({ cart: cartOf(100_00), currency: 'bonus', amount: 100 }, by(ada.identity)), code('not_eligible'))
    await assert.rejects(sandbox.till.purchase({ memberId: ada.id, cart: cartOf(1_00), orderId: 'o' }), code('not_found'))
    await sandbox.desk.unblock(ada.id)
    await sandbox.partners.exchange({ exchangeId: 'bonus-to-northbank', amount: 100 }, by(ada.identity))
    for (const call of [sandbox.desk.block, sandbox.desk.unblock, sandbox.desk.close]) await assert.rejects(call('nobody'), code('not_found'))
  })

  test('closes a membership: holds go, points are forfeited, log-ins end, phone and cards are free, and the books agree', async () => {
    const club = openClub()
    const { sandbox, join, hold } = club
    const ada = await join({ phone: '+447700900555' })
    const { cardNumber = '' } = await sandbox.members.get({}, by(ada.identity))
    await sandbox.cards.link({ number: '5061000000001001' }, by(ada.identity))
    await sandbox.partners.link({ partnerId: 'northbank', account: '12345678' }, by(ada.identity))
    await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1' })
    await hold(ada, cartOf(100_00, { id: 'c2' }), 200)
    const { claim } = await sandbox.claims.submit({ kind: 'purchase', reference: 'A-1', total: { amount: 10_00, currency: 'EUR' } }, by(ada.identity))

    const { member, balances } = await sandbox.desk.close(ada.id)
    assert.deepEqual([member.status, member.profile, balances[0]?.available, balances[0]?.pending, balances[0]?.held], ['closed', {}, 0, 0, 0])
    assert.equal(sandbox.ledger().accounts.find(({ id }) => id === 'programme/bonus/forfeited')?.amount, 500 + 350 + 500)
    zero(club)
    for (const identity of [ada.identity, { kind: 'token', token: ada.token } as const]) await assert.rejects(sandbox.balances.list({}, by(identity)), code('unauthenticated'))
    await assert.rejects(sandbox.session.refresh({ refreshToken: ada.refreshToken }, by()), code('unauthenticated'))
    assert.deepEqual(await sandbox.desk.claims(), [])
    await assert.rejects(sandbox.desk.review(claim.id, { accept: true }), code('conflict'))
    assert.equal(await sandbox.desk.find({ card: cardNumber }), undefined)
    await assert.rejects(sandbox.desk.block(ada.id), code('conflict'))
    assert.equal((await sandbox.desk.close(ada.id)).member.status, 'closed')

    sandbox.advance('1 minute')
    const again = await join({ phone: '+447700900555' })
    assert.notEqual(again.id, ada.id)
    // the card is free, what was on it is gone
    assert.equal((await sandbox.cards.link({ number: '5061000000001001' }, by(again.identity))).granted, undefined)
    assert.equal((await sandbox.partners.link({ partnerId: 'northbank', account: '12345678' }, by(again.identity))).partner.linked, true)
    zero(club)
  })

  test('what comes back to somebody who has left goes nowhere: no debt, no points', async () => {
    const club = openClub()
    const { sandbox, join, hold } = club
    const ada = await join()
    const { id: redemptionId } = await hold(ada, cartOf(100_00), 300)
    await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(100_00), orderId: 'o1', redemptionId })
    sandbox.advance('15 days')
    const other = await hold(ada, cartOf(300_00, { id: 'c2' }), 600)
    await sandbox.till.purchase({ memberId: ada.id, cart: cartOf(300_00, { id: 'c2' }), orderId: 'o2', redemptionId: other.id })
    await sandbox.desk.close(ada.id)
    for (const orderId of ['o1', 'o2']) {
      const { balances } = await sandbox.till.refund({ orderId })
      assert.deepEqual([balances[0]?.available, balances[0]?.pending], [0, 0])
    }
    sandbox.advance('2 years')
    const { accounts, batches } = sandbox.ledger()
    assert.deepEqual(accounts.filter(({ id, amount }) => id.startsWith(`member/${ada.id}`) && amount !== 0), [])
    assert.deepEqual(batches.filter(({ left }) => left !== 0), [])
    zero(club)
  })
})
