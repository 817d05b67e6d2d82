import { must, mustRefuse, requestOf, inWords, memberReads, type Answer, type HttpCheck, type HttpScene } from './suite.ts'

const stranger = 'https://not-allowed.example'

/** Whether a page on this origin may read the answer. */
const mayRead = (answer: Answer, origin: string) => [origin, '*'].includes(answer.headers.get('access-control-allow-origin') ?? '')

const lists = (answer: Answer, name: string, wanted: readonly string[]) => {
  const given = (answer.headers.get(name) ?? '').toLowerCase().split(',').map((one) => one.trim())
  return wanted.filter((one) => !given.includes(one.toLowerCase()))
}

function originOf(scene: HttpScene): string {
  return scene.origin ?? scene.lack('origin')
}

/** What only pages of a browser see: other origins, and cookies. */
export const pages: readonly HttpCheck[] = [
  {
    says: 'lets pages of the allowed origins call, and no others',
    todo: 'Answer a preflight (OPTIONS with Access-Control-Request-Method) for the origins of your list with Access-Control-Allow-Origin, -Methods and -Headers; for others without.',
    run: async (scene) => {
      const origin = originOf(scene)
      const call = scene.calls.find(({ writes }) => writes) ?? scene.calls[0]
      const path = call?.path ?? '/v1/program/get'
      const method = call?.verbs.includes('GET') ? 'GET' : 'POST'
      const preflight = (from: string) => scene.send({ method: 'OPTIONS', path, headers: { 'origin': from, 'access-control-request-method': method, 'access-control-request-headers': 'authorization,content-type,idempotency-key' } })
      const allowed = await preflight(origin)
      must(allowed.status >= 200 && allowed.status < 300 && mayRead(allowed, origin), `a preflight of ${origin} must be allowed, and came with ${allowed.status} and Access-Control-Allow-Origin: ${allowed.headers.get('access-control-allow-origin') ?? 'none'}`)
      const headers = lists(allowed, 'access-control-allow-headers', ['authorization', 'content-type', ...(call?.writes ? ['idempotency-key'] : [])])
      must(!headers.length, `Access-Control-Allow-Headers must have ${headers.join(', ')}`)
      if (method === 'POST') must(!lists(allowed, 'access-control-allow-methods', ['POST']).length, 'Access-Control-Allow-Methods must have POST')
      const everybody = allowed.headers.get('access-control-allow-origin') === '*'
      must(!(everybody && allowed.headers.get('access-control-allow-credentials') === 'true'), 'everybody may not call with credentials: `*` and Access-Control-Allow-Credentials exclude one another')
      const read = await scene.send({ method: 'GET', path: '/v1/program/get?locale=en', headers: { origin } })
      must(mayRead(read, origin), `a page on ${origin} must be able to read the programme`)
      const failed = await scene.send({ method: 'GET', path: '/v1/no-such-group/get', headers: { origin } })
      must(mayRead(failed, origin), `a page on ${origin} must be able to read why something failed: send the same headers with problems`)
      if (everybody) return
      must(!mayRead(await preflight(stranger), stranger), `a preflight of ${stranger} must not be allowed`)
      must(!mayRead(await scene.send({ method: 'GET', path: '/v1/program/get?locale=en', headers: { origin: stranger } }), stranger), `a page on ${stranger} must not be able to read`)
    },
  },
  {
    says: 'keeps a log-in in cookies that no script can read and no foreign page can use',
    todo: 'With `Loyaltykit-Session: cookie` set tokens as HttpOnly, SameSite cookies and leave them out of the body; refuse a POST with cookies whose Origin is not allowed with 403 `forbidden`.',
    run: async (scene) => {
      const origin = originOf(scene)
      const [read] = memberReads(scene)
      const write = scene.calls.find((call) => call.writes && !call.public)
      const enrol = scene.calls.find(({ name }) => name === 'members.enrol')
      if (!enrol || !read || !write) return scene.lack('sign-up through the API')
      const { body } = await scene.enrolTicket()
      const answer = await scene.send({ ...requestOf(scene, enrol, { input: body as Record<string, unknown>, headers: { origin, 'loyaltykit-session': 'cookie' } }), call: enrol.name })
      must(answer.status === 200, `enrolment with a cookie must be answered, and was: ${inWords(answer)}`)
      const cookies = answer.headers.getSetCookie()
      if (!cookies.length) return scene.lack('cookies for the log-in')
      const { session } = answer.json as { session: { token?: string; refreshToken?: string } }
      must(session.token === undefined && session.refreshToken === undefined, 'a token that is in a cookie must not be in the body too')
      for (const cookie of cookies) must(/;\s*httponly/i.test(cookie) && /;\s*samesite=(lax|strict)/i.test(cookie), `each cookie must be HttpOnly and SameSite, and one is only ${cookie.replace(/=[^;]*/, '=***')}`)
      const cookie = cookies.filter((line) => !/;\s*path=\/.*refresh/i.test(line)).map((line) => line.split(';')[0]).join('; ')
      const mine = await scene.send({ ...requestOf(scene, read, { headers: { cookie, origin } }) })
      must(mine.status === 200, `${read.name} with the cookie must be answered, and was: ${inWords(mine)}`)
      for (const headers of [{ cookie, origin: stranger }, { cookie, 'origin': stranger, 'sec-fetch-site': 'cross-site' }])
        mustRefuse(scene, await scene.send(requestOf(scene, write, { headers })), ['forbidden'], `${write.name} with the cookie from ${stranger}`)
    },
  },
]
