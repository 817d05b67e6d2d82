/** Clients for tests, ended after each; and ways to look at stores. */
import { afterEach, mock } from 'node:test'
import { createLoyalty, type AnyClient, type LoyaltyOptions } from '../src/index.ts'
import { at, fakeStorage, session, settled, type FakeBackend } from './fake-backend.ts'

const clients: AnyClient[] = []

export function open(options: LoyaltyOptions<FakeBackend>) {
  const client = createLoyalty({ onReport: () => {}, ...options })
  clients.push(client)
  return client
}

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose()
  mock.timers.reset()
  mock.restoreAll()
})

/** The storage of a browser in which somebody has signed in already. */
export function signedIn(extra: object = {}) {
  const storage = fakeStorage()
  storage.setItem('loyaltykit:1:fake:session', JSON.stringify({ ...session, ...extra }))
  return storage
}

type Listens = { listen(listener: () => void): () => void }

export const look = (store: Listens) => store.listen(() => {})

/** What is in a store, without listening: starts nothing. */
export const peek = <T>(store: object) => (store as { value: T }).value

export const status = (store: object | undefined) => store && peek<{ status: string }>(store).status

/** Time stands still from here on, chance is always the worst; gives a way to let time pass. */
export function timers() {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse(at) })
  mock.method(Math, 'random', () => 1)
  const pass = async (milliseconds: number) => {
    mock.timers.tick(milliseconds)
    await settled()
    mock.timers.tick(1)
    await settled()
  }
  const end = () => {
    mock.timers.reset()
    mock.restoreAll()
  }
  return Object.assign(pass, { end })
}
