import { delay, http, HttpResponse, type HttpHandler, type RequestHandler } from 'msw'

/** Anything that answers requests: a gateway. */
export interface FetchLike {
  fetch(request: Request): Promise<Response>
}

/** Where the gateway seems to be: `https://shop.example/loyalty`. */
export interface At {
  readonly url: string
}

const under = ({ url }: At) => `${url.replace(/\/+$/, '')}/*`

/** Requests below an address are answered by a gateway in this very page, so that a story or a test needs no server. Give them to msw's `setupWorker` or `setupServer`. */
export const gatewayHandlers = (gateway: FetchLike, at: At): readonly RequestHandler[] => [http.all(under(at), ({ request }) => gateway.fetch(request.clone()))]

/** Nobody is there: `fetch` rejects. */
export const gatewayDown = (at: At): HttpHandler => http.all(under(at), () => HttpResponse.error())

/** Every answer comes so many milliseconds late; without a number, never. */
export const gatewaySlow = (gateway: FetchLike, at: At, milliseconds?: number): HttpHandler => http.all(under(at), async ({ request }) => {
  await delay(milliseconds ?? 'infinite')
  return gateway.fetch(request.clone())
})

/** What a broken server may answer with status 200. */
export type Nonsense = 'html' | 'broken-json' | 'other-json' | 'empty'

const nonsense: Readonly<Record<Nonsense, readonly [type: string, body: string]>> = {
  'html': ['text/html', '<!doctype html><title>Maintenance</title><h1>We will be back</h1>'],
  'broken-json': ['application/json', '{"balances": [{"currency": "bon'],
  'other-json': ['application/json', '{"hello": ["world", 1, null]}'],
  'empty': ['application/json', ''],
}

/** It answers, but nothing that the API promises. */
export const gatewayNonsense = (at: At, kind: Nonsense = 'html'): HttpHandler => http.all(under(at), () => {
  const [type, body] = nonsense[kind]
  return new HttpResponse(body, { headers: { 'content-type': type } })
})

/** Too many calls: 429 with `Retry-After` and our problem details. */
export const gatewayBusy = (at: At, { retryAfter = 30, now = Date.now }: {
  /** Seconds. */
  readonly retryAfter?: number
  readonly now?: () => number
} = {}): HttpHandler => http.all(under(at), () => HttpResponse.json({
  type: 'urn:loyaltykit:problem:rate_limited', title: 'Too many calls', status: 429, detail: 'Too many calls. Wait a little and try again.',
  code: 'rate_limited', retryable: true, details: { retryAt: new Date(now() + retryAfter * 1_000).toISOString() },
}, { status: 429, headers: { 'content-type': 'application/problem+json', 'retry-after': String(retryAfter) } }))

/**
 * Headers at once, then a byte now and then, without an end: what a deadline that ends with the headers does not
 * see. For pages: in Node, msw 3.0 throws outside of the call when a request is given up in the middle of a body.
 */
export const gatewayDripping = (at: At, { every = 200 }: {
  /** Milliseconds. */
  readonly every?: number
} = {}): HttpHandler => http.all(under(at), () => {
  let timer: ReturnType<typeof setInterval>
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      timer = setInterval(() => controller.enqueue(new TextEncoder().encode(' ')), every)
    },
    cancel: () => clearInterval(timer),
  })
  return new HttpResponse(body, { headers: { 'content-type': 'application/json' } })
})

/** The first so many requests are lost on the way back: the gateway has acted, the page gets no answer. */
export const gatewayLosesAnswers = (gateway: FetchLike, at: At, count = 1): HttpHandler => {
  let left = count
  return http.all(under(at), async ({ request }) => {
    const answer = await gateway.fetch(request.clone())
    if (left <= 0) return answer
    left -= 1
    return HttpResponse.error()
  })
}
