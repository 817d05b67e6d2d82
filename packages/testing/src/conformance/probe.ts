import type { ApiCall, ApiDocument } from './document.ts'
import type { Answer, Sent, Wire } from './wire.ts'

/** What a server has of one call, as far as a call that does nothing can tell. */
export interface Probed {
  readonly there: boolean
  /** What said that it is not there. */
  readonly answer?: Answer
  readonly sent: Sent
}

/** What a server has. */
export interface Found {
  readonly calls: ReadonlyMap<string, Probed>
  has(call: string): boolean
  /** Required calls that are missing in a group of which others are there. */
  readonly holes: readonly string[]
}

/**
 * Asks for each call with nothing in it: a list is no input, and no key comes with it, so nothing is done. `token` lets it ask again where guests
 * are turned away before it is said that there is nothing.
 */
export async function probe(wire: Wire, api: ApiDocument, token?: string): Promise<Found> {
  const calls = new Map<string, Probed>()
  for (const call of api.calls.values()) {
    let one = await ask(wire, call)
    // a server that takes writes without a key and without an input would act on it
    if (one.answer?.status === 401 && token !== undefined && call.name !== 'preferences.leave') one = await ask(wire, call, token)
    calls.set(call.name, one)
  }
  // where the host signs people in by its own means, it may still tell who is there
  const withoutLogIn = calls.get('session.requestCode')?.there === false
  const has = (name: string) => calls.get(name)?.there === true && !(withoutLogIn && name.startsWith('session.'))
  const groups = new Set([...calls.keys()].filter(has).map((name) => name.split('.')[0]))
  return { calls, has, holes: [...api.calls.values()].filter(({ name, group, optional }) => groups.has(group) && !optional && !has(name)).map(({ name }) => name) }
}

async function ask(wire: Wire, call: ApiCall, token?: string): Promise<Probed> {
  const get = call.verbs.includes('GET')
  const signal = call.streams ? AbortSignal.timeout(1_000) : undefined
  const sent: Sent = {
    method: get ? 'GET' : 'POST', path: call.path,
    ...(get ? {} : { headers: { 'content-type': 'application/json' }, body: '[]' }),
    ...(token === undefined ? {} : { token }), ...(signal ? { signal } : {}),
  }
  try {
    const answer = await wire.send(sent)
    return { sent, answer, there: !isAbsent(answer) }
  } catch (error) {
    // a stream that sends no headers until it has news is there
    if (signal?.aborted) return { sent, there: true }
    throw error
  }
}

/** 404 and 405 are what a router says of a path that nobody wrote: absent too, and told as a mistake. */
const isAbsent = ({ status, json }: Answer) => status === 501 || status === 405 || (status === 404 && !isOwn(json)) || (Object(json) as { code?: unknown }).code === 'unsupported'

/** `not_found` with an issue is the answer of a call, not of a router. */
const isOwn = (json: unknown) => (Object(json) as { details?: { issues?: unknown } }).details?.issues !== undefined
