import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLoyalty, type StorageLike } from '@loyaltykit/core'
import { createGateway, createLogin, signMemberToken } from '@loyaltykit/gateway'
import { createSandbox } from '@loyaltykit/sandbox'
import { http } from './http.ts'
import { memberToken } from './member-token.ts'

const jwt = (life: number, name = 'a') => `x.${btoa(JSON.stringify({ iat: 1_000, exp: 1_000 + life, name }))}.y`

describe('the keeper of a member\'s token', () => {
  test('gives one token until shortly before its end, whatever the device\'s clock says', async () => {
    let now = Date.parse('1999-01-01')
    let asked = 0
    const token = memberToken(() => jwt(120, String((asked += 1))), { clock: () => now })
    const first = await token()
    now += 89_000
    assert.equal(await token(), first)
    now += 2_000
    assert.notEqual(await token(), first)
    now -= 3_600_000
    await token()
    assert.equal(asked, 3, 'a clock that was set back makes no token younger')
  })

  test('asks once for all that wait, and again after a failure', async () => {
    let asked = 0
    const token = memberToken(async () => {
      asked += 1
      if (asked === 1) throw new Error('offline')
      return jwt(120)
    })
    const tries = await Promise.allSettled([token(), token(), token({ renew: true })])
    assert.deepEqual([tries.map(({ status }) => status), asked], [['rejected', 'rejected', 'rejected'], 1])
    assert.equal(await token(), jwt(120))
    assert.equal(asked, 2)
  })

  test('asks anew when it is told that the token was refused, when it can\'t be read, and for a guest who may have logged in', async () => {
    let now = 0
    for (const [given, wait, wish] of [[jwt(120), 0, { renew: true }], ['opaque', 0, undefined], [jwt(-5), 0, undefined], [null, 1_500, undefined], [undefined, 1_500, undefined]] as const) {
      let asked = 0
      const token = memberToken(() => ((asked += 1), given), { clock: () => now })
      assert.equal(await token(), given ?? '')
      now += wait
      await token(wish)
      assert.equal(asked, 2, String(given))
    }
  })
})

const memory = (): StorageLike => {
  const values = new Map<string, string>()
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => void values.set(name, value), removeItem: (name) => void values.delete(name) }
}
const until = async (what: () => unknown) => {
  for (let times = 0; times < 400; times += 1) {
    if (what()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.fail(`Not so: ${String(what)}`)
}

test('a page renews the token of the shop\'s server by itself, for reads, actions and the stream, and follows when the shop signs in somebody else', { timeout: 20_000 }, async (t) => {
  const key = 'a secret of shop and gateway, 32 b'
  const [issuer, audience] = ['https://shop.example', 'https://api.example']
  let shift = 0
  const sandbox = createSandbox({ seed: 'token' })
  const join = async (phone: string) => {
    const context = (idempotencyKey: string) => ({ signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' }, idempotencyKey }) as const
    const { id } = await sandbox.session.requestCode({ identifier: { kind: 'phone', value: phone } }, context(`ask ${phone}`))
    const verified = await sandbox.session.verifyCode({ challengeId: id, code: sandbox.outbox[0]?.code ?? '' }, context(`code ${phone}`))
    const consents = ['terms', 'processing'].map((consent) => ({ id: consent, version: '2026-09', granted: true }))
    const { member } = await sandbox.members.enrol({ ticket: verified.outcome === 'not_enrolled' ? verified.ticket : '', profile: { givenName: phone === '+447700900001' ? '王小明' : 'Мария' }, consents }, context(`join ${phone}`))
    return member.id
  }
  const [one, two] = [await join('+447700900001'), await join('+447700900002')]
  const login = createLogin({ url: audience, secret: 'a secret of all gateways, 32 bytes', clock: () => Date.now() + shift, tokens: { issuer, audience, keys: key }, onReport: () => {} })
  const gateway = createGateway({ backend: sandbox, login, origins: [issuer], onReport: () => {} })
  let memberId: string | undefined = one
  let asked = 0
  const getToken = () => {
    asked += 1
    return memberId === undefined ? null : signMemberToken({ memberId, issuer, audience, key, claims: { name: '王小明' }, clock: () => Date.now() + shift })
  }
  // what the page does not know: its own clock stands still while the token grows old
  const backend = http({ url: audience, token: memberToken(getToken, { clock: () => 0 }), fetch: (input, init) => gateway.fetch(new Request(input, init)) })
  const client = createLoyalty({ backend, storage: memory(), onReport: () => {} })
  t.after(() => client.dispose())
  const names: unknown[] = []
  client.$member.listen((state) => names.push(state.status === 'ready' ? state.value?.profile.givenName : state.status))
  client.$balances.listen(() => {})
  await until(() => names.at(-1) === '王小明')
  assert.equal(asked, 1)

  shift = 5 * 60_000
  client.refresh()
  await until(() => asked === 2)
  await until(() => client.$session.get().status === 'member' && names.at(-1) === '王小明')

  shift = 10 * 60_000
  await client.rewards()
  assert.equal(asked, 3, 'a question is asked again with the new token')

  shift = 15 * 60_000
  memberId = two
  names.splice(0)
  client.refresh()
  await until(() => names.at(-1) === 'Мария')
  assert.ok(names.includes('idle'), 'nothing of the first is on the first frame of the second')
  assert.deepEqual(client.$session.get(), { status: 'member', memberId: two })

  shift = 20 * 60_000
  memberId = undefined
  client.refresh()
  await until(() => client.$session.get().status === 'guest' && names.at(-1) === undefined)
})
