import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isLoyaltyError, LoyaltyError, type Context, type Identity, type LoyaltyBackend, type LoyaltyFact, type WriteContext } from '@loyaltykit/core'
import { createSandbox, type CallName } from '@loyaltykit/sandbox'
import { sandboxSubject } from '../sandbox-subject.ts'
import { backendContract } from './contract.ts'
import { guest } from './scene.ts'
import type { ContractSubject } from './subject.ts'

type Call = (input: never, context: WriteContext) => Promise<unknown>
type Change = (next: (input: unknown, context: Context) => Promise<unknown>, input: Record<string, unknown>, context: WriteContext) => Promise<unknown>

/** A backend of which some calls do something else. */
function altered(backend: LoyaltyBackend, change: Change, only?: readonly CallName[]): LoyaltyBackend {
  return Object.fromEntries(Object.entries(backend).map(([group, methods]) => [group, typeof methods !== 'object' ? methods : Object.fromEntries(
    Object.entries(methods as Record<string, Call>).map(([method, call]) => {
      const next = (input: unknown, context: Context) => call(input as never, context as WriteContext)
      return [method, only && !only.includes(`${group}.${method}` as CallName) ? call : (input: Record<string, unknown>, context: WriteContext) => change(next, input, context)]
    }),
  )])) as unknown as LoyaltyBackend
}

/** Runs the whole contract on a subject; gives the names of the checks that failed. */
async function failures(create: () => ContractSubject): Promise<string[]> {
  const runs: { name: string; run: () => Promise<void> }[] = []
  await backendContract({ test: (name, run) => runs.push({ name, run }), name: 'planted', create: async () => create() })
  const failed: string[] = []
  for (const { name, run } of runs) await run().catch(() => failed.push(name.replace('planted: ', '')))
  return failed
}

let freshKey = 0
const fresh = (context: WriteContext): WriteContext => ({ ...context, idempotencyKey: `fresh-${(freshKey += 1)}` })

/** Each fault with the check that must catch it. */
const faults: Readonly<Record<string, { readonly caughtBy: string; readonly create: () => ContractSubject }>> = {
  'a key acts twice': {
    caughtBy: 'redemptions holds once for a key, however often and at once',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next({ ...input, cart: { ...(input['cart'] as object), id: `${(freshKey += 1)}` } }, fresh(context)), ['redemptions.hold']) }),
  },
  'a key with another body gets the first answer': {
    caughtBy: 'redemptions refuses a key that was used for something else',
    create: () => {
      const answers = new Map<string, Promise<unknown>>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => {
        const known = answers.get(context.idempotencyKey) ?? next(input, context)
        answers.set(context.idempotencyKey, known)
        return known
      }, ['redemptions.hold']) })
    },
  },
  'a refused key is tried again': {
    caughtBy: 'redemptions refuses again what it refused for a key, even when it could be done now',
    create: () => {
      const refused = new Set<string>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        try {
          return await next(input, refused.has(context.idempotencyKey) ? fresh(context) : context)
        } catch (error) {
          refused.add(context.idempotencyKey)
          throw error
        }
      }, ['redemptions.hold']) })
    },
  },
  'a balance is a text': {
    caughtBy: 'balances gives one balance for each currency that a member can have',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) =>
      ((await next(input, context)) as { available: number }[]).map((balance) => ({ ...balance, available: String(balance.available) })), ['balances.list']) }),
  },
  'abort is ignored': {
    caughtBy: 'balances.list stops when nobody waits any more, and has done nothing',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, { ...context, signal: new AbortController().signal })) }),
  },
  'an aborted hold is made all the same': {
    caughtBy: 'redemptions.hold stops when nobody waits any more, and has done nothing',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      const answer = await next(input, { ...context, signal: new AbortController().signal })
      if (context.signal.aborted) throw new LoyaltyError('aborted', 'The call was given up.')
      return answer
    }, ['redemptions.hold']) }),
  },
  'a hold can be cancelled by anybody who knows its id': {
    caughtBy: 'redemptions shows and gives nobody a hold of somebody else',
    create: () => {
      const owners = new Map<string, Identity>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const owner = owners.get(String(input['redemptionId']))
        const answer = (await next(input, owner ? { ...context, identity: owner } : context)) as { redemption: { id: string } }
        owners.set(answer.redemption.id, owner ?? context.identity)
        return answer
      }, ['redemptions.hold', 'redemptions.cancel']) })
    },
  },
  'the last member\'s balances are given to the next one': {
    caughtBy: 'program keeps nothing of one call for the next: reads for several at once answer each their own',
    create: () => {
      let last: unknown
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => (last ??= await next(input, context)), ['balances.list']) })
    },
  },
  'two instances share one programme': {
    caughtBy: 'program shares nothing with another instance',
    create: (() => {
      const one = createSandbox({ seed: 'shared', now: '2026-11-22T10:00:00Z' })
      // nobody who shares it may end it
      after(() => one.close())
      return () => {
        const subject = sandboxSubject({ seed: 'shared', wrap: () => one })
        return { ...subject, backend: one, signUp: () => signUpOn(one), codeFor: async ({ value }) => one.outbox.find(({ to }) => to === value)?.code ?? '' }
      }
    })(),
  },
  'a guest is taken for the member who came last': {
    caughtBy: 'balances.list is not for guests, nor for a made-up token',
    create: () => {
      let last: Identity = guest
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => {
        if (context.identity.kind !== 'guest') last = context.identity
        return next(input, { ...context, identity: last })
      }) })
    },
  },
  'pages are cut by position': {
    caughtBy: 'activity pages without gaps or repeats while entries arrive',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      if (input['cursor'] !== undefined && !/^\d+$/.test(String(input['cursor']))) return next(input, context)
      const { items } = (await next({ limit: 100 }, context)) as { items: unknown[] }
      const [from, limit] = [Number(input['cursor'] ?? 0), Number(input['limit'] ?? 20)]
      return { items: items.slice(from, from + limit), ...(from + limit < items.length ? { next: String(from + limit) } : {}) }
    }, ['activity.list']) }),
  },
  'guests see personal offers': {
    caughtBy: 'offers shows guests only what is public',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      const offers = (await next(input, context)) as object[]
      return context.identity.kind === 'guest' ? [...offers, { ...offers[0], id: 'leaked', audience: 'personal' }] : offers
    }, ['offers.list']) }),
  },
  'what is due is a cent off': {
    caughtBy: 'quotes quotes each cart of a page in its place, to the cent',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => ({
      quotes: ((await next(input, context)) as { quotes: { due: { amount: number; currency: string } }[] }).quotes.map((quote) => ({ ...quote, due: { ...quote.due, amount: quote.due.amount + 1 } })),
    }), ['quotes.quote']) }),
  },
  'the language is ignored': {
    caughtBy: 'program answers in the language asked for, and in its own where it has not got it',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, { ...context, locale: 'en' })) }),
  },
  'wrong input is not said where': {
    caughtBy: 'redemptions.hold refuses what is not an input, and says where it is wrong',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      try {
        return await next(input, context)
      } catch (error) {
        throw isLoyaltyError(error) ? new LoyaltyError(error.code, error.message) : error
      }
    }) }),
  },
  'log-out leaves the token good': {
    caughtBy: 'session makes a token worthless on log-out, and does not mind a second log-out',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async () => ({}), ['session.end']) }),
  },
  'members and strangers are told apart': {
    caughtBy: 'session answers the same whether a member exists or not',
    create: () => {
      const known = new Set<string>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const { value } = input['identifier'] as { value: string }
        const answer = (await next(input, context)) as { to: string }
        const again = known.has(value)
        known.add(value)
        return again ? { ...answer, to: `${answer.to} (welcome back)` } : answer
      }, ['session.requestCode']) })
    },
  },
  'a fact is counted as often as it is sent': {
    caughtBy: 'events counts a fact once by its id, in one batch, in two, and from two people',
    create: () => {
      const facts: LoyaltyFact[] = []
      return { ...sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const answer = await next(input, context)
        facts.push(...(input['facts'] as LoyaltyFact[]))
        return answer
      }, ['events.send']) }), facts: async () => facts }
    },
  },
  'facts are for members only': {
    caughtBy: 'events takes facts of every kind from a guest and from a member',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      if (context.identity.kind === 'guest') throw new LoyaltyError('unauthenticated', 'Nobody is signed in.')
      return next(input, context)
    }, ['events.send']) }),
  },
  'the good facts of a bad batch are counted': {
    caughtBy: 'events refuses a batch with one bad fact in whole, and says which it is',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      if (Array.isArray(input['facts'])) await next({ facts: input['facts'].slice(0, 1) }, fresh(context)).catch(() => undefined)
      return next(input, context)
    }, ['events.send']) }),
  },
  'who sent a fact is kept beside it': {
    caughtBy: 'events keeps nothing beside the fields of a fact',
    create: () => {
      const subject = sandboxSubject()
      return { ...subject, facts: async () => subject.sandbox.facts.map((fact) => ({ ...fact, memberId: 'm' })) }
    },
  },
  'a challenge is joined by everybody at once': {
    caughtBy: 'challenges is joined once, by this member only, and answers who has joined',
    create: () => {
      const joined = new Set<string>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        if (input['challengeId'] !== undefined) {
          joined.add(String(input['challengeId']))
          return next(input, context)
        }
        return ((await next(input, context)) as { id: string; state: string }[]).map((challenge) => (joined.has(challenge.id) ? { ...challenge, state: 'joined' } : challenge))
      }, ['challenges.join', 'challenges.list']) })
    },
  },
  'a challenge keeps its prize after a refund': {
    caughtBy: 'challenges counts purchases, gives its prize once with the last, and takes it back with a refund',
    create: () => ({ ...sandboxSubject(), refund: async () => undefined }),
  },
  'a challenge never ends': {
    caughtBy: 'challenges ends at the time that it says',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) =>
      ((await next(input, context)) as { state: string }[]).map((challenge) => ({ ...challenge, state: challenge.state === 'expired' ? 'joined' : challenge.state })), ['challenges.list']) }),
  },
  'an answered question is asked again': {
    caughtBy: 'surveys takes an answer once, and gives what it promises for it once',
    create: () => {
      const seen = new Map<string, unknown>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const list = (await next(input, context)) as { id: string }[]
        for (const survey of list) seen.set(survey.id, survey)
        return [...seen.values()]
      }, ['surveys.list']) })
    },
  },
  'a score of eleven is a score': {
    caughtBy: 'surveys takes an answer of its kind only, and says what is wrong with another',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next({ score: 5, ...input }, context), ['surveys.answer']) }),
  },
  'an old question takes answers for ever': {
    caughtBy: 'surveys takes no answer to what it does not ask any more, or never did',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, context).catch((error: LoyaltyError) => (error.code === 'expired' ? {} : Promise.reject(error))), ['surveys.answer']) }),
  },
  'a change of one field forgets the others': {
    caughtBy: 'preferences changes only what is given, once for a key, and clears with null what may be empty',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
      const answer = (await next(input, context)) as { member: { profile: object } }
      return { ...answer, member: { ...answer.member, profile: input['profile'] ?? {} } }
    }, ['preferences.update']) }),
  },
  'a required consent can be taken back': {
    caughtBy: 'preferences takes back no required consent, and takes no answer to an old wording or to what is not asked; then nothing changes',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => {
      const { consents = [] } = input as { consents?: { granted: boolean }[] }
      return next({ ...input, consents: consents.map((consent) => ({ ...consent, granted: true })) }, context)
    }, ['preferences.update']) }),
  },
  'an answer to a request is forgotten': {
    caughtBy: 'preferences keeps an answer to a request with its wording and time, until there is another',
    create: () => {
      const first = new Map<string, unknown>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const who = JSON.stringify(context.identity)
        const now = await next(input, context)
        if (!first.has(who)) first.set(who, now)
        return first.get(who)
      }, ['preferences.get']) })
    },
  },
  'it is told that an address is somebody else\'s': {
    caughtBy: 'preferences changes what one signs in with for nobody without a proof, and does not tell whose another address is',
    create: () => {
      const known = new Set<string>()
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const { identifier, profile } = input as { identifier?: { value: string }; profile?: { email?: string } }
        if (identifier) known.add(identifier.value)
        if (profile?.email !== undefined && known.has(profile.email)) throw new LoyaltyError('conflict', 'This address is taken.')
        return next(input, context)
      }, ['session.requestCode', 'preferences.update']) })
    },
  },
  'an export holds everybody': {
    caughtBy: 'preferences exports what it knows of this member, and of nobody else',
    create: () => {
      const told: unknown[] = []
      return sandboxSubject({ wrap: (sandbox) => altered(sandbox, async (next, input, context) => {
        const answer = await next(input, context)
        if (!('profile' in input)) return { ...(answer as object), text: JSON.stringify([answer, told]) }
        told.push(input)
        return answer
      }, ['preferences.update', 'preferences.export']) })
    },
  },
  'an export too many is a failure of the backend': {
    caughtBy: 'preferences exports again and again, or says from when on it does',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, context).catch(() => {
      throw new LoyaltyError('backend_failed', 'Something went wrong.')
    }), ['preferences.export']) }),
  },
  'leaving leaves the log-in good': {
    caughtBy: 'preferences ends every log-in of a member who leaves, and answers the key of the leaving again',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, async () => ({}), ['preferences.leave']) }),
  },
  'the key of a leaving is not known afterwards': {
    caughtBy: 'preferences ends every log-in of a member who leaves, and answers the key of the leaving again',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, fresh(context)), ['preferences.leave']) }),
  },
  'who has left is still known': {
    caughtBy: 'preferences lets who has left join again, as somebody new without points',
    create: () => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => sandbox.session.end({}, context), ['preferences.leave']) }),
  },
  'a refund forgets a point': {
    caughtBy: 'balances counts a purchase as pending or available, and a refund takes back exactly that',
    create: () => ({ ...sandboxSubject(), refund: async () => undefined }),
  },
}

async function signUpOn(backend: ReturnType<typeof createSandbox>): Promise<Identity> {
  const step = () => ({ signal: new AbortController().signal, locale: 'en', identity: guest, idempotencyKey: `shared-${(freshKey += 1)}` }) as const
  const value = `+4478${String((freshKey += 1)).padStart(8, '0')}`
  const challenge = await backend.session.requestCode({ identifier: { kind: 'phone', value } }, step())
  const verified = await backend.session.verifyCode({ challengeId: challenge.id, code: backend.outbox[0]?.code ?? '' }, step())
  assert.equal(verified.outcome, 'not_enrolled')
  const { session } = await backend.members.enrol({
    ticket: verified.ticket, profile: { givenName: 'Grace' },
    consents: [{ id: 'terms', version: '2026-09', granted: true }, { id: 'processing', version: '2026-09', granted: true }],
  }, step())
  return { kind: 'token', token: session.token ?? '' }
}

for (const [fault, { caughtBy, create }] of Object.entries(faults)) {
  test(`the contract catches it when ${fault}`, async () => {
    const failed = await failures(create)
    assert.ok(failed.includes(caughtBy), `"${caughtBy}" passed; these failed: ${failed.join('; ') || 'none'}`)
  })
}

test('the contract finds nothing where nothing is altered', async () => {
  assert.deepEqual(await failures(() => sandboxSubject({ wrap: (sandbox) => altered(sandbox, (next, input, context) => next(input, context)) })), [])
})

test('a group that a backend lacks is absent, and nothing of it is tried', async () => {
  const names: string[] = []
  const lacking = () => sandboxSubject({ wrap: ({ referrals: _, offers: __, ...rest }) => rest as unknown as LoyaltyBackend })
  const report = await backendContract({ test: (name) => names.push(name), create: async () => lacking() })
  assert.ok(report.absent.includes('referrals') && report.absent.includes('offers'))
  assert.deepEqual(names.filter((name) => /: (referrals|offers)/.test(name)), [])
  assert.match(report.row(), / – /)
})
