import { isLoyaltyError, type Group, type Identity } from '@loyaltykit/core'
import { operations, type Operation } from '@loyaltykit/core/operations'
import type { CallName } from '@loyaltykit/sandbox'
import { ContractFailure, fails, ok, same } from './expect.ts'
import { guest, rowOf, type Scene } from './scene.ts'
import { enrolInput } from './session.ts'
import type { Check } from './suite.ts'

/** Every call of the port, but those of the stream. */
export const everyCall = Object.entries(operations).flatMap(([group, methods]) => Object.keys(methods).map((method) => `${group}.${method}` as CallName))

/** An input that a schema takes, for each call that needs one. */
export function sample(scene: Pick<Scene, 'program' | 'cart' | 'identifier' | 'key'>, name: CallName): Record<string, unknown> {
  const currency = scene.program.currencies[0]?.id ?? 'points'
  const samples: Partial<Record<CallName, Record<string, unknown>>> = {
    'session.requestCode': { identifier: scene.identifier() },
    'session.verifyCode': { challengeId: 'no-such-challenge', code: '123456' },
    'session.exchange': { hostToken: 'a-token' },
    'members.enrol': enrolInput(scene, 'no-such-ticket'),
    'offers.activate': { offerId: 'no-such-offer' },
    'quotes.quote': { carts: [scene.cart()] },
    'redemptions.hold': { cart: scene.cart(), currency, amount: 100 },
    'redemptions.cancel': { redemptionId: 'no-such-hold' },
    'redemptions.confirm': { redemptionId: 'no-such-hold', orderId: 'o-1' },
    'rewards.claim': { rewardId: 'no-such-reward' },
    'referrals.lookUp': { code: 'NO-SUCH-CODE' },
    'giftCards.check': { number: '0000000000', pin: '0000' },
    'giftCards.attach': { number: '0000000000', pin: '0000' },
    'partners.link': { partnerId: 'no-such-partner', account: '12345' },
    'partners.unlink': { partnerId: 'no-such-partner' },
    'partners.quoteExchange': { exchangeId: 'no-such-exchange', amount: 1 },
    'partners.exchange': { exchangeId: 'no-such-exchange', amount: 1 },
    'challenges.join': { challengeId: 'no-such-challenge' },
    'surveys.answer': { surveyId: 'no-such-survey', score: 1 },
    'claims.submit': { kind: 'purchase', reference: 'r-1' },
    'cards.link': { number: '0000000000' },
    'preferences.update': { profile: { givenName: 'Ada' }, consents: [] },
    'preferences.leave': { comment: 'Too far away' },
    'events.send': { facts: [] },
    'snapshot.get': { parts: ['program'] },
  }
  return samples[name] ?? {}
}

const bad = (value: unknown): unknown => (typeof value === 'string' ? 12 : typeof value === 'number' ? 'twelve' : Array.isArray(value) ? {} : 'nothing of the kind')

/** Inputs that are wrong in one place each. What a read takes may travel as text, so that a number for a text is no mistake there. */
function* mutations(input: Record<string, unknown>, kind: Operation['kind']): Iterable<readonly [what: string, input: unknown]> {
  for (const [name, value] of Object.entries(input)) {
    const { [name]: _, ...rest } = input
    yield [`without ${name}`, rest]
    if (typeof value === 'string') yield [`with an endless ${name}`, { ...input, [name]: 'x'.repeat(kind === 'read' ? 2_000 : 20_000) }]
    if (kind === 'read') continue
    yield [`with a wrong ${name}`, { ...input, [name]: bad(value) }]
    yield [`with null for ${name}`, { ...input, [name]: null }]
  }
}

/** What holds for any call of the port, once for each call that a backend has. */
export function everyCallChecks(name: CallName): readonly Check[] {
  const [group = ''] = name.split('.')
  const { kind, public: isPublic, input }: Operation = rowOf(name)
  const check = (says: string, run: Check['run']): Check => ({ group: group as Group, says: `${name} ${says}`, needs: [name], run })
  return [
    check('stops when nobody waits any more, and has done nothing', async (scene) => {
      const identity = await scene.subject.signUp()
      const state = async () => (scene.can('balances.list') ? await scene.call('balances.list', {}, { identity }) : undefined)
      const before = await state()
      await stops(scene.raw(name, sample(scene, name), { identity, signal: AbortSignal.abort() }), `${name} with a signal that was aborted before`)
      same(await state(), before, 'what the member has')
      const late = new AbortController()
      const flight = scene.raw(name, sample(scene, name), { identity, signal: late.signal })
      late.abort()
      // it may have been done already; it may not hang
      await soon(flight.catch(() => undefined), `${name} with a signal that aborts on the way`)
    }),
    ...(isPublic ? [] : [check('is not for guests, nor for a made-up token', async (scene) => {
      // a member is here first, whom a backend could take the next caller for
      await scene.raw(name, sample(scene, name), { identity: await scene.subject.signUp() }).catch(() => undefined)
      const strangers: readonly Identity[] = [guest, { kind: 'token', token: 'made-up-token' }]
      for (const identity of strangers) await fails(scene.raw(name, sample(scene, name), { identity }), 'unauthenticated', `${name} for a ${identity.kind}`)
    })]),
    check('refuses what is not an input, and says where it is wrong', async (scene) => {
      const identity = await scene.subject.signUp()
      for (const [what, wrong] of mutations(sample(scene, name), kind)) {
        if (input.safeParse(wrong).success) continue
        const error = await fails(scene.raw(name, wrong, { identity }), 'invalid_input', `${name} ${what}`)
        ok(error.details?.issues?.length, `${name} ${what} must say where the input is wrong`)
      }
    }),
    ...(kind === 'write' && name !== 'events.send' ? [check('answers a key of one call to no other', async (scene) => {
      const identity = await scene.subject.signUp()
      const key = scene.key()
      const outcome = async (given: unknown) => {
        try {
          return { answer: await scene.raw(name, given, { identity, key }) }
        } catch (error) {
          if (isLoyaltyError(error)) return { code: error.code }
          throw new ContractFailure(`${name} failed with something that is no LoyaltyError: ${String(error)}`)
        }
      }
      const first = sample(scene, name)
      const outcomes = [await outcome(first), await outcome(first)]
      if ('code' in (outcomes[0] ?? {}) && (outcomes[0] as { code: string }).code === 'unauthenticated') return
      same(outcomes[1], outcomes[0], 'the same call again')
      // another input that is one: a text out of a closed list has no neighbour
      const others = Object.entries(first).filter(([, value]) => typeof value === 'string').map(([field, value]) => ({ ...first, [field]: `${String(value).slice(0, -1)}9` }))
      const other = others.find((given) => input.safeParse(given).success)
      if (other) same(await outcome(other), { code: 'conflict' }, 'the key with another input')
    })] : []),
  ]
}

async function stops(flight: Promise<unknown>, what: string): Promise<void> {
  const error = await soon(flight.then((answer) => ({ answer }), (reason: unknown) => ({ reason })), what)
  ok('reason' in error, `${what} must be given up, and it answered`)
  const { reason } = error
  ok((isLoyaltyError(reason) && reason.code === 'aborted') || (reason instanceof Error && reason.name === 'AbortError'), `${what} must fail with aborted, and failed with ${String(reason)}`)
}

/** Two seconds are long for giving up. */
async function soon<T>(flight: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ContractFailure(`${what} must end within 2 seconds.`)), 2_000)
  })
  try {
    return await Promise.race([flight, limit])
  } finally {
    clearTimeout(timer)
  }
}
