/** A programme of the sandbox on the whole line: a page's client, HTTP, a server's gateway, the sandbox; and the till beside it. */
import { http } from '@loyaltykit/adapters/http'
import { createLoyalty, type Store, type Resource } from '@loyaltykit/core'
import { createGateway, sessionAuthentication } from '@loyaltykit/gateway'
import { serve } from '@loyaltykit/gateway/node'
import { createSandbox, type PresetName } from '@loyaltykit/sandbox'

export interface Joining {
  readonly phone?: string
  readonly email?: string
  readonly profile?: Readonly<Record<string, string>>
  readonly cardNumber?: string
  readonly referralCode?: string
}

/** Opens a programme at a standing time; `now: Date.now` for one that runs. */
export async function openLine(preset: PresetName, now: number | string | (() => number) = '2026-11-23T10:00:00Z') {
  const sandbox = createSandbox({ preset, seed: 'story', now })
  const gateway = createGateway({ backend: sandbox, authenticate: sessionAuthentication(), origins: [], clock: () => sandbox.now() })
  const served = await serve(gateway)
  const clients = new Set<Page>()

  function openPage(locale = 'en') {
    const kept = new Map<string, string>()
    const client = createLoyalty({
      backend: http({ url: served.url }), locale, clock: () => sandbox.now(),
      storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
    })
    let known: Pick<Joining, 'phone' | 'email'> = {}

    /** Asks for a code and types the one that was sent. */
    async function prove(identifier: { phone: string | undefined; email: string | undefined }) {
      const { phone, email } = identifier
      const value = phone ?? email ?? ''
      known = identifier as typeof known
      const challenge = await client.requestCode({ identifier: { kind: phone === undefined ? 'email' : 'phone', value } })
      return client.verifyCode({ challengeId: challenge.id, code: sandbox.outbox.find(({ to, code }) => to === value && code !== undefined)?.code ?? '' })
    }

    const page = {
      client,
      /** Signs in again as the one who joined here: a log-in ends after some weeks. */
      async signInAgain() {
        client.forgetMember()
        const { outcome } = await prove({ phone: known.phone, email: known.email })
        if (outcome !== 'signed_in') throw new Error('That is no member any more.')
      },
      /** What a store holds when it is read now. */
      async value<T>(store: Store<Resource<T>>): Promise<T> {
        let begun = false
        const read = until(store, () => begun, (status) => {
          begun ||= status === 'loading' || status === 'refreshing'
        })
        client.refresh()
        return read
      },
      /** Waits, without asking, until a store holds something. */
      sees: <T>(store: Store<Resource<T>>, holds: (value: T) => boolean, patience?: number): Promise<T> => until(store, holds, undefined, patience),
      /** Signs up as the form does: code, ticket, profile, the consents that are needed. */
      async join({ phone, email, profile = {}, cardNumber, referralCode }: Joining) {
        const verified = await prove({ phone, email })
        if (verified.outcome === 'signed_in') throw new Error('That is a member already.')
        const program = await page.value(client.$program)
        return client.enrol({
          ticket: verified.ticket, profile: { givenName: 'Ada', familyName: 'Lovelace', ...profile },
          consents: (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
          ...(cardNumber === undefined ? {} : { cardNumber }), ...(referralCode === undefined ? {} : { referralCode }),
        })
      },
    }
    clients.add(page)
    return page
  }

  return {
    sandbox,
    url: served.url,
    openPage,
    async close() {
      for (const { client } of clients) client.dispose()
      await served.close()
      sandbox.close()
    },
  }
}

type Page = { readonly client: { dispose(): void } }

/** Waits until a store is ready with something that is looked for. */
function until<T>(store: Store<Resource<T>>, holds: (value: T) => boolean, watch: (status: string) => void = () => {}, patience = 5_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`Not seen within ${patience} ms; it is ${JSON.stringify(store.value)}`))), patience)
    const end = (act: () => void) => {
      clearTimeout(timer)
      queueMicrotask(() => stop())
      act()
    }
    const stop = store.subscribe((state) => {
      watch(state.status)
      if (state.status === 'failed') end(() => reject(state.error))
      else if (state.status === 'ready' && holds(state.value)) end(() => resolve(state.value))
    })
  })
}
