import type { Context, LoyaltyBackend } from './port.ts'

/**
 * The id that a stream opened now would go on from, for a server that renders a page: ask before you read, and give it to the page's client as
 * `since` with the `state`. Nothing where nobody is signed in, where the backend has no stream, or where it gives no answer in `patience`
 * milliseconds, 500 where absent. Never fails.
 */
export async function newestChange({ stream }: Pick<LoyaltyBackend, 'stream'>, { identity, locale, signal }: Context, { patience = 500 }: { readonly patience?: number } = {}): Promise<string | undefined> {
  if (!stream || identity.kind === 'guest') return undefined
  const stop = new AbortController()
  const end = () => stop.abort()
  const over = new Promise<undefined>((resolve) => stop.signal.addEventListener('abort', () => resolve(undefined)))
  const timer = setTimeout(end, patience)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const first = async () => {
    for await (const { id } of stream.open({}, { signal: stop.signal, locale, identity })) return id
    return undefined
  }
  try {
    // a backend may be deaf to the signal
    return await Promise.race([over, first()])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    end()
  }
}
