import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { isLoyaltyError, type ErrorCode, type Identity, type LoyaltyBackend, type WriteContext } from '@loyaltykit/core'
import { backendContract, type ContractSubject } from '@loyaltykit/testing'
import type { WireCheck } from '@loyaltykit/testing/emulators/shared/openapi'
import type { Answer, Heard, Served } from '@loyaltykit/testing/emulators/shared/server'
import { conversations } from './conversations.ts'

/** An emulated loyalty system. Where it has a till and a clock, the contract uses them. */
export interface Emulated extends Served {
  readonly shop?: { readonly refund?: NonNullable<ContractSubject['refund']> }
  readonly sandbox?: { readonly advance: NonNullable<ContractSubject['advance']> }
}

/** What is particular to a vendor. */
export interface Vendor<Emulator extends Emulated, Backend extends LoyaltyBackend, More, How> {
  /** As its row of the capability table is called. */
  readonly name: string
  emulate(how?: How): Promise<Emulator>
  /** The adapter on it; `more` are options that a test needs otherwise. */
  adapter(emulator: Emulator, more?: More): Backend
  /** Signs up the `count`th person of this file; the id that the shop knows them by. */
  join(emulator: Emulator, count: number): Promise<string>
  /** The vendor's documents, which every exchange is held against; absent where there are none. */
  readonly wire?: WireCheck | undefined
}

/** How a vendor's contract is run. */
export interface VendorContract<Scene> {
  /** What the vendor's till and desk do, and whatever is not as usual: usual are members by their ids, and the till and clock of the emulator. */
  subject(scene: Scene): Partial<ContractSubject>
  /** Checks may be left out only for want of these: a call, a group, a part of the subject. `as` says it in the test's name. */
  readonly leftOut: { readonly as: string; readonly for: readonly string[] }
  /** So many checks and exchanges are too few. */
  readonly moreThan: { readonly checks: number; readonly exchanges: number }
}

/** The frame of a vendor's tests: opens emulators with the adapter on them, and holds all that was said against the vendor's documents. */
export function vendor<Emulator extends Emulated, Backend extends LoyaltyBackend, More, How = never>({ name, emulate, adapter, join, wire }: Vendor<Emulator, Backend, More, How>) {
  const said = conversations({ name, wire })
  let people = 0

  /** An emulator of its own, which `end` closes, and the adapter on it. */
  async function open(more?: More, how?: How) {
    const emulator = await emulate(how)
    let keys = 0
    return {
      emulator, end: said.endOf(emulator), backend: adapter(emulator, more),
      join: () => join(emulator, (people += 1)),
      /** A call of this member, or of this identity; of a guest where absent. Every time with another key. */
      as: (who?: string | Identity, key = `key-${(keys += 1)}`): WriteContext => ({
        signal: AbortSignal.timeout(8_000), locale: 'en', idempotencyKey: key, identity: who === undefined ? { kind: 'guest' } : typeof who === 'string' ? { kind: 'member', memberId: who } : who,
      }),
      /** What was asked for there, by this method where one is given. */
      asked: (path: RegExp, method?: string) => emulator.exchanges.filter((one) => path.test(one.path) && (method === undefined || one.method === method)),
    }
  }
  type Scene = Awaited<ReturnType<typeof open>>

  /** A call of a new member on answers that are made up here; whatever does not fit is the emulator's. */
  async function disturbed<Result>(
    fits: RegExp | ((heard: Heard) => boolean), answer: Answer | ((memberId: string, heard: Heard) => Answer), call: (backend: Backend, context: WriteContext) => Promise<Result>, more?: More,
  ): Promise<Result> {
    const { emulator, backend, as, join, end } = await open(more)
    const memberId = await join()
    emulator.disturb((heard) => ((fits instanceof RegExp ? fits.test(heard.path) : fits(heard)) ? (typeof answer === 'function' ? answer(memberId, heard) : answer) : undefined))
    try {
      return await call(backend, as(memberId))
    } finally {
      await end()
    }
  }

  /** What the contract stands on. */
  const subjectOf = (scene: Scene, more: Partial<ContractSubject>): ContractSubject => {
    const { shop, sandbox } = scene.emulator
    return {
      backend: scene.backend, dispose: scene.end,
      signUp: async () => ({ kind: 'member', memberId: await scene.join() }),
      ...(shop?.refund && { refund: shop.refund.bind(shop) }),
      ...(sandbox && { advance: (by) => sandbox.advance(by) }),
      ...more,
    }
  }

  /** Runs the contract; at the end of the file, what was said must be as the documents say, and README's row what was found. */
  async function contract({ subject, leftOut, moreThan }: VendorContract<Scene>): Promise<void> {
    const report = await backendContract({
      test,
      name,
      create: async () => {
        const scene = await open()
        return subjectOf(scene, subject(scene))
      },
    })
    test(`${name}: ${leftOut.as}`, () => {
      assert.deepEqual(report.leftOut.filter(({ needs }) => !needs.some((need) => leftOut.for.some((lack) => need === lack || need.startsWith(`${lack}.`)))), [])
      assert.ok(report.count > moreThan.checks, `only ${report.count} checks`)
    })
    test(`${name}: JSON is read whatever content type it comes under`, async () => {
      const scene = await open()
      const { backend: { balances, offers }, signUp, dispose } = subjectOf(scene, subject(scene))
      const who = await signUp()
      await sameUnderAnyType(scene.emulator, async () => (balances ? await balances.list({}, scene.as(who)) : await offers?.list({}, scene.as(who))))
      await dispose()
    })
    said.check({ reports: [report], moreThan: moreThan.exchanges })
  }

  return { open, disturbed, contract }
}

/** Whom an identity of the contract stands for: the member's id or the token, nobody for a guest. */
export const idOf = (identity: Identity) => (identity.kind === 'member' ? identity.memberId : identity.kind === 'token' ? identity.token : '')

/** The call is refused with this code. */
export const failsWith = (call: Promise<unknown>, code: ErrorCode) => assert.rejects(call, (error) => {
  assert.ok(isLoyaltyError(error), String(error))
  assert.equal(error.code, code, error.message)
  return true
})

/** Disturbs the first request that fits, and no other. */
export function once(fits: (heard: Heard) => boolean, answer: Answer | 'lost') {
  let left = 1
  return (heard: Heard) => (fits(heard) && left-- > 0 ? answer : undefined)
}

/** Content types that JSON comes under where a gateway, or a vendor, calls it otherwise. */
const otherTypes = ['text/plain; charset=utf-8', 'application/vnd.api+json']

/** A read shows the same where the same answers come under other content types. */
export async function sameUnderAnyType(emulator: Served, read: () => Promise<unknown>): Promise<void> {
  const shown = await read()
  assert.ok(Array.isArray(shown) ? shown.length : shown, 'there is something to show')
  const told = [...emulator.exchanges]
  const isAgain = (heard: Heard) => ({ method, path, query, body }: Heard) => isDeepStrictEqual([method, path, `${query}`, body], [heard.method, heard.path, `${heard.query}`, heard.body])
  for (const type of otherTypes) {
    let called = 0
    emulator.disturb((heard) => {
      const answer = told.findLast(isAgain(heard))?.answer
      if (answer?.body === undefined) return undefined
      called += 1
      return { ...answer, headers: { ...answer.headers, 'content-type': type } }
    })
    assert.deepEqual(await read(), shown, type)
    assert.ok(called > 0, `nothing was answered as ${type}`)
  }
  emulator.disturb(undefined)
}

/** What any server, or whatever stands before it, may answer, and what it is to us. */
export const oddAnswers: readonly (readonly [what: string, answer: Answer, code: ErrorCode])[] = [
  ['a page of HTML with status 200', { text: '<html><body>Welcome</body></html>', headers: { 'content-type': 'text/html' } }, 'bad_response'],
  ['a page of HTML that says 502', { status: 502, text: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } }, 'backend_failed'],
  ['nothing at all', { text: '' }, 'bad_response'],
  ['a list', { body: [] }, 'bad_response'],
  ['JSON that is no answer, called a text', { text: '[7]', headers: { 'content-type': 'text/plain' } }, 'bad_response'],
  ['a failure in JSON of another content type', { status: 500, text: '{"errors":[]}', headers: { 'content-type': 'application/vnd.api+json' } }, 'backend_failed'],
  ['a gateway that has waited', { status: 504, text: '' }, 'timeout'],
  ['a redirection', { status: 302, headers: { location: 'https://elsewhere.example' } }, 'network'],
  ['a flood', { text: `{"a":"${'x'.repeat(2_100_000)}"}` }, 'bad_response'],
]

/** Acts where there is a document, as in a page. */
export async function inPage(act: () => unknown): Promise<void> {
  const page = globalThis as { document?: unknown }
  page.document = {}
  try {
    await act()
  } finally {
    delete page.document
  }
}
