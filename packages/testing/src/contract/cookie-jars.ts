import type { Context, LoyaltyBackend } from '@loyaltykit/core'
import { operations } from '@loyaltykit/core/operations'

type Fetch = typeof globalThis.fetch

/** What a browser does with cookies, as far as one API needs it: names, paths, ends. */
export interface CookieJar {
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** A `fetch` of a page on `origin` that carries the jar. */
  fetch(send: Fetch, origin: string): Fetch
}

export function cookieJar(): CookieJar {
  const kept = new Map<string, { value: string; path: string }>()
  return {
    get: (name) => kept.get(name)?.value,
    set: (name, value) => void kept.set(name, { value, path: '/' }),
    fetch: (send, origin) => async (input, init) => {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      const fitting = [...kept].filter(([, { path }]) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      const headers = new Headers(request.headers)
      if (request.method === 'POST') headers.set('origin', origin)
      if (fitting.length && request.credentials === 'include') headers.set('cookie', fitting.map(([name, { value }]) => `${name}=${value}`).join('; '))
      const body = request.method === 'POST' ? await request.text() : undefined
      const response = await send(request.url, { method: request.method, headers, signal: request.signal, ...(body === undefined ? {} : { body }) })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        const path = /; Path=([^;]+)/.exec(line)?.[1] ?? '/'
        if (/; Max-Age=0(;|$)/.test(line)) kept.delete(name)
        else kept.set(name, { value, path })
      }
      return response
    },
  }
}

/**
 * Lets the contract, which speaks of tokens, run where cookies carry the log-in: each token is a jar of its own that holds it,
 * a guest is an empty one, and the token that a jar got is put back into the answer, where the contract looks for it.
 */
export function throughJars(open: (jar: CookieJar) => LoyaltyBackend): LoyaltyBackend {
  const session = 'loyalty_session'
  const model = open(cookieJar())
  const call = (group: string, method: string) => async (input: unknown, context: Context) => {
    const jar = cookieJar()
    if (context.identity.kind === 'token') jar.set(session, context.identity.token)
    const methods = (open(jar) as unknown as Record<string, Record<string, (input: unknown, context: Context) => Promise<unknown>>>)[group]
    const answer = await methods?.[method]?.(input, { ...context, identity: { kind: 'ambient' } })
    const token = jar.get(session)
    return token === undefined ? answer : withToken(answer, token)
  }
  const stream: LoyaltyBackend['stream'] = model.stream && {
    open(input, context) {
      const jar = cookieJar()
      if (context.identity.kind === 'token') jar.set(session, context.identity.token)
      return (open(jar).stream as NonNullable<LoyaltyBackend['stream']>).open(input, { ...context, identity: { kind: 'ambient' } })
    },
  }
  const groups = Object.entries(operations).filter(([group]) => group in model)
  return { ...model, ...(stream ? { stream } : {}), ...Object.fromEntries(groups.map(([group, methods]) => [group, Object.fromEntries(Object.keys(methods).map((method) => [method, call(group, method)]))])) } as LoyaltyBackend
}

/** @throws `Error` where a token is in the body already: a page must never have it. */
function withToken(answer: unknown, token: string): unknown {
  if (typeof answer !== 'object' || answer === null) return answer
  if ('token' in answer) throw new Error('A token came in the body.')
  if ('memberId' in answer) return { ...answer, token }
  return 'session' in answer ? { ...answer, session: withToken(answer.session, token) } : answer
}
