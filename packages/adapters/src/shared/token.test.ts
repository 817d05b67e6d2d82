import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoyaltyError, LoyaltyError } from '@loyaltykit/core'
import { withToken } from './token.ts'

const url = 'https://loyalty.example/'

/** A service that takes the tokens that are in `good`; each grant gives the next number. */
function service({ expiresIn, slow }: { expiresIn?: number; slow?: Promise<void> } = {}) {
  const [good, seen] = [new Set<string>(), [] as string[]]
  let [grants, now] = [0, 1_000_000]
  const call = withToken({
    clock: () => now,
    grant: async () => {
      await slow
      grants += 1
      good.add(`t${grants}`)
      return { token: `t${grants}`, expiresIn }
    },
    fetch: async (_input, init) => {
      const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      seen.push(token)
      return new Response('{}', { status: good.has(token) ? 200 : 401 })
    },
  })
  return { call, good, seen, grants: () => grants, pass: (seconds: number) => { now += seconds * 1_000 } }
}

describe('a token for systems', () => {
  test('is asked for once, however many calls need it at once, and kept', async () => {
    const { call, grants, seen } = service({ expiresIn: 3_600 })
    await Promise.all([call(url), call(url), call(url)])
    await call(url)
    assert.deepEqual([grants(), seen], [1, ['t1', 't1', 't1', 't1']])
  })

  test('is renewed shortly before it ends; one without an end after 5 minutes', async () => {
    for (const [expiresIn, kept, over] of [[3_600, 3_500, 100], [10, 8, 2], [undefined, 260, 40]] as const) {
      const { call, pass, seen } = service(expiresIn === undefined ? {} : { expiresIn })
      await call(url)
      pass(kept)
      await call(url)
      pass(over)
      await call(url)
      assert.deepEqual(seen, ['t1', 't1', 't2'], `of ${expiresIn} s`)
    }
  })

  test('that was refused is renewed once, for all who had it, and what they wanted is sent again', async () => {
    const { call, good, grants, seen } = service()
    await call(url)
    good.clear()
    const answers = await Promise.all([call(url, { method: 'POST', body: 'a' }), call(url)])
    assert.deepEqual([answers.map(({ status }) => status), grants(), seen.slice(1).sort()], [[200, 200], 2, ['t1', 't1', 't2', 't2']])
  })

  test('that is refused again is refused: nobody asks for ever', async () => {
    let calls = 0
    const call = withToken({ grant: async () => ({ token: 'never' }), fetch: async () => new Response('', { status: ((calls += 1), 401) }) })
    assert.deepEqual([(await call(url)).status, calls], [401, 2])
  })

  test('that can\'t be had fails all who wait, and is asked for again by the next', async () => {
    let grants = 0
    const call = withToken({
      grant: async () => {
        grants += 1
        if (grants === 1) throw new LoyaltyError('timeout', 'It took too long.')
        return { token: 't' }
      },
      fetch: async () => new Response('{}'),
    })
    for (const { status } of await Promise.allSettled([call(url), call(url)])) assert.equal(status, 'rejected')
    assert.deepEqual([(await call(url)).status, grants], [200, 2])
  })

  test('who gives up waiting for it fails alone', async () => {
    let go = () => {}
    const { call, grants } = service({ slow: new Promise((resolve) => { go = resolve }) })
    const abort = new AbortController()
    const [hasty, patient] = [call(url, { signal: abort.signal }), call(url)]
    abort.abort()
    await assert.rejects(hasty, (error) => isLoyaltyError(error) && error.code === 'aborted')
    go()
    assert.deepEqual([(await patient).status, grants()], [200, 1])
  })
})
