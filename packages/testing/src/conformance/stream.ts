import { LoyaltyError, toLoyaltyError, type BackendChange, type Context } from '@loyaltykit/core'
import { createParser } from 'eventsource-parser'
import type { ApiCall } from './document.ts'
import { failureOf } from './failure.ts'
import { NoAnswer, type Sent, type Wire } from './wire.ts'

/** The changes of one connection, as server-sent events. It ends where the server ends it, or with the signal. */
export async function* follow(wire: Wire, call: ApiCall, { after }: { readonly after?: string | undefined }, { signal, locale, identity }: Context, via: Sent['via']): AsyncGenerator<BackendChange, void> {
  if (signal.aborted) return
  const stop = new AbortController()
  const leave = () => stop.abort()
  signal.addEventListener('abort', leave)
  try {
    const answer = await wire.send({
      call: call.name, live: true, method: 'GET', signal: stop.signal, headers: { accept: 'text/event-stream' },
      path: `${call.path}?${new URLSearchParams({ ...(after === undefined ? {} : { after }), locale })}`,
      ...(identity.kind === 'token' ? { token: identity.token } : {}), ...(via ? { via } : {}),
    })
    if (!answer.body) throw failureOf(answer)
    const events: { readonly event?: string | undefined; readonly data: string }[] = []
    const parser = createParser({ onEvent: (event) => events.push(event) })
    const decoder = new TextDecoder()
    for await (const bytes of answer.body) {
      parser.feed(decoder.decode(bytes, { stream: true }))
      for (const { event = 'message', data } of events.splice(0)) {
        if (signal.aborted) return
        if (event === 'problem') throw failureOf({ status: 500, json: JSON.parse(data) as unknown })
        if (event === 'message') yield JSON.parse(data) as BackendChange
      }
    }
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof NoAnswer) throw new LoyaltyError(error.late ? 'timeout' : 'network', `${call.name}: ${error.message}.`, { cause: error })
    throw toLoyaltyError(error, error instanceof SyntaxError ? 'bad_response' : 'network')
  } finally {
    signal.removeEventListener('abort', leave)
    stop.abort()
  }
}
