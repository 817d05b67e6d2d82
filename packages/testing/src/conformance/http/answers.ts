import { must, mustRefuse, requestOf, inWords, memberReads, type HttpCheck } from './suite.ts'

/** What a server answers, and for whom. */
export const answers: readonly HttpCheck[] = [
  {
    says: 'takes who it is from the token alone, never from an address or a body',
    todo: 'Read the member from `Authorization: Bearer` (or your cookie) and from nowhere else.',
    run: async (scene) => {
      const [read] = memberReads(scene)
      if (!read) return scene.lack('a read for members')
      const token = await scene.token()
      for (const query of [{ token }, { access_token: token }, { memberId: 'm-1' }, { authorization: `Bearer ${token}` }])
        mustRefuse(scene, await scene.send(requestOf(scene, read, { query: query as unknown as Record<string, string> })), ['unauthenticated'], `${read.name} for a guest with ${Object.keys(query).join()} in the address`)
      const writing = scene.calls.find((call) => !call.public && call.writes)
      if (writing) mustRefuse(scene, await scene.send(requestOf(scene, writing, { input: { ...scene.sample(writing), token, memberId: 'm-1' } })), ['unauthenticated'], `${writing.name} for a guest with a token in the body`)
    },
  },
  {
    says: 'takes no broken or foreign credentials',
    todo: 'Any `Authorization` that is not a good bearer token is 401 `unauthenticated` for calls of members.',
    run: async (scene) => {
      const [read] = memberReads(scene)
      if (!read) return scene.lack('a read for members')
      const token = await scene.token()
      for (const authorization of ['Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Bearer ${'x'.repeat(5_000)}`, 'Bearer null', 'Bearer undefined'])
        mustRefuse(scene, await scene.send(requestOf(scene, read, { headers: { authorization } })), ['unauthenticated'], `${read.name} with ${authorization.startsWith(`Bearer ${token.slice(0, -1)}`) ? 'a token that is one character off' : authorization.slice(0, 30)}`)
    },
  },
  {
    says: 'passes over fields that it does not know',
    todo: 'Ignore unknown fields of a body and unknown names in an address: newer clients may send them.',
    run: async (scene) => {
      const token = await scene.token()
      for (const call of scene.calls) {
        if (['session.end', 'preferences.leave', 'session.refresh'].includes(call.name)) continue
        const more = call.verbs.includes('GET') ? { query: { utm_source: 'mail', nonsense: '1' } } : { input: { ...scene.sample(call), nonsense: { of: ['all', 'kinds'] } } }
        const given = await scene.send(requestOf(scene, call, { token, ...more }))
        if ((Object(given.json) as { code?: unknown }).code !== 'invalid_input') continue
        const plain = await scene.send(requestOf(scene, call, { token }))
        must((Object(plain.json) as { code?: unknown }).code === 'invalid_input', `${call.name} with an unknown field must be answered as without it: ${inWords(plain)}, and was ${inWords(given)}`)
      }
    },
  },
  {
    says: 'lets nobody keep what is a member\'s: `Cache-Control: no-store`',
    todo: 'Send `Cache-Control: no-store` with every answer to a member. Only program.get and offers of guests may be cached.',
    run: async (scene) => {
      const token = await scene.token()
      const reads = memberReads(scene)
      if (!reads.length) return scene.lack('a read for members')
      for (const call of [...reads, ...scene.calls.filter(({ name }) => name === 'offers.list')]) {
        const answer = await scene.send(requestOf(scene, call, { token }))
        const said = answer.headers.get('cache-control') ?? 'nothing'
        must(/\bno-store\b/.test(said), `${call.name} must say no-store, and says ${said}`)
      }
    },
  },
  {
    says: 'keeps the programme the same under its `ETag`',
    todo: 'With `If-None-Match` of the ETag that you gave, answer 304 without a body, or the programme again.',
    run: async (scene) => {
      const path = '/v1/program/get?locale=en'
      const first = await scene.send({ method: 'GET', path })
      const etag = first.headers.get('etag')
      if (etag === null) return scene.lack('an ETag of program.get')
      const again = await scene.send({ method: 'GET', path, headers: { 'if-none-match': etag } })
      must((again.status === 304 && again.text === '') || (again.status === 200 && again.text === first.text), `If-None-Match must be answered with 304, or with the same programme, and was: ${inWords(again)}`)
      const other = await scene.send({ method: 'GET', path, headers: { 'if-none-match': '"another"' } })
      must(other.status === 200, `another ETag must get the programme, and got ${inWords(other)}`)
    },
  },
  {
    says: 'speaks the language of `?locale=`, else of `Accept-Language`, else its own',
    todo: 'Choose the texts by the query `locale`, then by `Accept-Language`, then the first of `program.locales`.',
    run: async (scene) => {
      const [own = 'en', other] = scene.program.locales
      const words = async (query: string, wish?: string) => (await scene.send({ method: 'GET', path: `/v1/program/get${query}`, ...(wish === undefined ? {} : { headers: { 'accept-language': wish } }) })).text
      const inOwn = await words(`?locale=${own}`)
      must((await words('')) === inOwn, `without any wish the programme must be in ${own}`)
      must((await words('?locale=tlh')) === inOwn, `in a language that it has not got the programme must be in ${own}`)
      if (other === undefined) return
      const inOther = await words(`?locale=${other}`)
      must(inOther !== inOwn, `the programme in ${other} must not be that in ${own}`)
      must((await words('', `tlh, ${other};q=0.9, ${own};q=0.1`)) === inOther || (await words('', other)) === inOther, `Accept-Language: ${other} must be answered in ${other}`)
      must((await words(`?locale=${own}`, other)) === inOwn, 'the query must win over Accept-Language')
    },
  },
  {
    says: 'answers `HEAD` without a body, and `OPTIONS` at all',
    todo: 'Answer HEAD as GET without the body, and OPTIONS with 204 and Allow.',
    run: async (scene) => {
      const path = '/v1/program/get?locale=en'
      const head = await scene.send({ method: 'HEAD', path })
      must(head.status === 200 && head.text === '', `HEAD ${path} must be 200 without a body, and is ${inWords(head)}`)
      const options = await scene.send({ method: 'OPTIONS', path })
      must(options.status >= 200 && options.status < 300, `OPTIONS ${path} must be answered, and is ${inWords(options)}`)
    },
  },
  {
    says: 'gives each part of a snapshot its value or its own error',
    todo: 'One part that fails does not fail the others: answer 200 with { "part": { "value" } } or { "part": { "error" } } for each part that was asked for.',
    run: async (scene) => {
      const call = scene.calls.find(({ name }) => name === 'snapshot.get')
      if (!call) return scene.lack('the call snapshot.get')
      type Part = { readonly value?: unknown; readonly error?: { readonly code?: string } }
      const ask = async (parts: readonly string[], token?: string) => {
        const answer = await scene.send({ ...requestOf(scene, call, { input: { parts: parts.join() }, ...(token === undefined ? {} : { token }) }), call: call.name })
        must(answer.status === 200, `a snapshot of ${parts.join()} must be answered, and was: ${inWords(answer)}`)
        const found = Object(answer.json) as Record<string, Part>
        must(JSON.stringify(Object.keys(found).sort()) === JSON.stringify([...parts].sort()), `a snapshot of ${parts.join()} must have these parts, and has ${Object.keys(found).join() || 'none'}`)
        for (const part of parts) must(('value' in (found[part] ?? {})) !== ('error' in (found[part] ?? {})), `the part ${part} must have a value or an error, one of them`)
        return found
      }
      const asGuest = await ask(['program', 'balances'])
      must(asGuest['program']?.value !== undefined, 'the programme must be there though balances fail')
      const expected = scene.found.has('balances.list') ? 'unauthenticated' : 'unsupported'
      must(asGuest['balances']?.error?.code === expected, `balances of a guest must be ${expected}, and are ${JSON.stringify(asGuest['balances']).slice(0, 100)}`)
      mustRefuse(scene, await scene.send(requestOf(scene, call, { input: { parts: 'no-such-part' } })), ['invalid_input'], 'a part that there is none of')
      const posted = await scene.send({ method: 'POST', path: `${call.path}?locale=en`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ parts: ['program', 'balances'] }) })
      must(JSON.stringify(posted.json) === JSON.stringify(asGuest), `the same snapshot by POST must be the same, and is ${inWords(posted)}`)
      if (!scene.found.has('balances.list')) return
      const token = await scene.token()
      const own = await scene.send({ method: 'GET', path: '/v1/balances/list?locale=en', token })
      must(JSON.stringify((await ask(['balances'], token))['balances']?.value) === JSON.stringify(own.json), 'the balances of a snapshot must be those of balances.list')
    },
  },
]
