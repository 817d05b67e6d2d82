import { createLoyalty, type AnyClient, type LoyaltyBackend, type Program } from '@loyaltykit/core'
import { memoryStorage } from '../harness/form.ts'
import { aSmallBackend, type SmallBackend } from './backend.ts'
import { aMember } from './member.ts'
import { aProgram } from './program.ts'

/** A client of a small backend with some groups more. Call `dispose` at the end. */
export interface SmallShop {
  readonly client: AnyClient
  readonly backend: SmallBackend
  /** Signs in a member by id: `m-1`, or a second person, `m-2`. */
  signIn(memberId?: 'm-1' | 'm-2'): Promise<void>
  dispose(): void
}

/** For what the sandbox does not do, or where each answer must be given by hand. Nobody is signed in. */
export function aSmallShop({ groups = {}, program = aProgram() }: { readonly groups?: Partial<LoyaltyBackend>; readonly program?: Program } = {}): SmallShop {
  const backend: SmallBackend = { ...aSmallBackend({ program, members: { 'm-1': aMember(), 'm-2': aMember({ id: 'm-2', profile: { givenName: 'Grace' } }) } }), ...groups }
  const client = createLoyalty({ backend, locale: 'en', storage: memoryStorage(), onReport: () => {} }) as AnyClient
  return {
    client,
    backend,
    signIn: async (memberId = 'm-1') => void (await client.signIn?.({ hostToken: memberId })),
    dispose: () => client.dispose(),
  }
}
