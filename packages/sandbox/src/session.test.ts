import assert from 'node:assert/strict'
import { test } from 'node:test'
import { by, openClub } from '../test-support/club.ts'

test('phone numbers are one number however they are typed, addresses one address', async () => {
  const { sandbox } = openClub()
  for (const [typed, plain, kind] of [
    ['8 (900) 123-45-67', '+79001234567', 'phone'], ['00447700900123', '+447700900123', 'phone'], ['+49 30 901820', '+4930901820', 'phone'], [' Ada@Example.COM ', 'ada@example.com', 'email'],
  ] as const) {
    await sandbox.session.requestCode({ identifier: { kind, value: typed } }, by())
    assert.equal(sandbox.outbox[0]?.to, plain)
  }
})

test('the message has the code, in the language of the page', async () => {
  const { sandbox } = openClub()
  const heard: string[] = []
  const stop = sandbox.onMessage(({ text }) => heard.push(text))
  sandbox.onMessage(() => {
    throw new Error('a broken terminal')
  })
  await sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, by(undefined, { locale: 'ru-RU' }))
  assert.match(heard[0] ?? '', /^Клуб Stride: ваш код \d{6}\./)
  stop()
  sandbox.advance('1 minute')
  await sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, by())
  assert.equal(heard.length, 1)
})

test('codes are paused 30 seconds and six an hour, for one identifier', async () => {
  const { sandbox } = openClub()
  const ask = (value = '+447700900123') => sandbox.session.requestCode({ identifier: { kind: 'phone', value } }, by())
  const { resendAt } = await ask()
  await assert.rejects(ask(), (error: { code: string; details: { retryAt: string } }) => error.code === 'rate_limited' && error.details.retryAt === resendAt)
  await ask('+447700900124')
  for (let count = 1; count < 6; count += 1) {
    sandbox.advance('30 seconds')
    await ask()
  }
  sandbox.advance('30 seconds')
  await assert.rejects(ask(), { code: 'rate_limited' })
  sandbox.advance('1 hour')
  await ask()
})

test('a newer code makes the older one worthless; the fifth wrong try ends a code; both are told as expired', async () => {
  const { sandbox } = openClub()
  const ask = () => sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, by())
  const old = await ask()
  const oldCode = sandbox.outbox[0]?.code ?? ''
  sandbox.advance('30 seconds')
  const { id: challengeId } = await ask()
  const code = sandbox.outbox[0]?.code ?? ''
  await assert.rejects(sandbox.session.verifyCode({ challengeId: old.id, code: oldCode }, by()), { code: 'expired' })
  const wrong = code === '000000' ? '000001' : '000000'
  for (let count = 0; count < 5; count += 1) await assert.rejects(sandbox.session.verifyCode({ challengeId, code: wrong }, by()), { code: 'wrong_code' })
  await assert.rejects(sandbox.session.verifyCode({ challengeId, code }, by()), { code: 'expired' })
})

test('a log-in lasts 30 days and can be refreshed; an old refresh token that comes again ends all that came from it', async () => {
  const { sandbox, join } = openClub()
  const ada = await join()
  const member = (token = '') => sandbox.members.get({}, by({ kind: 'token', token }))
  sandbox.advance('29 days')
  const second = await sandbox.session.refresh({ refreshToken: ada.refreshToken }, by(ada.identity))
  await assert.rejects(member(ada.token), { code: 'unauthenticated' })
  await member(second.token)
  const otherTab = await sandbox.session.refresh({ refreshToken: ada.refreshToken }, by(ada.identity))
  await member(otherTab.token)
  sandbox.advance('5 minutes')
  await assert.rejects(sandbox.session.refresh({ refreshToken: ada.refreshToken }, by()), { code: 'unauthenticated' })
  await assert.rejects(member(second.token), { code: 'unauthenticated' })
  await assert.rejects(member(otherTab.token), { code: 'unauthenticated' })
})

test('no token and no key is written down', async () => {
  const written: unknown[] = []
  const { sandbox, join } = openClub({ store: { load: () => [], commit: (changes) => written.push(...changes) } })
  const ada = await join()
  await sandbox.session.refresh({ refreshToken: ada.refreshToken }, by(ada.identity, { key: 'a-key-of-the-page' }))
  const text = JSON.stringify(written)
  for (const secret of [ada.token, ada.refreshToken, 'a-key-of-the-page']) assert.equal(text.includes(secret), false)
})

test('enrolment says everything that is wrong at once', async () => {
  const { sandbox, ticket } = openClub()
  const input = { ticket: await ticket('+447700900123'), profile: { givenName: '  ', birthday: '2090-01-01' }, consents: [{ id: 'terms', version: 'old', granted: true }, { id: 'other', version: '1', granted: true }], referralCode: 'NOPE', cardNumber: '1234' }
  await assert.rejects(sandbox.members.enrol(input, by()), (error: { details: { issues: { path: string }[] } }) => {
    assert.deepEqual(error.details.issues.map(({ path }) => path), ['profile.givenName', 'profile.birthday', 'consents.other', 'consents.terms', 'consents.processing', 'referralCode', 'cardNumber'])
    return true
  })
})

test('the identifier that was proved is the member\'s, whatever the form says', async () => {
  const { sandbox, ticket } = openClub()
  const consents = ['terms', 'processing'].map((id) => ({ id, version: '2026-09', granted: true }))
  const { member } = await sandbox.members.enrol({ ticket: await ticket('+447700900123'), profile: { givenName: 'Ada', phone: '+447700900999' }, consents }, by())
  assert.equal(member.profile.phone, '+447700900123')
})

test('one key ends each log-in that it is used for', async () => {
  const { sandbox, join } = openClub()
  for (const { token } of [await join(), await join()]) {
    await sandbox.session.end({}, by({ kind: 'token', token }, { key: 'bye' }))
    assert.equal(await sandbox.session.current({}, by({ kind: 'token', token })), null)
  }
})

test('log-out everywhere ends every log-in of the member, and of nobody else', async () => {
  const { sandbox, join } = openClub()
  const ada = await join({ phone: '+447700900123' })
  const grace = await join()
  const again = async () => {
    sandbox.advance('1 minute')
    const { id: challengeId } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } }, by())
    const verified = await sandbox.session.verifyCode({ challengeId, code: sandbox.outbox[0]?.code ?? '' }, by())
    return { kind: 'token', token: verified.outcome === 'signed_in' ? (verified.session.token ?? '') : '' } as const
  }
  const [phone, desk] = [await again(), await again()]
  await sandbox.session.end({}, by(phone))
  await sandbox.members.get({}, by(desk))
  await sandbox.session.end({ everywhere: true }, by(desk))
  for (const identity of [{ kind: 'token', token: ada.token } as const, phone, desk]) await assert.rejects(sandbox.members.get({}, by(identity)), { code: 'unauthenticated' })
  await sandbox.members.get({}, by({ kind: 'token', token: grace.token }))
})
