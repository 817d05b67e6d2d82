import assert from 'node:assert/strict'
import { after, beforeEach, mock, test } from 'node:test'
import { cart, fakeBackend, fakeStorage, later, pause, refuse, session, until } from '../test-support/fake-backend.ts'
import { look, open, peek, signedIn, status } from '../test-support/open.ts'
import { pageClients } from './index.ts'

// A page as far as core looks at one; a tab is a client of its own on the same storage.
const events = new EventTarget()
const page = { document: {}, addEventListener: events.addEventListener.bind(events), removeEventListener: events.removeEventListener.bind(events) }
Object.assign(globalThis, page)
after(() => {
  for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name)
})
await import('./calls.ts')

const hold = { cart, currency: 'points', amount: 100 }
let channel: BroadcastChannel | undefined
beforeEach(() => {
  channel?.close()
  channel = undefined
})
const tell = (news: unknown) => {
  channel ??= new BroadcastChannel('loyaltykit:1:fake')
  channel.postMessage(news)
}
after(() => channel?.close())

test('who signs in or out in one tab does so in the others, and nothing of the member stays there', async () => {
  const storage = fakeStorage()
  const { backend } = fakeBackend()
  const [one, two] = [open({ backend, storage }), open({ backend, storage })]
  look(two.$balances)
  await until(() => status(two.$balances) === 'ready')
  assert.equal(peek<{ value: unknown }>(two.$balances).value, null)
  await one.verifyCode({ challengeId: 'c', code: '1234' })
  await until(() => two.$session.get().status === 'member' && JSON.stringify(peek(two.$balances)).includes('500'))
  await two.signOut()
  await until(() => one.$session.get().status === 'guest')
  assert.equal(peek<{ value: unknown }>(two.$balances).value ?? null, null)
  assert.equal(storage.values.size, 0)
})

test('new balances reach the other tab, whose reading of them tells nobody', async () => {
  const storage = signedIn()
  let available = 500
  const { backend, named } = fakeBackend({ handlers: { 'balances.list': () => [{ currency: 'points', available }] } })
  const [one, two] = [open({ backend, storage }), open({ backend, storage })]
  look(two.$balances)
  await until(() => status(two.$balances) === 'ready')
  available = 400
  await one.redeem(hold)
  await until(() => JSON.stringify(peek(two.$balances)).includes('400'))
  const reads = named('snapshot.get').length
  one.refresh(['balances'])
  await until(() => named('snapshot.get').length > reads)
  await pause(50)
  assert.equal(named('snapshot.get').length, reads + 1)
})

test('news of another member, and junk, are not listened to', async () => {
  const { backend, named } = fakeBackend()
  const client = open({ backend, storage: signedIn() })
  look(client.$balances)
  await until(() => status(client.$balances) === 'ready')
  for (const news of [{ kind: 'changed', memberId: 'm2', parts: ['balances'] }, { kind: 'changed', memberId: 'm1', parts: 'balances' }, { kind: 'changed', memberId: 'm1' }, { kind: 'changed', memberId: 'm1', parts: [null, 7, {}, 'nothing'] }, { kind: 'other' }, null, 7, 'x', [], undefined, new Map()]) tell(news)
  tell({ kind: 'session' })
  await pause(50)
  assert.deepEqual([named('snapshot.get').length, client.$session.get().status], [1, 'member'])
  tell({ kind: 'changed', memberId: 'm1', parts: ['balances'] })
  await until(() => named('snapshot.get').length === 2)
})

test('a cookie\'s other tabs ask anew who is there', async () => {
  let who: typeof session | null = session
  const { backend } = fakeBackend({ ambient: true, handlers: { 'session.current': () => who, 'balances.list': (call) => (who ? [] : refuse('unauthenticated')(call)) } })
  const [one, two] = [open({ backend }), open({ backend })]
  look(one.$balances)
  look(two.$balances)
  await until(() => one.$session.get().status === 'member' && two.$session.get().status === 'member')
  who = null
  await one.signOut()
  await until(() => two.$session.get().status === 'guest')
})

test('somebody who has come by a cookie in one tab, on the way through another site, is there in the others too', async () => {
  let who: typeof session | null = null
  const { backend } = fakeBackend({ ambient: true, handlers: { 'session.current': () => who, 'balances.list': (call) => (who ? [] : refuse('unauthenticated')(call)) } })
  const [one, two] = [open({ backend }), open({ backend })]
  look(one.$balances)
  await until(() => one.$session.get().status === 'guest')
  who = session
  look(two.$balances)
  await until(() => two.$session.get().status === 'member')
  two.refresh([])
  await until(() => one.$session.get().status === 'member')
})

test('tabs renew a log-in once: who comes second takes what the first has stored, and signs nobody out', async () => {
  const storage = signedIn()
  let given = 0
  const good = () => `token-${given + 1}`
  const { backend, named } = fakeBackend({ handlers: {
    'balances.list': (call) => (given > 0 && call.context.identity.token === good() ? [] : refuse('unauthenticated')(call)),
    'session.refresh': async (call) => {
      await pause(20)
      if (call.input['refreshToken'] !== `refresh-${given + 1}`) throw refuse('unauthenticated')(call)
      given += 1
      return { memberId: 'm1', token: good(), refreshToken: `refresh-${given + 1}` }
    },
  } })
  const tabs = [open({ backend, storage }), open({ backend, storage }), open({ backend, storage })]
  for (const tab of tabs) look(tab.$balances)
  await until(() => tabs.every((tab) => status(tab.$balances) === 'ready'))
  assert.deepEqual(tabs.map((tab) => tab.$session.get().status), ['member', 'member', 'member'])
  assert.equal(named('session.refresh').length, 1)
})

test('a friend\'s code that one tab keeps or uses up is the same in the others', async () => {
  const storage = fakeStorage()
  const { backend } = fakeBackend()
  const [one, two] = [open({ backend, storage }), open({ backend, storage })]
  one.rememberReferral('FRIEND')
  await until(() => two.$referralCode.get() === 'FRIEND')
  await two.enrol({ ticket: 't', profile: {}, consents: [] })
  await until(() => one.$referralCode.get() === undefined)
})

test('forgetMember leaves nothing in storage, and a refresh that was on its way brings nothing back', async () => {
  const storage = signedIn()
  const answer = later<unknown>()
  const { backend, calls } = fakeBackend({ handlers: { 'redemptions.hold': () => new Promise(() => {}), 'snapshot.get': () => answer.promise } })
  const client = open({ backend, storage })
  client.rememberReferral('FRIEND')
  look(client.$balances)
  client.redeem(hold).catch(() => {})
  await until(() => calls.length === 2)
  client.forgetMember()
  answer.resolve({ balances: { value: [{ currency: 'points', available: 500 }] } })
  await pause(10)
  assert.deepEqual([...storage.values], [])
  assert.equal(client.$referralCode.get(), undefined)
})

test('a page reads again when somebody comes back to it, not at every twitch', async () => {
  let now = 0
  const { backend, calls } = fakeBackend()
  const client = open({ backend, clock: () => now })
  look(client.$offers)
  await until(() => status(client.$offers) === 'ready')
  events.dispatchEvent(new Event('focus'))
  await pause(5)
  assert.equal(calls.length, 1)
  now = 6_000
  events.dispatchEvent(new Event('focus'))
  events.dispatchEvent(new Event('online'))
  await until(() => calls.length === 2)
  now = -1e9
  events.dispatchEvent(new Event('pageshow'))
  await until(() => calls.length === 3)
  client.dispose()
  now = 1e9
  events.dispatchEvent(new Event('focus'))
  await pause(5)
  assert.equal(calls.length, 3)
})

test('the clients of a page are known to all copies of the SDK; a copy\'s listener that throws breaks nobody', () => {
  const listener = mock.fn(() => {
    throw new Error('another copy')
  })
  pageClients()!.listeners.add(listener)
  const client = open({ backend: fakeBackend().backend })
  assert.ok(pageClients()!.clients.has(client as never))
  client.dispose()
  assert.ok(!pageClients()!.clients.has(client as never))
  assert.equal(listener.mock.callCount(), 2)
  pageClients()!.listeners.delete(listener)
})

test('a backend that takes a secret refuses to run in a page, and names the gateway as the way', () => {
  assert.throws(() => open({ backend: { ...fakeBackend().backend, credential: 'secret' } }), /fake needs a secret and must not run in a page.*@loyaltykit\/gateway/)
})
