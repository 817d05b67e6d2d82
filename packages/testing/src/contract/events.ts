import type { LoyaltyFact } from '@loyaltykit/core'
import { fails, ok, same } from './expect.ts'
import { guest, type Scene } from './scene.ts'
import { checks } from './suite.ts'

const at = '2026-11-22T10:00:00Z'

/** A fact that no other check has told. */
const fact = (scene: Scene, changes: Partial<LoyaltyFact> = {}): LoyaltyFact => ({ id: scene.key(), at, kind: 'seen', subjectKind: 'offer', subject: 'contract-offer', place: 'home', ...changes })

/** How often the backend counts the facts with these ids. */
async function counted(scene: Scene, ids: readonly string[]): Promise<readonly LoyaltyFact[]> {
  return ((await scene.subject.facts?.()) ?? []).filter(({ id }) => ids.includes(id))
}

/** One of each kind, with every field that it may have. */
const everyKind = (scene: Scene): LoyaltyFact[] => [
  fact(scene, { visit: 'contract-visit' }),
  fact(scene, { kind: 'clicked', subjectKind: 'reward' }),
  { id: scene.key(), at, kind: 'enrolled', subjectKind: 'referral' },
  { id: scene.key(), at, kind: 'signed_in', subjectKind: 'program', method: 'code' },
  { id: scene.key(), at, kind: 'earned', subjectKind: 'survey', subject: 'contract-survey', value: { currency: 'points', amount: 5 } },
  { id: scene.key(), at, kind: 'redeemed', subjectKind: 'cart', value: { currency: 'points', amount: 100 } },
  fact(scene, { kind: 'activated' }),
  { id: scene.key(), at, kind: 'shared', subjectKind: 'referral', method: 'qr', place: 'account' },
  { id: scene.key(), at, kind: 'accepted', subjectKind: 'challenge', subject: 'contract-challenge' },
  { id: scene.key(), at, kind: 'answered', subjectKind: 'survey', subject: 'contract-survey', score: 0 },
  { id: scene.key(), at, kind: 'claimed', subjectKind: 'claim' },
]

export const eventChecks = checks('events', [
  {
    says: 'takes facts of every kind from a guest and from a member',
    run: async (scene) => {
      for (const identity of [guest, await scene.subject.signUp()]) await scene.call('events.send', { facts: everyKind(scene) }, { identity })
    },
  },
  {
    says: 'takes facts with a log-in that has ended: they are nobody\'s',
    run: async (scene) => void (await scene.call('events.send', { facts: [fact(scene)] }, { identity: { kind: 'token', token: 'made-up-token' } })),
  },
  {
    says: 'counts a fact once by its id, in one batch, in two, and from two people',
    means: ['facts'],
    run: async (scene) => {
      const [one, two] = [fact(scene), fact(scene)]
      await scene.call('events.send', { facts: [one, one, two] })
      await scene.call('events.send', { facts: [two] })
      await scene.call('events.send', { facts: [one] }, { identity: await scene.subject.signUp() })
      same((await counted(scene, [one.id, two.id])).length, 2, 'how many facts are counted')
    },
  },
  {
    says: 'counts a batch once for a key, however often and at once',
    means: ['facts'],
    run: async (scene) => {
      const [key, facts] = [scene.key(), [fact(scene)]]
      await Promise.all([1, 2, 3].map(() => scene.call('events.send', { facts }, { key })))
      await scene.call('events.send', { facts }, { key })
      same((await counted(scene, facts.map(({ id }) => id))).length, 1, 'how many facts are counted')
    },
  },
  {
    says: 'refuses a key that was used for other facts',
    run: async (scene) => {
      const key = scene.key()
      await scene.call('events.send', { facts: [fact(scene)] }, { key })
      await fails(scene.raw('events.send', { facts: [fact(scene)] }, { key }), 'conflict', 'a key with another batch')
    },
  },
  {
    says: 'refuses a batch with one bad fact in whole, and says which it is',
    run: async (scene) => {
      const bad: readonly (readonly [string, object])[] = [
        ['kind', { kind: 'bought' }], ['at', { at: 'yesterday' }], ['subjectKind', { subjectKind: 'person' }], ['place', { place: 'https://shop.example/?q=ann' }],
        ['score', { score: 11 }], ['value.amount', { value: { currency: 'points', amount: -1 } }], ['method', { method: 'by hand' }], ['id', { id: '' }],
      ]
      const good = fact(scene)
      for (const [field, wrong] of bad) {
        const error = await fails(scene.raw('events.send', { facts: [good, { ...fact(scene), ...wrong }] }), 'invalid_input', `a fact with a wrong ${field}`)
        const paths = error.details?.issues?.map(({ path }) => path) ?? []
        ok(paths.includes(`facts.1.${field}`), `a fact with a wrong ${field} must be named as facts.1.${field}, and ${paths.join(', ') || 'nothing'} was`)
      }
      await fails(scene.raw('events.send', { facts: Array.from({ length: 101 }, () => fact(scene)) }), 'invalid_input', 'more than 100 facts')
      same(await counted(scene, [good.id]), [], 'the good fact of a refused batch')
    },
  },
  {
    says: 'keeps nothing beside the fields of a fact',
    means: ['facts'],
    run: async (scene) => {
      const one = fact(scene)
      await scene.raw('events.send', { facts: [{ ...one, memberId: 'm', email: 'ann@example.com' }] }, { identity: await scene.subject.signUp() })
      same(await counted(scene, [one.id]), [one], 'what is kept')
    },
  },
])
