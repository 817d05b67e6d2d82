/** Reads a stream of server-sent events. Loaded with the first one. */
import { LoyaltyError, toLoyaltyError, type BackendChange, type Context } from '@loyaltykit/core'
import { createParser } from 'eventsource-parser'
import type { HttpOptions } from '../http.ts'
import { problem } from './problem.ts'

/** How long an answer may take to begin, and how long a connection may be silent, in milliseconds: the gateway says something every 25 s at least. */
const patience = { begin: 15_000, silence: 60_000 }

/** The largest event, in characters. */
const largest = 64 * 1024

/** The changes of one connection; ends when it ends or when the signal aborts. Fails as a call does; `network` where it breaks or falls silent. */
export async function* follow({ url, token, credentials = 'same-origin', fetch = globalThis.fetch }: HttpOptions, { after }: { readonly after?: string }, { signal: outer, locale, identity }: Context): AsyncGenerator<BackendChange, void> {
  const inner = new AbortController()
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const stop = () => {
    inner.abort()
    // the host's own `fetch` may be deaf
    void reader?.cancel().catch(() => {})
  }
  let silence: ReturnType<typeof setTimeout> | undefined
  const expect = (milliseconds: number) => {
    clearTimeout(silence)
    silence = setTimeout(stop, milliseconds)
  }
  if (outer.aborted) return
  outer.addEventListener('abort', stop)
  try {
    expect(patience.begin)
    // as for any call; written again because each byte of `http.ts` is in every page
    const secret = identity.kind === 'token' ? identity.token : identity.kind === 'ambient' ? await (typeof token === 'function' ? token() : token) : undefined
    const query = new URLSearchParams({ ...(after === undefined ? {} : { after }), locale })
    const headers = { accept: 'text/event-stream', ...(secret ? { authorization: `Bearer ${secret}` } : {}) }
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/stream/open?${query}`, { headers, credentials, cache: 'no-store', signal: inner.signal })
    if (!response.ok || !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '') || !response.body) throw await problem(response)
    const events: { readonly event?: string | undefined; readonly data: string }[] = []
    let isTooLarge = false
    const parser = createParser({
      maxBufferSize: largest,
      onEvent: (event) => events.push(event),
      onError: ({ type }) => {
        isTooLarge ||= type === 'max-buffer-size-exceeded'
      },
    })
    // takes a mark at the beginning away, and puts characters together that were cut
    const decoder = new TextDecoder()
    reader = response.body.getReader()
    for (;;) {
      expect(patience.silence)
      const { done, value } = await reader.read()
      clearTimeout(silence)
      if (inner.signal.aborted) throw new DOMException('', 'AbortError')
      // an event without its end was cut off and doesn't count
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      for (const { event = 'message', data } of events.splice(0)) {
        if (outer.aborted) return
        if (event === 'problem') throw await problem(new Response(data, { status: 500, headers: { 'content-type': 'application/problem+json' } }))
        if (event === 'message') yield JSON.parse(data) as BackendChange
      }
      if (isTooLarge) throw new LoyaltyError('bad_response', 'The loyalty service sent an event that is too large.')
    }
  } catch (error) {
    if (outer.aborted) return
    throw inner.signal.aborted ? new LoyaltyError('network', 'The loyalty service fell silent.') : toLoyaltyError(error, error instanceof SyntaxError ? 'bad_response' : 'network')
  } finally {
    clearTimeout(silence)
    outer.removeEventListener('abort', stop)
    stop()
  }
}
