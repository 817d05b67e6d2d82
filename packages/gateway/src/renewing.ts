import { LoyaltyError, type Context, type Identity, type LoyaltyBackend, type Session } from '@loyaltykit/core'
import { over } from './over.ts'

/**
 * The same backend, which says of a log-in in a cookie that it has ended, where the backend says only that nobody is there: so the client knows that
 * there is something to renew, and asks for it without being told.
 */
export function renewing(backend: LoyaltyBackend, renewable: { has(identity: Identity): boolean }): LoyaltyBackend {
  const { session, snapshot } = backend
  if (typeof session?.refresh !== 'function') return backend
  const ended = () => new LoyaltyError('unauthenticated', 'The log-in has ended. Renew it, or sign in again.')
  return over(backend, {
    session: over(session, {
      current: async (input: Record<string, never>, context: Context): Promise<Session | null> => {
        const found = await session.current(input, context)
        if (found === null && renewable.has(context.identity)) throw ended()
        return found
      },
    }),
    ...(snapshot
      ? {
          snapshot: over(snapshot, {
            get: async (query, context) => {
              const answer = await snapshot.get(query, context)
              const { session: who } = answer
              if (!who || !('value' in who) || who.value !== null || !renewable.has(context.identity)) return answer
              const { code, message, retryable } = ended()
              return { ...answer, session: { error: { code, message, retryable } } }
            },
          }),
        }
      : {}),
  })
}
