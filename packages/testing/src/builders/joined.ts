import { createLoyalty, type LoyaltyBackend, type LoyaltyClient } from '@loyaltykit/core'
import { createSandbox, type Sandbox, type SandboxBackend, type SandboxOptions } from '@loyaltykit/sandbox'

/** A sandbox and a client of it that somebody has signed in to. Call `dispose` at the end. */
export interface JoinedShop {
  readonly sandbox: Sandbox
  readonly client: LoyaltyClient<SandboxBackend>
  dispose(): void
}

let made = 0

/** Stored by each client for itself, so that tests on one page do not meet. */
function memory() {
  const values = new Map<string, string>()
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
}

/** A client of a new sandbox, for a guest. `wrap` stands between the two. */
export function aShop({ wrap, ...options }: SandboxOptions & { readonly wrap?: (sandbox: Sandbox) => LoyaltyBackend } = {}): JoinedShop {
  made += 1
  const sandbox = createSandbox({ seed: 'shop', name: `shop-${made}-${Math.random().toString(36).slice(2)}`, ...options })
  const client = createLoyalty({ backend: (wrap?.(sandbox) ?? sandbox) as SandboxBackend, locale: 'en', clock: sandbox.now, storage: memory() })
  return {
    sandbox,
    client,
    dispose() {
      client.dispose()
      sandbox.close()
    },
  }
}

/** The same, and a new member is signed in, with the welcome bonus. */
export async function aJoinedShop(options: Parameters<typeof aShop>[0] = {}): Promise<JoinedShop> {
  const shop = aShop(options)
  const { sandbox, client } = shop
  const challenge = await client.requestCode({ identifier: { kind: 'phone', value: '+447700900123' } })
  const verified = await client.verifyCode({ challengeId: challenge.id, code: sandbox.outbox[0]?.code ?? '' })
  if (verified.outcome === 'signed_in') throw new Error('A new person was a member already.')
  const program = await sandbox.program.get({}, { signal: new AbortController().signal, locale: 'en', identity: { kind: 'guest' } })
  await client.enrol({
    ticket: verified.ticket,
    profile: { givenName: 'Ada' },
    consents: (program.enrolment?.consents ?? []).map(({ id, version, required }) => ({ id, version, granted: required })),
  })
  return shop
}
