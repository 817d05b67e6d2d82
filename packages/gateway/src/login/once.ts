import { isLoyaltyError, LoyaltyError, type ErrorCode, type WriteContext } from '@loyaltykit/core'
import { hash } from './secrets.ts'
import type { LoginStore } from './store.ts'

/** How long an answer is kept, in milliseconds: longer than any client asks again with its key. */
const keep = 24 * 60 * 60_000
/** After so long somebody who acts is taken for dead, in milliseconds: longer than a write may last. */
const lease = 30_000

type Kept = { readonly of: string } & ({ readonly until: number } | { readonly answer: unknown } | { readonly refused: ErrorCode; readonly message: string })

/**
 * Does a write once per key: the first answer is given again, a refusal too; another input is a conflict. What is answered must hold no secret, for
 * it is kept. A failure that may pass is not kept.
 */
export async function once<T>(store: LoginStore, { call, input, context, now }: { call: string; input: unknown; context: WriteContext; now: () => number }, act: () => Promise<T>): Promise<T> {
  const id = `once ${await hash(`${call} ${context.idempotencyKey}`)}`
  const of = await hash(JSON.stringify(input))
  for (;;) {
    const text = await store.get(id)
    const known = text === undefined ? undefined : (JSON.parse(text) as Kept)
    if (known && known.of !== of) throw new LoyaltyError('conflict', 'This key was used for another call. Take a new key for a new intent.')
    if (known && 'answer' in known) return known.answer as T
    if (known && 'refused' in known) throw new LoyaltyError(known.refused, known.message)
    if (known && known.until > now()) {
      if (context.signal.aborted) throw context.signal.reason
      await new Promise((resolve) => setTimeout(resolve, 25))
      continue
    }
    const mine = JSON.stringify({ of, until: now() + lease })
    if (!(await store.swap(id, text, mine, keep))) continue
    const put = (kept: object | undefined) => store.swap(id, mine, kept && JSON.stringify({ of, ...kept }), keep)
    try {
      const answer = await act()
      await put({ answer })
      return answer
    } catch (error) {
      const isFinal = isLoyaltyError(error) && ['wrong_code', 'expired', 'not_found'].includes(error.code)
      await put(isFinal ? { refused: error.code, message: error.message } : undefined)
      throw error
    }
  }
}
