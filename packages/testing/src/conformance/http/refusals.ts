import { must, mustRefuse, requestOf, inWords, type HttpCheck, type HttpScene } from './suite.ts'

/** A call with a body, and a token for it. */
async function withBody(scene: HttpScene) {
  const call = scene.calls.find(({ verbs, public: open }) => !verbs.includes('GET') && open) ?? scene.calls.find(({ verbs }) => !verbs.includes('GET'))
  if (!call) return scene.lack('a call that takes a body')
  const token = call.public ? undefined : await scene.token()
  const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    scene.send({ ...requestOf(scene, call, { ...(token === undefined ? {} : { token }), headers: { 'content-type': type } }), body })
  return { call, post }
}

/** What a server refuses, and how. */
export const refusals: readonly HttpCheck[] = [
  {
    says: 'answers 501 `unsupported` for every call that it lacks',
    todo: 'Answer each path of openapi.json that you do not have with 501 and the problem `unsupported`: a client can then tell a missing capability from a wrong address.',
    run: async (scene) => {
      const absent = [...scene.found.calls].filter(([name, { there, answer }]) => !there && answer && scene.api.calls.has(name))
      const wrong = absent.filter(([, { answer }]) => answer?.status !== 501 || (Object(answer.json) as { code?: unknown }).code !== 'unsupported' || !answer.type?.startsWith('application/problem+json'))
      const [first] = wrong
      if (first) await scene.send(first[1].sent)
      must(!first, `${wrong.length} of ${absent.length} calls that are not there: ${wrong.slice(0, 5).map(([name, { answer }]) => `${name} ${answer ? inWords(answer) : ''}`).join(', ')}`)
    },
  },
  {
    says: 'has all of a group, or nothing of it',
    todo: 'Implement the missing calls, or answer 501 `unsupported` for the whole group.',
    run: async ({ found }) => must(found.holes.length === 0, `groups that are there lack ${found.holes.join(', ')}`),
  },
  {
    says: 'answers an unknown address with a problem',
    todo: 'Let the last route of your server answer 404 with the problem `not_found`.',
    run: async (scene) => {
      for (const path of ['/v1/no-such-group/get', '/v1/program', '/v1/', '/no-version/program/get'])
        mustRefuse(scene, await scene.send({ method: 'GET', path }), ['not_found', 'unsupported', 'invalid_input'], `GET ${path}`)
    },
  },
  {
    says: 'refuses another method with 405 and says which it takes',
    todo: 'Answer 405 with the header Allow and the problem `invalid_input`.',
    run: async (scene) => {
      const tried = [['DELETE', '/v1/program/get'], ['PUT', '/v1/program/get'], ['POST', '/v1/program/get']]
      const writing = scene.calls.find(({ verbs }) => !verbs.includes('GET'))
      if (writing) tried.push(['GET', writing.path], ['PUT', writing.path])
      for (const [method = '', path = ''] of tried) {
        const answer = await scene.send({ method, path, ...(method === 'GET' || method === 'DELETE' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' }) })
        mustRefuse(scene, answer, ['invalid_input'], `${method} ${path}`)
        must(answer.status === 405 && answer.headers.has('allow'), `${method} ${path} must be refused with 405 and Allow, and came with ${answer.status} and Allow: ${answer.headers.get('allow') ?? 'none'}`)
      }
    },
  },
  {
    says: 'refuses a body that is no JSON document of the right kind',
    todo: 'Parse with care: what is not JSON, or not an object, is 400 `invalid_input`; another Content-Type is 415.',
    run: async (scene) => {
      const { call, post } = await withBody(scene)
      const bodies: readonly (readonly [what: string, body: string | Uint8Array<ArrayBuffer>])[] = [
        ['half a document', '{"cart": {"id": "c'], ['no document', 'hello'], ['a list', '[]'], ['a text', '"hello"'], ['a number', '12'], ['null', 'null'],
        ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
      ]
      for (const [what, body] of bodies) mustRefuse(scene, await post(body), ['invalid_input'], `${what} for ${call.name}`)
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
        mustRefuse(scene, await post(JSON.stringify(scene.sample(call)), type), ['invalid_input'], `a body of ${type} for ${call.name}: a page of any origin may send it without asking`)
    },
  },
  {
    says: 'refuses a body that is too large or too deep',
    todo: 'Stop reading at 256 kB and answer 413; refuse what is nested more than 64 levels. Both are `invalid_input`. Answer before closing the connection.',
    run: async (scene) => {
      const { call, post } = await withBody(scene)
      mustRefuse(scene, await post(JSON.stringify({ ...scene.sample(call), more: 'x'.repeat(300 * 1024) })), ['invalid_input'], `a body of 300 kB for ${call.name}`)
      for (const levels of [100, 50_000]) mustRefuse(scene, await post(`{"more":${'['.repeat(levels)}${']'.repeat(levels)}}`), ['invalid_input'], `a body of ${levels} levels for ${call.name}`)
    },
  },
  {
    says: 'refuses a write without an `Idempotency-Key`, or with one that is none',
    todo: 'A write without a key of 1 to 200 visible ASCII characters is 400 `invalid_input`: without it a lost answer would act twice.',
    run: async (scene) => {
      const writes = scene.calls.filter(({ writes: acts }) => acts)
      if (!writes.length) return scene.lack('a call that writes')
      const token = writes.every((call) => call.public) ? undefined : await scene.token()
      for (const call of writes) {
        for (const key of [null, 'a key with spaces', 'k'.repeat(201)]) {
          mustRefuse(scene, await scene.send(requestOf(scene, call, { key, ...(token === undefined ? {} : { token }) })), ['invalid_input'], `${call.name} ${key === null ? 'without a key' : `with the key ${key.slice(0, 20)}`}`)
        }
      }
    },
  },
  {
    says: 'refuses odd addresses without failing',
    todo: 'Check what comes in the query as you check a body: twice the same name, broken escapes and languages that are none are 400 `invalid_input`, never 500.',
    run: async (scene) => {
      const odd = ['?locale=%E0%A4%A', '?locale=%00', `?locale=${'x'.repeat(3_000)}`, '?locale=not%20a%20language', '?__proto__=1&constructor=2']
      for (const query of odd) {
        const answer = await scene.send({ method: 'GET', path: `/v1/program/get${query}` })
        must(answer.status < 500, `GET /v1/program/get${query.slice(0, 40)} must never fail, and came with ${inWords(answer)}`)
        if (answer.status >= 400) mustRefuse(scene, answer, ['invalid_input'], `GET /v1/program/get${query.slice(0, 40)}`)
      }
      const paged = scene.calls.find(({ name }) => name === 'activity.list') ?? scene.calls.find(({ name }) => name === 'rewards.list')
      if (!paged) return
      const token = await scene.token()
      for (const query of ['limit=1&limit=2', 'limit=1.5', 'limit=1e1', 'limit=', 'limit=-1', 'limit=99999999999999999999'])
        mustRefuse(scene, await scene.send({ method: 'GET', path: `${paged.path}?${query}`, token }), ['invalid_input'], `${paged.name} with ${query}`)
    },
  },
]
