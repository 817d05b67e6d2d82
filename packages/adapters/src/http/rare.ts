/** What few answers need: loaded with the first that is not plain JSON. */
import type { BackendChange, Context } from '@loyaltykit/core'
import type { HttpOptions } from '../http.ts'

export { problem } from './problem.ts'

/** See `stream.ts`, which is loaded with the first stream. */
export async function* changes(options: HttpOptions, input: { readonly after?: string }, context: Context): AsyncGenerator<BackendChange, void> {
  const { follow } = await import('./stream.ts')
  yield* follow(options, input, context)
}
